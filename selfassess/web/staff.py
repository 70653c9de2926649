"""The doors of people who sign in: ask for a link, enter, by an identity provider too, leave."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any, cast

from flask import abort, current_app, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..invitations import MailFailed, link_of, secret_in, send_link
from ..responses.staff import Person, Role, looks_like_email
from ..settings import Settings
from .access import Access, Door, Guard
from .catalogue import site
from .logs import log_failure
from .words import language, say

door = Door("staff", __name__)
LANGUAGE = "/<any(fr,en):language>"
SETTINGS = "selfassess.settings"


def settings() -> Settings:
    return cast(Settings, current_app.extensions[SETTINGS])


# Who is there


def cookie_name() -> str:
    return "__Host-selfassess-equipe" if settings().secure else "selfassess-equipe"


def person() -> Person | None:
    """Who signed in on this browser, None for nobody: at most one look at the store a request."""
    if "person" not in g:
        secret = request.cookies.get(cookie_name())
        g.person = site().store.staff.session(secret[:100]) if secret else None
    return cast("Person | None", g.person)


def known_person() -> Person:
    """Who signed in; the guard let nobody else through."""
    found = person()
    return found if found is not None else abort(403)


def only(*roles: Role) -> Guard:
    """A guard that lets these roles through, sends strangers to sign in, and refuses the others."""

    def guard() -> Any:
        found = person()
        if found is None:
            return redirect(url_for("staff.sign_in"))
        if roles and found.role not in roles:
            abort(403)
        return None

    return guard


GUARDS: dict[Access, Guard] = {
    Access.STAFF: only(),
    Access.ADMIN: only("admin"),
    Access.FUNDER: only("funder", "admin"),
    Access.FACILITATOR: only("facilitator", "admin"),
}


def late() -> bool:
    """Whether the form came back too late to be trusted."""
    return bool(getattr(g, "late_form", False))


def late_words() -> str:
    return say(
        "La page était ouverte depuis longtemps. Envoyez de nouveau.",
        "This page had been open for a long time. Send again.",
    )


def home() -> str:
    """Where someone who signed in begins."""
    found = person()
    pages = {"admin": "admin.releases", "funder": "funder.releases", "facilitator": "workshop.workshops"}
    return url_for(pages[found.role] if found else "staff.sign_in")


# Asking for a link


@door.opens(LANGUAGE + "/equipe/", Access.ANYONE)
def sign_in() -> Any:
    """Where an e-mail is typed to get a link."""
    if person() is not None:
        return redirect(home())
    return _sign_in_page()


def _sign_in_page(typed: str = "", error: str = "", status: int = 200) -> Any:
    provider = settings().identity_provider
    return render_template("staff/sign_in.html", typed=typed, error=error, provider=provider), status


@door.opens(LANGUAGE + "/equipe/", Access.ANYONE, methods=["POST"], shows_late_forms=True, endpoint="ask_link")
def ask_link() -> Any:
    """Send a link if the e-mail was invited; the answer is the same if not."""
    email = request.form.get("courriel", "")
    if late():
        return _sign_in_page(email, late_words(), 400)
    if not looks_like_email(email):
        error = say(
            "Écrivez une adresse courriel, par exemple nom@exemple.ca.",
            "Type an email address, for example name@example.ca.",
        )
        return _sign_in_page(email, error, 422)
    secret = site().store.staff.ask_link(email)
    if secret:
        # Sent from elsewhere: how long the answer takes would tell whether the e-mail is known.
        deliver = partial(_deliver, settings(), email.strip(), secret, language())
        threading.Thread(target=deliver, daemon=True).start()
    return redirect(url_for("staff.link_sent"))


def _deliver(settings: Settings, email: str, secret: str, language: str) -> None:
    if settings.mail is None:
        print(f"{email} : {link_of(secret, settings, language)}", flush=True)
        return
    try:
        send_link(settings.mail, settings, email, secret, language)
    except MailFailed as error:
        log_failure(error, endpoint="staff.ask_link")


@door.opens(LANGUAGE + "/equipe/lien-envoye", Access.ANYONE)
def link_sent() -> str:
    """Says to look at one's mail, to everyone alike."""
    return render_template("staff/link_sent.html", printed=settings().mail is None)


