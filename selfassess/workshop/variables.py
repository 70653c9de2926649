"""What is counted of each participant: their closed answers, their place between the logics, their level on each dimension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Literal, cast

from ..questionnaire.conditions import is_asked
from ..questionnaire.model import Answers, Element, Question, Questionnaire, Text, no_answer_kind
from ..questionnaire.types.ordinal import levels
from ..scoring import Assessment
from .picture import Category, Variable

Form = Literal["whole", "short"]
MOST_CHOICES = 12
"""A question with more choices than this (a list of places) is not counted."""
MAP = "carte"
MIDDLE, TOO_FEW = "milieu", "trop_peu"
NEAR, ALMOST = 0.5, 0.8
"""On the map: near one logic from half of the likeness; between two when they have four fifths of it."""
LIKENESS_STEPS = (20, 40, 60, 80, 100)
NO_ANSWERS = {
    "ne_sais_pas": Text(fr="Ne sais pas", en="Don’t know"),
    "sans_objet": Text(fr="Ne s’applique pas", en="Does not apply"),
}
BLANK = Category("sans_reponse", Text(fr="Sans réponse", en="No answer"))
YES, NO = Category("oui", Text(fr="Oui", en="Yes")), Category("non", Text(fr="Non", en="No"))
NONE = Category("aucun", Text(fr="Rien de coché", en="Nothing ticked"))
SEVERAL = Category("plusieurs", Text(fr="Plusieurs", en="Several"))
NOT_COMPARED = Category("non_comparee", Text(fr="Non comparée", en="Not compared"))


def text(element: Text) -> Text:
    """The two languages alone."""
    return Text(fr=element.fr, en=element.en)


def category(element: Element) -> Category:
    return Category(element.id, text(element))


def asked_by(questionnaire: Questionnaire, form: Form) -> tuple[Question, ...]:
    """The questions that the form has, in order."""
    return tuple(question for question in questionnaire.questions() if form == "whole" or question.short_form)


def variables_of(questionnaire: Questionnaire, form: Form) -> tuple[Variable, ...]:
    """Everything that is counted of a participant, in the questionnaire's order, the map first."""
    asked = asked_by(questionnaire, form)
    likeness = [one for question in asked if compared(question) for one in _likeness(questionnaire, question)]
    room_map = [_map(questionnaire)] if likeness else []
    return (*room_map, *(one for question in asked for one in _answers(question)), *likeness)


def contribution(questionnaire: Questionnaire, form: Form, answers: Answers, assessment: Assessment) -> dict[str, int]:
    """By variable, the place of the category that one participant is in."""
    found = dict(_said(questionnaire, form, answers))
    found[MAP] = zone_of(questionnaire, assessment)
    for result in assessment.dimensions:
        for logic in questionnaire.logics:
            found[f"{result.dimension}~{logic.id}"] = _level(result.agreement.get(logic.id))
    return {variable.id: found[variable.id] for variable in variables_of(questionnaire, form)}


def compared(question: Question) -> bool:
    return question.dimension and question.weight > 0


# The map


def zones(questionnaire: Questionnaire) -> tuple[tuple[str, ...], ...]:
    """The logics that each zone of the map is near to: one, two, or all of them for the middle, which is last."""
    names = [logic.id for logic in questionnaire.logics]
    pairs = combinations(names, 2) if len(names) > 2 else ()
    return (*((name,) for name in names), *pairs, tuple(names))


def _map(questionnaire: Questionnaire) -> Variable:
    label = Text(fr="Place entre les logiques", en="Place between the logics")
    *near, _ = zones(questionnaire)
    categories = [Category("+".join(zone), _zone_label(questionnaire, zone)) for zone in near]
    middle = Category(MIDDLE, Text(fr="Au milieu", en="In the middle"))
    too_few = Category(TOO_FEW, Text(fr="Trop peu de réponses", en="Too few answers"))
    return Variable(MAP, label, "map", None, False, (*categories, middle, too_few), len(categories) + 1)


def _zone_label(questionnaire: Questionnaire, zone: tuple[str, ...]) -> Text:
    logics = [questionnaire.logic_by_id[name] for name in zone]
    if len(logics) == 1:
        return text(logics[0])
    one, other = logics
    return Text(fr=f"Entre « {one.fr} » et « {other.fr} »", en=f"Between “{one.en}” and “{other.en}”")


