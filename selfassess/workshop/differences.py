"""Where people see themselves differently: the questions with the least agreement, over the room and within its groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..charts.board import agreements
from ..charts.board.data import AgreementRow, Agreements
from ..charts.drawing.words import listed, quoted, say
from ..questionnaire.model import LANGUAGES, Defi, Language, Question, Text
from .estimates import agreement
from .picture import Tally
from .roles import ROLES
from .room import Room, joined
from .variables import short, text

MOST_ROWS = 6
"""Of the questions on which people differ most."""
MOST_NAMED = 2
LONGEST_NAME = 120
TITLE = Text(fr="Où nous voyons-nous autrement ?", en="Where do we see ourselves differently?")


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
    whole: Groups = [(EVERYONE, room.picture.tallies)]
    yield _differences("differences", TITLE, whole, least_first(rows_of(room, whole)))
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
