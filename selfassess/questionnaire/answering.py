"""Answers checked against a questionnaire: every problem at once, and the one way to write what is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from .model import Answers, AnswerValue, Question, Questionnaire, Text, no_answer_kind
from .types import AnswerProblem, type_of
from .types.shape import problem


@dataclass(frozen=True)
class MisplacedAnswer:
    """A problem with the answer to `question` (an id that may not exist)."""

    question: str
    problem: AnswerProblem


def answer_problems(question: Question, value: AnswerValue) -> list[AnswerProblem]:
    """What is wrong with one answer, « sans réponse » included; nothing when it is None."""
    if value is None:
        return []
    if isinstance(value, dict) and "sans_reponse" in value:
        kind = cast(dict[str, Any], value)
        if set(kind) == {"sans_reponse"} and kind["sans_reponse"] in question.no_answer:
            return []
        offered = ", ".join(question.no_answer)
        return [
            AnswerProblem(
                Text(
                    fr=f"« sans_reponse » accepte ici : {offered}."
                    if offered
                    else "Cette question n’offre pas « sans_reponse ».",
                    en=f"“sans_reponse” accepts here: {offered}."
                    if offered
                    else "This question does not offer “sans_reponse”.",
                )
            )
        ]
    return list(type_of(question).problems(question, value))


def normal_answer(question: Question, value: AnswerValue) -> AnswerValue | None:
    """A valid answer in its one way to be written; None when it says nothing."""
    if value is None or no_answer_kind(value) is not None:
        return value
    return type_of(question).normal(question, value)


def checked_answers(questionnaire: Questionnaire, raw: Answers) -> tuple[dict[str, AnswerValue], list[MisplacedAnswer]]:
    """The valid answers in normal form, in the questionnaire's order, and all that is wrong with the others."""
    wrong: list[MisplacedAnswer] = []
    for name in raw:
        if name not in questionnaire.question_by_id:
            wrong.append(MisplacedAnswer(name, _no_such_question(questionnaire, name)))
    right: dict[str, AnswerValue] = {}
    for question in questionnaire.questions():
        value = raw.get(question.id)
        problems = answer_problems(question, value)
        wrong += [MisplacedAnswer(question.id, found) for found in problems]
        normal = None if problems else normal_answer(question, value)
        if normal is not None:
            right[question.id] = normal
    return right, wrong


def _no_such_question(questionnaire: Questionnaire, name: str) -> AnswerProblem:
    import difflib

    near = difflib.get_close_matches(name[:60], questionnaire.question_by_id, n=1)
    fr = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
    en = f" Did you mean “{near[0]}”?" if near else ""
    return problem(f"La question « {name} » n’existe pas.{fr}", f"There is no question “{name}”.{en}", at=name)
