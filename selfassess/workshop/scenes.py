"""The scenes of the board, in order: each a function of the picture and of who is here, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from ..charts.board import agreements, defi_spots, distribution, room_map, room_radar
from ..charts.board.data import (
    AgreementRow,
    Agreements,
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
from ..charts.data import Chart, LogicSeries, Table
from ..charts.drawing.words import counted, listed, quoted, say, spaced
from ..questionnaire.model import LANGUAGES, Defi, Language, Question, Questionnaire, Text
from .estimates import agreement, around, dots, mean_level, quartiles
from .picture import FIRST, Picture, Tally, Variable
from .roles import ROLES
from .variables import MAP, Form, asked_by, compared, short, text, variables_of, zones

Group = Literal["presence", "map", "dimensions", "questions", "defis", "differences"]
MOST_ROWS = 6
"""Of the questions on which people differ most."""
MOST_NAMED = 2
LONGEST_NAME = 120


class Here(Protocol):
    """Who is here, exactly."""

    @property
    def joined(self) -> int: ...
    @property
    def answering(self) -> int: ...
    @property
    def done(self) -> int: ...
    @property
    def erased(self) -> int: ...


@dataclass(frozen=True)
class Scene:
    """One screen of the board, one page of its PDF; without `enough` people it has only its title and sentence."""

    id: str
    group: Group
    title: str
    sentence: str
    enough: bool
    table: Table | None
    chart: Chart | None


@dataclass(frozen=True)
class Room:
    """What scenes are made from."""

    picture: Picture
    questionnaire: Questionnaire
    form: Form

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        return variables_of(self.questionnaire, self.form)

    @cached_property
    def by_question(self) -> Mapping[str, tuple[Variable, ...]]:
        """The variables of each question's answer, in the order of the questions."""
        found: dict[str, tuple[Variable, ...]] = {}
        for variable in self.variables:
            if variable.question is not None and variable.kind != "dimension":
                found[variable.question] = (*found.get(variable.question, ()), variable)
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Variable]:
        return {variable.id: variable for variable in self.variables}

    @cached_property
    def logics(self) -> tuple[LogicSeries, ...]:
        return tuple(LogicSeries(one.id, text(one), place) for place, one in enumerate(self.questionnaire.logics))

    def tally(self, variable: str) -> Tally:
        return self.picture.tallies[variable]


def scenes_of(
    picture: Picture, here: Here, questionnaire: Questionnaire, form: Form, language: Language
) -> tuple[Scene, ...]:
    """Every scene; the same picture and the same people give the same ones."""
    return (presence_scene(picture, here, language), *picture_scenes(picture, questionnaire, form, language))


def presence_scene(picture: Picture, here: Here, language: Language) -> Scene:
    """Who is here, and how many the picture counts."""
    rows = (
        (say(language, fr="Arrivées", en="Joined"), here.joined),
        (say(language, fr="En train de répondre", en="Answering"), here.answering),
        (say(language, fr="Terminé", en="Done"), here.done),
        (say(language, fr="Dans le portrait", en="In the picture"), picture.people),
    )
    caption = say(language, fr="Nombre de personnes", en="Number of people")
    headings = ("", say(language, fr="Personnes", en="People"))
    table = Table(caption, headings, tuple((name, str(number)) for name, number in rows))
    return Scene(
        "presence",
        "presence",
        say(language, fr="Qui est là", en="Who is here"),
        waiting(picture, here, language),
        True,
        table,
        None,
    )


def waiting(picture: Picture, here: Here, language: Language) -> str:
    """How many the picture counts, and how many it waits for."""
    people = counted(picture.people, "personne", "personnes", "fr"), counted(picture.people, "person", "people", "en")
    if picture.people:
        return say(
            language,
            fr=f"Le portrait compte {people[0]} ; il avance par trois.",
            en=f"The picture counts {people[1]}; it moves on by threes.",
        )
    missing = max(0, FIRST - here.done)
    return say(
        language,
        fr=f"Il faut cinq personnes qui ont terminé : il en manque {missing}.",
        en=f"Five people must have finished: {missing} to go.",
    )


def picture_scenes(picture: Picture, questionnaire: Questionnaire, form: Form, language: Language) -> tuple[Scene, ...]:
    """Every scene but the first: they change only when the picture does."""
    if picture.people < FIRST:
        return tuple(_too_few(group, title.in_(language), language) for group, title in TITLES.items())
    room = Room(picture, questionnaire, form)
    made = [_scene("map", room_map.draw(map_data(room), language))] if MAP in room.by_id else []
    for data in radars(room):
        made += _drawn("dimensions", room_radar.draw(data, language))
    for one in distributions(room):
        made.append(_scene("questions", distribution.draw(one, language)))
    spots = defi_data(room)
    made += _drawn("defis", defi_spots.draw(spots, language) if spots else None)
    for data in differences(room):
        drawn = agreements.draw(data, language)
        made.append(_scene("differences", drawn) if drawn else _too_few_of(data, language))
    return tuple(made)


TITLES: Mapping[Group, Text] = {
    "map": Text(fr="La salle entre les logiques", en="The room between the logics"),
    "dimensions": Text(fr="À quoi nos réponses ressemblent", en="What our answers resemble"),
    "questions": Text(fr="Nos réponses", en="Our answers"),
    "defis": Text(fr="Nos défis : force et prise en charge", en="Our challenges: strength and handling"),
    "differences": Text(fr="Où nous voyons-nous autrement ?", en="Where do we see ourselves differently?"),
}


def _scene(group: Group, chart: Chart) -> Scene:
    return Scene(chart.id, group, chart.title, chart.sentence, True, chart.table, chart)


