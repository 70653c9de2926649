"""Paper forms typed in, one after the other, on the same pages as everyone's, until the erasure."""

from __future__ import annotations

import secrets
import threading
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from ...questionnaire.short_form import sections_of
from ...responses.records import WorkshopClosed
from ...responses.workshop_records import Workshop
from ...workshop.roles import ROLES
from .. import tickets
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
        ticket=secrets.token_urlsafe(16),
        roles={role: ROLES[role] for role in found.roles},
    )


@door.opens(ONE + "/saisie", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def begin_paper(workshop: str) -> Any:
    """One more paper form is open on this device, at its first page."""
    found = kept(workshop)
    if late():
        flash(late_words())
        return redirect(url_for("workshop.papers", workshop=found.id))
    place = workshop_place(found.id)
    held = draft_at(place).response
    if held and held.kind == "paper" and not held.submitted_at:
        flash(
            say(
                "Un formulaire est déjà commencé : le voici. Envoyez-le avant d’en saisir un autre.",
                "A form is already begun: here it is. Send it before typing in another one.",
            )
        )
        return redirect(url_for("respond.sections", questionnaire=place))
    try:
        hold(place, _begin(found))
    except WorkshopClosed:
        flash(say("Cet atelier vient d’être effacé.", "This workshop has just been erased."))
        return redirect(url_for("workshop.workshop", workshop=found.id))
    except ValueError:
        flash(
            say(
                "Le rôle ou l’organisme choisi n’est plus dans la liste : choisissez de nouveau.",
                "The role or organization chosen is no longer in the list: choose again.",
            )
        )
        return redirect(url_for("workshop.papers", workshop=found.id))
    return redirect(url_for("respond.section", questionnaire=place, section=_first(found)))


_beginning = threading.Lock()


def _begin(workshop: Workshop) -> str:
    """The paper that this page began already, or a new one: sent twice, one page begins one."""
    given = request.form
    ticket = given.get("entree", "")[:40]
    who = {"role": given.get("role") or None, "organism": given.get("organisme") or None}
    with _beginning:
        made = tickets.response_of(ticket) or site().store.workshops.join(workshop.id, language(), "paper", **who)
        tickets.remember(ticket, made)
    return made


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
