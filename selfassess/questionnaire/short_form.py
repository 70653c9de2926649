"""The short form: the questions marked « courte », in their sections."""

from __future__ import annotations

from typing import Literal

from .model import Questionnaire, Section

_SHORT: dict[str, tuple[Section, ...]] = {}


def sections_of(questionnaire: Questionnaire, form: Literal["whole", "short"]) -> tuple[Section, ...]:
    """The sections that a form asks, each with the questions that it asks; a section left empty is not there."""
    if form == "whole":
        return questionnaire.sections
    if questionnaire.edition not in _SHORT:
        kept = (
            section.model_copy(update={"questions": tuple(one for one in section.questions if one.short_form)})
            for section in questionnaire.sections
        )
        _SHORT[questionnaire.edition] = tuple(section for section in kept if section.questions)
    return _SHORT[questionnaire.edition]
