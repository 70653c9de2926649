"""The Flask application: the doors, their ledger, the form tokens, the error pages."""

from __future__ import annotations

import datetime
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect  # pyright: ignore[reportMissingTypeStubs]
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from ..questionnaire.model import Questionnaire
from ..resources import resource_folder
from ..responses.records import (
    AlreadySubmitted,
    NoSuchResponse,
    NoSuchWorkshop,
    StoreUnavailable,
    WorkshopClosed,
    WorkshopFrozen,
)
from ..responses.store import Store
from ..settings import Settings
from . import (
    admin,
    assets,
    contributor,
    funder,
    health,
    join,
    page_words,
    presence,
    respond,
    results,
    room_words,
    staff,
    tablet,
    workshop,
)
from .access import LATE, close_ledger
from .catalogue import KEY, Site, site
from .drafts import known_code, response_mark
from .forms import NO_ANSWER_WORDS
from .headers import add_headers
from .logs import log_failure, log_requests
from .sessions import Sessions, in_background
from .words import clock, date_words, day, language, listed, number, say, say_markup, text

BODY_CAP = 64 * 1024
SESSION_HOURS = 12


def create_app(settings: Settings, store: Store, questionnaires: dict[str, Questionnaire]) -> Flask:
    """The whole site; raises when a route does not say who may call it."""
    app = Flask("selfassess", template_folder=str(resource_folder("templates")), static_folder=None)
    configuration: dict[str, Any] = {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "MAX_CONTENT_LENGTH": BODY_CAP,
        "MAX_FORM_MEMORY_SIZE": BODY_CAP,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_NAME": "__Host-selfassess" if settings.secure else "selfassess",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": datetime.timedelta(hours=SESSION_HOURS),
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # A browser that sends no Referer can answer too: the token is what protects.
        "WTF_CSRF_SSL_STRICT": False,
    }
    app.config.from_mapping(configuration)
    app.session_interface = Sessions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.auto_reload = False
    app.extensions[KEY] = Site(questionnaires, settings.questionnaire, store, settings.public_url)
    for questionnaire in questionnaires.values():
        store.keep_edition(questionnaire)
    store.releases.recover()
    log_requests(app)
    add_headers(app, secure=settings.secure)
    _speak(app)
    _protect_forms(app)
    app.extensions[staff.SETTINGS] = settings
    doors = [
        respond.door,
        join.door,
        tablet.door,
        presence.door,
        results.door,
        staff.door,
        admin.door,
        funder.door,
        contributor.door,
        workshop.door,
        assets.door,
        health.door,
    ]
    close_ledger(app, doors, staff.GUARDS)
    _answer_errors(app)
    return app


def _speak(app: Flask) -> None:
    """Take the language from the address, and give the pages their words."""

    @app.before_request
    def set_language() -> None:  # pyright: ignore[reportUnusedFunction]
        first = request.path[1:].partition("/")[0]
        g.language = "en" if first == "en" else "fr"

    @app.url_value_preprocessor
    def take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:  # pyright: ignore[reportUnusedFunction]
        if values:
            values.pop("language", None)

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:  # pyright: ignore[reportUnusedFunction]
        if "language" not in values and app.url_map.is_endpoint_expecting(endpoint, "language"):
            values["language"] = language()

    def in_language(wanted: str) -> str:
        path = f"/{wanted}/{request.path[4:]}"
        same = app.create_url_adapter(request)
        return path if same and same.test(path, "GET") else url_for("respond.start", language=wanted)

    app.jinja_env.filters["lower_first"] = page_words.lower_first
    app.jinja_env.filters["capitalize_first"] = page_words.capitalize_first

    words: dict[str, Any] = {
        "say": say,
        "say_markup": say_markup,
        "text": text,
        "number": number,
        "clock": clock,
        "day": day,
        "date": date_words,
        "listed": listed,
        "language": language,
        "in_language": in_language,
        "asset": assets.asset_url,
        "words": page_words.answer_words,
        "held": lambda: getattr(g, "response", None),
        "here": _here,
        "in_background": in_background,
        "held_mark": lambda: response_mark(g.response.id),
        "room": lambda: getattr(g, "room", None),
        "room_pages": room_words.room_pages,
        "room_words": room_words.room_words,
        "tablet": tablet.shared_by,
        "known_code": known_code,
        "no_answer_words": NO_ANSWER_WORDS,
        "question_shape": page_words.question_shape,
        "grouped": page_words.grouped,
        "marks": page_words.marks,
        "mark_words": page_words.mark_words,
        "mark_meanings": page_words.mark_meanings,
        "cell_words": page_words.cell_words,
        "person": staff.person,
        "public_url": lambda: app.extensions[KEY].public_url,
    }
    app.jinja_env.globals.update(words)


