"""Whom portraits may be for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from ...responses.staff import AlreadyThere
from ..access import Access
from ..catalogue import site
from ..staff import known_person, late, late_words
from ..words import say
from .door import HERE, LONGEST_TITLE, door


@door.opens(HERE + "/publics", Access.ADMIN)
def audiences() -> Any:
    """Whom portraits may be for."""
    return _draw_audiences()


def _draw_audiences(fr: str = "", en: str = "", wrong: Mapping[str, str] | None = None, status: int = 200) -> Any:
    found = site().store.staff.audiences()
    return render_template("admin/audiences.html", audiences=found, fr=fr, en=en, wrongs=wrong or {}), status


@door.opens(HERE + "/publics", Access.ADMIN, methods=["POST"], shows_late_forms=True, endpoint="make_audience")
def make_audience() -> Any:
    """Make an audience."""
    fr, en = request.form.get("nom_fr", "").strip(), request.form.get("nom_en", "").strip()
    wrong = {
        name: say("Donnez un nom, de 120 caractères au plus.", "Give a name of 120 characters at most.")
        for name, typed in (("nom_fr", fr), ("nom_en", en))
        if not typed or len(typed) > LONGEST_TITLE
    }
    if late():
        return _draw_audiences(fr, en, {"nom_fr": late_words()}, 400)
    if wrong:
        return _draw_audiences(fr, en, wrong, 422)
    try:
        site().store.staff.make_audience(fr, en, by=known_person().id)
    except AlreadyThere:
        there = say("Un public porte déjà ce nom.", "An audience already has this name.")
        return _draw_audiences(fr, en, {"nom_fr": there}, 422)
    flash(say("Le public est créé.", "The audience is made."))
    return redirect(url_for("admin.audiences"))
