"""A tablet that goes round: each person leaves it without a trace for the next."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from .access import Access, Door
from .drafts import find_draft, known_code, let_go, workshop_in
from .staff import settings

door = Door("tablet", __name__)
LANGUAGE = "/<any(fr,en):language>"
HERE = LANGUAGE + "/<questionnaire>"
KEY = "tablette"


def shared_by() -> str | None:
    """The id of the workshop that this device is passed round in, None for a person's own device."""
    found: Any = session.get(KEY)
    return found if isinstance(found, str) else None


def share(workshop_id: str | None) -> None:
    """From now on this device goes round in this workshop, or in none."""
    session.pop(KEY, None)
    if workshop_id:
        session[KEY] = workshop_id


@door.opens(HERE + "/laisser-la-place", Access.RESPONDENT)
def hand_over(questionnaire: str) -> str:
    """Before the tablet goes to the next person: the code to note, and what is not saved yet."""
    draft = find_draft(questionnaire)
    if shared_by() is None or draft.workshop is None:
        abort(404)
    code = known_code(questionnaire)
    return render_template("join/hand_over.html", q=draft.questionnaire, draft=draft, code=code)


@door.opens(HERE + "/suivante", Access.RESPONDENT, methods=["POST"], shows_late_forms=True)
def next_person(questionnaire: str) -> AnyResponse:
    """The device remembers nothing of the person before, and waits for the next; it only forgets: a late form may too."""
    workshop_id = workshop_in(questionnaire)
    if workshop_id is None or shared_by() != workshop_id:
        abort(404)
    let_go(questionnaire)
    session.clear()
    session.permanent = True
    share(workshop_id)
    answer = redirect(url_for("join.page"))
    if settings().secure:
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@door.opens(LANGUAGE + "/atelier/tablette", Access.ANYONE, methods=["POST"])
def stop() -> AnyResponse:
    """This device is no longer passed round."""
    share(None)
    return redirect(url_for("join.page"))
