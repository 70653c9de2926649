"""Why: what brings the practice closer to the first logic than to the second, and what takes it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..questionnaire.model import Language
from .data import Chart, DimensionPoint, LogicSeries, ResultData, Table
from .drawing.fitting import wrap
from .drawing.interactive import GRID, HOVER, layout, plain, rows_axis
from .drawing.series import look, markers
from .drawing.svg import LINE, MUTED, SIZE, WIDTH, picture, short, tag, text
from .drawing.words import MINUS, figure, inside, listed, quoted, say, unanswered, worded

ORDER = 30
MOST_NAMED = 3
_ZERO = WIDTH / 2
_LONGEST = 146.0
_HALF = _ZERO - 10


@dataclass(frozen=True)
class Bar:
    """A dimension, and its contribution to the first logic minus to the second, in points (None: not compared)."""

    short: str
    label: str
    points: float | None
    shown: str


@dataclass(frozen=True)
class Comparison:
    """The two closest logics, and the bars between them."""

    first: LogicSeries
    second: LogicSeries
    bars: tuple[Bar, ...]
    language: Language

    @cached_property
    def names(self) -> tuple[str, str]:
        first, second = (quoted(worded(logic.label, self.language), self.language) for logic in self.logics)
        return first, second

    @cached_property
    def sides(self) -> tuple[str, str]:
        words = "plus proche de" if self.language == "fr" else "closer to"
        first, second = self.names
        return f"{words} {first}", f"{words} {second}"

    @property
    def logics(self) -> tuple[LogicSeries, LogicSeries]:
        return self.first, self.second

    @cached_property
    def longest(self) -> float:
        return max((abs(bar.points) for bar in self.bars if bar.points is not None), default=0.0) or 1.0


def draw(data: ResultData, language: Language) -> Chart | None:
    comparison = compared(data, language)
    if comparison is None:
        return None
    first, second = comparison.sides
    title = say(language, fr="Ce qui rapproche, ce qui éloigne", en="What brings closer, what takes away")
    sentence = sentence_of(comparison)
    body, height = drawing(comparison)
    return Chart(
        id="contributions",
        part="why",
        title=title,
        sentence=sentence,
        svg=picture("contributions", title=title, description=sentence, body=body, height=height),
        table=Table(
            caption=say(
                language,
                fr=f"Écart en points d’indice, par dimension (+ : {first} ; {MINUS} : {second})",
                en=f"Gap in index points, by dimension (+: {first}; {MINUS}: {second})",
            ),
            columns=("Dimension", "Écart") if language == "fr" else ("Dimension", "Gap"),
            rows=tuple((bar.short, bar.shown) for bar in comparison.bars),
        ),
        figure=figure_of(comparison),
    )


def gap(point: DimensionPoint, first: LogicSeries, second: LogicSeries) -> float | None:
    pair = (first.id, second.id)
    if any(point.agreement.get(logic) is None or logic not in point.contribution for logic in pair):
        return None
    return round(100 * (point.contribution[first.id] - point.contribution[second.id]), 1) + 0.0


def compared(data: ResultData, language: Language) -> Comparison | None:
    """What brings closer first; what is not compared last; None if nothing is compared."""
    if len(data.ranking) < 2:
        return None
    first, second = data.ranking[:2]
    bars: list[Bar] = []
    for point in data.dimensions:
        points = gap(point, first, second)
        shown = unanswered(language) if points is None else figure(points, language, 1, signed=True)
        bars.append(Bar(worded(point.short, language), worded(point.label, language), points, shown))
    if all(bar.points is None for bar in bars):
        return None
    bars.sort(key=lambda bar: (bar.points is None, -(bar.points or 0.0)))
    return Comparison(first, second, tuple(bars), language)


def named(bars: Sequence[Bar], language: Language) -> str:
    """« clients (+13,2 points), mission (+4,0) et focus (+1,1) »."""
    units = (" points" if n == 0 else "" for n in range(len(bars)))
    return listed([f"{inside(bar.short)} ({bar.shown}{unit})" for bar, unit in zip(bars, units, strict=True)], language)


def sentence_of(comparison: Comparison) -> str:
    language, bars = comparison.language, comparison.bars
    first, second = comparison.names
    closer = named([bar for bar in bars if (bar.points or 0) > 0][:MOST_NAMED], language)
    farther = named([bar for bar in reversed(bars) if (bar.points or 0) < 0][:MOST_NAMED], language)
    if closer:
        fr = f"Ce qui vous rapproche de {first} plus que de {second} : {closer}."
        en = f"What brings you closer to {first} than to {second}: {closer}."
    else:
        fr = f"Aucune dimension ne vous rapproche de {first} plus que de {second}."
        en = f"No dimension brings you closer to {first} than to {second}."
    if farther:
        fr += f" Ce qui vous en éloigne : {farther}."
        en += f" What takes you away from it: {farther}."
    elif closer:
        fr += " Aucune dimension ne vous en éloigne."
        en += " No dimension takes you away from it."
    return say(language, fr=fr, en=en)


def head(logic: LogicSeries, words: str, side: int) -> tuple[list[str], int]:
    """A half's title with its logic's marker, on its own side of zero; and how many lines it takes."""
    lines = wrap(words, _HALF - 22, SIZE, bold=True, lines=4)
    mark = markers(look(logic.index), [(_ZERO + side * 17, 10)], 5.5)
    anchor = "end" if side < 0 else None
    return [mark, text(_ZERO + side * 28, 15, lines, text_anchor=anchor, font_weight="bold")], len(lines)


def drawn(bar: Bar, comparison: Comparison, y: float) -> tuple[list[str], float]:
    """A bar on its side of zero, its name on the other; and where the next one begins."""
    points = bar.points or 0.0
    side = -1 if points < 0 else 1
    lines = wrap(bar.short, _HALF, SIZE, lines=2)
    middle = y + LINE * len(lines) / 2 + 5
    length = _LONGEST * abs(points) / comparison.longest
    logic = look(comparison.logics[points < 0].index)
    name_y = middle + 5 - LINE * (len(lines) - 1) / 2
    before, after = ("end", None) if side > 0 else (None, "end")
    pale = MUTED if bar.points is None else None
    value = f"({bar.shown})" if pale else bar.shown
    outline = f"M{short(_ZERO)} {short(middle - 7.5)}h{short(side * length)}v15h{short(-side * length)}z"
    return [
        text(_ZERO - side * 9, name_y, lines, text_anchor=before, fill_opacity=pale),
        tag("path", d=outline, class_=logic.kind, fill=logic.color) if length else "",
        text(_ZERO + side * (length + 8), middle + 5, value, text_anchor=after, fill_opacity=pale),
    ], y + LINE * len(lines) + 11


def drawing(comparison: Comparison) -> tuple[list[str], float]:
    """The drawing, its top at 0, and its height."""
    right, lines_right = head(comparison.first, comparison.sides[0], 1)
    left, lines_left = head(comparison.second, comparison.sides[1], -1)
    parts = [*left, *right]
    top = y = LINE * max(lines_right, lines_left) + 14
    for bar in comparison.bars:
        strokes, y = drawn(bar, comparison, y)
        parts += strokes
    zero = tag("path", d=f"M{short(_ZERO)} {short(top - 2)}V{short(y)}", stroke="currentColor", stroke_opacity=0.7)
    return [*parts, zero], y + 4


def figure_of(comparison: Comparison) -> dict[str, Any]:
    bars, language = comparison.bars, comparison.language
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(name, 330),
            "x": [bar.points if bar.points is not None and (bar.points < 0) == behind else None for bar in bars],
            "y": list(range(len(bars))),
            "text": [bar.shown for bar in bars],
            "textposition": "outside",
            "cliponaxis": False,
            "hovertext": [plain(f"{bar.label} – {bar.shown}", 280) for bar in bars],
            "hovertemplate": HOVER,
            "marker": {"color": look(logic.index).color},
        }
        for logic, name, behind in zip(comparison.logics, comparison.sides, (False, True), strict=True)
    ]
    labels = [bar.short if bar.points is not None else f"{bar.short} ({bar.shown})" for bar in bars]
    axis = {
        "range": [-1.25 * comparison.longest, 1.25 * comparison.longest],
        "gridcolor": GRID,
        "zerolinecolor": "rgba(128,128,128,0.8)",
        "fixedrange": True,
    }
    return {
        "data": traces,
        "layout": layout(
            language,
            left=20,
            right=20,
            top=20,
            bottom=80,
            xaxis=axis,
            yaxis=rows_axis(labels, 120),
            barmode="overlay",
            height=160 + 34 * len(bars),
        ),
    }
