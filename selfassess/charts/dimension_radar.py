"""How far the practice resembles each logic, dimension by dimension."""

from __future__ import annotations

from typing import Any

from ..questionnaire.model import Language
from .data import Chart, DimensionPoint, LogicSeries, ResultData, Table
from .drawing.interactive import GRID, HOVER, layout, plain, rows_axis
from .drawing.radar import FEWEST_AXES, Axis, Line, interactive_radar, radar
from .drawing.rows import Row, rows
from .drawing.series import look
from .drawing.svg import picture
from .drawing.words import counted, inside, listed, quoted, say, spaced, unanswered, worded

ORDER = 20
MAXIMUM = 100
ENDS = {"fr": ("hasard", "identique"), "en": ("chance", "identical")}
MOST_SERIES = 3
MOST_NAMED = 3


def draw(data: ResultData, language: Language) -> Chart | None:
    if not any(dimension.scored for dimension in data.dimensions):
        return None
    logics = sorted(data.ranking[:MOST_SERIES], key=lambda logic: logic.index)
    lines = [line_of(logic, data, language) for logic in logics]
    labels = [worded(point.short, language) for point in data.dimensions]
    axes = [
        Axis(label, "" if point.scored else f"({unanswered(language)})")
        for label, point in zip(labels, data.dimensions, strict=True)
    ]
    if len(axes) < FEWEST_AXES:
        body, height = rows(bars(axes, lines, language), MAXIMUM, ENDS[language])
        figure = figure_of_bars(axes, lines, language)
    else:
        body, height = radar(axes, lines, MAXIMUM)
        figure = interactive_radar(axes, lines, MAXIMUM, language)
    title = say(language, fr="La ressemblance, dimension par dimension", en="Likeness, dimension by dimension")
    sentence = sentence_of(data, language)
    return Chart(
        id="dimension-radar",
        part="dimensions",
        title=title,
        sentence=sentence,
        svg=picture("dimension-radar", title=title, description=sentence, body=body, height=height),
        table=Table(
            caption=say(
                language,
                fr="Ressemblance avec chaque logique, par dimension : 0 = hasard ou moins, 100 = identique",
                en="Likeness to each logic, by dimension: 0 = chance or less, 100 = identical",
            ),
            columns=("Dimension", *(line.name for line in lines)),
            rows=tuple(
                (
                    label,
                    *(unanswered(language) if line.values[n] is None else str(line.values[n]) for line in lines),
                )
                for n, label in enumerate(labels)
            ),
        ),
        figure=figure,
    )


def plotted(dimension: DimensionPoint, logic: LogicSeries) -> int | None:
    agreement = dimension.agreement.get(logic.id)
    return None if agreement is None else round(100 * max(0.0, agreement))


def line_of(logic: LogicSeries, data: ResultData, language: Language) -> Line:
    name = worded(logic.label, language)
    values = tuple(plotted(dimension, logic) for dimension in data.dimensions)
    words = tuple(
        say(
            language,
            fr=f"{dimension.label.fr} – {name} : {unanswered(language) if value is None else f'{value} sur 100'}",
            en=f"{dimension.label.en} – {name}: {unanswered(language) if value is None else f'{value} out of 100'}",
        )
        for dimension, value in zip(data.dimensions, values, strict=True)
    )
    return Line(name, look(logic.index), values, words)


def bars(axes: list[Axis], lines: list[Line], language: Language) -> list[Row]:
    return [
        Row(
            line.name,
            line.look,
            line.values[n],
            unanswered(language) if line.values[n] is None else str(line.values[n]),
            heading=axis.label if line is lines[0] else "",
        )
        for n, axis in enumerate(axes)
        for line in lines
    ]


def figure_of_bars(axes: list[Axis], lines: list[Line], language: Language) -> dict[str, Any]:
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(line.name, 330),
            "x": list(line.values),
            "y": list(range(len(axes))),
            "hovertext": [plain(words, 280) for words in line.words],
            "hovertemplate": HOVER,
            "marker": {"color": line.look.color},
        }
        for line in lines
    ]
    labels = [f"{axis.label} {axis.note}".strip() for axis in axes]
    axis = {"range": [0, MAXIMUM], "gridcolor": GRID, "fixedrange": True}
    return {
        "data": traces,
        "layout": layout(
            language, left=20, right=20, top=20, bottom=60, xaxis=axis, yaxis=rows_axis(labels), barmode="group"
        ),
    }


def named(dimensions: list[DimensionPoint], language: Language) -> str:
    """« (clients et objectif) », where they are few."""
    if len(dimensions) > MOST_NAMED:
        return ""
    return f" ({listed([inside(worded(point.short, language)) for point in dimensions], language)})"


def leaning(data: ResultData, scored: list[DimensionPoint]) -> list[tuple[str, list[DimensionPoint]]]:
    """The dimensions by the logic that they lean to, most of them first; those that lean to none last, under ""."""
    groups: dict[str, list[DimensionPoint]] = {logic.id: [] for logic in data.ranking} | {"": []}
    for point in scored:
        groups[point.lean if point.lean in groups else ""].append(point)
    ordered = sorted(groups, key=lambda logic: (logic == "", -len(groups[logic])))
    return [(logic, groups[logic]) for logic in ordered if groups[logic]]


def clauses(data: ResultData, groups: list[tuple[str, list[DimensionPoint]]], language: Language) -> list[str]:
    """« 8 ressemblent surtout à « A » », « 3 à « B » (clients, focus et objectif) », « 1 ne ressemble à aucune »."""
    said: list[str] = []
    for n, (logic, points) in enumerate(groups):
        few = named(points, language) if n and len(groups) <= MOST_NAMED else ""
        count, many = len(points), len(points) > 1
        name = quoted(worded(data.logic_by_id[logic].label, language), language) if logic else ""
        if not logic:
            fr = f"{count} ne {'ressemblent' if many else 'ressemble'} à aucune{few}"
            en = f"{count} {'are' if many else 'is'} like none{few}"
        elif n:
            fr, en = f"{count} à {name}{few}", f"{count} like {name}{few}"
        else:
            fr = f"{count} {'ressemblent' if many else 'ressemble'} surtout à {name}"
            en = f"{count} {'are' if many else 'is'} most like {name}"
        said.append(fr if language == "fr" else en)
    return said


def sentence_of(data: ResultData, language: Language) -> str:
    scored = [dimension for dimension in data.dimensions if dimension.scored]
    said = listed(clauses(data, leaning(data, scored), language), language)
    missing = len(data.dimensions) - len(scored)
    if language == "fr":
        total = counted(len(scored), "dimension comparée", "dimensions comparées", "fr")
        verb = "sont" if missing > 1 else "est"
        rest = f" ; {counted(missing, 'dimension', 'dimensions', 'fr')} {verb} sans réponse" if missing else ""
        return spaced(f"Sur {total}, {said}{rest}.", "fr")
    total = counted(len(scored), "dimension", "dimensions", "en")
    verb = "are" if missing > 1 else "is"
    rest = f"; {counted(missing, 'dimension', 'dimensions', 'en')} {verb} unanswered" if missing else ""
    return f"Of {total} compared, {said}{rest}."
