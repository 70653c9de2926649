"""Responses from their beginning to their end: begun, loaded, moved, re-opened, erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, or_, select, update

from selfassess.responses.inserting import insert_into
from selfassess.responses.records import (
    AlreadySubmitted,
    Change,
    NoSuchResponse,
    Response,
    SavedAnswer,
    Stamp,
    WorkshopFrozen,
)
from selfassess.responses.saving import save_answers
from selfassess.responses.tables import answer, consent, dissent, response

_CONSENTS = (
    select(func.aggregate_strings(consent.c.purpose, " "))
    .where(consent.c.response == response.c.id, consent.c.withdrawn_at.is_(None))
    .scalar_subquery()
)
_RESPONSE = (
    select(
        response,
        _CONSENTS.label("consents"),
        answer.c.question,
        answer.c.value,
        answer.c.revision,
        answer.c.saved_at,
        answer.c.sequence,
        answer.c.stamp_key,
    )
    .select_from(response.outerjoin(answer, answer.c.response == response.c.id))
    .where(response.c.id == bindparam("response_id"))
)


TAKING_PART = ("workshop", "kind", "role", "organism")


def insert_response(connection: Connection, draft: Response) -> None:
    """The draft is there, without answers; an IntegrityError when its edition is not."""
    columns = ("id", "edition", "form", "language", "created_at", "touched_at", *TAKING_PART)
    connection.execute(insert(response), {column: getattr(draft, column) for column in columns})


def load(connection: Connection, response_id: str) -> Response | None:
    """The response, its answers and its consents: one statement."""
    rows = connection.execute(_RESPONSE, {"response_id": response_id}).all()
    if not rows:
        return None
    first, answered = rows[0], [row for row in rows if row.question is not None]
    return Response(
        id=first.id,
        edition=first.edition,
        form=first.form,
        language=first.language,
        created_at=first.created_at,
        touched_at=first.touched_at,
        submitted_at=first.submitted_at,
        has_code=first.code_hash is not None,
        continues=first.continues,
        answers={
            row.question: SavedAnswer(json.loads(row.value), row.revision, row.saved_at)
            for row in answered
            if row.value is not None
        },
        revisions={row.question: row.revision for row in answered},
        consents=frozenset((first.consents or "").split()),
        workshop=first.workshop,
        kind=first.kind,
        role=first.role,
        organism=first.organism,
        stamps={row.question: Stamp(row.sequence, row.stamp_key) for row in answered},
    )


def load_existing(connection: Connection, response_id: str) -> Response:
    """The response; raises NoSuchResponse."""
    found = load(connection, response_id)
    if found is None:
        raise NoSuchResponse(response_id)
    return found


def move(
    connection: Connection, response_id: str, edition_hash: str, changes: Mapping[str, Change], now: datetime
) -> None:
    """The draft is of this edition and these changes are made; an IntegrityError when there is no such edition."""
    draft = response.c.id == response_id, response.c.submitted_at.is_(None), response.c.workshop.is_(None)
    moved = connection.execute(update(response).where(*draft).values(edition=edition_hash, touched_at=now))
    if moved.rowcount == 0:
        found = load_existing(connection, response_id)
        raise WorkshopFrozen(found.workshop) if found.workshop else AlreadySubmitted(response_id)
    overtaken = save_answers(connection, response_id, changes, None, now).conflicts
    if overtaken:
        again = {question: Change(changes[question].value, theirs.revision) for question, theirs in overtaken.items()}
        save_answers(connection, response_id, again, None, now)


def reopen(connection: Connection, response_id: str, new_id: str, now: datetime) -> str:
    """The id of the continuation of this submitted response, made under `new_id` if there was none."""
    carried = ("edition", "form", "language", *TAKING_PART)
    original = connection.execute(select(response).where(response.c.id == response_id)).mappings().one_or_none()
    if original is None:
        raise NoSuchResponse(response_id)
    if original["submitted_at"] is None:
        return response_id
    # The code is unique: it leaves the one before it reaches the other.
    connection.execute(update(response).where(response.c.id == response_id).values(code_hash=None))
    continuation = {column: original[column] for column in carried} | {
        "id": new_id,
        "created_at": now,
        "touched_at": now,
        "continues": response_id,
        "code_hash": original["code_hash"],
    }
    inserted = insert_into(connection, response).on_conflict_do_nothing(index_elements=[response.c.continues])
    if connection.execute(inserted.returning(response.c.id), continuation).scalar() is None:
        return connection.execute(select(response.c.id).where(response.c.continues == response_id)).scalar_one()
    _carry_answers(connection, response_id, new_id)
    if original["kind"] == "consensus":
        reasons = select(literal(new_id), dissent.c.question, dissent.c.reason).where(dissent.c.response == response_id)
        connection.execute(insert(dissent).from_select(["response", "question", "reason"], reasons))
    return new_id


def _carry_answers(connection: Connection, old: str, new: str) -> None:
    columns = ("question", "value", "saved_at", "sequence", "stamp_key")
    carried = select(literal(new), literal(1), *(answer.c[name] for name in columns))
    kept = carried.where(answer.c.response == old, answer.c.value.is_not(None))
    connection.execute(insert(answer).from_select(["response", "revision", *columns], kept))


def erase(connection: Connection, response_id: str) -> tuple[str, str] | None:
    """Every row of this response is gone, and of all those linked to it by re-opening: one statement.

    When it took part in a workshop, gives back which, and the first response of the chain.
    """
    kin = select(response.c.id, response.c.continues).where(response.c.id == response_id).cte(recursive=True)
    linked = or_(response.c.continues == kin.c.id, response.c.id == kin.c.continues)
    kin = kin.union(select(response.c.id, response.c.continues).join(kin, linked))
    erasing = delete(response).where(response.c.id.in_(select(kin.c.id)))
    columns = response.c.id, response.c.continues, response.c.workshop, response.c.kind
    for gone in connection.execute(erasing.returning(*columns)).all():
        if gone.continues is None and gone.workshop and gone.kind != "consensus":
            return gone.workshop, gone.id
    return None
