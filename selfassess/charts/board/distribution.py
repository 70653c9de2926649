"""How the room answered one question: a bar an answer, solid for what is at least there, pale up to the most."""

from __future__ import annotations

from typing import Any

from ...questionnaire.model import Language
from ..data import Chart, Table
from ..drawing.fitting import text_width, wrap
from ..drawing.interactive import GRID, HOVER, plain
from ..drawing.svg import LINE, MUTED, SIZE, WIDTH, picture, tag, text
from ..drawing.words import say, worded
from .data import Bar, Distribution
from .said import big, big_layout, interval, people_of

INK, PALE = "#1f4f8f", "#a9bfdd"
HIGH = 15.0
MOST_OF_TWO_LINES = 8
"""Answers that a projector has two lines each for."""
_LEFT, _RIGHT = 2.0, WIDTH - 66.0


def draw(data: Distribution, language: Language) -> Chart:
    title, sentence = worded(data.title, language), worded(data.sentence, language)
    body, height = _drawing(data, language)
    return Chart(
        id=data.id,
        part="board",
        title=title,
        sentence=sentence,
        svg=picture(data.id, title=title, description=sentence, body=body, height=height, kind="distribution"),
        table=Table(
            caption=say(
                language,
                fr=f"Nombre approximatif de personnes sur {data.people}, par réponse",
                en=f"Approximate number of people out of {data.people}, by answer",
            ),
            columns=("Réponse", "Personnes") if language == "fr" else ("Answer", "People"),
            rows=tuple((worded(bar.label, language), interval(bar.count, language)) for bar in data.bars),
        ),
        figure=_figure(data, language),
    )


def _x(count: float, people: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * count / people


def _drawing(data: Distribution, language: Language) -> tuple[list[str], float]:
    parts: list[str] = []
    top = 0.0
    for place, bar in enumerate(data.bars):
        if bar.aside and place and not data.bars[place - 1].aside:
            parts.append(tag("path", d=f"M0 {top + 3}H{WIDTH}", stroke="currentColor", stroke_opacity=0.3))
            top += 8
        lines = wrap(worded(bar.label, language), WIDTH - 8, SIZE, lines=2)
        parts.append(text(0, top + 14, lines, fill_opacity=MUTED if bar.aside else None))
        top += LINE * len(lines) + 4
        parts += _bar(bar, top, data.people, language)
        top += HIGH + 9
    return parts, top


def _bar(bar: Bar, top: float, people: int, language: Language) -> list[str]:
    low, high = _x(bar.count.low, people), _x(bar.count.high, people)
    words = interval(bar.count, language)
    after = min(high + 8, WIDTH - text_width(words, SIZE, bold=True))
    solid = tag("rect", x=_LEFT, y=top, width=low - _LEFT, height=HIGH, fill=INK) if bar.count.low else ""
    edge = {"stroke": INK, "stroke_width": 1.2, "stroke_dasharray": "4 3"}
    return [
        solid,
        tag("rect", x=low, y=top, width=high - low, height=HIGH, fill=PALE, fill_opacity=0.55, **edge),
        text(after, top + 13, words, font_weight="bold"),
    ]


def _figure(data: Distribution, language: Language) -> dict[str, Any]:
    rows = list(range(len(data.bars)))
    hover = [plain(f"{worded(bar.label, language)} – {people_of(bar.count, language)}", 400) for bar in data.bars]
    shared = {"type": "bar", "orientation": "h", "y": rows, "hovertext": hover, "hovertemplate": HOVER}
    traces = [
        {**shared, "name": say(language, fr="au moins", en="at least"), "x": [bar.count.low for bar in data.bars],
         "marker": {"color": INK}},
        {**shared, "name": say(language, fr="peut-être", en="maybe"), "meta": "spread",
         "x": [bar.count.high - bar.count.low for bar in data.bars],
         "marker": {"color": PALE, "line": {"color": INK, "width": 2}, "opacity": 0.7},
         "text": [interval(bar.count, language) for bar in data.bars], "textposition": "outside", "cliponaxis": False},
    ]  # fmt: skip
    axis = {
        "range": [0, data.people * 1.12],
        "gridcolor": GRID,
        "fixedrange": True,
        "zeroline": False,
        "dtick": _step(data.people),
    }
    lines = 2 if len(rows) <= MOST_OF_TWO_LINES else 1
    labels = {
        "tickmode": "array",
        "tickvals": rows,
        "ticktext": [big(worded(bar.label, language), 520, lines) for bar in data.bars],
        "range": [len(rows) - 0.5, -0.5],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    return {"data": traces, "layout": big_layout(language, xaxis=axis, yaxis=labels, barmode="stack", bargap=0.3)}


def _step(people: int) -> int:
    """Between the ruled numbers of people."""
    return next((step for step in (1, 2, 5, 10, 20, 50) if people <= 8 * step), 100)
