"""A radar: any number of axes from three, one line a series, a gap where there is no value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import cos, pi, sin
from typing import Any

from ...questionnaire.model import Language
from .fitting import breaks_no_word, text_width, wrap
from .interactive import CLEAR, GRID, HOVER, layout, plain
from .series import Look, markers, sample
from .svg import LINE, MUTED, SIZE, WIDTH, group, path, short, steps, tag, text

FEWEST_AXES = 3
_CENTRE = WIDTH / 2
_GAP = 13.0
_EDGE = 2.0
_RADII = range(140, 91, -4)


@dataclass(frozen=True)
class Axis:
    """An axis; `key` is said above its label, in bold; `note` under it, and the whole is then pale."""

    label: str
    note: str = ""
    key: str = ""

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.key, self.label, self.note) if part)


@dataclass(frozen=True)
class Line:
    """A series: its values (None: a gap) and, for each, the words shown on hover."""

    name: str
    look: Look
    values: tuple[int | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """An axis' label, placed: its box from the drawing's centre, and where its lines are anchored."""

    lines: tuple[str, ...]
    x: float
    top: float
    left: float
    width: float
    anchor: str
    pale: bool
    keyed: bool

    @property
    def height(self) -> float:
        return LINE * len(self.lines)

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def meets(self, other: Label, space: float = 3.0) -> bool:
        apart = self.left + self.width + space <= other.left or other.left + other.width + space <= self.left
        return not apart and self.top < other.bottom + space and other.top < self.bottom + space


def angle(n: int, count: int) -> float:
    return 2 * pi * n / count


def _upright(turn: float) -> bool:
    return abs(sin(turn)) < 0.12


def _room(turn: float, radius: float) -> float:
    return 150.0 if _upright(turn) else _CENTRE - _EDGE - (radius + _GAP) * abs(sin(turn))


def _fits(axes: Sequence[Axis], radius: float, most: int) -> bool:
    for n, axis in enumerate(axes):
        room = _room(angle(n, len(axes)), radius)
        if not breaks_no_word(f"{axis.label} {axis.note}", room, SIZE) or len(wrap(axis.label, room, SIZE)) > most:
            return False
    return True


def _label(axis: Axis, turn: float, radius: float, most: int) -> Label:
    room = _room(turn, radius)
    lines = [axis.key] if axis.key else []
    lines += wrap(axis.label, room, SIZE, lines=most)
    lines += wrap(axis.note, room, SIZE) if axis.note else ()
    width = max(text_width(line, SIZE) for line in lines)
    x = 0.0 if _upright(turn) else (radius + _GAP) * sin(turn)
    anchor = "middle" if _upright(turn) else "start" if x > 0 else "end"
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    height = LINE * len(lines)
    top = -(radius + _GAP) * cos(turn) - height / 2 * (1 + cos(turn))
    return Label(tuple(lines), x, top, left, width, anchor, bool(axis.note), bool(axis.key))


def _moved(label: Label, others: Sequence[Label], upwards: bool) -> Label:
    """`label`, away from the centre until it meets none of `others`."""
    while met := [other for other in others if label.meets(other)]:
        top = min(o.top for o in met) - label.height - 3.5 if upwards else max(o.bottom for o in met) + 3.5
        label = replace(label, top=top)
    return label


def place_labels(axes: Sequence[Axis]) -> tuple[float, list[Label]]:
    """The largest radius that leaves every label its room, and the labels, none on another."""
    most = 3 if len(axes) <= 9 else 2
    radius = float(next((r for r in _RADII if _fits(axes, r, most)), _RADII[-1]))
    turns = [angle(n, len(axes)) for n in range(len(axes))]
    placed: dict[int, Label] = {}
    for n in sorted(range(len(axes)), key=lambda n: (_upright(turns[n]), round(abs(cos(turns[n])), 6), n)):
        label = _label(axes[n], turns[n], radius, most)
        placed[n] = _moved(label, list(placed.values()), upwards=cos(turns[n]) >= 0)
    return radius, [placed[n] for n in range(len(axes))]


def _runs(values: Sequence[int | None]) -> Iterator[list[int]]:
    """Indices of the values drawn in one stroke, going round past the last; the whole turn if no value lacks."""
    count = len(values)
    start = next((n for n, value in enumerate(values) if value is None), 0)
    order = [(start + n) % count for n in range(count)]
    for there, run in groupby(order, key=lambda n: values[n] is not None):
        if there:
            yield list(run)


def _written(label: Label) -> str:
    anchor = None if label.anchor == "start" else label.anchor
    first, rest = (label.lines[:1], label.lines[1:]) if label.keyed else ((), label.lines)
    rows = [text(label.x, label.top + 13, first, text_anchor=anchor, font_weight="bold")] if first else []
    if rest:
        rows.append(text(label.x, label.top + 13 + LINE * len(first), rest, text_anchor=anchor))
    return group(rows, class_="muted", fill_opacity=MUTED) if label.pale else "".join(rows)


def _freest(lines: Sequence[Line], count: int) -> int:
    """The axis after which there is most room for the scale's numbers, nearest to the top on the left."""

    def crowd(n: int) -> int:
        return max((line.values[m % count] or 0 for line in lines for m in (n, n + 1)), default=0)

    return min(range(count), key=lambda n: (crowd(n), count - n))


