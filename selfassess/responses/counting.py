"""How many SQL statements a thread has executed."""

from __future__ import annotations

import threading
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
