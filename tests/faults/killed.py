"""What the killed processes do: run in a process of their own, they tell each thing once it is acknowledged."""

from __future__ import annotations

import resource
import signal
from multiprocessing.connection import Connection

from selfassess.responses import Change, StoreUnavailable, open_store

ANSWERS = 3


def save_for_ever(url: str, draft: str, first: int, told: Connection) -> None:
    """Saves three answers at a time, each save under the next number, and tells the number after it."""
    store = open_store(url)
    for number in range(first, first + 1_000_000):
        store.save(draft, {f"q{number}_{part}": Change([number, "é" * 50]) for part in range(ANSWERS)})
        told.send(number)


def save_until_full(url: str, draft: str, limit: int, told: Connection) -> None:
    """Saves until no file may grow beyond `limit` bytes; tells each number, then the cause, then what is loaded."""
    store = open_store(url)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    number = 0
    try:
        while True:
            store.save(draft, {f"q{number}_{part}": Change("é" * 500) for part in range(ANSWERS)})
            told.send(number)
            number += 1
    except StoreUnavailable as failure:
        told.send(failure.cause)
    told.send(sorted(store.load(draft).answers))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told.send(store.save(draft, {"after": Change("x")}).revisions)
    store.close()
