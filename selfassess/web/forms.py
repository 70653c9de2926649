"""A section's form: WTForms fields that read, check and show again what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value

from ..questionnaire.answering import answer_problems, normal_answer
from ..questionnaire.model import AnswerValue, NoAnswer, Question, Text, no_answer_kind
from ..questionnaire.types import AnswerProblem, type_of
from ..questionnaire.types.shape import posted_no_answer
from .words import text

BOTH_GIVEN = Text(
    fr="Vous avez donné une réponse et coché aussi une case « sans réponse ». Gardez l’une des deux.",
    en="You gave an answer and also ticked a “no answer” box. Keep one of the two.",
)
REQUIRED = Text(fr="Cette réponse est nécessaire pour continuer.", en="This answer is needed to go on.")
NO_ANSWER_WORDS: Mapping[NoAnswer, Text] = {
    "ne_sais_pas": Text(fr="Je ne sais pas", en="I don’t know"),
    "sans_objet": Text(fr="Ne s’applique pas à nous", en="Does not apply to us"),
}


def form_pairs(name: str, value: AnswerValue | None) -> list[tuple[str, str]]:
    """What a form sends for an answer: `name`, or `name.row` for each row of it; nothing for no answer."""
    if value is None:
        return []
    kind = no_answer_kind(value)
    if kind:
        return [(name, f"_{kind}")]
    if isinstance(value, dict):
        rows = cast(dict[str, Any], value).items()
        return [pair for row, inner in rows for pair in form_pairs(f"{name}.{row}", inner)]
    if isinstance(value, list):
        return [(name, str(one)) for one in cast(list[Any], value)]
    return [(name, str(value))]


class AnswerField(Field):
    """One question: its value is what the question's type reads, whatever the number of form fields it uses."""

    data: AnswerValue | None

    def __init__(self, question: Question, **rest: Any) -> None:
        super().__init__(label=question.id, **rest)
        self.question = question
        self.no_answer: NoAnswer | None = None
        self.problems: list[AnswerProblem] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        if formdata is None:
            data = None if data is unset_value else data
            self.no_answer = no_answer_kind(data)
            self.data = None if self.no_answer else data
        else:
            self.no_answer = posted_no_answer(self.question, formdata)
            self.data = type_of(self.question).parse(self.question, formdata)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        self.problems = answer_problems(self.question, self.data)
        if self.no_answer and self.data is not None:
            self.problems.append(AnswerProblem(BOTH_GIVEN))
        if self.question.required and self.data is None and self.no_answer is None:
            self.problems.append(AnswerProblem(REQUIRED))
        self.errors = [text(problem.message) for problem in self.problems]
        return not self.errors

    @property
    def answer(self) -> AnswerValue | None:
        """The valid answer as it is kept: « sans réponse » or the normal form of what was given."""
        return {"sans_reponse": self.no_answer} if self.no_answer else normal_answer(self.question, self.data)


class SectionForm(BaseForm):
    """The form of some questions of a section, filled with their answers or with what was posted."""

    def __init__(
        self,
        questions: Iterable[Question],
        answers: Mapping[str, AnswerValue] | None = None,
        posted: MultiDict[str, str] | None = None,
    ) -> None:
        from wtforms.fields.core import UnboundField

        super().__init__({question.id: UnboundField(AnswerField, question) for question in questions})
        self.process(formdata=posted, data=answers or {})

    def field(self, question: str) -> AnswerField:
        found = self._fields[question]
        assert isinstance(found, AnswerField)
        return found

    def given(self) -> dict[str, AnswerValue | None]:
        """The valid answers, None where a question was left empty; the wrong ones left out."""
        return {name: self.field(name).answer for name in self._fields if not self.field(name).errors}
