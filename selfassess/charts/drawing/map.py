"""A practice as a map: the organisation on the left, the milieu on the right, clients between, the way along below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .fitting import wrap
from .frames import Ink, Section, arrow, draw_frame, section_height, tick, title_height
from .svg import LINE, MUTED, WIDTH, tag, text

EDGE = 1.0
LEFT_WIDTHS = (176.0, 188.0, 200.0, 212.0, 224.0)
"""Of the organisation's column, tried in turn: the one that makes the lowest drawing is kept."""
NOTES_WIDTH = 160.0
_BESIDE = 16.0
_INDENT = 26.0
_NAME_SIZE = 17.0
_NAME_LINE = 21.0
_GAP = 22.0
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
class Columns:
    """Where the columns begin, and how wide they are."""

    left: float

    @property
    def organisation(self) -> tuple[float, float]:
        return EDGE, self.left

    @property
    def goal(self) -> tuple[float, float]:
        x = EDGE + self.left + _BESIDE
        return x, WIDTH - EDGE - x

    @property
    def clients(self) -> tuple[float, float]:
        x, width = self.goal
        return x, width - _INDENT - 8

    @property
    def milieu(self) -> tuple[float, float]:
        x, width = self.goal
        return x + _INDENT, width - _INDENT


@dataclass(frozen=True)
class Plan:
    """Where everything goes, alike in all drawings: each box is as tall as its fullest."""

    columns: Columns
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


def name_lines(a_map: Map) -> tuple[str, ...]:
    return wrap(a_map.name, WIDTH - 8, _NAME_SIZE, bold=True, lines=3)


def plan(maps: Sequence[Map], titles: Titles) -> Plan:
    """The lowest of the plans."""
    return min((plan_of(Columns(left), maps, titles) for left in LEFT_WIDTHS), key=lambda plan: plan.height)


def plan_of(columns: Columns, maps: Sequence[Map], titles: Titles) -> Plan:
    top = max(len(name_lines(a_map)) for a_map in maps) * _NAME_LINE + 12
    organisation = tallest(maps, "organisation", columns.organisation[1])
    clients = tallest(maps, "clients", columns.clients[1])
    milieu = tallest(maps, "milieu", columns.milieu[1])
    milieu_top = top + (column_height(titles.clients, clients, columns.clients[1]) + _GAP if clients else 0)
    milieu_bottom = milieu_top + column_height(titles.milieu, milieu, columns.milieu[1])
    notes = LINE * len(titles.notes) + 14 if titles.notes else 0.0
    goal = tallest(maps, "way", columns.goal[1])[-1] if maps[0].way else 0.0
    right = milieu_bottom + (max(notes + 8, _GAP) + goal if goal else notes)
    left = top + column_height(titles.organisation, organisation, columns.organisation[1])
    if organisation:
        organisation[-1] += max(0.0, right - left)
    bottom = max(left, right)
    count = max(0, len(maps[0].way) - 1)
    stair = min(_STAIR, _WIDEST_STAIRS / max(1, count - 1))
    step_width = WIDTH - 2 * EDGE - stair * max(0, count - 1)
    steps = tallest(maps, "way", step_width)[:count]
    return Plan(
        columns=columns,
        top=top,
        organisation=organisation,
        clients=clients,
        milieu=milieu,
        milieu_top=milieu_top,
        milieu_bottom=milieu_bottom,
        goal=goal,
        bottom=bottom,
        steps=steps,
        step_width=step_width,
        stair=stair,
        height=bottom + sum(steps) + _GAP * count + (30 if titles.foot else 2),
    )


def draw_columns(ink: Ink, a_map: Map, plan: Plan, titles: Titles) -> None:
    """The organisation, → clients, ↓ milieu."""
    if a_map.organisation:
        x, width = plan.columns.organisation
        draw_frame(ink, titles.organisation, a_map.organisation, plan.organisation, x, plan.top, width)
    if a_map.clients:
        x, width = plan.columns.clients
        bottom = draw_frame(ink, titles.clients, a_map.clients, plan.clients, x, plan.top, width)
        if a_map.organisation:
            arrow(ink, sum(plan.columns.organisation), plan.top + 14, x - 1, plan.top + 14)
        if a_map.milieu:
            arrow(ink, x + width / 2, bottom, x + width / 2, plan.milieu_top - 1)
    if a_map.milieu:
        x, width = plan.columns.milieu
        draw_frame(ink, titles.milieu, a_map.milieu, plan.milieu, x, plan.milieu_top, width)


def draw_way(ink: Ink, a_map: Map, plan: Plan) -> None:
    """From the organisation down the steps, up to the goal, and into the milieu."""
    if not a_map.way:
        return
    *steps, goal = a_map.way
    x, width = plan.columns.goal
    draw_frame(ink, "", [goal], [plan.goal], x, plan.bottom - plan.goal, width)
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
        parts.append(
            text(plan.columns.goal[0], plan.milieu_bottom + 22, titles.notes, class_="muted", fill_opacity=MUTED)
        )
    if titles.foot:
        y = plan.height - 8
        parts.append(tag("path", d=tick(1, y - 5), fill="none", stroke="currentColor", stroke_width=2.2))
        parts.append(text(16, y, titles.foot, font_weight="bold"))
    return parts, plan.height


def draw_maps(maps: Sequence[Map], titles: Titles) -> list[tuple[list[str], float]]:
    """The drawings, tops at 0, with their heights: boxes answer each other when they stand side by side."""
    common = plan(maps, titles)
    return [draw_map(a_map, common, titles) for a_map in maps]
