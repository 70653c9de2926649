"""The door of a workshop's participants: join with its code or its link."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from flask import g, redirect, render_template, request, url_for

from ..questionnaire.short_form import sections_of
from ..responses.records import NoSuchResponse, TooManyGuesses, WorkshopClosed
from ..responses.workshop_records import Workshop
from ..workshop.codes import read_code, spaced
from ..workshop.roles import ROLES
from . import tickets
from .access import Access, Door
from .catalogue import site
from .drafts import hold, holds, workshop_place
from .join_links import is_signed, signed
from .join_words import changed_words, over_words, shut_words, stopped_words, unknown_words, unreadable_words
from .tablet import share, shared_by
from .words import language, say

door = Door("join", __name__)
LANGUAGE = "/<any(fr,en):language>"
UNSAID = "_"
"""A role that one would rather not say."""


@dataclass(frozen=True)
class Entry:
    """What a person typed or chose on the join page."""

    code: str = ""
    signature: str = ""
    role: str = ""
    organism: str = ""
    tablet: bool = False
    ticket: str = ""
    """Drawn with the page: the same one sent twice joins once."""


@door.opens(LANGUAGE + "/atelier", Access.ANYONE)
def page() -> Any:
    """Where a code is typed, or comes by the link; on a shared tablet the workshop is known already."""
    known = shared_by()
    workshop = site().store.workshops.get(known) if known else None
    if workshop is None:
        return _draw(Entry())
    return _draw(_entry_for(workshop, Entry(tablet=True)), workshop, error=shut_words(workshop))


def _entry_for(workshop: Workshop, typed: Entry) -> Entry:
    """What was typed, with the code signed: what follows is no guess."""
    return replace(typed, code=spaced(workshop.code), signature=signed(workshop.code))


def _draw(
    entry: Entry, workshop: Workshop | None = None, *, error: str = "", field: str = "code", status: int = 200
) -> Any:
    # One page in the browser is one entry, whatever was sent before.
    ticket = entry.ticket or secrets.token_urlsafe(16)
    return render_template(
        "join/page.html",
        entry=replace(entry, ticket=ticket),
        workshop=workshop,
        error=error,
        field=field,
        roles=ROLES,
        unsaid=UNSAID,
        on_tablet=shared_by() is not None,
    ), status


@door.opens(LANGUAGE + "/atelier", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def join() -> Any:
    """Take part: the device holds a new response, and its first page of questions is open."""
    entry = _typed()
    if getattr(g, "late_form", False):
        late = say(
            "La page était ouverte depuis longtemps. Entrez de nouveau.",
            "This page had been open for a long time. Enter again.",
        )
        return _draw(replace(entry, ticket=""), error=late, status=400)
    workshop, problem, status = _workshop_of(entry)
    if workshop is None:
        return _draw(entry, error=problem, status=status)
    place = workshop_place(workshop.id)
    if holds(place):
        # On a tablet that goes round, whoever enters may be the next person.
        page = "tablet.hand_over" if shared_by() == workshop.id else "respond.sections"
        return redirect(url_for(page, questionnaire=place))
    entry = _entry_for(workshop, entry)
    shut = shut_words(workshop)
    if shut:
        return _draw(entry, workshop, error=shut, status=422)
    if "suite" not in request.form and (workshop.roles or workshop.organisms):
        return _draw(entry, workshop)
    wrong = _choice_problem(entry, workshop)
    if wrong:
        return _draw(entry, workshop, error=wrong[1], field=wrong[0], status=422)
    return _enter(entry, workshop)


def _typed() -> Entry:
    form = request.form
    return Entry(
        code=form.get("code", "")[:60],
        signature=form.get("signature", "")[:60],
        role=form.get("role", ""),
        organism=form.get("organisme", ""),
        tablet="tablette" in form,
        ticket=form.get("entree", "")[:40],
    )


def _workshop_of(entry: Entry) -> tuple[Workshop | None, str, int]:
    """The workshop that was meant; else why there is none, in words, and the answer's status.

    Only a wrong code is a guess, and a signed one never is.
    """
    code = read_code(entry.code)
    if code is None:
        return None, unreadable_words(entry.code), 422
    store = site().store.workshops
    by_link = is_signed(code, entry.signature)
    try:
        found = store.by_code(code) if by_link else store.guess(code)
    except TooManyGuesses:
        return None, stopped_words(), 429
    return found, unknown_words(), 422


def _choice_problem(entry: Entry, workshop: Workshop) -> tuple[str, str] | None:
    """The choice that is missing, and what to do, in words."""
    if workshop.roles and entry.role not in (*workshop.roles, UNSAID):
        return "role", say(
            "Choisissez votre rôle, ou « Je préfère ne pas le dire ».", "Choose your role, or “I would rather not say”."
        )
    if workshop.organisms and entry.organism not in workshop.organisms:
        return "organisme", say("Choisissez votre organisme dans la liste.", "Choose your organization in the list.")
    return None


def _enter(entry: Entry, workshop: Workshop) -> Any:
    place = workshop_place(workshop.id)
    made = tickets.response_of(entry.ticket)
    try:
        response_id = made or _begin(entry, workshop)
        code = None if made else site().store.give_code(response_id)
    except (WorkshopClosed, NoSuchResponse):
        now = _as_it_is(workshop)
        return _draw(entry, now, error=shut_words(now) or over_words(), status=422)
    except ValueError:
        return _draw(entry, _as_it_is(workshop), error=changed_words(), status=409)
    tickets.remember(entry.ticket, response_id)
    hold(place, response_id, code)
    share(workshop.id if entry.tablet else None)
    first = sections_of(site().store.edition(workshop.edition), workshop.form)[0]
    return redirect(url_for("respond.section", questionnaire=place, section=first.id))


def _begin(entry: Entry, workshop: Workshop) -> str:
    role = entry.role if entry.role in workshop.roles else None
    organism = entry.organism if entry.organism in workshop.organisms else None
    return site().store.workshops.join(workshop.id, language(), role=role, organism=organism)


def _as_it_is(workshop: Workshop) -> Workshop:
    """It may have changed since this request looked at it."""
    return site().store.workshops.get(workshop.id) or workshop
