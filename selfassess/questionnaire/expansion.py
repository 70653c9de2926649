"""From what a questionnaire file says to what is asked: lists read, défis turned into questions, « précisez » added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .model import Defi, Option, Question, Questionnaire, Scales, Section, Text

BOTH = ("ne_sais_pas", "sans_objet")
DEFI_PARTS = ("force", "reponse", "pratiques", "commentaire")
"""What is asked of each défi: the questions `<défi>_<part>`."""


def expanded(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with every question that is asked written out, in its place."""
    sections = tuple(
        section.model_copy(update={"questions": tuple(_questions(questionnaire, section))})
        for section in questionnaire.sections
    )
    return questionnaire.model_copy(update={"sections": sections})


def _questions(questionnaire: Questionnaire, section: Section) -> Iterator[Question]:
    for question in section.questions:
        yield from _with_companions(_with_no_answer(question))
    for name in section.defis:
        if name in questionnaire.defi_by_id and questionnaire.scales:
            for question in defi_questions(questionnaire, questionnaire.defi_by_id[name], questionnaire.scales):
                yield from _with_companions(question)


def _with_no_answer(question: Question) -> Question:
    if question.dimension and "no_answer" not in question.model_fields_set:
        return question.model_copy(update={"no_answer": BOTH})
    return question


def _with_companions(question: Question) -> Iterator[Question]:
    yield question
    for option in question.options:
        if option.specify:
            yield Question(
                id=f"{question.id}_{option.id}",
                type="texte_court",
                fr=f"{option.fr.removesuffix(' (précisez)')}\u00a0: précisez",
                en=f"{option.en.removesuffix(' (please specify)')}: please specify",
                companion_of=question.id,
                defi=question.defi,
                short_form=question.short_form,
                shown_if={"question": question.id, "parmi": [option.id]},  # type: ignore[arg-type]
            )


def defi_questions(questionnaire: Questionnaire, defi: Defi, scales: Scales) -> Iterator[Question]:
    """The four questions of a défi."""

    def question(part: str, words: Text, **rest: Any) -> Question:
        return Question(
            id=f"{defi.id}_{part}",
            fr=words.fr.replace("{defi}", defi.short.fr),
            en=words.en.replace("{defi}", defi.short.en),
            defi=defi.id,
            **rest,
        )

    levels = tuple(Option(id=level.id, fr=level.fr, en=level.en, hint=level.hint) for level in scales.strength)
    steps = tuple(
        Option(
            id=level.id,
            fr=level.fr,
            en=level.en,
            mark=level.mark,
            hint=defi.examples.get(level.id, level.hint),
        )
        for level in scales.handling
    )
    names = [level.id for level in scales.handling]
    handled = names[names.index(scales.handled_from) :] if scales.handled_from in names else names
    yield question("force", scales.ask_strength, type="echelle", options=levels, no_answer=BOTH, short_form=True)
    yield question("reponse", scales.ask_handling, type="echelle", options=steps, no_answer=BOTH, short_form=True)
    yield question(
        "pratiques",
        scales.ask_practices,
        type="choix_multiple",
        options=(*practices(questionnaire, defi), other_practice(scales)),
        short_form=True,
        shown_if={"question": f"{defi.id}_reponse", "parmi": handled},
    )
    yield question("commentaire", scales.ask_comment, type="texte_long")


def practices(questionnaire: Questionnaire, defi: Defi) -> Iterator[Option]:
    """The options of other questions that answer a défi, as options of its own."""
    questions = {question.id: question for section in questionnaire.sections for question in section.questions}
    for reference in defi.practices:
        question_id, _, option_id = reference.partition(".")
        option = questions[question_id].option_by_id.get(option_id) if question_id in questions else None
        if option is not None:
            yield Option(id=option.id, fr=option.fr, en=option.en, mark=option.mark, hint=option.hint)


def other_practice(scales: Scales) -> Option:
    return Option(id="autre", fr=scales.other_practice.fr, en=scales.other_practice.en, specify=True)
