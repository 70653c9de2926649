"""Workshops: prepared, joined, watched, closed, erased."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError

from selfassess.responses import consensus, drafts, guessing, tallying
from selfassess.responses import workshop_rows as rows
from selfassess.responses.audit import CONSOLE, privileged
from selfassess.responses.connections import empty_journal, reading, writing
from selfassess.responses.records import (
    Form,
    Kind,
    NoSuchEdition,
    NoSuchResponse,
    NoSuchWorkshop,
    WorkshopClosed,
    WorkshopFrozen,
)
from selfassess.responses.release_queries import PLACE
from selfassess.responses.tables import workshop, workshop_group
from selfassess.responses.workshop_records import ConsensusSheet, Identity, Presence, Workshop
from selfassess.workshop.counting import State

FROZEN = ("edition", "questionnaire_id", "form", "identity", "roles")
"""What no longer changes once a first answer was kept; organisms may still be added, and the day of erasure come nearer."""


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
            **rows.stored(
                {"title": title, "edition": edition, "form": form, "identity": identity, "roles": roles}
                | {"organisms": organisms, "closes_on": closes_on, "erases_on": erases_on}
            ),
        }
        try:
            with privileged(self._engine) as (connection, record):
                while not rows.insert(connection, row):
                    pass
                record(facilitator, "workshop_made", workshop_id)
                made = rows.existing(connection, workshop_id)
                tallying.make_groups(connection, made.id, made.roles, made.organisms)
                guessing.make_ready(connection)
                return made
        except IntegrityError as error:
            raise NoSuchEdition(edition) from error

    def change(self, workshop_id: str, *, by: str = CONSOLE, **fields: Any) -> Workshop:
        """These fields have these values, for those who joined already too. Raises WorkshopFrozen."""
        with privileged(self._engine) as (connection, record):
            found = rows.held(connection, workshop_id)
            changed = {name: value for name, value in fields.items() if rows.differs(value, getattr(found, name))}
            removed = set(found.organisms) - set(changed.get("organisms", found.organisms))
            put_off = changed.get("erases_on", found.erases_on) > found.erases_on
            if found.erased_at or (found.begun and (removed or put_off or changed.keys() & set(FROZEN))):
                raise WorkshopFrozen(workshop_id)
            if changed:
                connection.execute(update(workshop).where(workshop.c.id == workshop_id).values(**rows.stored(changed)))
                record(by, "workshop_changed", workshop_id)
                found = rows.existing(connection, workshop_id)
            if changed.keys() & {*FROZEN, "organisms"}:
                rows.follow(connection, found)
            return found

    def of(self, facilitator: str | None) -> list[Workshop]:
        """The workshops of this person, or of everyone; the latest first: one statement."""
        query = rows.WORKSHOP.order_by(workshop.c.made_at.desc(), workshop.c.id)
        if facilitator is not None:
            query = query.where(workshop.c.facilitator == facilitator)
        with reading(self._engine) as connection:
            return [rows.read(row) for row in connection.execute(query)]

    def get(self, workshop_id: str) -> Workshop | None:
        """The workshop, None when there is none: one statement."""
        with reading(self._engine) as connection:
            return rows.one(connection, workshop.c.id == workshop_id)

    def by_code(self, code: str) -> Workshop | None:
        """The workshop that this code leads to, whatever its state: always one statement, whatever was typed."""
        with reading(self._engine) as connection:
            return rows.one(connection, workshop.c.code_hash == rows.hash_of(code))

    def guess(self, code: str) -> Workshop | None:
        """The same for a code that may be a guess: no more than 60 wrong ones are looked for in any minute.

        That is over all processes, who wait for one another here. Two statements, one more for a wrong code. Raises
        TooManyGuesses: then nothing was looked for.
        """
        with writing(self._engine) as connection:
            look = lambda: rows.one(connection, workshop.c.code_hash == rows.hash_of(code))  # noqa: E731
            return guessing.guessed(connection, look, self.now)

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
            room = rows.read(found, begun=False)
            if room.erased_at or (kind == "person" and not room.open_on(now.astimezone(PLACE).date())):
                raise WorkshopClosed(workshop_id)
            if (role is not None and role not in room.roles) or (
                organism is not None and organism not in room.organisms
            ):
                raise ValueError("nobody is asked for this role or this organism")
            begun = rows.participant(room, language, now, kind, role, organism)
            drafts.insert_response(connection, begun)
        return begun.id

    def presence(self, workshop_id: str) -> Presence:
        """Who is here: one statement."""
        with reading(self._engine) as connection:
            return rows.presence(connection, workshop_id)

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
                rows.existing(connection, workshop_id)

    def erase(self, workshop_id: str, *, by: str = CONSOLE) -> None:
        """Nothing is left of the answers, the picture and the consensus; the title and the dates stay."""
        with privileged(self._engine) as (connection, record):
            if rows.erase(connection, workshop_id, self.now()):
                record(by, "workshop_erased", workshop_id)
        empty_journal(self._engine)

    def exported(self, workshop_id: str, *, by: str = CONSOLE) -> None:
        """The log says that a file of this workshop was made."""
        with privileged(self._engine) as (_, record):
            record(by, "workshop_exported", workshop_id)

    def due(self, today: date) -> list[str]:
        """The workshops to erase, whose day has come: one statement."""
        due = select(workshop.c.id).where(workshop.c.erases_on <= today.isoformat(), workshop.c.erased_at.is_(None))
        with reading(self._engine) as connection:
            return list(connection.execute(due.order_by(workshop.c.id)).scalars())

    def consensus(self, workshop_id: str, place: str) -> str:
        """The id of the latest response in which this organism or table writes what it agrees on, made if none.

        Raises WorkshopClosed once the workshop is erased.
        """
        with writing(self._engine) as connection:
            found = consensus.sheet_of(connection, workshop_id, place)
            if found:
                return found
            room = rows.held(connection, workshop_id)
            if room.erased_at:
                raise WorkshopClosed(workshop_id)
            found = consensus.sheet_of(connection, workshop_id, place)
            if found:
                return found
            made = rows.participant(room, "fr", self.now(), "consensus", None, place)
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