def _drawn(group: Group, chart: Chart | None) -> list[Scene]:
    return [] if chart is None else [_scene(group, chart)]


def _too_few(group: Group, title: str, language: Language) -> Scene:
    words = say(language, fr="Il faut cinq personnes qui ont terminé.", en="Five people must have finished.")
    return Scene(group, group, spaced(title, language), words, False, None, None)


def _too_few_of(data: Agreements, language: Language) -> Scene:
    title, words = data.title.in_(language), data.sentence.in_(language)
    return Scene(data.id, "differences", spaced(title, language), spaced(words, language), False, None, None)


# What each chart draws


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


def joined(one: Text, other: Text) -> Text:
    return Text(fr=f"{one.fr} : {other.fr}", en=f"{one.en}: {other.en}")


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


# Where people differ


def label_of(room: Room, question: Question) -> Text:
    """A question in a few words, the défi said before what is asked of it."""
    if question.defi is None:
        return short(question)
    defi = room.questionnaire.defi_by_id[question.defi]
    return joined(_facet(question), text(defi.short)) if question.short is None else _with_defi(question, defi)


def _facet(question: Question) -> Text:
    names = {
        "force": Text(fr="Force", en="Strength"),
        "reponse": Text(fr="Prise en charge", en="Handling"),
        "pratiques": Text(fr="Pratiques", en="Practices"),
    }
    return names.get(question.id.rpartition("_")[2], Text(fr="Défi", en="Challenge"))


def _with_defi(question: Question, defi: Defi) -> Text:
    return joined(short(question), text(defi.short))


Groups = Sequence[tuple[Text, Mapping[str, Tally]]]


def rows_of(room: Room, groups: Groups) -> list[AgreementRow]:
    """Every question that some group can be measured on, in order."""
    rows = [
        AgreementRow(
            label_of(room, room.questionnaire.question_by_id[name]),
            tuple(agreement(variables, tallies) for _, tallies in groups),
        )
        for name, variables in room.by_question.items()
    ]
    return [row for row in rows if any(one is not None for one in row.values)]


def least_first(rows: Sequence[AgreementRow]) -> list[AgreementRow]:
    return sorted(rows, key=_mean)


def _mean(row: AgreementRow) -> float:
    known = [one for one in row.values if one is not None]
    return sum(known) / len(known)


def in_words(row: AgreementRow) -> AgreementRow:
    """The row with no more than what words say of it."""
    return AgreementRow(row.label, tuple(None if one is None else agreements.said(one).typical for one in row.values))


EVERYONE = Text(fr="Toute la salle", en="The whole room")


def differences(room: Room) -> Iterator[Agreements]:
    """Over the room, by role, within organisms; the last two only when a group has five people, and in words."""
    title = TITLES["differences"]
    whole: Groups = [(EVERYONE, room.picture.tallies)]
    yield _differences("differences", title, whole, least_first(rows_of(room, whole)))
    roles: Groups = [(ROLES[name], room.picture.roles[name]) for name in ROLES if name in room.picture.roles]
    by_role = Text(fr="Où nous voyons-nous autrement, par rôle ?", en="Where do we see ourselves differently, by role?")
    yield _apart(room, "differences-roles", by_role, roles, NO_ROLE)
    organisms: Groups = [(named(name), room.picture.organisms[name]) for name in sorted(room.picture.organisms)]
    within = Text(
        fr="Où nous voyons-nous autrement, dans chaque organisme ?",
        en="Where do we see ourselves differently, within each organization?",
    )
    yield _apart(room, "differences-organisms", within, organisms, NO_ORGANISM)


NO_ROLE = Text(
    fr="Il faut cinq personnes d’un même rôle qui ont terminé.", en="Five people of one role must have finished."
)
NO_ORGANISM = Text(
    fr="Il faut cinq personnes d’un même organisme qui ont terminé.",
    en="Five people of one organization must have finished.",
)
MEASURED = Text(
    fr="L’accord se mesure par le A de van der Eijk pour les échelles, par l’entropie pour les autres réponses.",
    en="Agreement is measured by van der Eijk’s A for scales, by entropy for other answers.",
)


def named(label: str) -> Text:
    """An organism's name as it was typed, on one line, without what cannot be shown."""
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in label).split())[:LONGEST_NAME]
    return Text(fr=shown or "—", en=shown or "—")


def _apart(room: Room, id: str, title: Text, groups: Groups, nobody: Text) -> Agreements:
    """The room beside the groups, the questions on which the groups agree least first."""
    if not groups:
        return Agreements(id, title, nobody, (), ())
    everyone = (EVERYONE, room.picture.tallies)
    whole = {row.label: in_words(row).values for row in rows_of(room, [everyone])}
    order = least_first([in_words(row) for row in rows_of(room, groups)])
    rows = [AgreementRow(row.label, (*whole.get(row.label, (None,)), *row.values)) for row in order]
    return _differences(id, title, [everyone, *groups], rows, only_words=True)


def _differences(
    id: str, title: Text, groups: Groups, rows: Sequence[AgreementRow], only_words: bool = False
) -> Agreements:
    said = {language: _least(rows[:MOST_NAMED], language) for language in LANGUAGES}
    sentence = Text(fr=f"{said['fr']} {MEASURED.fr}", en=f"{said['en']} {MEASURED.en}")
    return Agreements(id, title, sentence, tuple(name for name, _ in groups), tuple(rows[:MOST_ROWS]), only_words)


def _least(rows: Sequence[AgreementRow], language: Language) -> str:
    names = listed([quoted(row.label.in_(language), language) for row in rows], language)
    return say(language, fr=f"Le moins d’accord : {names}.", en=f"Least agreement: {names}.")
