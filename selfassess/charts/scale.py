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
    sentence = sentence_of(data, logics, values, language)
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


def sentence_of(data: ResultData, logics: list[LogicSeries], values: dict[str, int], language: Language) -> str:
    def name(logic: LogicSeries) -> str:
        return quoted(logic.label.in_(language), language)

    first = [logic for logic in logics if logic.id in data.leaders]
    others = [logic for logic in logics if logic.id not in data.leaders]
    rest = listed([f"{name(logic)} ({values[logic.id]})" for logic in others], language)
    if not first:
        return say(
            language,
            fr=f"Aucune logique ne se dégage nettement ; indices sur 100 : {rest}.",
            en=f"No logic stands out clearly; indices out of 100: {rest}.",
        )
    index = values[first[0].id]
    names = listed([name(logic) for logic in first], language)
    follow_fr = f" ; {'viennent' if len(others) > 1 else 'vient'} ensuite {rest}" if others else ""
    follow_en = f"; next {'come' if len(others) > 1 else 'comes'} {rest}" if others else ""
    if len(first) > 1:
        return say(
            language,
            fr=f"Votre pratique ressemble autant à {names} (indice {index} sur 100){follow_fr}.",
            en=f"Your practice is equally like {names} (index {index} out of 100){follow_en}.",
        )
    return say(
        language,
        fr=f"Votre pratique ressemble surtout à {names} (indice {index} sur 100){follow_fr}.",
        en=f"Your practice is most like {names} (index {index} out of 100){follow_en}.",
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
