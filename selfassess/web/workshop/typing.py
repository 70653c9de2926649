"""Paper forms typed in, one after the other, on the same pages as everyone's, until the erasure."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from ...questionnaire.short_form import sections_of
from ...responses.workshop_records import Workshop
from ...workshop.roles import ROLES
from ..access import Access
from ..catalogue import site
from ..drafts import draft_at, hold, let_go, response_mark, workshop_place
from ..staff import late, late_words
from ..words import language, say
from .door import ONE, door, kept, questionnaire_of


@door.opens(ONE + "/saisie", Access.FACILITATOR)
def papers(workshop: str) -> Any:
    """How many forms were typed in, and the button that begins the next one."""
    found = kept(workshop)
    draft = draft_at(workshop_place(found.id))
    held = draft.response
    if held and held.kind == "paper" and held.submitted_at:
        let_go(draft.place)
        held = None
    return render_template(
        "workshop/papers.html",
        w=found,
        place=draft.place,
        begun=held if held and held.kind == "paper" else None,
        own=held if held and held.kind == "person" else None,
        presence=site().store.workshops.presence(found.id),
        roles={role: ROLES[role] for role in found.roles},
    )


@door.opens(ONE + "/saisie", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def begin_paper(workshop: str) -> Any:
    """One more paper form is open on this device, at its first page."""
    found = kept(workshop)
    if late():
        flash(late_words())
        return redirect(url_for("workshop.papers", workshop=found.id))
    given = request.form
    role, organism = given.get("role", ""), given.get("organisme", "")
    response = site().store.workshops.join(
        found.id,
        language(),
        kind="paper",
        role=role if role in found.roles else None,
        organism=organism if organism in found.organisms else None,
    )
    hold(workshop_place(found.id), response)
    return redirect(url_for("respond.section", questionnaire=workshop_place(found.id), section=_first(found)))


def _first(workshop: Workshop) -> str:
    return sections_of(questionnaire_of(workshop), workshop.form)[0].id


@door.opens(ONE + "/saisie/abandonner", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def drop_paper(workshop: str) -> Any:
    """The form that was begun on this device is erased."""
    found = kept(workshop)
    place = workshop_place(found.id)
    if late():
        flash(late_words())
        return redirect(url_for("workshop.papers", workshop=found.id))
    held = draft_at(place).response
    if held and held.kind == "paper" and not held.submitted_at:
        let_go(place)
        site().store.erase(held.id)
        flash(response_mark(held.id), "forget")
        flash(say("Ce formulaire est abandonné : rien n’en est gardé.", "This form is dropped: nothing of it is kept."))
    return redirect(url_for("workshop.papers", workshop=found.id))
