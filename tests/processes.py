"""Processes that a test starts, listens to and may kill; what they import is imported once for all of them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from typing import Any

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "selfassess.responses",
        "alembic.command",
        "selfassess.disclosure.closing",
        "selfassess.disclosure.collection",
        "scipy.optimize",
        "selfassess.web.application",
        "selfassess.web.server",
    ]
)


def started(action, *arguments) -> tuple[Any, Connection]:
    """The process, and the end of the pipe that it tells things through."""
    hears, tells = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=action, args=(*arguments, tells))
    process.start()
    tells.close()
    return process, hears


def everything_told(hears: Connection) -> list[Any]:
    """What a process tells until it ends or is killed."""
    told = []
    while True:
        try:
            told.append(hears.recv())
        except (EOFError, OSError):
            return told