def _here() -> str:
    """The place of the page being drawn: the questionnaire or the workshop of its address, the usual one elsewhere."""
    return (request.view_args or {}).get("questionnaire") or site().default


def _protect_forms(app: Flask) -> None:
    """Check every form's token; a late one is refused, or marked where its page shows again what was typed."""
    csrf = CSRFProtect(app)

    @app.before_request
    def check_token() -> None:  # pyright: ignore[reportUnusedFunction]
        if request.method == "POST":
            try:
                csrf.protect()
            except CSRFError:
                if request.endpoint not in app.extensions[LATE]:
                    raise
                g.late_form = True


MESSAGES = {
    HTTPStatus.NOT_FOUND: (
        "Cette page n’existe pas",
        "L’adresse a peut-être été mal copiée, ou la réponse qu’elle montrait n’est pas ouverte sur cet appareil.",
        "This page does not exist",
        "The address may have been copied wrongly, or the response that it showed is not open on this device.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Cette page ne vous est pas ouverte",
        "Votre rôle ne la comprend pas. Si c’est une erreur, parlez-en à la personne qui vous a invité.",
        "This page is not open to you",
        "Your role does not include it. If that is a mistake, speak to the person who invited you.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "C’est trop long",
        "Une page de réponses ne peut dépasser 64 Kio. Revenez en arrière : ce que vous avez tapé y est encore. Raccourcissez les commentaires, puis enregistrez.",
        "This is too long",
        "A page of answers cannot exceed 64 KiB. Go back: what you typed is still there. Shorten the comments, then save.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Cette adresse ne s’ouvre pas ainsi",
        "Revenez à la page précédente et utilisez ses boutons.",
        "This address does not open this way",
        "Go back to the previous page and use its buttons.",
    ),
    HTTPStatus.CONFLICT: (
        "Cet atelier vient de changer",
        "Ses réglages ont changé, ou il a été fermé ou effacé. Revenez en arrière : ce que vous avez tapé y est encore. Rechargez la page pour voir l’atelier tel qu’il est.",
        "This workshop has just changed",
        "Its settings have changed, or it was closed or erased. Go back: what you typed is still there. Reload the page to see the workshop as it is.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "L’enregistrement est impossible pour le moment",
        "Vos dernières réponses n’ont peut-être pas été gardées. Revenez en arrière : ce que vous avez tapé y est encore. Réessayez dans une minute.",
        "Saving is not possible right now",
        "Your latest answers may not have been kept. Go back: what you typed is still there. Try again in a minute.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Quelque chose n’a pas fonctionné chez nous",
        "Ce qui était enregistré l’est toujours. Revenez en arrière et réessayez.",
        "Something went wrong on our side",
        "What was saved still is. Go back and try again.",
    ),
    HTTPStatus.BAD_REQUEST: (
        "Cette demande n’a pas été comprise",
        "Revenez en arrière, rechargez la page et réessayez.",
        "This request was not understood",
        "Go back, reload the page and try again.",
    ),
}


def _answer_errors(app: Flask) -> None:
    def page(status: int) -> Any:
        # An oversized or refused body is never read again: the page only explains.
        g.setdefault("language", "en" if request.path.startswith("/en") else "fr")
        fr, fr_more, en, en_more = MESSAGES.get(HTTPStatus(status), MESSAGES[HTTPStatus.BAD_REQUEST])
        if request.path.endswith("/garder"):
            return {"state": "failed", "message": say(f"{fr}. {fr_more}", f"{en}. {en_more}")}, status
        return render_template("error.html", title=say(fr, en), more=say(fr_more, en_more)), status

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:  # pyright: ignore[reportUnusedFunction]
        if isinstance(error, RequestEntityTooLarge):
            return page(413)
        if isinstance(error, SecurityError):
            # Under a host that is not ours no address can be written, so no page either.
            return Response(
                "Ce site n’est pas servi ici. / This site is not served here.\n", 400, mimetype="text/plain"
            )
        if error.code is None or error.code < 400:
            return error.get_response()
        return page(error.code)

    @app.errorhandler(NoSuchResponse)
    @app.errorhandler(AlreadySubmitted)
    def gone(error: Exception) -> Any:  # pyright: ignore[reportUnusedFunction]
        return page(404)

    @app.errorhandler(WorkshopClosed)
    @app.errorhandler(WorkshopFrozen)
    @app.errorhandler(NoSuchWorkshop)
    def overtaken(error: Exception) -> Any:  # pyright: ignore[reportUnusedFunction]
        return page(409)

    @app.errorhandler(StoreUnavailable)
    def unavailable(error: StoreUnavailable) -> Any:  # pyright: ignore[reportUnusedFunction]
        log_failure(error)
        return page(503)

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:  # pyright: ignore[reportUnusedFunction]
        log_failure(error)
        return page(500)


__all__ = ["Response", "create_app"]
