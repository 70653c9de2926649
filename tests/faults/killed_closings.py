"""Closings in processes of their own: they tell each step as it begins, and what came of it."""

from __future__ import annotations

import os
import resource
import signal
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import event

from selfassess.jobs import closing
from selfassess.responses import open_store
from selfassess.responses.releases import NotInThisState
from selfassess.settings import Settings, read_settings

KEY = "a key of the tests, long enough to be one"


def settings_in(folder: Path) -> Settings:
    return read_settings({"SELFASSESS_SECRET_KEY": KEY}, data=folder, port=80)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def close(
    folder: Path,
    declaration: str,
    told: Connection,
    limit: int | None = None,
    dies_at: int | None = None,
    dies_writing: int | None = None,
) -> None:
    """Closes it, unless it is killed.

    `limit`: no file may grow beyond so many bytes once the release is to be written; `dies_at`: killed at this sign of
    progress; `dies_writing`: killed before this statement, counted from the moment when the release is to be written.
    """
    settings = settings_in(folder)
    store = open_store(settings.database_url)
    watch = closing.Pulse.watch
    signs, statements = count(1), count(1)

    def telling(pulse: closing.Pulse, step: str, done: int, total: int) -> None:
        watch(pulse, step, done, total)
        told.send(step)
        if next(signs) == dies_at:
            die()
        if step == "freeze" and dies_writing is not None:
            event.listen(store._engine, "before_cursor_execute", stated)
        if step == "freeze" and limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def stated(*_: object) -> None:
        if next(statements) == dies_writing:
            die()

    closing.Pulse.watch = telling
    try:
        claim = store.releases.claim(declaration)
    except NotInThisState as elsewhere:
        told.send(("refused", elsewhere.state))
    else:
        told.send(("over", closing.run(store, settings, store.releases.declaration(declaration), claim)))
    store.close()


def close_within(folder: Path, declaration: str, limit: int, told: Connection) -> None:
    """The same, on a disk that fills up as the release is written."""
    close(folder, declaration, told, limit)


def close_until(
    folder: Path, declaration: str, dies_at: int | None, dies_writing: int | None, told: Connection
) -> None:
    """The same, killed on its way."""
    close(folder, declaration, told, None, dies_at, dies_writing)
