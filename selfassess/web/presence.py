"""What the phones of a workshop ask for: how many have finished, and the worker that serves pages already opened."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

from flask import Response, abort, jsonify, request

from .access import Access, Door
from .assets import load_asset
from .catalogue import site
from .drafts import holds, lost, workshop_in
from .join_words import today
from .sessions import in_background

door = Door("presence", __name__)
HERE = "/<any(fr,en):language>/<questionnaire>"

FRESH = 1.0
"""Seconds for which one look at the store serves everyone."""
_presence: dict[str, tuple[float, dict[str, Any]]] = {}
_looking = threading.Lock()


@door.opens(HERE + "/etat.json", Access.RESPONDENT)
def state(questionnaire: str) -> Any:
    """How many have joined and finished, and whether the workshop is closed; for those who are in it."""
    workshop_id = workshop_in(questionnaire)
    if workshop_id is None or not holds(questionnaire):
        abort(lost() if workshop_id and in_background() else 404)
    known = _state_of(workshop_id)
    tag = f"{known['done']}-{known['joined']}-{int(known['closed'])}"
    if tag in request.if_none_match:
        answer = Response(status=304)
    else:
        answer = jsonify(known | {"wait": round(random.uniform(3, 5), 1)})  # noqa: S311
    answer.set_etag(tag)
    return answer


def _state_of(workshop_id: str) -> dict[str, Any]:
    """What the store said less than a second ago; nobody waits for the one who looks, but the first."""
    known = _presence.get(workshop_id)
    if known and _is_fresh(known):
        return known[1]
    if not _looking.acquire(blocking=known is None):
        return known[1] if known else {}
    try:
        known = _presence.get(workshop_id)
        if known is None or not _is_fresh(known):
            known = _presence[workshop_id] = (time.monotonic(), _look(workshop_id))
        return known[1]
    finally:
        _looking.release()


def _is_fresh(known: tuple[float, dict[str, Any]]) -> bool:
    return time.monotonic() - known[0] < FRESH


def _look(workshop_id: str) -> dict[str, Any]:
    workshop = site().store.workshops.get(workshop_id)
    if workshop is None:
        abort(404)
    here = site().store.workshops.presence(workshop_id)
    return {"done": here.done, "joined": here.joined, "closed": not workshop.open_on(today())}


@door.opens("/worker.js", Access.ANYONE)
def worker() -> Response:
    """The service worker, from the site's root: it may serve the pages of any workshop."""
    found = load_asset("worker.js")
    assert found is not None
    answer = Response(found.content, content_type=found.kind)
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer
