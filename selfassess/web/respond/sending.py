"""All the answers looked over, then sent."""

from __future__ import annotations

import datetime
from typing import Any

from flask import g, redirect, render_template, request, url_for

from ...questionnaire.model import AnswerValue
from ...scoring import ENGINE, assess
from ...workshop.variables import contribution
from ..access import Access
from ..catalogue import site
from ..drafts import (
    Draft,
    find_draft,
    progress,
)
from ..page_words import answer_words
from ..seen import stamps_of
from ..words import say
from .door import HERE, door


@door.opens(HERE + "/verifier", Access.RESPONDENT)
def check(questionnaire: str) -> Any:
    """All the answers, each with its change link, and the consents, before sending."""
    draft = find_draft(questionnaire)
    if draft.response is None:
        return redirect(url_for("respond.sections", questionnaire=questionnaire))
    if draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    return _draw_check(draft)


def _draw_check(draft: Draft, *, notice: str = "", ticked: tuple[str, ...] = (), status: int = 200) -> Any:
    rows = {
        section.id: [(q, answer_words(q, draft.answers.get(q.id))) for q in section.questions if draft.asked(q)]
        for section in draft.sections
    }
    missing = [
        (section, question)
        for section in draft.sections
        for question in section.questions
        if question.required and draft.asked(question) and question.id not in draft.answers
    ]
    page = render_template(
        "check.html",
        q=draft.questionnaire,
        draft=draft,
        sections=draft.sections,
        rows=rows,
        steps=progress(draft),
        missing=missing,
        seen=stamps_of(draft, [question.id for question in draft.questions()]),
        notice=notice,
        ticked=ticked,
    )
    return page, status


@door.opens(HERE + "/envoyer", Access.RESPONDENT, methods=["POST"], shows_late_forms=True)
def submit(questionnaire: str) -> Any:
    """Freeze the answers and show the result; sending twice is the same as once."""
    draft = find_draft(questionnaire)
    ticked = tuple(p.id for p in draft.questionnaire.purposes if p.id in request.form.getlist("consentement"))
    if draft.response is None:
        return redirect(url_for("respond.resume"))
    if getattr(g, "late_form", False):
        notice = say(
            "La page était ouverte depuis longtemps. Envoyez de nouveau.",
            "This page had been open for a long time. Send again.",
        )
        return _draw_check(draft, notice=notice, ticked=ticked, status=400)
    if not draft.response.submitted_at:
        if any(
            question.required and draft.asked(question) and question.id not in draft.answers
            for question in draft.questions()
        ):
            return _draw_check(draft, ticked=ticked, status=422)
        ticked = () if draft.workshop else ticked
        site().store.submit(draft.response.id, draft.counted, profile_of(draft), ENGINE, ticked, _contribution(draft))
    if draft.workshop and draft.response.kind == "paper":
        # Typed in by who facilitates: the next form waits.
        return redirect(url_for("workshop.papers", workshop=draft.workshop.id))
    return redirect(url_for("results.result", questionnaire=questionnaire))


def _contribution(draft: Draft) -> dict[str, int] | None:
    """What a participant adds to their workshop's picture."""
    if draft.workshop is None:
        return None
    assessment = assess(draft.questionnaire, draft.counted)
    return contribution(draft.questionnaire, draft.form, draft.counted, assessment)


def profile_of(draft: Draft) -> dict[str, AnswerValue]:
    """The group, today, of every chosen option that has dated groups: the region of an MRC."""
    today = datetime.datetime.now(datetime.UTC).date()
    found: dict[str, AnswerValue] = {}
    for question in draft.questionnaire.questions():
        option = question.option_by_id.get(str(draft.counted.get(question.id)))
        group = option.group_at(today) if option else None
        if group:
            found[f"{question.id}_groupe"] = group
    return found
