"""A draft that moves to today's edition."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...questionnaire.answering import checked_answers
from ...questionnaire.model import AnswerValue, Questionnaire
from ...responses.records import Change
from ..access import Access
from ..catalogue import current, site
from ..drafts import (
    Draft,
    need_response,
)
from ..words import language, say
from .door import HERE, door


@door.opens(HERE + "/edition", Access.RESPONDENT)
def edition(questionnaire: str) -> Any:
    """What changed between the edition that was begun and today's."""
    draft = need_response(questionnaire, submitted=False)
    newest = current(questionnaire)
    return render_template("edition.html", q=newest, draft=draft, changes=edition_changes(draft, newest))


@door.opens(HERE + "/edition", Access.RESPONDENT, methods=["POST"])
def move_edition(questionnaire: str) -> AnyResponse:
    """Move a draft to today's edition, keeping every answer that still has its place."""
    draft = need_response(questionnaire, submitted=False)
    newest = current(questionnaire)
    assert draft.response is not None
    kept = kept_answers(draft, newest)
    changes = {name: Change(kept.get(name), draft.revision(name)) for name in draft.answers}
    site().store.move_edition(draft.response.id, newest.edition, changes)
    flash(
        say(
            "Vos réponses suivent maintenant le questionnaire d’aujourd’hui.",
            "Your answers now follow today’s questionnaire.",
        )
    )
    return redirect(url_for("respond.sections", questionnaire=questionnaire))


def kept_answers(draft: Draft, newest: Questionnaire) -> dict[str, AnswerValue]:
    """The answers that are still right in another edition."""
    return checked_answers(newest, {k: v for k, v in draft.answers.items() if k in newest.question_by_id})[0]


def edition_changes(draft: Draft, newest: Questionnaire) -> dict[str, list[str]]:
    """What an edition adds, removes and rewords, and the answers that it cannot keep, in words."""
    old, new = draft.questionnaire.question_by_id, newest.question_by_id
    kept = kept_answers(draft, newest)
    here = language()
    return {
        "added": [new[name].in_(here) for name in new if name not in old],
        "removed": [old[name].in_(here) for name in old if name not in new],
        "reworded": [new[name].in_(here) for name in new if name in old and new[name] != old[name]],
        "lost": [old[name].in_(here) for name in draft.answers if name in old and name not in kept],
    }
