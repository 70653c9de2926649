"""What the board's charts draw of a room: its map, its likeness to the logics, its answers, its défis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..charts.board import agreements
from ..charts.board.data import (
    Bar,
    DefiSpot,
    DefiSpots,
    Distribution,
    Likeness,
    Quartiles,
    Range,
    RoomMap,
    RoomRadar,
    Zone,
)
from ..charts.board.said import people_of
from ..charts.drawing.words import listed, quoted, say, spaced
from ..questionnaire.model import LANGUAGES, Language, Question, Text
from .estimates import agreement, around, dots, mean_level, quartiles
from .picture import Tally, Variable
from .room import Room, joined
from .variables import MAP, asked_by, compared, short, text, zones

MOST_NAMED = 2


def map_data(room: Room) -> RoomMap:
    tally, variable = room.tally(MAP), room.by_id[MAP]
    places = {logic.id: logic.index for logic in room.logics}
    drawn = dots(tally, variable.scale)
    made = tuple(
        Zone(category.label, tuple(places[name] for name in zone), Range(low, tally.people), many)
        for category, zone, low, many in zip(
            variable.categories[: variable.scale], zones(room.questionnaire), tally.low, drawn, strict=False
        )
    )
    return RoomMap(room.logics, made, Range(tally.low[-1], tally.people), tally.people)


def radars(room: Room) -> Iterator[RoomRadar]:
    """All logics' medians, then each logic with its spread."""
    questions = [question for question in asked_by(room.questionnaire, room.form) if compared(question)]
    dimensions = tuple(
        Likeness(
            short(question),
            {logic.id: _quartiles(room, f"{question.id}~{logic.id}") for logic in room.logics},
        )
        for question in questions
    )
    for only in (None, *room.logics):
        yield RoomRadar(room.logics, dimensions, only, room.picture.people)


def _quartiles(room: Room, name: str) -> Quartiles | None:
    return quartiles(room.by_id[name], room.tally(name))


def distributions(room: Room) -> Iterator[Distribution]:
    """One a question; one a role to give."""
    for name, variables in room.by_question.items():
        question = room.questionnaire.question_by_id[name]
        if question.type == "choix_multiple":
            yield _distribution(room, question, variables, text(question), f"question-{name}", ticked(room, variables))
        elif question.type == "matrice":
            yield _distribution(room, question, variables, text(question), f"question-{name}", linked(room, variables))
        else:
            for one in variables:
                title = text(question) if len(variables) == 1 else joined(short(question), one.label)
                bars = chosen(one, room.tally(one.id))
                yield _distribution(room, question, (one,), title, f"question-{one.id.replace('.', '-')}", bars)


def chosen(variable: Variable, tally: Tally) -> tuple[Bar, ...]:
    """A bar a category, those without a real answer last."""
    pairs = zip(variable.categories, tally.low, strict=True)
    return tuple(
        Bar(category.label, Range(low, tally.people), place >= variable.scale)
        for place, (category, low) in enumerate(pairs)
    )


def ticked(room: Room, variables: Sequence[Variable]) -> tuple[Bar, ...]:
    """A bar an option: who ticked it."""
    return tuple(Bar(one.label, Range(room.tally(one.id).low[0], room.tally(one.id).people)) for one in variables)


def linked(room: Room, variables: Sequence[Variable]) -> tuple[Bar, ...]:
    """A bar a row of a matrix: who ticked anything in it."""
    return tuple(
        Bar(one.label, around(sum(tally.likely[: one.scale - 1]), tally.people))
        for one in variables
        for tally in (room.tally(one.id),)
    )


def _distribution(
    room: Room, question: Question, variables: Sequence[Variable], title: Text, id: str, bars: tuple[Bar, ...]
) -> Distribution:
    said = {language: _most(bars, question, language) for language in LANGUAGES}
    level = agreement(variables, room.picture.tallies)
    if level is not None:
        for language in LANGUAGES:
            word = agreements.word(level, language)
            said[language] += f" {word[:1].upper()}{word[1:]}."
    return Distribution(id, title, Text(fr=said["fr"], en=said["en"]), bars, room.picture.people)


def _most(bars: Sequence[Bar], question: Question, language: Language) -> str:
    real = [bar for bar in bars if not bar.aside]
    top = max(bar.count.low for bar in real)
    first = [bar for bar in real if bar.count.low == top]
    if not top:
        return say(language, fr="Aucune réponse ne ressort.", en="No answer stands out.")
    names = listed([quoted(bar.label.in_(language), language) for bar in first[:MOST_NAMED]], language)
    few = people_of(first[0].count, language)
    each = " chacune" if language == "fr" else " each"
    more = each if len(first) > 1 else ""
    if language == "fr":
        return spaced(f"Le plus souvent : {names}, environ {few}{more}.", "fr")
    return f"Most often: {names}, about {few}{more}."


def defi_data(room: Room) -> DefiSpots | None:
    """None when the questionnaire has no défis, or its form does not ask about them."""
    scales = room.questionnaire.scales
    spots = [
        DefiSpot(
            number,
            text(defi.short),
            _level(room, f"{defi.id}_force"),
            _level(room, f"{defi.id}_reponse"),
        )
        for number, defi in enumerate(room.questionnaire.defis, start=1)
        if f"{defi.id}_force" in room.by_id
    ]
    if scales is None or not spots:
        return None
    strength, handling = [text(one) for one in scales.strength], [text(one) for one in scales.handling]
    return DefiSpots(
        tuple(spots),
        (strength[0], strength[-1]),
        (handling[0], handling[-1]),
        (len(strength) - 1, len(handling) - 1),
        room.picture.people,
    )


def _level(room: Room, name: str) -> float | None:
    return mean_level(room.by_id[name], room.tally(name)) if name in room.by_id else None
