"""The rows of workshops: written, read, held while they change, emptied."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, case, delete, exists, func, or_, select, update

from selfassess.responses import tallying
from selfassess.responses.inserting import insert_into
from selfassess.responses.records import Kind, NoSuchWorkshop, Response
from selfassess.responses.tables import answer, dissent, response, workshop, workshop_group
from selfassess.responses.values import canonical
from selfassess.responses.workshop_records import Presence, Workshop
from selfassess.workshop.codes import new_code

LONGEST_CODE = 200
LISTS = ("roles", "organisms")
_ANSWERED = exists().where(answer.c.response == response.c.id)
_BEGUN = or_(
    exists().where(response.c.workshop == workshop.c.id, answer.c.response == response.c.id),
    exists().where(workshop_group.c.workshop == workshop.c.id, workshop_group.c.people > 0),
    exists().where(response.c.workshop == workshop.c.id, dissent.c.response == response.c.id),
)
WORKSHOP = select(workshop, _BEGUN.label("begun"))
"""A workshop, and whether a first answer, or a first dissent, was kept."""


def hash_of(code: str) -> str:
    return hashlib.sha256(f"selfassess join code 1\n{code[:LONGEST_CODE]}".encode()).hexdigest()


def insert(connection: Connection, row: dict[str, Any]) -> bool:
    """The workshop is there under a new code; False when another one has that code."""
    code = new_code()
    inserting = insert_into(connection, workshop).on_conflict_do_nothing(index_elements=[workshop.c.code_hash])
    coded = row | {"code": code, "code_hash": hash_of(code)}
    return connection.execute(inserting.returning(workshop.c.id), coded).scalar() is not None


def stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the columns hold them: lists as JSON in their order, days as text."""
    return {
        name: value.isoformat() if isinstance(value, date) else canonical(list(value)) if name in LISTS else value
        for name, value in fields.items()
    }


def differs(value: Any, stored: Any) -> bool:
    return tuple(value) != stored if isinstance(stored, tuple) else value != stored


def read(row: Any, begun: bool | None = None) -> Workshop:
    return Workshop(
        id=row.id,
        title=row.title,
        facilitator=row.facilitator,
        edition=row.edition,
        questionnaire_id=row.questionnaire_id,
        form=row.form,
        identity=row.identity,
        roles=tuple(json.loads(row.roles)),
        organisms=tuple(json.loads(row.organisms)),
        code=row.code,
        closes_on=date.fromisoformat(row.closes_on),
        erases_on=date.fromisoformat(row.erases_on),
        made_at=row.made_at,
        closed_at=row.closed_at,
        erased_at=row.erased_at,
        begun=bool(row.begun) if begun is None else begun,
    )


def one(connection: Connection, condition: Any) -> Workshop | None:
    row = connection.execute(WORKSHOP.where(condition)).one_or_none()
    return read(row) if row else None


def existing(connection: Connection, workshop_id: str) -> Workshop:
    found = one(connection, workshop.c.id == workshop_id)
    if found is None:
        raise NoSuchWorkshop(workshop_id)
    return found


def held(connection: Connection, workshop_id: str) -> Workshop:
    """The workshop as it stays until the transaction ends: nobody joins, and nobody who joined saves."""
    connection.execute(select(workshop.c.id).where(workshop.c.id == workshop_id).with_for_update())
    connection.execute(select(response.c.id).where(response.c.workshop == workshop_id).with_for_update())
    return existing(connection, workshop_id)


def held_of(connection: Connection, response_id: str) -> None:
    """The workshop in which this response takes part stays as it is; whoever needs both holds the workshop first."""
    its = select(response.c.workshop).where(response.c.id == response_id).scalar_subquery()
    connection.execute(select(workshop.c.id).where(workshop.c.id == its).with_for_update(key_share=True))


def follow(connection: Connection, changed: Workshop) -> None:
    """Who joined before anything was answered answers what is asked now; groups are those of now."""
    participants = response.c.workshop == changed.id
    connection.execute(update(response).where(participants).values(edition=changed.edition, form=changed.form))
    people = and_(participants, response.c.kind != "consensus")
    for column, offered in ((response.c.role, changed.roles), (response.c.organism, changed.organisms)):
        connection.execute(update(response).where(people, column.not_in(offered)).values({column: None}))
    tallying.make_groups(connection, changed.id, changed.roles, changed.organisms)


def participant(
    room: Workshop, language: str, now: datetime, kind: Kind, role: str | None, organism: str | None
) -> Response:
    return Response(
        id=secrets.token_urlsafe(24),
        edition=room.edition,
        form=room.form,
        language=language,
        created_at=now,
        touched_at=now,
        workshop=room.id,
        kind=kind,
        role=role,
        organism=organism,
    )


def erase(connection: Connection, workshop_id: str, now: datetime) -> bool:
    """Whether there was anything to erase."""
    found = held(connection, workshop_id)
    if found.erased_at:
        return False
    connection.execute(delete(response).where(response.c.workshop == workshop_id))
    connection.execute(delete(workshop_group).where(workshop_group.c.workshop == workshop_id))
    emptied = {"roles": "[]", "organisms": "[]", "erased": 0, "erased_at": now, "closed_at": found.closed_at or now}
    connection.execute(update(workshop).where(workshop.c.id == workshop_id).values(emptied))
    return True


def presence(connection: Connection, workshop_id: str) -> Presence:
    """Who is here, counted by chains of re-opened responses; consensus sheets are nobody."""
    done = response.c.submitted_at.is_not(None)
    people = and_(response.c.workshop == workshop.c.id, response.c.continues.is_(None), response.c.kind != "consensus")
    query = (
        select(
            workshop.c.erased,
            func.count(response.c.id).label("people"),
            func.count(case((done, 1))).label("done"),
            func.count(case((and_(~done, _ANSWERED), 1))).label("answering"),
            func.count(case((and_(done, response.c.kind == "paper"), 1))).label("papers"),
        )
        .select_from(workshop.outerjoin(response, people))
        .where(workshop.c.id == workshop_id)
        .group_by(workshop.c.id, workshop.c.erased)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchWorkshop(workshop_id)
    return Presence(row.people + row.erased, row.answering, row.done, row.erased, row.papers)
