"""The défis: how strongly each is felt, against how far it is handled."""

from __future__ import annotations

from collections.abc import Sequence

from ..questionnaire.model import Language, Text
from .data import Chart, DefiPoint, ResultData, Table
from .drawing.radar import FEWEST_AXES, Axis, Line, interactive_radar, radar
from .drawing.rows import Row, rows
from .drawing.series import DASHED_INK, STRONG_INK
from .drawing.svg import picture
from .drawing.words import inside, listed, quoted, say, several, unanswered, worded

ORDER = 50
MOST_NAMED = 3


def draw(data: ResultData, language: Language) -> Chart | None:
    defis = data.defis
    if all(defi.strength is None and defi.handling is None for defi in defis):
        return None
    maximum = max(len(data.strength_levels), len(data.handling_levels), 2) - 1
    axes = [axis_of(defi, language) for defi in defis]
    lines = lines_of(data, maximum, language)
    if len(axes) < FEWEST_AXES:
        body, height = rows(bars(axes, lines, language), maximum, ("", ""))
    else:
        body, height = radar(axes, lines, maximum)
    title = say(language, fr="Les défis : leur force, leur prise en charge", en="Challenges: felt and handled")
    sentence = sentence_of(data, maximum, language)
    return Chart(
        id="defi-radar",
        part="defis",
        title=title,
        sentence=sentence,
        svg=picture("defi-radar", title=title, description=sentence, body=body, height=height),
        table=table_of(data, lines, maximum, language),
        figure=interactive_radar(axes, lines, maximum, language) if len(axes) >= FEWEST_AXES else None,
    )


def key(defi: DefiPoint) -> str:
    return f"D{defi.number}"


def axis_of(defi: DefiPoint, language: Language) -> Axis:
    silent = defi.strength is None and defi.handling is None
    return Axis(worded(defi.short, language), f"({unanswered(language)})" if silent else "", key(defi))


def level(value: int | None, levels: Sequence[Text], given: Text | None, language: Language) -> str:
    """« 4 – très fort »."""
    if value is None:
        return unanswered(language)
    words = given or (levels[value] if 0 <= value < len(levels) else None)
    return f"{value} – {inside(worded(words, language))}" if words else str(value)


def lines_of(data: ResultData, maximum: int, language: Language) -> list[Line]:
    names = (
        say(language, fr=f"Force du défi (0 à {maximum})", en=f"How strongly it is felt (0 to {maximum})"),
        say(language, fr=f"Prise en charge (0 à {maximum})", en=f"How far it is handled (0 to {maximum})"),
    )
    felt = [level(d.strength, data.strength_levels, d.strength_words, language) for d in data.defis]
    handled = [level(d.handling, data.handling_levels, d.handling_words, language) for d in data.defis]
    strengths = tuple(defi.strength for defi in data.defis)
    handlings = tuple(defi.handling for defi in data.defis)
    return [
        Line(names[0], STRONG_INK, strengths, hover(data.defis, names[0], felt, language)),
        Line(names[1], DASHED_INK, handlings, hover(data.defis, names[1], handled, language)),
    ]


def hover(defis: Sequence[DefiPoint], name: str, levels: Sequence[str], language: Language) -> tuple[str, ...]:
    return tuple(
        f"{key(defi)} {worded(defi.label, language)} – {inside(name)} : {said}"
        if language == "fr"
        else f"{key(defi)} {worded(defi.label, language)} – {inside(name)}: {said}"
        for defi, said in zip(defis, levels, strict=True)
    )


def bars(axes: list[Axis], lines: list[Line], language: Language) -> list[Row]:
    return [
        Row(
            line.name,
            line.look,
            line.values[n],
            unanswered(language) if line.values[n] is None else str(line.values[n]),
            heading=f"{axis.key} {axis.label}" if line is lines[0] else "",
        )
        for n, axis in enumerate(axes)
        for line in lines
    ]


def table_of(data: ResultData, lines: list[Line], maximum: int, language: Language) -> Table:
    return Table(
        caption=say(
            language,
            fr=f"Chaque défi, sa force et sa prise en charge, de 0 à {maximum}",
            en=f"Each challenge, how strongly it is felt and how far it is handled, from 0 to {maximum}",
        ),
        columns=("Défi", "Force", "Prise en charge") if language == "fr" else ("Challenge", "Felt", "Handled"),
        rows=tuple(
            (
                f"{key(defi)} {worded(defi.label, language)}",
                level(defi.strength, data.strength_levels, defi.strength_words, language),
                level(defi.handling, data.handling_levels, defi.handling_words, language),
            )
            for defi in data.defis
        ),
    )


def named(defis: Sequence[DefiPoint], language: Language) -> str:
    """« D1 (liens durables) et D4 (précarité) »; numbers alone when they are many."""
    if len(defis) > MOST_NAMED:
        return listed([key(defi) for defi in defis], language)
    return listed([f"{key(defi)} ({inside(worded(defi.short, language))})" for defi in defis], language)


def said_level(value: int, maximum: int, levels: Sequence[Text], language: Language) -> str:
    """« 4 sur 4, « très fort » »."""
    out_of = f"{value} sur {maximum}" if language == "fr" else f"{value} out of {maximum}"
    words = levels[value] if 0 <= value < len(levels) else None
    return f"{out_of}, {quoted(inside(worded(words, language)), language)}" if words else out_of


def strongest(data: ResultData, maximum: int, language: Language) -> str:
    answered = [defi.strength for defi in data.defis if defi.strength is not None]
    if not answered:
        return ""
    top = max(answered)
    if top == 0:
        return say(language, fr="Aucun défi n’est ressenti.", en="No challenge is felt.")
    those = [defi for defi in data.defis if defi.strength == top]
    many = len(those) > 1
    names, at = named(those, language), said_level(top, maximum, data.strength_levels, language)
    return say(
        language,
        fr=f"{'Les défis les plus ressentis sont' if many else 'Le défi le plus ressenti est'} {names} : {at}.",
        en=f"The {'challenges' if many else 'challenge'} most strongly felt {'are' if many else 'is'} {names}: {at}.",
    )


def least_handled(data: ResultData, maximum: int, language: Language) -> str:
    """Among the défis that are felt."""
    handled = [defi for defi in data.defis if defi.handling is not None and defi.strength != 0]
    if not handled:
        return ""
    low = min(defi.handling for defi in handled if defi.handling is not None)
    those = [defi for defi in handled if defi.handling == low]
    many = len(those) > 1
    names, at = named(those, language), said_level(low, maximum, data.handling_levels, language)
    return say(
        language,
        fr=f"{'Les moins pris en charge sont' if many else 'Le moins pris en charge est'} {names} : {at}.",
        en=f"The least handled {'are' if many else 'is'} {names}: {at}.",
    )


def unclear(data: ResultData, language: Language) -> str:
    count = sum(defi.to_clarify for defi in data.defis)
    if not count:
        return ""
    return say(
        language,
        fr=f"{count} défi{'s restent' if several(count, 'fr') else ' reste'} à clarifier.",
        en=f"{count} challenge{'s are' if several(count, 'en') else ' is'} still to be clarified.",
    )


def sentence_of(data: ResultData, maximum: int, language: Language) -> str:
    parts = (
        strongest(data, maximum, language),
        least_handled(data, maximum, language),
        unclear(data, language),
    )
    return " ".join(part for part in parts if part)
