"""Free text, short (one line) or long."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import AnswerValue, Language, Question
from .shape import AnswerProblem, Fields, QuestionType, problem


class ShortText(QuestionType):
    """One line of at most `length` characters."""

    name = "texte_court"
    shape = "short_text"
    length = 200

    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        given = fields.getlist(question.id)
        return given[0].replace("\r\n", "\n").strip() or None if given else None

    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        if not isinstance(value, str):
            yield problem("Un texte est attendu ici.", "A text is expected here.")
        elif len(value) > self.length:
            yield problem(
                f"Ce texte a {len(value)} caractères ; la limite est de {self.length}. Raccourcissez-le un peu.",
                f"This text has {len(value)} characters; the limit is {self.length}. Please shorten it a little.",
            )
        elif any(
            (ord(character) < 32 and character not in "\n\t") or 0xD800 <= ord(character) < 0xE000
            for character in value
        ):
            yield problem(
                "Ce texte contient un caractère invisible qui ne peut pas être gardé : retapez-le.",
                "This text holds an invisible character that cannot be kept: type it again.",
            )

    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        return value.strip() or None

    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        return [value]


class LongText(ShortText):
    """Several lines."""

    name = "texte_long"
    shape = "long_text"
    length = 2000
