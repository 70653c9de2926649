"""Saving answers: the rule that says which are written, and its three statements."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from selfassess.responses.records import (
    AlreadySubmitted,
    Change,
    NoSuchResponse,
    Saved,
    SavedAnswer,
    Stamp,
    StampRefused,
)
from selfassess.responses.tables import answer, response
from selfassess.responses.values import canonical

STAMP_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
GREATEST_SEQUENCE = 2**53
"""The greatest whole number that every client counts exactly."""
FARTHEST = 1_000_000
"""How far beyond the stored stamp a new one may be: a mad clock must not keep all later answers out."""

NEVER = Stamp()


@dataclass(frozen=True)
class StoredText:
    """An answer's row: canonical JSON, or None when the answer was removed."""

    text: str | None
    revision: int
    saved_at: datetime
    stamp: Stamp = NEVER

    def read(self) -> SavedAnswer:
        return SavedAnswer(None if self.text is None else json.loads(self.text), self.revision, self.saved_at)


@dataclass(frozen=True)
class NewText:
    """What is to be written of an answer."""

    text: str | None
    stamp: Stamp


@dataclass
class Settlement:
    """Which changes are written, which are already so, and which lost against a change not seen."""

    written: dict[str, NewText] = field(default_factory=dict[str, NewText])
    unchanged: set[str] = field(default_factory=set[str])
    conflicts: set[str] = field(default_factory=set[str])


def settle(changes: Mapping[str, Change], stored: Mapping[str, StoredText]) -> Settlement:
    """The rule. With a stamp: a newer one is written, the same one is unchanged, an older one conflicts.

    Without: an equal value is unchanged, a value on top of the stored revision is written, any other conflicts.
    """
    settlement = Settlement()
    for question, change in changes.items():
        now = stored[question]
        text = None if change.value is None else canonical(change.value)
        if change.stamp is not None:
            stamp = _checked(change.stamp, now.stamp)
            same, wins = stamp == now.stamp, stamp > now.stamp
        else:
            stamp = Stamp(now.stamp.sequence + 1)
            same, wins = text == now.text, change.seen == now.revision
        if same:
            settlement.unchanged.add(question)
        elif wins:
            settlement.written[question] = NewText(text, stamp)
        else:
            settlement.conflicts.add(question)
    return settlement


def _checked(stamp: Stamp, now: Stamp) -> Stamp:
    if not 1 <= stamp.sequence <= GREATEST_SEQUENCE or not STAMP_KEY.fullmatch(stamp.key):
        raise StampRefused("a stamp is a number from 1 to 2**53 and 1 to 64 letters, digits, « - » or « _ »")
    if stamp.sequence > now.sequence + FARTHEST:
        raise StampRefused(f"the clock of this stamp is more than {FARTHEST} beyond the stored one")
    return stamp


def save_answers(
    connection: Connection, response_id: str, changes: Mapping[str, Change], language: str | None, now: datetime
) -> Saved:
    """The changes that may be written are, each one revision further; nothing is written when nothing differs."""
    draft, stored = _draft(connection, response_id, changes)
    if draft.submitted_at and changes:
        raise AlreadySubmitted(response_id)
    settlement = settle(changes, stored)
    if not settlement.written and language in (None, draft.language):
        return _saved(settlement, stored, draft.touched_at)
    _touch(connection, draft, language or draft.language, now)
    written = _write(connection, response_id, settlement.written, stored, now)
    overtaken = settlement.written.keys() - written.keys()
    if overtaken:
        _, newer = _draft(connection, response_id, overtaken)
        again = settle({question: changes[question] for question in overtaken}, newer)
        settlement.unchanged |= again.unchanged
        settlement.conflicts |= again.conflicts
        written |= _write(connection, response_id, again.written, newer, now)
        stored |= newer
    return _saved(settlement, stored | written, now)


@dataclass(frozen=True)
class _Draft:
    id: str
    language: str
    touched_at: datetime
    submitted_at: datetime | None


