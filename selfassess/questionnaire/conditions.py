"""Which questions are asked, given the answers so far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from .model import Answers, Condition, Question, Questionnaire, no_answer_kind


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether a condition is met; a question left unanswered meets no test on its answer."""
    if condition.all_of:
        return all(holds(part, answers) for part in condition.all_of)
    if condition.any_of:
        return any(holds(part, answers) for part in condition.any_of)
    if condition.none_of is not None:
        return not holds(condition.none_of, answers)
    value = answers.get(condition.question or "")
    real = value is not None and no_answer_kind(value) is None
    if condition.answered is not None:
        return real == condition.answered
    if not real:
        return False
    if condition.among:
        return not set(_said(value)).isdisjoint(condition.among)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (condition.minimum is None or value >= condition.minimum) and (
        condition.maximum is None or value <= condition.maximum
    )


def _said(value: Any) -> Iterator[str]:
    """Every option id that an answer names."""
    if isinstance(value, dict):
        for key, inner in cast(dict[str, Any], value).items():
            yield key
            yield from _said(inner)
    elif isinstance(value, list):
        for inner in cast(list[Any], value):
            yield from _said(inner)
    else:
        yield str(value)


def is_asked(questionnaire: Questionnaire, question: Question, answers: Answers) -> bool:
    """Whether a question is to be asked, its parents' conditions included."""
    condition = question.shown_if
    if condition is None:
        return True
    if not holds(condition, answers):
        return False
    parents = (questionnaire.question_by_id.get(name) for name in named_in(condition))
    return all(parent is None or is_asked(questionnaire, parent, answers) for parent in parents)


def named_in(condition: Condition) -> Iterator[str]:
    """Every question that a condition looks at."""
    if condition.question:
        yield condition.question
    for part in (*condition.all_of, *condition.any_of, *([condition.none_of] if condition.none_of else [])):
        yield from named_in(part)


def visible_questions(questionnaire: Questionnaire, answers: Answers) -> list[Question]:
    """The questions to ask, in order."""
    return [question for question in questionnaire.questions() if is_asked(questionnaire, question, answers)]


def answers_that_count(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """The answers without those of questions that are not asked."""
    asked = {question.id for question in visible_questions(questionnaire, answers)}
    return {name: value for name, value in answers.items() if name in asked}
