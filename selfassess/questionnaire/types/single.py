"""One choice among several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import AnswerValue, Language, Question, Text
from .shape import AnswerProblem, Cell, Encoding, Fields, QuestionType, posted, problem, unknown_option


class Single(QuestionType):
    """A single choice; as a dimension, every choice counts: choosing one is not choosing the others."""

    name = "choix"
    shape = "single"
    keys = frozenset({"options", "option_list"})
    comparable = True
    option_keys = frozenset({"specify"})
    holding = "one"

    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        given = posted(fields, question.id)
        return given[0] if given else None

    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        if not isinstance(value, str):
            yield problem("Un seul choix est attendu ici.", "A single choice is expected here.")
        elif value not in question.option_by_id:
            yield unknown_option(question, value)

    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        return value

    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        return [question.option_by_id[value].in_(language)]

    def lines(self, question: Question, value: AnswerValue) -> list[tuple[Text, tuple[str, ...]]]:
        return [(question.option_by_id[value], (value,))]

    def held(self, question: Question, logic: str) -> AnswerValue | None:
        return next((option.id for option in question.options if logic in option.logics), None)

    def tallies(self, question: Question, value: AnswerValue) -> list[str]:
        return [value]

    def encoding(self, question: Question, logics: Iterable[str]) -> Encoding:
        cells = tuple(Cell(option.id, option) for option in question.options)
        profiles = {
            logic: tuple(
                None if logic in option.unknown else float(logic in option.logics) for option in question.options
            )
            for logic in logics
        }
        return Encoding("correlation", len(cells), cells, profiles, "one")

    def encode(self, question: Question, value: AnswerValue, logics: Iterable[str]) -> tuple[float, ...] | None:
        return tuple(float(option.id == value) for option in question.options)
