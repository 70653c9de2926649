"""How many SQL statements a thread has executed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

_counts = threading.local()


def statements_executed() -> int:
    """How many statements this thread has executed since it began, BEGIN and COMMIT apart."""
    return getattr(_counts, "executed", 0)


def count_statements(engine: Engine) -> None:
    """From now on, every statement that goes through `engine` is counted for the thread that executes it."""
    event.listen(engine, "before_cursor_execute", _count)


def _count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if not statement.startswith("BEGIN"):
        _counts.executed = statements_executed() + 1


@contextmanager
def counted_apart() -> Generator[Callable[[], int]]:
    """The statements executed inside are not counted for this thread; what is given tells how many they are so far."""
    before = statements_executed()
    try:
        yield lambda: statements_executed() - before
    finally:
        _counts.executed = before


def count(statements: int) -> None:
    """These statements, that another thread executed for this one, are counted for this one."""
    _counts.executed = statements_executed() + statements
