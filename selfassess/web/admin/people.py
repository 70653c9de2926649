"""Who may sign in: invited, disabled, given their audiences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...invitations import MailFailed, link_of, send_link
from ...responses.staff import ROLES, NoSuchAudience, NoSuchPerson, Role, looks_like_email
from ..access import Access
from ..catalogue import site
from ..logs import log_failure
from ..staff import known_person, late, late_words, settings
from ..words import language, say
from .door import HERE, door


@door.opens(HERE + "/personnes", Access.ADMIN)
def people() -> Any:
    """Everyone who may sign in."""
    return _draw_people()


@dataclass(frozen=True)
class InvitationForm:
    """What was typed to invite someone."""

    email: str = ""
    role: str = "funder"
    audiences: tuple[str, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])


def _draw_people(form: InvitationForm | None = None, status: int = 200, link: str = "", notice: str = "") -> Any:
    staff = site().store.staff
    page = render_template(
        "admin/people.html",
        people=staff.people(),
        audiences=staff.audiences(),
        form=form or InvitationForm(),
        roles=ROLES,
        role_words=role_words,
        link=link,
        notice=notice,
    )
    return page, status


def role_words(role: Role) -> str:
    return {
        "admin": say("Administration", "Administrator"),
        "funder": say("Lecture des portraits : bailleurs de fonds, recherche", "Reads portraits: funders, research"),
        "facilitator": say("Animation d’ateliers", "Workshop facilitator"),
    }[role]


@door.opens(HERE + "/personnes", Access.ADMIN, methods=["POST"], shows_late_forms=True, endpoint="invite")
def invite() -> Any:
    """Invite someone, or send them a new link."""
    given = request.form
    form = InvitationForm(given.get("courriel", "").strip(), given.get("role", ""), tuple(given.getlist("public")))
    if late():
        return _draw_people(form, 400, notice=late_words())
    role: Role | None = next((one for one in ROLES if one == form.role), None)
    wrong: dict[str, str] = {}
    if not looks_like_email(form.email):
        wrong["courriel"] = say(
            "Écrivez une adresse courriel, par exemple nom@exemple.ca.",
            "Type an email address, for example name@example.ca.",
        )
    if role is None:
        wrong["role"] = say("Choisissez un rôle.", "Choose a role.")
    if wrong or role is None:
        return _draw_people(replace(form, wrong=wrong), 422)
    try:
        secret = site().store.staff.invite(form.email, role, form.audiences, by=known_person().id)
    except NoSuchAudience:
        unknown = say("Ce public n’existe plus.", "This audience no longer exists.")
        return _draw_people(replace(form, wrong={"public": unknown}), 422)
    return _hand_over(form.email, secret)


def _hand_over(email: str, secret: str) -> Any:
    link = link_of(secret, settings(), language())
    mail = settings().mail
    if mail is None:
        said = say("L’invitation est prête. Remettez ce lien à ", "The invitation is ready. Give this link to ")
        return _draw_people(link=link, notice=said + email + say(" :", ":"))
    try:
        send_link(mail, settings(), email, secret, language())
    except MailFailed as error:
        log_failure(error)
        said = say("Le courriel n’est pas parti. Remettez ce lien à ", "The email did not leave. Give this link to ")
        return _draw_people(link=link, notice=said + email + say(" :", ":"))
    flash(say("L’invitation est partie à ", "The invitation is on its way to ") + email + ".")
    return redirect(url_for("admin.people"))


@door.opens(HERE + "/personnes/<person>", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def change_person(person: str) -> AnyResponse:
    """Disable or enable someone, or set their audiences."""
    staff, by = site().store.staff, known_person().id
    if late():
        flash(late_words())
        return redirect(url_for("admin.people"))
    try:
        if "desactiver" in request.form:
            if person == by:
                flash(say("Vous ne pouvez pas vous désactiver vous-même.", "You cannot disable yourself."))
            else:
                staff.disable(person, by=by)
                flash(say("Cette personne ne peut plus entrer.", "This person can no longer sign in."))
        elif "reactiver" in request.form:
            staff.enable(person, by=by)
            flash(say("Cette personne peut entrer de nouveau.", "This person can sign in again."))
        else:
            staff.set_audiences(person, request.form.getlist("public"), by=by)
            flash(say("Ses publics sont enregistrés.", "Their audiences are saved."))
    except (NoSuchPerson, NoSuchAudience):
        abort(404)
    return redirect(url_for("admin.people"))
