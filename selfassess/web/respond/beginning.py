"""Before the questions: the first page, the list of sections, the glossary."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...questionnaire.model import Section
from ..access import Access
from ..catalogue import current, site
from ..drafts import (
    Draft,
    find_draft,
    progress,
    workshop_in,
)
from .door import HERE, LANGUAGE, door


@door.opens("/", Access.ANYONE)
def front() -> AnyResponse:
    """The first page, in the reader's language."""
    best = request.accept_languages.best_match(["fr", "en"], default="fr")
    answer = redirect(url_for("respond.start", language=best))
    answer.headers["Vary"] = "Accept-Language"
    return answer


@door.opens(LANGUAGE + "/", Access.ANYONE)
def start() -> str:
    """What it is, how long it takes, who sees the answers."""
    return _start(site().default)


@door.opens(HERE + "/", Access.ANYONE)
def start_of(questionnaire: str) -> AnyResponse | str:
    """The first page of a questionnaire that is not the usual one; a workshop begins with its sections."""
    if workshop_in(questionnaire) is not None:
        return redirect(url_for("respond.sections", questionnaire=questionnaire))
    return _start(questionnaire)


def _start(questionnaire: str) -> str:
    draft = find_draft(questionnaire)
    return render_template("start.html", q=draft.questionnaire, draft=draft, first=draft.questionnaire.sections[0])


@door.opens(HERE + "/sections", Access.ANYONE)
def sections(questionnaire: str) -> AnyResponse | str:
    """The list of sections, with what is left."""
    draft = find_draft(questionnaire)
    if draft.response and draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    steps = progress(draft)
    return render_template(
        "sections.html",
        q=draft.questionnaire,
        draft=draft,
        steps=steps,
        next_step=_next_step(steps),
        newer=_newer(draft),
    )


def _next_step(steps: list[Any]) -> Section:
    return next((step.section for step in steps if step.state != "done"), steps[0].section)


def _newer(draft: Draft) -> bool:
    return draft.workshop is None and draft.questionnaire.edition != current(draft.questionnaire.id).edition


@door.opens(HERE + "/glossaire", Access.ANYONE)
def glossary(questionnaire: str) -> str:
    """The questionnaire's words, and where they come from."""
    found = current(questionnaire) if workshop_in(questionnaire) is None else find_draft(questionnaire).questionnaire
    return render_template("glossary.html", q=found)
