"""The audit log: every privileged act, written in the transaction that does it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import Connection, Engine, insert, select

from selfassess.responses.connections import reading, writing
from selfassess.responses.tables import audit_log, staff

CONSOLE = "console"
"""Who acts from the command line of the machine."""

Action = Literal[
    "invited",
    "link_made",
    "signed_in",
    "signed_out",
    "signed_out_everywhere",
    "disabled",
    "enabled",
    "audience_made",
    "member_added",
    "member_removed",
    "release_declared",
    "release_cancelled",
    "release_closing",
    "release_closed",
    "release_failed",
    "release_published",
    "release_exported",
    "workshop_made",
    "workshop_changed",
    "workshop_closed",
    "workshop_erased",
    "workshop_exported",
]


@dataclass(frozen=True)
class AuditEntry:
    """One act: `who` is an e-mail or « console », `subject` the id or e-mail of what it was done to."""

    id: int
    at: datetime
    who: str
    action: Action
    subject: str


@contextmanager
def privileged(engine: Engine) -> Generator[tuple[Connection, Recorder]]:
    """A transaction in which an act and its line in the log are written together, or neither."""
    with writing(engine) as connection:
        yield connection, Recorder(connection)


class Recorder:
    """Writes lines of the log in the transaction that it was made for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, actor: str, action: Action, subject: str) -> None:
        row = {"at": datetime.now(UTC), "actor": actor, "action": action, "subject": subject}
        self._connection.execute(insert(audit_log), row)


def entries(engine: Engine, before: int | None = None, most: int = 100) -> list[AuditEntry]:
    """The latest lines, newest first; those older than the line `before` when it is told: one statement."""
    query = (
        select(
            audit_log.c.id, audit_log.c.at, audit_log.c.actor, staff.c.email, audit_log.c.action, audit_log.c.subject
        )
        .select_from(audit_log.outerjoin(staff, staff.c.id == audit_log.c.actor))
        .order_by(audit_log.c.id.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(audit_log.c.id < before)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [AuditEntry(row.id, row.at, row.email or row.actor, cast("Action", row.action), row.subject) for row in rows]
