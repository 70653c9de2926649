"""A practice as a map: the organisation on the left, the milieu on the right, clients between, the way along below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .fitting import wrap
from .frames import Ink, Section, arrow, draw_frame, section_height, tick, title_height
from .svg import LINE, MUTED, WIDTH, tag, text

EDGE = 1.0
ORGANISATION = (EDGE, 183.0)
CLIENTS = (200.0, 184.0)
MILIEU = (228.0, WIDTH - 228.0 - EDGE)
GOAL = (200.0, WIDTH - 200.0 - EDGE)
NOTES_WIDTH = 150.0
_NAME_SIZE = 17.0
_NAME_LINE = 21.0
_GAP = 24.0
_STAIR = 24.0
_WIDEST_STAIRS = 72.0
_RISE = WIDTH - 12.0


@dataclass(frozen=True)
class Map:
    """What one drawing says, place by place; `way` goes from the organisation to the milieu, its last box the goal."""

    name: str
    organisation: tuple[Section, ...]
    clients: tuple[Section, ...]
    milieu: tuple[Section, ...]
    way: tuple[Section, ...]


@dataclass(frozen=True)
class Titles:
    """The places' names, the notes on signs, and the line at the foot."""

    organisation: str
    clients: str
    milieu: str
    notes: tuple[str, ...]
    foot: str


@dataclass(frozen=True)
class Plan:
    """Where everything goes, alike in all drawings: each box is as tall as its fullest."""

    top: float
    organisation: list[float]
    clients: list[float]
    milieu: list[float]
    milieu_top: float
    milieu_bottom: float
    goal: float
    bottom: float
    """Of the columns."""
    steps: list[float]
    step_width: float
    stair: float
    height: float


def tallest(maps: Sequence[Map], place: str, width: float) -> list[float]:
    boxes = zip(*(getattr(a_map, place) for a_map in maps), strict=True)
    return [max(section_height(section, width) for section in sections) for sections in boxes]


def column_height(title: str, sections: Sequence[float], width: float) -> float:
    return title_height(title, width) + sum(sections) if sections else 0.0


def name_lines(a_map: Map) -> list[str]:
    return wrap(a_map.name, WIDTH - 8, _NAME_SIZE, bold=True, lines=3)


def plan(maps: Sequence[Map], titles: Titles) -> Plan:
    top = max(len(name_lines(a_map)) for a_map in maps) * _NAME_LINE + 12
    organisation = tallest(maps, "organisation", ORGANISATION[1])
    clients = tallest(maps, "clients", CLIENTS[1])
    milieu = tallest(maps, "milieu", MILIEU[1])
    milieu_top = top + (column_height(titles.clients, clients, CLIENTS[1]) + _GAP if clients else 0)
    milieu_bottom = milieu_top + column_height(titles.milieu, milieu, MILIEU[1])
    notes = LINE * len(titles.notes) + 14 if titles.notes else 0.0
    goal = tallest(maps, "way", GOAL[1])[-1] if maps[0].way else 0.0
    right = milieu_bottom + (max(notes + 8, _GAP) + goal if goal else notes)
    left = top + column_height(titles.organisation, organisation, ORGANISATION[1])
    if organisation:
        organisation[-1] += max(0.0, right - left)
    bottom = max(left, right)
    count = max(0, len(maps[0].way) - 1)
    stair = min(_STAIR, _WIDEST_STAIRS / max(1, count - 1))
    step_width = WIDTH - 2 * EDGE - stair * max(0, count - 1)
    steps = tallest(maps, "way", step_width)[:count]
    height = bottom + sum(steps) + _GAP * count + (30 if titles.foot else 2)
    return Plan(
        top, organisation, clients, milieu, milieu_top, milieu_bottom, goal, bottom, steps, step_width, stair, height
    )


def draw_columns(ink: Ink, a_map: Map, plan: Plan, titles: Titles) -> None:
    """The organisation, → clients, ↓ milieu."""
    if a_map.organisation:
        x, width = ORGANISATION
        draw_frame(ink, titles.organisation, a_map.organisation, plan.organisation, x, plan.top, width)
    if a_map.clients:
        x, width = CLIENTS
        bottom = draw_frame(ink, titles.clients, a_map.clients, plan.clients, x, plan.top, width)
        if a_map.organisation:
            arrow(ink, sum(ORGANISATION), plan.top + 14, x - 1, plan.top + 14)
        if a_map.milieu:
            arrow(ink, x + width / 2, bottom, x + width / 2, plan.milieu_top - 1)
    if a_map.milieu:
        x, width = MILIEU
        draw_frame(ink, titles.milieu, a_map.milieu, plan.milieu, x, plan.milieu_top, width)


def draw_way(ink: Ink, a_map: Map, plan: Plan) -> None:
    """From the organisation down the steps, up to the goal, and into the milieu."""
    if not a_map.way:
        return
    *steps, goal = a_map.way
    draw_frame(ink, "", [goal], [plan.goal], GOAL[0], plan.bottom - plan.goal, GOAL[1])
    if a_map.milieu:
        arrow(ink, _RISE - 12, plan.bottom - plan.goal, _RISE - 12, plan.milieu_bottom + 1)
    y = plan.bottom
    for n, (section, height) in enumerate(zip(steps, plan.steps, strict=True)):
        x = EDGE + n * plan.stair
        if n or a_map.organisation:
            arrow(ink, x + 60, y, x + 60, y + _GAP - 1)
        y += _GAP
        if n == len(steps) - 1:
            arrow(ink, _RISE, y, _RISE, plan.bottom + 1)
        y = draw_frame(ink, "", [section], [height], x, y, plan.step_width)


def draw_map(a_map: Map, plan: Plan, titles: Titles) -> tuple[list[str], float]:
    ink = Ink()
    draw_columns(ink, a_map, plan, titles)
    draw_way(ink, a_map, plan)
    parts = [text(0, 17, name_lines(a_map), line=_NAME_LINE, font_size=_NAME_SIZE, font_weight="bold"), *ink.parts()]
    if titles.notes:
        parts.append(text(GOAL[0], plan.milieu_bottom + 22, titles.notes, class_="muted", fill_opacity=MUTED))
    if titles.foot:
        y = plan.height - 8
        parts.append(tag("path", d=tick(1, y - 5), fill="none", stroke="currentColor", stroke_width=2.2))
        parts.append(text(16, y, titles.foot, font_weight="bold"))
    return parts, plan.height


def draw_maps(maps: Sequence[Map], titles: Titles) -> list[tuple[list[str], float]]:
    """The drawings, tops at 0, with their heights: boxes answer each other when they stand side by side."""
    common = plan(maps, titles)
    return [draw_map(a_map, common, titles) for a_map in maps]
