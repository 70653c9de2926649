"""The list of workshops, their settings, and the one page that says what to do now."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from ...responses.records import WorkshopFrozen
from ...responses.workshop_records import Workshop
from ...workshop.roles import ROLES
from ..access import Access
from ..catalogue import site
from ..staff import known_person, late, late_words
from ..words import say, text
from .door import HERE, ONE, door, kept, own, phase_of, questionnaire_of, today
from .printing import join_words
from .settings_form import SettingsForm, first_settings, present_settings, typed_settings


@door.opens(HERE + "/", Access.FACILITATOR)
def workshops() -> str:
    """The workshops that this person made, or everyone's for an administrator."""
    person = known_person()
    found = site().store.workshops.of(None if person.role == "admin" else person.id)
    return render_template("workshop/workshops.html", workshops=found, today=today())


@door.opens(HERE + "/nouveau", Access.FACILITATOR)
def new() -> Any:
    """The form that makes a workshop, ready to be accepted as it is."""
    return _draw_settings(first_settings(site().default, today()))


def _draw_settings(form: SettingsForm, workshop: Workshop | None = None, status: int = 200, notice: str = "") -> Any:
    page = render_template(
        "workshop/settings.html",
        form=form,
        w=workshop,
        roles=ROLES,
        questionnaires=list(site().questionnaires.values()),
        questionnaire=questionnaire_of(workshop) if workshop else None,
        notice=notice,
    )
    return page, status


@door.opens(HERE + "/nouveau", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def make() -> Any:
    """Make a workshop: its code, link and poster are ready."""
    form = typed_settings(request.form)
    if late():
        return _draw_settings(form, status=400, notice=late_words())
    given = form.settings(site().questionnaires, today())
    if given is None:
        return _draw_settings(form, status=422)
    made = site().store.workshops.make(facilitator=known_person().id, **given)
    return redirect(url_for("workshop.workshop", workshop=made.id))


@door.opens(ONE, Access.FACILITATOR)
def workshop(workshop: str) -> str:
    """What to do now, step by step: before, during, after."""
    found = own(workshop)
    presence = site().store.workshops.presence(found.id)
    return render_template(
        "workshop/workshop.html",
        w=found,
        presence=presence,
        phase=phase_of(found, presence, today()),
        questionnaire=questionnaire_of(found),
        roles=[text(ROLES[role]) for role in found.roles],
        today=today(),
        **join_words(found),
    )


@door.opens(ONE + "/reglages", Access.FACILITATOR)
def settings(workshop: str) -> Any:
    """The workshop's settings; those that are frozen are shown with the reason."""
    found = kept(workshop)
    return _draw_settings(present_settings(found), found)


@door.opens(ONE + "/reglages", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def change(workshop: str) -> Any:
    """Change what may still be."""
    found = kept(workshop)
    form = typed_settings(request.form, found)
    if late():
        return _draw_settings(form, found, 400, late_words())
    given = form.settings(site().questionnaires, today(), found)
    if given is None:
        return _draw_settings(form, found, 422)
    try:
        site().store.workshops.change(found.id, by=known_person().id, **given)
    except WorkshopFrozen:
        found = kept(workshop)
        return _draw_settings(present_settings(found), found, 409, _frozen_words())
    flash(say("Les réglages sont enregistrés.", "The settings are saved."))
    return redirect(url_for("workshop.workshop", workshop=found.id))


def _frozen_words() -> str:
    return say(
        "Une première réponse vient d’arriver : une partie des réglages ne change plus. Les voici tels qu’ils sont.",
        "A first answer has just arrived: some of the settings no longer change. Here they are as they stand.",
    )
