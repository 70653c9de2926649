"""The logics' indices on one scale, from chance to identical."""

from __future__ import annotations

from typing import Any

from ..questionnaire.model import Language
from .data import Chart, LogicSeries, ResultData, Table
from .drawing.interactive import GRID, HOVER, layout, plain, rows_axis
from .drawing.rows import Row, rows
from .drawing.series import look
from .drawing.svg import picture
from .drawing.words import listed, quoted, say, worded

ORDER = 10
MAXIMUM = 100
ENDS = {"fr": ("hasard", "identique"), "en": ("chance", "identical")}


def draw(data: ResultData, language: Language) -> Chart | None:
    logics = [logic for logic in data.ranking if logic.id in data.indices]
    if not logics:
        return None
    values = {logic.id: round(data.indices[logic.id]) for logic in logics}
    title = say(language, fr="Les indices sur une même échelle", en="The indices on one scale")
    sentence = sentence_of(logics, values, language)
    ends = ENDS[language]
    drawn = [
        Row(
            worded(logic.label, language),
            look(logic.index),
            values[logic.id],
            str(values[logic.id]),
            logic.id in data.leaders,
        )
        for logic in logics
    ]
    body, height = rows(drawn, MAXIMUM, ends)
    return Chart(
        id="scale",
        part="verdict",
        title=title,
        sentence=sentence,
        svg=picture("scale", title=title, description=sentence, body=body, height=height),
        table=Table(
            caption=say(
                language,
                fr="Indice de correspondance avec chaque logique : 0 = hasard, 100 = identique",
                en="Index of likeness to each logic: 0 = chance, 100 = identical",
            ),
            columns=("Logique", "Indice") if language == "fr" else ("Logic", "Index"),
            rows=tuple((row.label, row.shown) for row in drawn),
        ),
        figure=figure_of(drawn, ends, language),
    )


def sentence_of(logics: list[LogicSeries], values: dict[str, int], language: Language) -> str:
    """The indices, and nothing that the verdict has said already."""
    each = listed([f"{quoted(logic.label.in_(language), language)} {values[logic.id]}" for logic in logics], language)
    return say(
        language,
        fr=f"De 0 (le hasard) à 100 (identique) : {each}.",
        en=f"From 0 (chance) to 100 (identical): {each}.",
    )


def figure_of(drawn: list[Row], ends: tuple[str, str], language: Language) -> dict[str, Any]:
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers+text",
            "name": plain(row.label),
            "x": [0, row.value],
            "y": [n, n],
            "text": ["", row.shown],
            "textposition": "middle right",
            "hovertext": ["", plain(f"{row.label} – {row.shown}", 280)],
            "hovertemplate": HOVER,
            "cliponaxis": False,
            **row.look.interactive,
            "marker": row.look.interactive["marker"] | {"size": [0, 14], "opacity": 1},
        }
        for n, row in enumerate(drawn)
    ]
    axis = {
        "range": [0, MAXIMUM],
        "tickvals": [0, 25, 50, 75, MAXIMUM],
        "tickangle": 0,
        "ticktext": [f"0<br>{ends[0]}", "", "50", "", f"{MAXIMUM}<br>{ends[1]}"],
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
    }
    return {
        "data": traces,
        "layout": layout(
            language,
            left=20,
            right=50,
            top=20,
            bottom=60,
            xaxis=axis,
            yaxis=rows_axis([row.label for row in drawn]),
            showlegend=False,
            height=80 + 70 * len(drawn),
        ),
    }
