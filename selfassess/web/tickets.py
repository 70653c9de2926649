"""Entries already made: a join page whose answer was lost on the way, sent again, finds the participant that it made."""

from __future__ import annotations

import threading
import time

MOST = 2000
LIFETIME = 300.0
_made: dict[str, tuple[float, str]] = {}
_lock = threading.Lock()


def remember(ticket: str, response_id: str) -> None:
    """This ticket, which one page drew for itself, made this response."""
    if ticket:
        with _lock:
            _made[ticket] = (time.monotonic(), response_id)
            while len(_made) > MOST:
                del _made[next(iter(_made))]


def response_of(ticket: str) -> str | None:
    """The response that this ticket made in the last minutes."""
    at, response_id = _made.get(ticket, (0.0, None))
    return response_id if time.monotonic() - at < LIFETIME else None


def forget(response_id: str) -> None:
    """No ticket leads to this response any more."""
    with _lock:
        for ticket in [ticket for ticket, (_, made) in _made.items() if made == response_id]:
            del _made[ticket]
