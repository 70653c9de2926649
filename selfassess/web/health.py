"""What watches the service asks: is it alive, can it save."""

from __future__ import annotations

from typing import Any

from ..responses.records import StoreUnavailable
from .access import Access, Door
from .catalogue import site

door = Door("health", __name__)


@door.opens("/healthz", Access.MACHINE)
def healthz() -> Any:
    """The process answers."""
    return {"status": "ok"}


@door.opens("/readyz", Access.MACHINE)
def readyz() -> Any:
    """The database answers too."""
    try:
        site().store.ready()
    except StoreUnavailable:
        return {"status": "unavailable"}, 503
    return {"status": "ok"}