def zone_of(questionnaire: Questionnaire, assessment: Assessment) -> int:
    """The place, among the map's categories, of a result: by each logic's share of the likeness above chance."""
    every = zones(questionnaire)
    if assessment.outcome == "insuffisant":
        return len(every)
    likeness = {logic: max(0.0, s) for logic, s in assessment.match.s.items()}
    whole = sum(likeness.values())
    first, second = sorted(likeness, key=lambda logic: -likeness[logic])[:2]
    if likeness[first] <= 0:
        return len(every) - 1
    if likeness[first] >= NEAR * whole and likeness[first] > likeness[second]:
        return every.index((first,))
    pair = tuple(logic for logic in likeness if logic in (first, second))
    close = likeness[first] + likeness[second] >= ALMOST * whole
    return every.index(pair) if close else len(every) - 1


# The dimensions


def _likeness(questionnaire: Questionnaire, question: Question) -> Iterator[Variable]:
    steps = tuple(
        Category(f"niveau_{place}", Text(fr=f"{top - 20} à {top}", en=f"{top - 20} to {top}"))
        for place, top in enumerate(LIKENESS_STEPS)
    )
    for logic in questionnaire.logics:
        yield Variable(
            f"{question.id}~{logic.id}",
            Text(
                fr=f"{short(question).fr} : ressemblance à « {logic.fr} »",
                en=f"{short(question).en}: likeness to “{logic.en}”",
            ),
            "dimension",
            question.id,
            True,
            (*steps, NOT_COMPARED),
            len(steps),
        )


def _level(agreement: float | None) -> int:
    if agreement is None:
        return len(LIKENESS_STEPS)
    return min(len(LIKENESS_STEPS) - 1, int(100 * max(0.0, agreement) // 20))


# The answers


def short(question: Question) -> Text:
    return text(question.short or question)


def _answers(question: Question) -> Iterator[Variable]:
    """The variables that a question's answer is counted by; none for a text, a number, a long list."""
    if len(question.options) > MOST_CHOICES and question.type in ("choix", "echelle"):
        return
    none = _no_answers(question)
    choices = tuple(category(option) for option in question.options)
    if question.type == "echelle":
        scale = tuple(category(option) for option in levels(question))
        aside = tuple(choice for choice in choices if choice not in scale)
        yield Variable(question.id, short(question), "question", question.id, True, (*scale, *aside, *none), len(scale))
    elif question.type == "choix":
        yield Variable(question.id, short(question), "question", question.id, False, (*choices, *none), len(choices))
    elif question.type == "choix_multiple":
        for choice in choices:
            yield _part(question, "option", choice, (YES, NO))
    elif question.type == "roles":
        for role in question.roles:
            yield _part(question, "question", category(role), (*choices, NONE))
    elif question.type == "matrice":
        columns = tuple(category(column) for column in question.columns)
        for choice in choices:
            yield _part(question, "question", choice, (*columns, SEVERAL, NONE))


def _part(question: Question, kind: str, part: Category, categories: tuple[Category, ...]) -> Variable:
    every = (*categories, *_no_answers(question))
    return Variable(f"{question.id}.{part.id}", part.label, kind, question.id, False, every, len(categories))


def _no_answers(question: Question) -> tuple[Category, ...]:
    return (*(Category(kind, NO_ANSWERS[kind]) for kind in question.no_answer), BLANK)


def _said(questionnaire: Questionnaire, form: Form, answers: Answers) -> Iterator[tuple[str, int]]:
    for question in asked_by(questionnaire, form):
        value = answers.get(question.id) if is_asked(questionnaire, question, answers) else None
        for variable in _answers(question):
            ids = [one.id for one in variable.categories]
            yield variable.id, ids.index(_category_of(question, variable.id, value))


def _category_of(question: Question, variable: str, value: Any) -> str:
    """The category that a valid answer, or None, is in."""
    kind = no_answer_kind(value)
    if kind is not None:
        return kind
    if value is None or value in ("", [], {}):
        return BLANK.id
    part = variable.removeprefix(f"{question.id}.")
    if question.type == "choix_multiple":
        return YES.id if part in value else NO.id
    if question.type == "roles":
        return cast("Mapping[str, str]", value).get(part, NONE.id)
    if question.type == "matrice":
        return _ticked(cast("Mapping[str, Iterable[str]]", value).get(part, ()))
    return str(value)


def _ticked(columns: Iterable[str]) -> str:
    names = list(columns)
    return NONE.id if not names else names[0] if len(names) == 1 else SEVERAL.id
