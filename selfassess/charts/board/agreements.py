"""Where people differ: the questions with the least agreement, one mark a group on a scale from split to agreed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...questionnaire.model import Language, Text
from ..data import Chart, Table
from ..drawing.fitting import wrap
from ..drawing.interactive import GRID, HOVER, plain
from ..drawing.series import INTERACTIVE_INK, STRONG_INK, Look, look, markers
from ..drawing.svg import LINE, MUTED, SIZE, WIDTH, picture, tag, text
from ..drawing.words import figure, say, worded
from .data import AgreementRow, Agreements
from .room_radar import NO_FIGURE
from .said import big, big_layout

MOST_GROUPS = 7
"""Drawn: the room and six groups; the table has them all."""
LEFT, RIGHT = 10.0, WIDTH - 10.0


@dataclass(frozen=True)
class Word:
    """How an agreement of at least `least` is said; when the word is all that is shown, what it stands for, and where."""

    least: float
    words: Text
    typical: float
    place: float


WORDS = (
    Word(0.6, Text(fr="accord fort", en="strong agreement"), 0.8, 0.8),
    Word(0.3, Text(fr="accord moyen", en="some agreement"), 0.45, 0.27),
    Word(0.0, Text(fr="accord faible", en="little agreement"), 0.15, -0.27),
    Word(-1.0, Text(fr="deux camps", en="two camps"), -0.5, -0.8),
)
BESIDE = 0.075
"""How far from one another groups of the same word are drawn."""


def draw(data: Agreements, language: Language) -> Chart | None:
    """None when there is no question to show."""
    if not data.rows:
        return None
    title, sentence = worded(data.title, language), worded(data.sentence, language)
    body, height = _drawing(data, language)
    return Chart(
        id=data.id,
        part="board",
        title=title,
        sentence=sentence,
        svg=picture(data.id, title=title, description=sentence, body=body, height=height, kind="agreements"),
        table=Table(
            caption=say(language, fr="Accord, en un mot", en="Agreement, in one word")
            if data.in_words
            else say(
                language,
                fr="Accord : 1 = toutes les réponses sont les mêmes, 0 = réparties également, sous 0 = deux camps",
                en="Agreement: 1 = all answers are the same, 0 = evenly spread, below 0 = two camps",
            ),
            columns=("Question", *(worded(group, language) for group in data.groups)),
            rows=tuple(
                (worded(row.label, language), *(shown(value, data, language) for value in row.values))
                for row in data.rows
            ),
        ),
        figure=_figure(data, language),
    )


def shown(value: float | None, data: Agreements, language: Language) -> str:
    """« 0,2 (accord faible) », or the word alone."""
    if value is None:
        return NO_FIGURE[language]
    return word(value, language) if data.in_words else f"{figure(value, language, 1)} ({word(value, language)})"


def said(value: float) -> Word:
    """The agreement in words, as it is written: to one decimal."""
    return next((one for one in WORDS if round(value, 1) >= one.least), WORDS[-1])


def word(value: float, language: Language) -> str:
    return said(value).words.in_(language)


def at(value: float, place: int, data: Agreements) -> float:
    """Where a group's mark stands, −1 to 1."""
    if not data.in_words:
        return round(value, 1)
    return said(value).place + BESIDE * (place - (min(len(data.groups), MOST_GROUPS) - 1) / 2)


def ends_of(data: Agreements, language: Language) -> list[tuple[float, str]]:
    """What the scale says, and where."""
    if data.in_words:
        return [(one.place, worded(one.words, language)) for one in reversed(WORDS)]
    return [
        (-1.0, say(language, fr="deux camps", en="two camps")),
        (0.0, say(language, fr="répartis", en="spread out")),
        (1.0, say(language, fr="d’accord", en="agreed")),
    ]


def look_of(place: int) -> Look:
    return STRONG_INK if place == 0 else look(place - 1)


def _x(value: float) -> float:
    return LEFT + (RIGHT - LEFT) * (value + 1) / 2


def _drawing(data: Agreements, language: Language) -> tuple[list[str], float]:
    parts, top = _legend(data, language)
    for row in data.rows:
        lines = wrap(worded(row.label, language), WIDTH - 8, SIZE, lines=2)
        parts.append(text(0, top + 14, lines))
        top += LINE * len(lines) + 14
        parts.append(tag("path", d=f"M{LEFT} {top}H{RIGHT}", stroke="currentColor", stroke_opacity=0.25))
        ticks = "".join(f"M{_x(value)} {top - 4}v8" for value in ((-0.535, 0, 0.535) if data.in_words else (-1, 0, 1)))
        parts.append(tag("path", d=ticks, stroke="currentColor", stroke_opacity=0.5))
        parts += _marks(row, top, data)
        top += 14
    for value, words in ends_of(data, language):
        lines = wrap(words, 104, SIZE)
        anchor = "start" if value == -1 else "end" if value == 1 else "middle"
        x = max(0.0, _x(value) - 8) if value == -1 else _x(value)
        parts.append(text(x, top + 12, lines, text_anchor=None if anchor == "start" else anchor, fill_opacity=MUTED))
    return parts, top + 20 + (LINE if data.in_words else 0)


def _marks(row: AgreementRow, y: float, data: Agreements) -> list[str]:
    drawn = [(place, value) for place, value in enumerate(row.values[:MOST_GROUPS]) if value is not None]
    return [markers(look_of(place), [(_x(at(value, place, data)), y)], 7) for place, value in reversed(drawn)]


def _legend(data: Agreements, language: Language) -> tuple[list[str], float]:
    if len(data.groups) < 2:
        return [], 0.0
    parts: list[str] = []
    top = 0.0
    for place, group in enumerate(data.groups[:MOST_GROUPS]):
        lines = wrap(worded(group, language), WIDTH - 40, SIZE, lines=1)
        parts += [markers(look_of(place), [(10, top + 9)], 6), text(26, top + 14, lines)]
        top += LINE + 3
    return parts, top + 6


def _figure(data: Agreements, language: Language) -> dict[str, Any]:
    rows = list(range(len(data.rows)))
    traces: list[dict[str, Any]] = []
    for place, group in enumerate(data.groups):
        style = look_of(place)
        ink = style is STRONG_INK
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": plain(worded(group, language), 400),
                "x": [None if (v := row.values[place]) is None else at(v, place, data) for row in data.rows],
                "y": rows,
                "hovertext": [
                    plain(
                        f"{worded(row.label, language)} – {worded(group, language)} – {shown(row.values[place], data, language)}",
                        400,
                    )
                    for row in data.rows
                ],
                "hovertemplate": HOVER,
                "cliponaxis": False,
                "marker": {
                    "color": INTERACTIVE_INK if ink else style.color,
                    "symbol": style.marker,
                    "size": 22 if ink else 18,
                },
                "meta": "ink" if ink else "group",
                "visible": True if place < MOST_GROUPS else "legendonly",
            }
        )
    axis = {
        "range": [-1.08, 1.08],
        "tickvals": [value for value, _ in ends_of(data, language)],
        "ticktext": [big(words, 180) for _, words in ends_of(data, language)],
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
    }
    labels = {
        "tickmode": "array",
        "tickvals": rows,
        "ticktext": [big(worded(row.label, language), 520) for row in data.rows],
        "range": [len(rows) - 0.5, -0.5],
        "automargin": True,
        "zeroline": False,
        "fixedrange": True,
        "gridcolor": GRID,
    }
    many = len(data.groups) > 1
    return {
        "data": traces,
        "layout": big_layout(
            language,
            xaxis=axis,
            yaxis=labels,
            showlegend=many,
            legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        ),
    }
