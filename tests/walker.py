"""Goes through any questionnaire as a person would: answers every visible question, checks, sends, reads the result."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from selfassess.questionnaire.answering import answer_problems, checked_answers
from selfassess.questionnaire.conditions import answers_that_count, is_asked
from selfassess.questionnaire.model import AnswerValue, Question, Questionnaire, Section

if TYPE_CHECKING:
    from tests.web.page import Page
    from tests.web.visitor import Visitor

WORDS = "Un exemple inventé"
Fields = list[tuple[str, str]]


def shapes(question: Question, chance: random.Random) -> Iterator[AnswerValue]:
    """Every shape that an answer may have, filled with what the question offers."""
    options = [option.id for option in question.options]
    chance.shuffle(options)
    if question.columns:
        columns = [column.id for column in question.columns]
        yield {row: chance.sample(columns, 1 + place % len(columns)) for place, row in enumerate(options[:4])}
    if question.roles:
        yield {role.id: option for role, option in zip(question.roles, options, strict=False)}
    if options:
        yield from (options[: 1 + len(options) // 3], options[:1], options[0])
    yield from (question.minimum, question.maximum, 3, WORDS)


def an_answer(question: Question, chance: random.Random) -> AnswerValue:
    """A valid answer to any question."""
    for value in shapes(question, chance):
        if value is not None and not answer_problems(question, value):
            return value
    raise AssertionError(f"no answer found to {question.id} ({question.type}): add its shape to tests/walker.py")


def invented_answers(questionnaire: Questionnaire, seed: int = 1) -> dict[str, AnswerValue]:
    """A valid answer to each question that is asked, all conditions followed."""
    chance = random.Random(seed)
    answers: dict[str, AnswerValue] = {}
    for question in questionnaire.questions():
        if is_asked(questionnaire, question, answers):
            answers[question.id] = an_answer(question, chance)
    return normal(questionnaire, answers)


def normal(questionnaire: Questionnaire, answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    """The answers that count, each in its one way to be written."""
    checked, wrong = checked_answers(questionnaire, answers_that_count(questionnaire, answers))
    assert not wrong, wrong
    return checked


def fields_of(name: str, value: AnswerValue) -> Fields:
    """What a form sends for an answer: `name`, or `name.row` for each row of it."""
    if isinstance(value, dict) and "sans_reponse" in value:
        return [(name, f"_{value['sans_reponse']}")]
    if isinstance(value, dict):
        return [pair for row, inner in value.items() for pair in fields_of(f"{name}.{row}", inner)]
    if isinstance(value, list):
        return [(name, str(one)) for one in value]
    return [(name, str(value))]


def fields_for(section: Section, answers: Mapping[str, AnswerValue]) -> Fields:
    """What a section's form sends."""
    given = [(question.id, answers[question.id]) for question in section.questions if question.id in answers]
    return [pair for name, value in given for pair in fields_of(name, value)]


def names_for(page: Page, section: Section) -> set[str]:
    """The fields of a section's questions in its form; every question has some."""
    names = page.form(f"/section/{section.id}").names
    owned = {name for name in names if name.split(".")[0] in {question.id for question in section.questions}}
    for question in section.questions:
        assert any(name.split(".")[0] == question.id for name in owned), f"{question.id} is not in its page"
    return owned


def save_section(visitor: Visitor, section: Section, answers: Mapping[str, AnswerValue], **rest: Any) -> Page:
    """On a section's page: every question says what `answers` say of it, and the page is saved."""
    assert visitor.page is not None
    names = names_for(visitor.page, section)
    fields = fields_for(section, answers)
    assert {name for name, _ in fields} <= names, "an answer has no field in the page"
    return visitor.send(f"/section/{section.id}", fields, names, **rest)


def answer_all(visitor: Visitor, questionnaire: Questionnaire, answers: Mapping[str, AnswerValue]) -> Page:
    """From the list of sections to the page where answers are checked."""
    base = f"/{visitor.language}/{questionnaire.id}"
    visitor.get(f"{base}/sections")
    page = visitor.get(f"{base}/section/{questionnaire.sections[0].id}")
    for section in questionnaire.sections:
        assert page.url == f"{base}/section/{section.id}"
        page = save_section(visitor, section, answers)
    assert page.url == f"{base}/verifier"
    return page


def walk(visitor: Visitor, questionnaire: Questionnaire, answers: Mapping[str, AnswerValue] | None = None) -> Page:
    """From the first page to the result."""
    visitor.get(f"/{visitor.language}/{questionnaire.id}/")
    answer_all(visitor, questionnaire, invented_answers(questionnaire) if answers is None else answers)
    page = visitor.send("/envoyer")
    assert page.url == f"/{visitor.language}/{questionnaire.id}/resultat"
    return page
