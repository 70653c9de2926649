"""A portrait as far as it is: declared, being made, made with its report, published."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...jobs import closing
from ...responses.releases import Declaration, NoSuchRelease, NotInThisState
from ...workbook.spoken import PORTRAITS
from ...workbook.vocabulary import TOPIC_NAMES
from ..access import Access
from ..catalogue import current, site
from ..portrait import stored_release
from ..staff import known_person, late, late_words, settings
from ..words import PLACE, say
from .door import HERE, door
from .telling import category_names, failure_words, merges_by_breakdown, step_words


@door.opens(HERE + "/", Access.ADMIN)
def releases() -> str:
    """Every declared portrait, and how far it is."""
    return render_template(
        "admin/releases.html", declarations=site().store.releases.declarations(), portraits=PORTRAITS
    )


def need_declaration(name: str) -> Declaration:
    """The declaration; 404 when there is none."""
    try:
        return site().store.releases.declaration(name)
    except NoSuchRelease:
        abort(404)


@door.opens(HERE + "/portraits/<declaration>", Access.ADMIN)
def release(declaration: str) -> Any:
    """A portrait as far as it is: declared, being made, or made with its report."""
    found = need_declaration(declaration)
    if found.state == "declared":
        return _draw_declared(found)
    if found.state == "closing":
        return render_template("admin/closing.html", d=found, step=step_words(found.step), portraits=PORTRAITS)
    frozen = stored_release(site().store.releases.frozen(declaration))
    return render_template(
        "admin/report.html",
        d=found,
        release=frozen,
        portraits=PORTRAITS,
        merges=merges_by_breakdown(frozen),
        topics=TOPIC_NAMES,
        category_names=partial(category_names, current(found.questionnaire)),
    )


def _draw_declared(found: Declaration, notice: str = "", status: int = 200) -> Any:
    page = render_template(
        "admin/declared.html",
        d=found,
        q=current(found.questionnaire),
        consenting=site().store.releases.consenting(found),
        breakdowns=[
            one for one in closing.possible_breakdowns(current(found.questionnaire)) if one.id in found.breakdowns
        ],
        portraits=PORTRAITS,
        notice=notice or (failure_words(found.failure) if found.failure else ""),
        over=found.last_day < _today(),
    )
    return page, status


def _today() -> datetime.date:
    return datetime.datetime.now(PLACE).date()


@door.opens(HERE + "/portraits/<declaration>/avancement", Access.ADMIN)
def progress(declaration: str) -> Any:
    """How far the closing is, for the page that waits."""
    found = need_declaration(declaration)
    return jsonify(state=found.state, step=step_words(found.step), done=found.done, total=found.total)


@door.opens(HERE + "/portraits/<declaration>/fermer", Access.ADMIN)
def confirm_closing(declaration: str) -> Any:
    """Asks before closing."""
    found = need_declaration(declaration)
    if found.state != "declared":
        return redirect(url_for("admin.release", declaration=declaration))
    consenting = site().store.releases.consenting(found)
    if not consenting:
        return redirect(url_for("admin.release", declaration=declaration))
    return render_template("admin/confirm.html", d=found, consenting=consenting, over=found.last_day < _today())


@door.opens(HERE + "/portraits/<declaration>/fermer", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def close(declaration: str) -> Any:
    """Close the period: the portrait is made in the background, by one closing at a time."""
    found = need_declaration(declaration)
    if late():
        flash(late_words())
        return redirect(url_for("admin.confirm_closing", declaration=declaration))
    try:
        closing.begin(site().store, settings(), found, by=known_person().id)
    except closing.NobodyConsented:
        return _draw_declared(found, failure_words("nobody"), 409)
    except NotInThisState as elsewhere:
        flash(
            say(
                "Quelqu’un d’autre vient de fermer ce portrait : voici où il en est.",
                "Someone else has just closed this portrait: here is how far it is.",
            )
            if elsewhere.state == "closing"
            else say("Ce portrait est déjà fermé.", "This portrait is already closed.")
        )
    return redirect(url_for("admin.release", declaration=declaration))


@door.opens(HERE + "/portraits/<declaration>/publier", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def publish(declaration: str) -> AnyResponse:
    """Show the portrait to its audience's people."""
    _act(declaration, site().store.releases.publish, say("Le portrait est publié.", "The portrait is published."))
    return redirect(url_for("admin.release", declaration=declaration))


@door.opens(HERE + "/portraits/<declaration>/annuler", Access.ADMIN, methods=["POST"], shows_late_forms=True)
def cancel(declaration: str) -> AnyResponse:
    """Take back a declaration that was not closed."""
    done = _act(
        declaration, site().store.releases.cancel, say("La déclaration est annulée.", "The declaration is cancelled.")
    )
    return redirect(url_for("admin.releases") if done else url_for("admin.release", declaration=declaration))


def _act(declaration: str, act: Any, done: str) -> bool:
    if late():
        flash(late_words())
        return False
    try:
        act(declaration, by=known_person().id)
    except NoSuchRelease:
        abort(404)
    except NotInThisState:
        flash(say("Quelqu’un d’autre est passé avant : rien n’a changé.", "Someone else was first: nothing changed."))
        return False
    flash(done)
    return True
