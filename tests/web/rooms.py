"""Workshops, and people who join them: what the tests of these pages share."""

from __future__ import annotations

import datetime
from typing import Any

from selfassess.responses.workshop_records import Workshop
from selfassess.web.join_links import signature_of
from selfassess.workshop.codes import spaced
from tests.conftest import KEY
from tests.walker import Fields
from tests.web.page import Page
from tests.web.visitor import Visitor

TODAY = datetime.date.today()
ROLES = ("direction", "intervenant")
ORGANISMS = ("Accueil du Nord", "Portes ouvertes", "Racines d’ici")


def facilitator(site, email="anime@exemple.ca") -> str:
    """The id of someone who makes workshops."""
    site.store.staff.invite(email, "facilitator")
    return next(one.id for one in site.store.staff.people() if one.email == email)


def workshop(site, questionnaire, **changes: Any) -> Workshop:
    """An anonymous workshop that asks no role, whole form, open for a month."""
    values = {
        "title": "Atelier du réseau",
        "facilitator": facilitator(site),
        "edition": questionnaire.edition,
        "questionnaire_id": questionnaire.id,
        "form": "whole",
        "identity": "anonymous",
        "roles": (),
        "organisms": (),
        "closes_on": TODAY + datetime.timedelta(days=30),
        "erases_on": TODAY + datetime.timedelta(days=90),
    }
    return site.store.workshops.make(**(values | changes))


def place_of(room: Workshop) -> str:
    return f"atelier-{room.id}"


def enter(visitor: Visitor, room: Workshop, answers: Fields | None = None, status: int = 200) -> Page:
    """Types the code, and whatever is chosen after it."""
    visitor.get(f"/{visitor.language}/atelier")
    return visitor.send("/atelier", [("code", spaced(room.code).lower()), *(answers or [])], status=status)


def enter_by_link(visitor: Visitor, room: Workshop, status: int = 200) -> Page:
    """What the page's script fills in from the fragment of the link."""
    page = visitor.get(f"/{visitor.language}/atelier")
    fields = dict(page.form("/atelier").fields) | {"code": room.code, "signature": signature_of(room.code, KEY)}
    return visitor.post(f"/{visitor.language}/atelier", fields, status)