# Entering and leaving


@door.opens(LANGUAGE + "/equipe/entrer", Access.ANYONE)
def enter_page() -> str:
    """Where a link leads: a click away from being used, so that a mail scanner that opens it uses nothing."""
    return render_template("staff/enter.html", typed="", error="")


@door.opens(LANGUAGE + "/equipe/entrer", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def enter() -> Any:
    """Use a link once."""
    typed = request.form.get("jeton", "").strip()
    if late():
        return render_template("staff/enter.html", typed=typed, error=late_words()), 400
    secret = secret_in(typed.rpartition("#")[2], settings().secret_key)
    entered = site().store.staff.enter(secret) if secret else None
    if entered is None:
        error = say(
            "Ce lien n’est plus bon : il a servi, ou il date de trop longtemps. Demandez-en un nouveau.",
            "This link no longer works: it was used, or it is too old. Ask for a new one.",
        )
        return render_template("staff/enter.html", typed="", error=error), 422
    return _welcome(*entered)


def _welcome(found: Person, secret: str) -> AnyResponse:
    """The browser holds the new session and no other, and forms of before no longer count."""
    _end_this_session()
    session.pop("csrf_token", None)
    g.person = found
    answer = redirect(home())
    answer.set_cookie(cookie_name(), secret, secure=settings().secure, httponly=True, samesite="Lax", path="/")
    return answer


def _end_this_session() -> None:
    held = request.cookies.get(cookie_name())
    if held:
        site().store.staff.leave(held[:100])


@door.opens(LANGUAGE + "/equipe/sortir", Access.STAFF, methods=["POST"], shows_late_forms=True)
def leave() -> AnyResponse:
    """End this session, or every session of this person; no paper form stays open on this device."""
    from .drafts import let_go_papers

    if late():
        flash(late_words())
        return redirect(home())
    let_go_papers()
    if "partout" in request.form:
        site().store.staff.leave_everywhere(known_person().id)
        flash(say("Vous êtes sorti partout.", "You are signed out everywhere."))
    else:
        _end_this_session()
        flash(say("Vous êtes sorti.", "You are signed out."))
    session.pop("csrf_token", None)
    answer = redirect(url_for("staff.sign_in"))
    answer.delete_cookie(cookie_name(), secure=settings().secure, httponly=True, samesite="Lax", path="/")
    return answer


# An identity provider


@door.opens(LANGUAGE + "/equipe/fournisseur", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def to_provider() -> Any:
    """Go and sign in at the identity provider, if the settings give one."""
    from . import identity

    provider = settings().identity_provider
    if provider is None:
        abort(404)
    if late():
        return _sign_in_page("", late_words(), 400)
    session["oidc_language"] = language()
    try:
        return identity.authorize(provider, settings().public_url)
    except identity.ProviderFailed as error:
        return _sign_in_page("", _provider_words(error), 502)


@door.opens("/equipe/retour", Access.ANYONE)
def from_provider() -> Any:
    """Back from the identity provider: let in those who were invited under a verified e-mail."""
    from . import identity

    provider = settings().identity_provider
    if provider is None:
        abort(404)
    g.language = session.pop("oidc_language", "fr")
    try:
        email = identity.verified_email(provider, settings().public_url)
    except identity.ProviderFailed as error:
        return _sign_in_page("", _provider_words(error), 502)
    entered = site().store.staff.enter_by_email(email) if email else None
    if entered is None:
        error = say(
            "Cette adresse n’a pas été invitée, ou le fournisseur ne l’a pas vérifiée.",
            "This address was not invited, or the provider has not verified it.",
        )
        return _sign_in_page("", error, 403)
    return _welcome(*entered)


def _provider_words(error: Exception) -> str:
    log_failure(error)
    return say(
        "Le fournisseur d’identité ne répond pas comme prévu. Réessayez, ou demandez un lien par courriel.",
        "The identity provider does not answer as expected. Try again, or ask for a link by email.",
    )
