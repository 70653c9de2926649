"""How far the room's answers resemble the logics, dimension by dimension: medians, or one logic's with its quartiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...questionnaire.model import Language
from ..data import Chart, LogicSeries, Table
from ..drawing.radar import FEWEST_AXES, Axis, Line, interactive_radar, radar
from ..drawing.series import INK, Look, look
from ..drawing.svg import picture
from ..drawing.words import quoted, say, worded
from .data import Quartiles, RoomRadar
from .said import BIG, big

MAXIMUM = 100
QUARTER = Look("serie-ink", INK, "3 4", "dot", "circle", 1.6)
NO_FIGURE = {"fr": "trop peu", "en": "too few"}
PARTS: dict[str, Callable[[Quartiles], int]] = {
    "first": lambda one: one.first,
    "median": lambda one: one.median,
    "third": lambda one: one.third,
}


def draw(data: RoomRadar, language: Language) -> Chart | None:
    """None when there are too few dimensions for a radar."""
    if len(data.dimensions) < FEWEST_AXES:
        return None
    id = f"room-radar-{data.only.id}" if data.only else "room-radar"
    lines = _spread(data, data.only, language) if data.only else _medians(data, language)
    title, sentence = title_of(data, language), sentence_of(data, language)
    axes = [
        Axis(worded(one.label, language), "" if any(one.by_logic.values()) else f"({NO_FIGURE[language]})")
        for one in data.dimensions
    ]
    body, height = radar(axes, lines, MAXIMUM)
    return Chart(
        id=id,
        part="board",
        title=title,
        sentence=sentence,
        svg=picture(id, title=title, description=sentence, body=body, height=height, kind="room-radar"),
        table=Table(
            caption=say(
                language,
                fr="Ressemblance des réponses de la salle : 0 = hasard ou moins, 100 = identique",
                en="Likeness of the room’s answers: 0 = chance or less, 100 = identical",
            ),
            columns=("Dimension", *(line.name for line in lines)),
            rows=tuple(
                (axis.label, *(NO_FIGURE[language] if (v := line.values[n]) is None else str(v) for line in lines))
                for n, axis in enumerate(axes)
            ),
        ),
        figure=enlarged(interactive_radar(axes, lines, MAXIMUM, language), axes),
    )


def title_of(data: RoomRadar, language: Language) -> str:
    if data.only is None:
        return say(language, fr="À quoi nos réponses ressemblent", en="What our answers resemble")
    name = quoted(worded(data.only.label, language), language)
    return say(language, fr=f"Ressemblance à {name}", en=f"Likeness to {name}")


def sentence_of(data: RoomRadar, language: Language) -> str:
    if data.only is None:
        return say(
            language,
            fr="Chaque ligne est la médiane : la moitié de la salle ressemble plus, l’autre moitié moins.",
            en="Each line is the median: half of the room resembles more, the other half less.",
        )
    return say(
        language,
        fr="La moitié de la salle est entre les deux lignes pointillées : plus elles s’écartent, plus nous différons.",
        en="Half of the room is between the two dotted lines: the further apart, the more we differ.",
    )


def _medians(data: RoomRadar, language: Language) -> list[Line]:
    return [_line(data, logic, worded(logic.label, language), look(logic.index), "median") for logic in data.logics]


def _spread(data: RoomRadar, logic: LogicSeries, language: Language) -> list[Line]:
    names = {
        "first": say(language, fr="Un quart en dessous", en="One quarter below"),
        "median": say(language, fr="Médiane", en="Median"),
        "third": say(language, fr="Un quart au-dessus", en="One quarter above"),
    }
    return [
        _line(data, logic, name, look(logic.index) if part == "median" else QUARTER, part)
        for part, name in names.items()
    ]


def _line(data: RoomRadar, logic: LogicSeries, name: str, style: Look, part: str) -> Line:
    found = [one.by_logic.get(logic.id) for one in data.dimensions]
    values = tuple(None if one is None else PARTS[part](one) for one in found)
    return Line(name, style, values, tuple(f"{name} – {'' if v is None else v}" for v in values))


def enlarged(figure: dict[str, Any], axes: list[Axis]) -> dict[str, Any]:
    """The figure, written for a projector."""
    made = figure["layout"]
    made["font"] = {**made["font"], "size": BIG}
    made["margin"] = {"l": 160, "r": 160, "t": 80, "b": 120}
    made["polar"]["angularaxis"]["ticktext"] = [big(axis.words, 220) for axis in axes]
    del made["height"]
    for trace in figure["data"]:
        trace["line"] = {**trace["line"], "width": 2 * trace["line"]["width"]}
        trace["marker"] = {**trace["marker"], "size": 14}
    return figure
