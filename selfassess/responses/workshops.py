"""Workshops: prepared, joined, watched, closed, erased."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from selfassess.responses import consensus, drafts, tallying
from selfassess.responses.audit import CONSOLE, privileged
from selfassess.responses.connections import empty_journal, reading, writing
from selfassess.responses.inserting import insert_into
from selfassess.responses.records import (
    Form,
    Kind,
    NoSuchEdition,
    NoSuchResponse,
    NoSuchWorkshop,
    Response,
    WorkshopClosed,
    WorkshopFrozen,
)
from selfassess.responses.tables import answer, code_guess, response, workshop, workshop_group
from selfassess.responses.values import canonical
from selfassess.responses.workshop_records import ConsensusSheet, Identity, Presence, Workshop
from selfassess.workshop.codes import new_code
from selfassess.workshop.counting import State

PLACE = ZoneInfo("America/Toronto")
GUESSES = 60
"""Wrong join codes that the whole instance answers to in a minute."""
GUESS_WINDOW = timedelta(minutes=1)
LONGEST_CODE = 200

FROZEN = ("edition", "questionnaire_id", "form", "identity", "roles")
"""What no longer changes once a first answer was kept; organisms may still be added."""

_ANSWERED = exists().where(answer.c.response == response.c.id)
_BEGUN = or_(
    exists().where(response.c.workshop == workshop.c.id, answer.c.response == response.c.id),
    exists().where(workshop_group.c.workshop == workshop.c.id, workshop_group.c.people > 0),
)
_WORKSHOP = select(workshop, _BEGUN.label("begun"))


class Workshops:
    """The workshops of a store; threads may share it. Raises NoSuchWorkshop where an id is of none."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self.now = now

    def make(
        self,
        title: str,
        facilitator: str,
        edition: str,
        questionnaire_id: str,
        form: Form,
        identity: Identity,
        roles: Collection[str],
        organisms: Collection[str],
        closes_on: date,
        erases_on: date,
    ) -> Workshop:
        """A workshop is ready to be joined by its code, and the log says who made it. Raises NoSuchEdition."""
        workshop_id = secrets.token_hex(6)
        row = {
            "id": workshop_id,
            "facilitator": facilitator,
            "questionnaire_id": questionnaire_id,
            "made_at": self.now(),
            "erased": 0,
            **_stored(
                {"title": title, "edition": edition, "form": form, "identity": identity, "roles": roles}
                | {"organisms": organisms, "closes_on": closes_on, "erases_on": erases_on}
            ),
        }
        try:
            with privileged(self._engine) as (connection, record):
                while not _insert(connection, row):
                    pass
                record(facilitator, "workshop_made", workshop_id)
                made = _existing(connection, workshop_id)
                tallying.make_groups(connection, made.id, made.roles, made.organisms)
                return made
        except IntegrityError as error:
            raise NoSuchEdition(edition) from error

    def change(self, workshop_id: str, *, by: str = CONSOLE, **fields: Any) -> Workshop:
        """These fields have these values, for those who joined already too. Raises WorkshopFrozen."""
        with privileged(self._engine) as (connection, record):
            found = _held(connection, workshop_id)
            changed = {name: value for name, value in fields.items() if _differs(value, getattr(found, name))}
            removed = set(found.organisms) - set(changed.get("organisms", found.organisms))
            if found.erased_at or (found.begun and (removed or changed.keys() & set(FROZEN))):
                raise WorkshopFrozen(workshop_id)
            if changed:
                connection.execute(update(workshop).where(workshop.c.id == workshop_id).values(**_stored(changed)))
                record(by, "workshop_changed", workshop_id)
                found = _existing(connection, workshop_id)
                _follow(connection, found)
            return found

    def of(self, facilitator: str | None) -> list[Workshop]:
        """The workshops of this person, or of everyone; the latest first: one statement."""
        query = _WORKSHOP.order_by(workshop.c.made_at.desc(), workshop.c.id)
        if facilitator is not None:
            query = query.where(workshop.c.facilitator == facilitator)
        with reading(self._engine) as connection:
            return [_read(row) for row in connection.execute(query)]

    def get(self, workshop_id: str) -> Workshop | None:
        """The workshop, None when there is none: one statement."""
        with reading(self._engine) as connection:
            return _one(connection, workshop.c.id == workshop_id)

    def by_code(self, code: str) -> Workshop | None:
        """The workshop that this code leads to, whatever its state: always one statement, whatever was typed."""
        with reading(self._engine) as connection:
            return _one(connection, workshop.c.code_hash == _hash_of(code))

    def guess_failed(self) -> bool:
        """A wrong code was typed; whether it may be told: no more than 60 are in any minute, by all processes."""
        now = self.now()
        with writing(self._engine) as connection:
            connection.execute(insert_into(connection, code_guess).on_conflict_do_nothing(), {"id": 1, "moments": "[]"})
            latest = _guesses(connection.execute(select(code_guess.c.moments).with_for_update()).scalar_one(), now)
            if len(latest) >= GUESSES:
                return False
            connection.execute(update(code_guess).values(moments=json.dumps([*latest, now.isoformat()])))
        return True

    def guessing_stopped(self) -> bool:
        """Whether too many wrong codes were typed in the last minute for another one to be looked up: one statement."""
        with reading(self._engine) as connection:
            moments = connection.execute(select(code_guess.c.moments)).scalar()
        return len(_guesses(moments or "[]", self.now())) >= GUESSES

    def join(
        self,
        workshop_id: str,
        language: str,
        kind: Kind = "person",
        role: str | None = None,
        organism: str | None = None,
    ) -> str:
        """The id of a new, empty response that takes part in the workshop: two statements.

        Raises WorkshopClosed (paper forms are typed after closing too, until the erasure), and ValueError for a role
        or an organism that people are not asked for.
        """
        now = self.now()
        with writing(self._engine) as connection:
            found = connection.execute(
                select(workshop).where(workshop.c.id == workshop_id).with_for_update(read=True, key_share=True)
            ).one_or_none()
            if found is None:
                raise NoSuchWorkshop(workshop_id)
            room = _read(found, begun=False)
            if room.erased_at or (kind == "person" and not room.open_on(now.astimezone(PLACE).date())):
                raise WorkshopClosed(workshop_id)
            if (role is not None and role not in room.roles) or (
                organism is not None and organism not in room.organisms
            ):
                raise ValueError("nobody is asked for this role or this organism")
            begun = _participant(room, language, now, kind, role, organism)
            drafts.insert_response(connection, begun)
        return begun.id

    def presence(self, workshop_id: str) -> Presence:
        """Who is here: one statement."""
        done = response.c.submitted_at.is_not(None)
        people = and_(
            response.c.workshop == workshop.c.id, response.c.continues.is_(None), response.c.kind != "consensus"
        )
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
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchWorkshop(workshop_id)
        return Presence(row.people + row.erased, row.answering, row.done, row.erased, row.papers)

    def states(self, workshop_id: str) -> Mapping[str, State]:
        """What is counted of each group, by its name: one statement."""
        with reading(self._engine) as connection:
            return tallying.states(connection, workshop_id)

    def version(self, workshop_id: str) -> int:
        """Grows whenever anything is counted: one statement."""
        query = select(func.coalesce(func.sum(workshop_group.c.people), 0))
        with reading(self._engine) as connection:
            return int(connection.execute(query.where(workshop_group.c.workshop == workshop_id)).scalar_one())

    def close(self, workshop_id: str, *, by: str = CONSOLE) -> None:
        """Nobody joins any more; what was begun may be ended. Closing twice is closing once."""
        closing = update(workshop).where(workshop.c.id == workshop_id, workshop.c.closed_at.is_(None))
        with privileged(self._engine) as (connection, record):
            if connection.execute(closing.values(closed_at=self.now())).rowcount:
                record(by, "workshop_closed", workshop_id)
            else:
                _existing(connection, workshop_id)

    def erase(self, workshop_id: str, *, by: str = CONSOLE) -> None:
        """Nothing is left of the answers, the picture and the consensus; the title and the dates stay."""
        with privileged(self._engine) as (connection, record):
            if _erase(connection, workshop_id, self.now()):
                record(by, "workshop_erased", workshop_id)
        empty_journal(self._engine)

    def exported(self, workshop_id: str, *, by: str = CONSOLE) -> None:
        """The log says that a file of this workshop was made."""
        with privileged(self._engine) as (_, record):
            record(by, "workshop_exported", workshop_id)

    def erase_due(self, today: date) -> list[str]:
        """The workshops whose day of erasure has come are erased; their ids."""
        due = select(workshop.c.id).where(workshop.c.erases_on <= today.isoformat(), workshop.c.erased_at.is_(None))
        with reading(self._engine) as connection:
            ids = list(connection.execute(due.order_by(workshop.c.id)).scalars())
        for workshop_id in ids:
            self.erase(workshop_id)
        return ids

    def consensus(self, workshop_id: str, place: str) -> str:
        """The id of the latest response in which this organism or table writes what it agrees on, made if none.

        Raises WorkshopClosed once the workshop is erased.
        """
        with writing(self._engine) as connection:
            found = consensus.sheet_of(connection, workshop_id, place)
            if found:
                return found
            room = _held(connection, workshop_id)
            if room.erased_at:
                raise WorkshopClosed(workshop_id)
            found = consensus.sheet_of(connection, workshop_id, place)
            if found:
                return found
            made = _participant(room, "fr", self.now(), "consensus", None, place)
            drafts.insert_response(connection, made)
            return made.id

    def set_dissent(self, response_id: str, question: str, reason: str) -> None:
        """This reason is kept beside the agreed answer to the question; an empty one removes it."""
        try:
            with writing(self._engine) as connection:
                consensus.set_dissent(connection, response_id, question, reason)
        except IntegrityError as error:
            raise NoSuchResponse(response_id) from error

    def consensus_sheets(self, workshop_id: str) -> list[ConsensusSheet]:
        """The latest sheet of each organism or table, by name: two statements."""
        with reading(self._engine) as connection:
            return consensus.sheets(connection, workshop_id)


