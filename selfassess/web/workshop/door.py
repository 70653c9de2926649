"""The one door of the facilitators, and the workshop that an address names, if it is the caller's."""

from __future__ import annotations

import datetime
import re
from typing import Literal

from flask import abort

from ...questionnaire.model import Questionnaire
from ...responses.workshop_records import Presence, Workshop
from ..access import Door
from ..catalogue import site
from ..staff import known_person
from ..words import PLACE

door = Door("workshop", __name__)
HERE = "/<any(fr,en):language>/ateliers"
ONE = HERE + "/<workshop>"
ID = re.compile("[0-9a-f]{12}")


def own(workshop: str) -> Workshop:
    """The workshop of this address, if the caller made it or administers; 404."""
    person = known_person()
    found = site().store.workshops.get(workshop) if ID.fullmatch(workshop) else None
    if found is None or (person.role != "admin" and found.facilitator != person.id):
        abort(404)
    return found


def kept(workshop: str) -> Workshop:
    """The same, while its answers are not erased; 404."""
    found = own(workshop)
    return abort(404) if found.erased_at else found


def questionnaire_of(workshop: Workshop) -> Questionnaire:
    """The exact questionnaire that the workshop answers."""
    return site().store.edition(workshop.edition)


def today() -> datetime.date:
    """The day in Québec."""
    return datetime.datetime.now(PLACE).date()


Phase = Literal["before", "during", "after", "erased"]


def phase_of(workshop: Workshop, presence: Presence, day: datetime.date) -> Phase:
    """How far the workshop is: what its page puts first."""
    if workshop.erased_at:
        return "erased"
    if not workshop.open_on(day):
        return "after"
    return "during" if presence.joined else "before"
