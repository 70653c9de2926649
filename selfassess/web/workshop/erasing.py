"""What was promised for a day is done on that day: the workshops due are erased at the start, then every hour."""

from __future__ import annotations

import threading

from flask import Flask

from ..catalogue import KEY, Site
from ..logs import log_failure
from .door import today

EVERY = 3600.0


def erase_on_time(app: Flask, every: float = EVERY) -> threading.Event:
    """A quiet thread erases what is due, now and every hour, until the event that is returned is set."""
    stopped = threading.Event()
    site: Site = app.extensions[KEY]

    def work() -> None:
        while not stopped.is_set():
            erase_now(site)
            stopped.wait(every)

    threading.Thread(target=work, name="erasing", daemon=True).start()
    return stopped


def erase_now(site: Site) -> list[str]:
    """The workshops whose day has come are erased, their ids; what fails holds no other back, and is tried again later."""
    erased: list[str] = []
    try:
        due = site.store.workshops.due(today())
    except Exception as error:
        log_failure(error)
        return erased
    for workshop_id in due:
        try:
            site.store.workshops.erase(workshop_id)
            erased.append(workshop_id)
        except Exception as error:
            log_failure(error)
    return erased