def _hash_of(code: str) -> str:
    return hashlib.sha256(f"selfassess join code 1\n{code[:LONGEST_CODE]}".encode()).hexdigest()


def _guesses(moments: str, now: datetime) -> list[str]:
    """Those of the last minute."""
    return [one for one in json.loads(moments) if datetime.fromisoformat(one) > now - GUESS_WINDOW]


def _insert(connection: Connection, row: dict[str, Any]) -> bool:
    """The workshop is there under a new code; False when another one has that code."""
    code = new_code()
    inserting = insert_into(connection, workshop).on_conflict_do_nothing(index_elements=[workshop.c.code_hash])
    coded = row | {"code": code, "code_hash": _hash_of(code)}
    return connection.execute(inserting.returning(workshop.c.id), coded).scalar() is not None


def _stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the columns hold them: lists as JSON in their order, days as text."""
    return {
        name: value.isoformat() if isinstance(value, date) else canonical(list(value)) if name in LISTS else value
        for name, value in fields.items()
    }


LISTS = ("roles", "organisms")


def _differs(value: Any, stored: Any) -> bool:
    return tuple(value) != stored if isinstance(stored, tuple) else value != stored


def _read(row: Any, begun: bool | None = None) -> Workshop:
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


def _one(connection: Connection, condition: Any) -> Workshop | None:
    row = connection.execute(_WORKSHOP.where(condition)).one_or_none()
    return _read(row) if row else None


def _existing(connection: Connection, workshop_id: str) -> Workshop:
    found = _one(connection, workshop.c.id == workshop_id)
    if found is None:
        raise NoSuchWorkshop(workshop_id)
    return found


def _held(connection: Connection, workshop_id: str) -> Workshop:
    """The workshop as it stays until the transaction ends: nobody joins, and nobody who joined saves."""
    connection.execute(select(workshop.c.id).where(workshop.c.id == workshop_id).with_for_update())
    connection.execute(select(response.c.id).where(response.c.workshop == workshop_id).with_for_update())
    return _existing(connection, workshop_id)


def _follow(connection: Connection, changed: Workshop) -> None:
    """Who joined before anything was answered answers what is asked now; groups are those of now."""
    participants = response.c.workshop == changed.id
    connection.execute(update(response).where(participants).values(edition=changed.edition, form=changed.form))
    people = and_(participants, response.c.kind != "consensus")
    for column, offered in ((response.c.role, changed.roles), (response.c.organism, changed.organisms)):
        connection.execute(update(response).where(people, column.not_in(offered)).values({column: None}))
    tallying.make_groups(connection, changed.id, changed.roles, changed.organisms)


def _participant(
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


def _erase(connection: Connection, workshop_id: str, now: datetime) -> bool:
    """Whether there was anything to erase."""
    found = _held(connection, workshop_id)
    if found.erased_at:
        return False
    connection.execute(delete(response).where(response.c.workshop == workshop_id))
    connection.execute(delete(workshop_group).where(workshop_group.c.workshop == workshop_id))
    emptied = {"roles": "[]", "organisms": "[]", "erased": 0, "erased_at": now, "closed_at": found.closed_at or now}
    connection.execute(update(workshop).where(workshop.c.id == workshop_id).values(emptied))
    return True