def _grid(axes: Sequence[Axis], lines: Sequence[Line], radius: float, maximum: int) -> list[str]:
    ends = [
        (axis, sin(angle(n, len(axes))) * radius, -cos(angle(n, len(axes))) * radius) for n, axis in enumerate(axes)
    ]
    spokes = "".join(f"M0 0L{short(x)} {short(y)}" for axis, x, y in ends if not axis.note)
    gaps = "".join(f"M0 0L{short(x)} {short(y)}" for axis, x, y in ends if axis.note)
    count = steps(maximum)
    rings = "".join(tag("circle", r=radius * step / count) for step in range(1, count))
    ruled = [rings, tag("path", d=spokes) if spokes else "", tag("circle", r=radius, stroke_opacity=0.55)]
    ruled.append(tag("path", d=gaps, stroke_dasharray="2 5") if gaps else "")
    turn = angle(_freest(lines, len(axes)), len(axes)) + pi / len(axes)
    scale = [
        text(sin(turn) * (radius * share - 10), -cos(turn) * (radius * share - 10) + 5, str(round(maximum * share)))
        for share in ((0.5, 1.0) if maximum % 2 == 0 else (1.0,))
    ]
    return [
        group(ruled, class_="grid", fill="none", stroke="currentColor", stroke_opacity="0.25"),
        group(scale, class_="muted", fill_opacity=MUTED, text_anchor="middle"),
    ]


def _stroke(line: Line, radius: float, maximum: int) -> str:
    count = len(line.values)
    points = {
        n: (sin(angle(n, count)) * radius * value / maximum, -cos(angle(n, count)) * radius * value / maximum)
        for n, value in enumerate(line.values)
        if value is not None
    }
    runs = list(_runs(line.values))
    data = "".join(path((points[n] for n in run), closed=len(run) == count) for run in runs if len(run) > 1)
    stroke = tag("path", d=data, stroke_linejoin="round", **line.look.line) if data else ""
    return stroke + markers(line.look, points.values())


def legend(lines: Sequence[tuple[str, Look]], top: float) -> tuple[list[str], float]:
    """A sample and a name a line, from `top` down; and where it ends."""
    parts: list[str] = []
    for name, look in lines:
        rows = wrap(name, WIDTH - 62, SIZE, lines=2)
        parts += [sample(look, 8, top + 9), text(58, top + 14, rows)]
        top += LINE * len(rows) + 7
    return parts, top


def radar(axes: Sequence[Axis], lines: Sequence[Line], maximum: int) -> tuple[list[str], float]:
    """The drawing, its top at 0, and its height."""
    radius, labels = place_labels(axes)
    centre = 6 - min([-radius - 12, *(label.top for label in labels)])
    bottom = centre + max([radius, *(label.bottom for label in labels)])
    words = [_written(label) for label in labels]
    strokes = [_stroke(line, radius, maximum) for line in reversed(lines)]
    names, end = legend([(line.name, line.look) for line in lines], bottom + 16)
    middle = f"translate({short(_CENTRE)} {short(centre)})"
    return [group([*_grid(axes, lines, radius, maximum), *strokes, *words], transform=middle), *names], end


def interactive_radar(axes: Sequence[Axis], lines: Sequence[Line], maximum: int, language: Language) -> dict[str, Any]:
    turns = [round(360 * n / len(axes), 3) for n in range(len(axes))]
    traces = [
        {
            "type": "scatterpolar",
            "cliponaxis": False,
            "mode": "lines+markers",
            "name": plain(line.name, 330),
            "r": [*line.values, line.values[0]],
            "theta": [*turns, turns[0]],
            "hovertext": [plain(words, 280) for words in (*line.words, line.words[0])],
            "hovertemplate": HOVER,
            "connectgaps": False,
            **line.look.interactive,
        }
        for line in lines
    ]
    count = steps(maximum)
    polar = {
        "bgcolor": CLEAR,
        "radialaxis": {
            "range": [0, maximum],
            "tickvals": [maximum * step / count for step in range(count + 1)],
            "ticktext": [
                str(maximum * step // count) if 2 * step in (count, 2 * count) else "" for step in range(count + 1)
            ],
            "tickangle": 90,
            "ticks": "",
            "angle": 90,
            "gridcolor": GRID,
            "linecolor": GRID,
        },
        "angularaxis": {
            "tickmode": "array",
            "tickvals": turns,
            "ticktext": [plain(axis.words, 98) for axis in axes],
            "direction": "clockwise",
            "rotation": 90,
            "gridcolor": GRID,
            "linecolor": GRID,
        },
    }
    return {"data": traces, "layout": layout(language, left=90, right=90, top=70, bottom=130, height=540, polar=polar)}