_DRAFT = (
    select(
        response.c.id,
        response.c.language,
        response.c.created_at,
        response.c.touched_at,
        response.c.submitted_at,
        answer.c.question,
        answer.c.value,
        answer.c.revision,
        answer.c.saved_at,
        answer.c.sequence,
        answer.c.stamp_key,
    )
    .select_from(
        response.outerjoin(
            answer,
            and_(answer.c.response == response.c.id, answer.c.question.in_(bindparam("questions", expanding=True))),
        )
    )
    .where(response.c.id == bindparam("response_id"))
)


def _draft(
    connection: Connection, response_id: str, questions: Collection[str]
) -> tuple[_Draft, dict[str, StoredText]]:
    """The response, and its rows for these questions: one statement."""
    rows = connection.execute(_DRAFT, {"response_id": response_id, "questions": list(questions)}).all()
    if not rows:
        raise NoSuchResponse(response_id)
    stored = {question: StoredText(None, 0, rows[0].created_at) for question in questions}
    stored |= {
        row.question: StoredText(row.value, row.revision, row.saved_at, Stamp(row.sequence, row.stamp_key))
        for row in rows
        if row.question
    }
    return _Draft(response_id, rows[0].language, rows[0].touched_at, rows[0].submitted_at), stored


_TOUCHING = (
    update(response)
    .where(
        response.c.id == bindparam("draft"),
        response.c.submitted_at.is_not_distinct_from(bindparam("was", type_=response.c.submitted_at.type)),
    )
    .values(touched_at=bindparam("now"), language=bindparam("in_language"))
)


def _touch(connection: Connection, draft: _Draft, language: str, now: datetime) -> None:
    """The response is marked as changed, and held until the transaction ends: it cannot be submitted or erased."""
    given = {"draft": draft.id, "was": draft.submitted_at, "now": now, "in_language": language}
    touched = connection.execute(_TOUCHING, given)
    if touched.rowcount == 0:
        _draft(connection, draft.id, ())
        raise AlreadySubmitted(draft.id)


def _write(
    connection: Connection,
    response_id: str,
    texts: Mapping[str, NewText],
    stored: Mapping[str, StoredText],
    now: datetime,
) -> dict[str, StoredText]:
    """The rows that were written: those whose stored revision is still the one that `stored` tells."""
    if not texts:
        return {}
    rows = {
        question: StoredText(new.text, stored[question].revision + 1, now, new.stamp)
        for question, new in sorted(texts.items())
    }
    values = [
        {
            "response": response_id,
            "question": question,
            "value": row.text,
            "revision": row.revision,
            "saved_at": now,
            "sequence": row.stamp.sequence,
            "stamp_key": row.stamp.key,
        }
        for question, row in rows.items()
    ]
    written = connection.execute(_UPSERTS[connection.dialect.name], values).scalars()
    return {question: rows[question] for question in written}


def _saved(settlement: Settlement, rows: Mapping[str, StoredText], at: datetime) -> Saved:
    kept = [*settlement.unchanged, *(settlement.written.keys() - settlement.conflicts)]
    return Saved(
        at=at,
        revisions={question: rows[question].revision for question in kept},
        conflicts={question: rows[question].read() for question in settlement.conflicts},
        unchanged=frozenset(settlement.unchanged),
        stamps={question: rows[question].stamp for question in (*kept, *settlement.conflicts)},
    )


def _upsert(insert: postgresql.Insert | sqlite.Insert) -> Any:
    """A row is inserted, or replaces the row of the revision just before; the questions written are returned."""
    given = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[answer.c.response, answer.c.question],
        set_={name: given[name] for name in ("value", "revision", "saved_at", "sequence", "stamp_key")},
        where=answer.c.revision == given.revision - 1,
    ).returning(answer.c.question)


_UPSERTS = {"sqlite": _upsert(sqlite.insert(answer)), "postgresql": _upsert(postgresql.insert(answer))}
