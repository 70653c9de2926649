"""Saving answers: the rule that says which are written, and its three statements."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from selfassess.responses.records import AlreadySubmitted, Change, NoSuchResponse, Saved, SavedAnswer
from selfassess.responses.tables import answer, response
from selfassess.responses.values import canonical


@dataclass(frozen=True)
class StoredText:
    """An answer's row: canonical JSON, or None when the answer was removed."""

    text: str | None
    revision: int
    saved_at: datetime

    def read(self) -> SavedAnswer:
        return SavedAnswer(None if self.text is None else json.loads(self.text), self.revision, self.saved_at)


@dataclass
class Settlement:
    """Which changes are written, which are already so, and which lost against a change not seen."""

    written: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
    unchanged: set[str] = field(default_factory=set[str])
    conflicts: set[str] = field(default_factory=set[str])


def settle(changes: Mapping[str, Change], stored: Mapping[str, StoredText]) -> Settlement:
    """The rule: an equal value is unchanged, a value on top of the stored revision is written, any other conflicts."""
    settlement = Settlement()
    for question, change in changes.items():
        text = None if change.value is None else canonical(change.value)
        if text == stored[question].text:
            settlement.unchanged.add(question)
        elif change.seen == stored[question].revision:
            settlement.written[question] = text
        else:
            settlement.conflicts.add(question)
    return settlement


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
        settlement.conflicts |= overtaken - again.unchanged
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
    stored |= {row.question: StoredText(row.value, row.revision, row.saved_at) for row in rows if row.question}
    return _Draft(response_id, rows[0].language, rows[0].touched_at, rows[0].submitted_at), stored


def _touch(connection: Connection, draft: _Draft, language: str, now: datetime) -> None:
    """The response is marked as changed, and held until the transaction ends: it cannot be submitted or erased."""
    still_open = and_(response.c.id == draft.id, response.c.submitted_at.is_not_distinct_from(draft.submitted_at))
    touched = connection.execute(update(response).where(still_open).values(touched_at=now, language=language))
    if touched.rowcount == 0:
        _draft(connection, draft.id, ())
        raise AlreadySubmitted(draft.id)


def _write(
    connection: Connection,
    response_id: str,
    texts: Mapping[str, str | None],
    stored: Mapping[str, StoredText],
    now: datetime,
) -> dict[str, StoredText]:
    """The rows that were written: those whose stored revision is still the one that `stored` tells."""
    if not texts:
        return {}
    rows = {question: StoredText(texts[question], stored[question].revision + 1, now) for question in sorted(texts)}
    values = [
        {"response": response_id, "question": question, "value": row.text, "revision": row.revision, "saved_at": now}
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
    )


def _upsert(insert: postgresql.Insert | sqlite.Insert) -> Any:
    """A row is inserted, or replaces the row of the revision just before; the questions written are returned."""
    given = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[answer.c.response, answer.c.question],
        set_={"value": given.value, "revision": given.revision, "saved_at": given.saved_at},
        where=answer.c.revision == given.revision - 1,
    ).returning(answer.c.question)


_UPSERTS = {"sqlite": _upsert(sqlite.insert(answer)), "postgresql": _upsert(postgresql.insert(answer))}
