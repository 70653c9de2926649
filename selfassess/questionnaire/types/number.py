"""A number between two bounds."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import AnswerValue, Language, Question
from .shape import AnswerProblem, Fields, QuestionType, posted, problem


class Number(QuestionType):
    """A number, written with a comma or a point."""

    name = "nombre"
    shape = "number"
    keys = frozenset({"minimum", "maximum", "unit"})

    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        given = posted(fields, question.id)
        if not given:
            return None
        text = given[0].strip().replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            return given[0]
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
            yield problem(
                f"« {value} » n’est pas un nombre. Écrivez des chiffres, par exemple 2019.",
                f"“{value}” is not a number. Write digits, for example 2019.",
            )
            return
        low, high = question.minimum, question.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            yield problem(
                f"Le nombre attendu va de {low:g} à {high:g}."
                if low is not None and high is not None
                else f"Le nombre attendu est d’au moins {low:g}."
                if low is not None
                else f"Le nombre attendu est d’au plus {high:g}.",
                f"The number must be from {low:g} to {high:g}."
                if low is not None and high is not None
                else f"The number must be at least {low:g}."
                if low is not None
                else f"The number must be at most {high:g}.",
            )

    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        return value

    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        unit = f" {question.unit.in_(language)}" if question.unit else ""
        return [f"{value:g}".replace(".", "," if language == "fr" else ".") + unit]
