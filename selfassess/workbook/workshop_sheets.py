"""The sheets of a workshop's workbook, before they are laid out: names, columns, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ..charts.board.agreements import word
from ..questionnaire.model import Language, Questionnaire, Text, no_answer_kind
from ..questionnaire.types import type_of
from ..workshop.board import note
from ..workshop.differences import label_of, named
from ..workshop.estimates import agreement
from ..workshop.picture import Picture, Tally
from ..workshop.roles import ROLES
from ..workshop.room import Room, joined
from ..workshop.room_data import defi_data, radars
from ..workshop.scenes import Here
from ..workshop.variables import MAP, NO_ANSWERS, text
from .pages import Cell, Number
from .spoken import said


class Present(Here, Protocol):
    """Who is here, and how many of those who are done wrote on paper."""

    @property
    def papers(self) -> int: ...


class Agreed(Protocol):
    """What a table or an organism agreed on."""

    @property
    def place(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def dissents(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Sheet:
    """A page before it is laid out: its columns say whether they hold numbers."""

    name: Text
    table: str
    title: Text
    lines: tuple[Text, ...]
    columns: tuple[tuple[Text, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]


def counted_sheets(room: Room, language: Language) -> Iterator[Sheet]:
    """Every sheet that is drawn from the picture, of five people at least; one without rows has nothing to say."""
    yield _answers(room, language)
    yield _map(room, language)
    yield _likeness(room, language)
    yield _defis(room, language)
    yield _agreements(room, language)
    yield _roles(room, language)
    yield _organisms(room, language)


PEOPLE, LEAST, MOST = (
    Text(fr="Personnes", en="People"),
    Text(fr="Au moins", en="At least"),
    Text(fr="Au plus", en="At most"),
)
OUT_OF = Text(fr="Sur", en="Out of")
QUESTION, ANSWER = Text(fr="Question", en="Question"), Text(fr="Réponse", en="Answer")
APPROXIMATE = Text(fr=note("fr"), en=note("en"))
AGREEMENT = Text(fr="Accord", en="Agreement")
MEASURES = (
    Text(
        fr="Échelles : A de van der Eijk, de −1 (deux camps) à 1 (toutes les réponses sont les mêmes), 0 si elles sont réparties également.",
        en="Scales: van der Eijk’s A, from −1 (two camps) to 1 (all answers are the same), 0 when they are evenly spread.",
    ),
    Text(
        fr="Autres réponses : 1 moins l’entropie, de 0 (réparties également) à 1 (toutes les mêmes).",
        en="Other answers: 1 less the entropy, from 0 (evenly spread) to 1 (all the same).",
    ),
)


def people_sheet(picture: Picture, here: Present, language: Language) -> Sheet:
    """Who came: counts that reconcile."""
    not_begun = here.joined - here.answering - here.done - here.erased
    rows = (
        (("Arrivées", "Joined"), here.joined),
        (("– dont pas encore commencé", "– of which not begun"), not_begun),
        (("– dont en train de répondre", "– of which answering"), here.answering),
        (("– dont terminé", "– of which done"), here.done),
        (("– dont effacées à leur demande", "– of which erased at their request"), here.erased),
        (("Terminé : sur papier", "Done: on paper"), here.papers),
        (("Dans le portrait", "In the picture"), picture.people),
        (("Terminé, moins dans le portrait", "Done, less in the picture"), here.done - picture.people),
    )
    return Sheet(
        Text(fr="Personnes", en="People"),
        "Personnes",
        Text(fr="Qui est venu", en="Who came"),
        (
            Text(
                fr="Arrivées = pas encore commencé + en train de répondre + terminé + effacées.",
                en="Joined = not begun + answering + done + erased.",
            ),
            Text(
                fr="Le portrait commence à cinq personnes et avance par trois : jusqu’à deux personnes attendent. Qui est effacé après avoir été compté y reste, sans que l’on sache qui.",
                en="The picture begins at five people and moves on by threes: up to two people wait. Who is erased after being counted stays in it, unidentified.",
            ),
        ),
        ((Text(fr="Élément", en="Item"), False), (PEOPLE, True)),
        tuple((said(language, *names), Number(number, "count")) for names, number in rows),
    )


def _ranges(low: int, people: int) -> tuple[Cell, ...]:
    return Number(low, "count"), Number(min(low + 2, people), "count"), Number(people, "count")


def _answers(room: Room, language: Language) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for name, variables in room.by_question.items():
        question = room.questionnaire.question_by_id[name]
        for variable in variables:
            tally = room.tally(variable.id)
            if variable.kind == "option":
                label, shown = text(question), [(variable.label, tally.low[0])]
            else:
                label = text(question) if len(variables) == 1 else joined(text(question), variable.label)
                shown = [(one.label, low) for one, low in zip(variable.categories, tally.low, strict=True)]
            for answer, low in shown:
                rows.append((words(label, language), words(answer, language), *_ranges(low, tally.people)))
    return Sheet(
        Text(fr="Réponses", en="Answers"),
        "Reponses",
        Text(fr="Ce que la salle a répondu", en="What the room answered"),
        (APPROXIMATE,),
        ((QUESTION, False), (ANSWER, False), (LEAST, True), (MOST, True), (OUT_OF, True)),
        tuple(rows),
    )


def words(label: Text, language: Language) -> str:
    """The label in its language, typeset."""
    return said(language, label.fr, label.en)


def _map(room: Room, language: Language) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    if MAP in room.by_id:
        tally = room.tally(MAP)
        for category, low in zip(room.by_id[MAP].categories, tally.low, strict=True):
            rows.append((words(category.label, language), *_ranges(low, tally.people)))
    return Sheet(
        Text(fr="Carte", en="Map"),
        "Carte",
        Text(fr="La salle entre les logiques", en="The room between the logics"),
        (
            APPROXIMATE,
            Text(
                fr="Près d’une logique : elle a au moins la moitié de la ressemblance. Entre deux : à elles deux, les quatre cinquièmes.",
                en="Near a logic: it has at least half of the likeness. Between two: they have four fifths of it together.",
            ),
        ),
        ((Text(fr="Endroit", en="Place"), False), (LEAST, True), (MOST, True), (OUT_OF, True)),
        tuple(rows),
    )


def _likeness(room: Room, language: Language) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for one in next(radars(room)).dimensions:
        for logic in room.logics:
            found = one.by_logic[logic.id]
            numbers = () if found is None else (found.first, found.median, found.third)
            shown: tuple[Cell, ...] = tuple(Number(n, "points") for n in numbers) or ("—", "—", "—")
            rows.append((words(one.label, language), words(logic.label, language), *shown))
    return Sheet(
        Text(fr="Dimensions", en="Dimensions"),
        "Dimensions",
        Text(fr="Ressemblance aux logiques : médiane et étalement", en="Likeness to the logics: median and spread"),
        (
            Text(
                fr="0 = hasard ou moins, 100 = identique. La moitié de la salle est entre le premier et le troisième quartile.",
                en="0 = chance or less, 100 = identical. Half of the room is between the first and the third quartile.",
            ),
            APPROXIMATE,
        ),
        (
            (Text(fr="Dimension", en="Dimension"), False),
            (Text(fr="Logique", en="Logic"), False),
            (Text(fr="Premier quartile", en="First quartile"), True),
            (Text(fr="Médiane", en="Median"), True),
            (Text(fr="Troisième quartile", en="Third quartile"), True),
        ),
        tuple(rows),
    )


def _defis(room: Room, language: Language) -> Sheet:
    data = defi_data(room)
    rows = tuple(
        (words(one.label, language), *(("—" if n is None else Number(round(n, 1), "mean_1")) for n in (one.strength, one.handling)))
        for one in (data.spots if data else ())
    )  # fmt: skip
    return Sheet(
        Text(fr="Défis", en="Challenges"),
        "Defis",
        Text(fr="Les défis : force et prise en charge", en="The challenges: strength and handling"),
        (
            Text(
                fr="Moyennes des niveaux, le premier valant 0, d’après les nombres approximatifs.",
                en="Means of the levels, the first being 0, from the approximate numbers.",
            ),
        ),
        (
            (Text(fr="Défi", en="Challenge"), False),
            (Text(fr="Force", en="Strength"), True),
            (Text(fr="Prise en charge", en="Handling"), True),
        ),
        rows,
    )


Measured = tuple[Text, bool, float | None]


def _measured(room: Room, tallies: Mapping[str, Tally]) -> list[Measured]:
    """By question: its label, whether it is a scale, how far the group agrees."""
    return [
        (label_of(room, room.questionnaire.question_by_id[name]), variables[0].ordinal, agreement(variables, tallies))
        for name, variables in room.by_question.items()
    ]


def _agreements(room: Room, language: Language) -> Sheet:
    found = sorted(_measured(room, room.picture.tallies), key=lambda one: 2.0 if one[2] is None else one[2])
    scale, other = said(language, "A de van der Eijk", "Van der Eijk’s A"), said(language, "entropie", "entropy")
    rows: list[tuple[Cell, ...]] = []
    for label, ordinal, value in found:
        number: tuple[Cell, ...] = (
            ("—", "—") if value is None else (Number(round(value, 1), "mean_1"), word(value, language))
        )
        rows.append((words(label, language), scale if ordinal else other, *number))
    return Sheet(
        AGREEMENT,
        "Accord",
        Text(fr="Où nous voyons-nous autrement ?", en="Where do we see ourselves differently?"),
        (
            *MEASURES,
            Text(
                fr="Les questions qui divisent le plus sont en tête.", en="The questions that divide most come first."
            ),
        ),
        (
            (QUESTION, False),
            (Text(fr="Mesure", en="Measure"), False),
            (AGREEMENT, True),
            (Text(fr="En un mot", en="In a word"), False),
        ),
        tuple(rows),
    )


def _groups(
    room: Room,
    groups: Sequence[tuple[Text, Mapping[str, Tally]]],
    name: Text,
    table: str,
    title: Text,
    language: Language,
) -> Sheet:
    rows = tuple(
        (words(label, language), words(question, language), "—" if value is None else word(value, language))
        for label, tallies in groups
        for question, _, value in _measured(room, tallies)
    )
    few = Text(
        fr="Seuls les groupes de cinq personnes au moins y sont, et d’un mot : un nombre en dirait trop de quelques personnes.",
        en="Only groups of at least five people are there, in a word: a number would say too much of a few people.",
    )
    return Sheet(name, table, title, (few,), ((name, False), (QUESTION, False), (AGREEMENT, False)), rows)


def _roles(room: Room, language: Language) -> Sheet:
    groups = [(ROLES[role], room.picture.roles[role]) for role in ROLES if role in room.picture.roles]
    title = Text(fr="L’accord au sein de chaque rôle", en="Agreement within each role")
    return _groups(room, groups, Text(fr="Rôle", en="Role"), "Roles", title, language)


def _organisms(room: Room, language: Language) -> Sheet:
    groups = [(named(name), tallies) for name, tallies in sorted(room.picture.organisms.items())]
    title = Text(fr="L’accord au sein de chaque organisme", en="Agreement within each organization")
    return _groups(room, groups, Text(fr="Organisme", en="Organization"), "Organismes", title, language)


def agreed_sheet(questionnaire: Questionnaire, agreed: Sequence[Agreed], language: Language) -> Sheet:
    """What was agreed at each place, in words, with what was dissented from and why."""
    rows: list[tuple[Cell, ...]] = []
    for one in agreed:
        for question in questionnaire.questions():
            value, dissent = one.answers.get(question.id), one.dissents.get(question.id, "")
            if value is None and not dissent:
                continue
            kind = no_answer_kind(value)
            if value is None:
                answer = "—"
            elif kind is not None:
                answer = words(NO_ANSWERS[kind], language)
            else:
                answer = " ; ".join(type_of(question).summary(question, value, language))
            rows.append((one.place, words(text(question), language), answer, dissent or "—"))
    return Sheet(
        Text(fr="Fiches d’accord", en="Agreed answers"),
        "Fiches",
        Text(fr="Ce que les tables ou les organismes ont convenu", en="What tables or organizations agreed on"),
        (
            Text(
                fr="Des fiches remplies par l’animation, jamais mêlées aux réponses des personnes.",
                en="Sheets filled in by the facilitator, never mixed with people’s own answers.",
            ),
        ),
        (
            (Text(fr="Table ou organisme", en="Table or organization"), False),
            (QUESTION, False),
            (Text(fr="Réponse convenue", en="Agreed answer"), False),
            (Text(fr="Désaccord et raison", en="Dissent and reason"), False),
        ),
        tuple(rows) or (("—", "—", "—", "—"),),
    )
