"""Why: what brings the practice closer to the first logic than to the second, and what takes it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..questionnaire.model import Language
from .data import Chart, DimensionPoint, LogicSeries, ResultData, Table
from .drawing.fitting import wrap
from .drawing.interactive import GRID, HOVER, layout, plain, rows_axis
from .drawing.series import look, markers
from .drawing.svg import LINE, MUTED, SIZE, WIDTH, picture, short, tag, text
from .drawing.words import figure, inside, listed, quoted, say, worded

ORDER = 30
_ZERO = WIDTH / 2
_LONGEST = 146.0
_HALF = _ZERO - 10


@dataclass(frozen=True)
class Bar:
    """A dimension, and its contribution to the first logic minus to the second, in points (None: not compared)."""

    short: str
    label: str
    points: float | None


def draw(data: ResultData, language: Language) -> Chart | None:
    if len(data.ranking) < 2:
        return None
    first, second = data.ranking[:2]
    bars = sorted_bars(data, first, second, language)
    if not any(bar.points is not None for bar in bars):
        return None
    unanswered = "sans réponse" if language == "fr" else "unanswered"
    closer = tuple(
        say(
            language,
            fr=f"plus proche de {quoted(logic.label.fr, 'fr')}",
            en=f"closer to {quoted(logic.label.en, 'en')}",
        )
        for logic in (first, second)
    )
    title = say(language, fr="Ce qui rapproche, ce qui éloigne", en="What brings closer, what takes away")
    sentence = sentence_of(bars, first, second, language)
    body, height = drawing(bars, first, second, closer, unanswered, language)
    return Chart(
        id="contributions",
        part="why",
        title=title,
        sentence=sentence,
        svg=picture("contributions", title=title, description=sentence, body=body, height=height),
        table=Table(
            caption=say(
                language,
                fr=f"Écart entre les deux logiques les plus proches, en points d’indice : + {closer[0]}, {figure(-1, 'fr')[0]} {closer[1]}",
                en=f"Gap between the two closest logics, in index points: + {closer[0]}, {figure(-1, 'en')[0]} {closer[1]}",
            ),
            columns=("Dimension", "Écart") if language == "fr" else ("Dimension", "Gap"),
            rows=tuple((bar.short, shown(bar, unanswered, language)) for bar in bars),
        ),
        figure=figure_of(bars, first, second, closer, unanswered, language),
    )


def shown(bar: Bar, unanswered: str, language: Language) -> str:
    return unanswered if bar.points is None else figure(bar.points, language, 1, signed=True)


def gap(point: DimensionPoint, first: LogicSeries, second: LogicSeries) -> float | None:
    pair = (first.id, second.id)
    if any(point.agreement.get(logic) is None or logic not in point.contribution for logic in pair):
        return None
    return round(100 * (point.contribution[first.id] - point.contribution[second.id]), 1) + 0.0


def sorted_bars(data: ResultData, first: LogicSeries, second: LogicSeries, language: Language) -> list[Bar]:
    """What brings closer first; what is not compared last."""
    bars = [
        Bar(
            worded(point.short, language),
            worded(point.label, language),
            gap(point, first, second),
        )
        for point in data.dimensions
    ]
    return sorted(bars, key=lambda bar: (bar.points is None, -(bar.points or 0.0)))


def sentence_of(bars: list[Bar], first: LogicSeries, second: LogicSeries, language: Language) -> str:
    def named(some: list[Bar]) -> str:
        unit = " points"
        return listed(
            [
                f"{inside(bar.short)} ({figure(bar.points or 0.0, language, 1, signed=True)}{'' if n else unit})"
                for n, bar in enumerate(some)
            ],
            language,
        )

    closer = [bar for bar in bars if bar.points is not None and bar.points > 0]
    farther = [bar for bar in reversed(bars) if bar.points is not None and bar.points < 0]
    x, y = (quoted(logic.label.in_(language), language) for logic in (first, second))
    if closer:
        fr = f"Ce qui vous rapproche de {x} plus que de {y} : {named(closer[:3])}."
        en = f"What brings you closer to {x} than to {y}: {named(closer[:3])}."
    else:
        fr = f"Aucune dimension ne vous rapproche de {x} plus que de {y}."
        en = f"No dimension brings you closer to {x} than to {y}."
    if farther:
        fr += f" Ce qui vous en éloigne : {named(farther[:3])}."
        en += f" What takes you away from it: {named(farther[:3])}."
    elif closer:
        fr += " Aucune ne vous en éloigne."
        en += " None takes you away from it."
    return say(language, fr=fr, en=en)


def head(logic: LogicSeries, closer: str, *, right: bool) -> tuple[list[str], int]:
    """A half's title and its logic's marker, on its own side of zero."""
    lines = wrap(closer, _HALF - 22, SIZE, bold=True, lines=4)
    side = 1 if right else -1
    mark = markers(look(logic.index), [(_ZERO + side * 17, 10)], 5.5)
    anchor = None if right else "end"
    return [mark, text(_ZERO + side * 28, 15, lines, text_anchor=anchor, font_weight="bold")], len(lines)


def drawing(
    bars: list[Bar],
    first: LogicSeries,
    second: LogicSeries,
    closer: tuple[str, ...],
    unanswered: str,
    language: Language,
) -> tuple[list[str], float]:
    right, lines_right = head(first, closer[0], right=True)
    left, lines_left = head(second, closer[1], right=False)
    top = LINE * max(lines_right, lines_left) + 14
    longest = max((abs(bar.points) for bar in bars if bar.points is not None), default=0.0) or 1.0
    parts = [*left, *right]
    y = top
    for bar in bars:
        points = bar.points or 0.0
        side = -1 if points < 0 else 1
        lines = wrap(bar.short, _HALF, SIZE, lines=2)
        middle = y + LINE * len(lines) / 2 + 5
        length = _LONGEST * abs(points) / longest
        logic = look((first if side > 0 else second).index)
        pale = bar.points is None
        parts.append(
            text(
                _ZERO - side * 9,
                middle + 5 - LINE * (len(lines) - 1) / 2,
                lines,
                text_anchor="end" if side > 0 else None,
                fill_opacity=MUTED if pale else None,
            )
        )
        if length:
            parts.append(
                tag(
                    "path",
                    d=f"M{short(_ZERO)} {short(middle - 7.5)}h{short(side * length)}v15h{short(-side * length)}z",
                    class_=logic.kind,
                    fill=logic.color,
                )
            )
        value = f"({unanswered})" if pale else shown(bar, unanswered, language)
        parts.append(
            text(
                _ZERO + side * (length + 8),
                middle + 5,
                value,
                text_anchor="end" if side < 0 else None,
                fill_opacity=MUTED if pale else None,
            )
        )
        y += LINE * len(lines) + 11
    zero = tag("path", d=f"M{short(_ZERO)} {short(top - 2)}V{short(y)}", stroke="currentColor", stroke_opacity=0.7)
    return [*parts, zero], y + 4


def figure_of(
    bars: list[Bar],
    first: LogicSeries,
    second: LogicSeries,
    closer: tuple[str, ...],
    unanswered: str,
    language: Language,
) -> dict[str, Any]:
    longest = max((abs(bar.points) for bar in bars if bar.points is not None), default=0.0) or 1.0
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(name, 330),
            "x": [bar.points if bar.points is not None and (bar.points < 0) == behind else None for bar in bars],
            "y": list(range(len(bars))),
            "text": [shown(bar, unanswered, language) for bar in bars],
            "textposition": "outside",
            "cliponaxis": False,
            "hovertext": [plain(f"{bar.label} – {shown(bar, unanswered, language)}", 280) for bar in bars],
            "hovertemplate": HOVER,
            "marker": {"color": look(logic.index).color},
        }
        for logic, name, behind in ((first, closer[0], False), (second, closer[1], True))
    ]
    labels = [bar.short if bar.points is not None else f"{bar.short} ({unanswered})" for bar in bars]
    axis = {
        "range": [-1.25 * longest, 1.25 * longest],
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
