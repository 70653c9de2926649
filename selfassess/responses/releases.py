"""Releases: declared, closed by one at a time, frozen whole or not at all, published to an audience's people."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, and_, delete, func, insert, or_, select, text, update

from selfassess.responses.audit import CONSOLE, privileged
from selfassess.responses.connections import reading, writing
from selfassess.responses.release_queries import (
    DECLARATIONS,
    FROZEN,
    candidates_of,
    chain_of,
    claimed_by,
    declaration_of,
    frozen_of,
    need_declaration,
)
from selfassess.responses.release_records import (
    BEAT_EVERY,
    LOST_AFTER,
    Candidate,
    ClaimLost,
    ConsentsChanged,
    Declaration,
    Draft,
    EarlierChanged,
    Entry,
    Failure,
    Frozen,
    NoSuchRelease,
    NotInThisState,
    State,
)
from selfassess.responses.submitting import read_submission
from selfassess.responses.tables import (
    edition,
    release,
    release_contributor,
    release_declaration,
    response,
    submission,
)
from selfassess.responses.values import canonical

__all__ = [
    "BEAT_EVERY",
    "LOST_AFTER",
    "Candidate",
    "ClaimLost",
    "ConsentsChanged",
    "Declaration",
    "Draft",
    "EarlierChanged",
    "Entry",
    "Failure",
    "Frozen",
    "NoSuchRelease",
    "NotInThisState",
    "Releases",
    "State",
]

AT_ONCE = 200
LOCK = 0x5E1FA55E56
"""The number under which PostgreSQL lets one release be frozen at a time."""


class Releases:
    """Declarations and frozen releases. Every method is one transaction, with its audit line."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self.now = now

    # Before closing

    def declare(self, draft: Draft, *, by: str) -> str:
        """The release is declared; its id."""
        row: dict[str, Any] = {
            "id": secrets.token_hex(6),
            "questionnaire_id": draft.questionnaire,
            "audience": draft.audience,
            "fr": draft.fr,
            "en": draft.en,
            "first_day": draft.first_day.isoformat(),
            "last_day": draft.last_day.isoformat(),
            "breakdowns": canonical(list(draft.breakdowns)),
            "purpose": draft.purpose,
            "threshold": draft.threshold,
            "corrects": draft.corrects,
            "declared_by": by,
            "declared_at": self.now(),
            "state": "declared",
            "done": 0,
            "total": 0,
            "kind": draft.kind,
        }
        with privileged(self._engine) as (connection, record):
            connection.execute(insert(release_declaration), row)
            record(by, "release_declared", row["id"])
        return row["id"]

    def cancel(self, declaration: str, *, by: str) -> None:
        """The declaration, not closed, is gone. Raises NoSuchRelease, NotInThisState."""
        with privileged(self._engine) as (connection, record):
            found = need_declaration(connection, declaration, self.now())
            gone = delete(release_declaration).where(release_declaration.c.id == declaration)
            if found.state != "declared" or connection.execute(gone).rowcount == 0:
                raise NotInThisState(found.state)
            record(by, "release_cancelled", declaration)

    def declarations(self) -> list[Declaration]:
        """Every declaration, newest first: one statement."""
        with reading(self._engine) as connection:
            rows = connection.execute(DECLARATIONS.order_by(release_declaration.c.declared_at.desc())).all()
        return [declaration_of(row, self.now()) for row in rows]

    def declaration(self, declaration: str) -> Declaration:
        """One declaration: one statement. Raises NoSuchRelease."""
        with reading(self._engine) as connection:
            return need_declaration(connection, declaration, self.now())

    def consenting(self, declaration: Declaration) -> int:
        """How many organisms would enter at present; nothing else is told before closing: one statement."""
        with reading(self._engine) as connection:
            query = candidates_of(declaration, submission.c.response).subquery()
            return connection.execute(select(func.count()).select_from(query)).scalar_one()

    def editions(self, declaration: Declaration) -> list[str]:
        """The editions that those who would enter answered, the newest first: one statement."""
        with reading(self._engine) as connection:
            mine = candidates_of(declaration, submission.c.edition).subquery()
            query = select(edition.c.hash).where(edition.c.hash.in_(select(mine.c.edition)))
            return list(connection.execute(query.order_by(edition.c.published_at.desc())).scalars())

    def candidates(self, declaration: Declaration) -> Generator[Candidate]:
        """Who would enter, a few at a time in memory, in one transaction until the iterator ends."""
        with reading(self._engine) as connection:
            chains = select(response.c.id, response.c.continues).where(response.c.continues.is_not(None))
            before: dict[str, str] = {row.id: row.continues for row in connection.execute(chains)}
            query = candidates_of(declaration, submission).order_by(submission.c.response)
            with connection.execution_options(yield_per=AT_ONCE).execute(query) as rows:
                for row in rows:
                    root: str = row.response
                    while root in before:
                        root = before[root]
                    yield Candidate(root, read_submission(*row))

    # Closing

    def claim(self, declaration: str, *, by: str = CONSOLE) -> str:
        """This caller, and no other, closes the declaration; the claim under which it writes.

        A closing that was interrupted may be claimed again. Raises NoSuchRelease, NotInThisState.
        """
        claim, now = secrets.token_urlsafe(12), self.now()
        free = or_(
            release_declaration.c.state == "declared",
            and_(release_declaration.c.state == "closing", release_declaration.c.beat_at < now - LOST_AFTER),
        )
        with privileged(self._engine) as (connection, record):
            claimed = update(release_declaration).where(release_declaration.c.id == declaration, free)
            values = {"state": "closing", "claim": claim, "beat_at": now, "failure": None, "step": "", "done": 0}
            if connection.execute(claimed.values(**values, total=0)).rowcount == 0:
                raise NotInThisState(need_declaration(connection, declaration, now).state)
            record(by, "release_closing", declaration)
        return claim

    def beat(self, declaration: str, claim: str, step: str, done: int, total: int) -> None:
        """The closing is alive, and this far. Raises ClaimLost."""
        mine = claimed_by(declaration, claim)
        with writing(self._engine) as connection:
            alive = update(release_declaration).where(*mine)
            if connection.execute(
                alive.values(beat_at=self.now(), step=step, done=done, total=total)
            ).rowcount == 0:  # fmt: skip
                raise ClaimLost(declaration)

    def freeze(
        self,
        declaration: str,
        claim: str,
        *,
        content: str,
        sha256: str,
        survey: bytes,
        contributors: Mapping[str, str],
        verified_with: Collection[str],
        by: str = CONSOLE,
    ) -> None:
        """The release and the survey that it was made from are stored, whole, for ever.

        `contributors` gives the keyed name of each response that entered, `verified_with` the declarations of the
        earlier releases that it was verified with: all there are, or EarlierChanged.
        Raises ConsentsChanged when one of them no longer consents, ClaimLost; then nothing is.
        """
        with privileged(self._engine) as (connection, record):
            found = need_declaration(connection, declaration, self.now())
            closed = (
                update(release_declaration).where(*claimed_by(declaration, claim)).values(state="closed", claim=None)
            )
            if connection.execute(closed).rowcount == 0:
                raise ClaimLost(declaration)
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if set(connection.execute(select(release.c.declaration)).scalars()) != set(verified_with):
                raise EarlierChanged(declaration)
            present = set(connection.execute(candidates_of(found, submission.c.response)).scalars())
            if present != set(contributors):
                raise ConsentsChanged(declaration)
            row = {
                "declaration": declaration,
                "content": content,
                "sha256": sha256,
                "survey": survey,
                "frozen_at": self.now(),
            }
            connection.execute(insert(release), row)
            rows = [
                {"release": declaration, "response": response_id, "contributor": name}
                for response_id, name in contributors.items()
            ]
            if rows:
                connection.execute(insert(release_contributor), rows)
            record(by, "release_closed", declaration)

    def give_up(self, declaration: str, claim: str, failure: Failure, *, by: str = CONSOLE) -> None:
        """The declaration is declared again, and says why; nothing if the claim was lost meanwhile."""
        with privileged(self._engine) as (connection, record):
            back = update(release_declaration).where(*claimed_by(declaration, claim))
            values = {"state": "declared", "failure": failure, "claim": None, "beat_at": None}
            if connection.execute(back.values(**values)).rowcount:
                record(by, "release_failed", declaration)

    def recover(self) -> None:
        """Closings that were interrupted long enough ago are declared again, and say so."""
        now = self.now()
        lost = release_declaration.c.state == "closing", release_declaration.c.beat_at < now - LOST_AFTER
        with privileged(self._engine) as (connection, record):
            values = {"state": "declared", "failure": "interrupted", "claim": None, "beat_at": None}
            back = update(release_declaration).where(*lost).values(**values).returning(release_declaration.c.id)
            for declaration in connection.execute(back).scalars().all():
                record(CONSOLE, "release_failed", declaration)

    def earlier(self) -> list[Frozen]:
        """Every release frozen so far, oldest first: what the next one is verified with."""
        query = FROZEN.add_columns(release.c.survey).order_by(release.c.frozen_at, release.c.declaration)
        with reading(self._engine) as connection:
            return [frozen_of(row, self.now()) for row in connection.execute(query)]

    # After closing

    def frozen(self, declaration: str) -> Frozen:
        """A stored release: one statement. Raises NoSuchRelease when it is not closed."""
        with reading(self._engine) as connection:
            row = connection.execute(FROZEN.where(release.c.declaration == declaration)).one_or_none()
        if row is None:
            raise NoSuchRelease(declaration)
        return frozen_of(row, self.now())

    def publish(self, declaration: str, *, by: str) -> None:
        """The audience's people see the release. Raises NoSuchRelease, NotInThisState."""
        with privileged(self._engine) as (connection, record):
            closed = release_declaration.c.id == declaration, release_declaration.c.state == "closed"
            values = {"state": "published", "published_at": self.now()}
            if connection.execute(update(release_declaration).where(*closed).values(**values)).rowcount == 0:
                raise NotInThisState(need_declaration(connection, declaration, self.now()).state)
            record(by, "release_published", declaration)

    def exported(self, declaration: str, *, by: str = CONSOLE) -> None:
        """The log says that a file of this release was made."""
        with privileged(self._engine) as (_, record):
            record(by, "release_exported", declaration)

    def published(self, audiences: Iterable[str]) -> list[Declaration]:
        """What was published to these audiences, newest first: one statement."""
        mine = release_declaration.c.audience.in_(list(audiences)), release_declaration.c.state == "published"
        query = DECLARATIONS.where(*mine).order_by(release_declaration.c.published_at.desc())
        with reading(self._engine) as connection:
            return [declaration_of(row, self.now()) for row in connection.execute(query)]

    def read(self, declaration: str, audiences: Iterable[str]) -> Frozen:
        """A release published to one of these audiences: one statement. Raises NoSuchRelease for any other."""
        mine = (
            release.c.declaration == declaration,
            release_declaration.c.audience.in_(list(audiences)),
            release_declaration.c.state == "published",
        )
        with reading(self._engine) as connection:
            row = connection.execute(FROZEN.where(*mine)).one_or_none()
        if row is None:
            raise NoSuchRelease(declaration)
        return frozen_of(row, self.now())

    def row(self, declaration: str, response_id: str) -> tuple[Frozen, str]:
        """The release that this response, or one that it continues, entered, its survey, and its keyed name there.

        Raises NoSuchRelease.
        """
        query = (
            FROZEN.add_columns(release.c.survey, release_contributor.c.contributor)
            .join(release_contributor, release_contributor.c.release == release.c.declaration)
            .where(release.c.declaration == declaration, release_contributor.c.response.in_(chain_of(response_id)))
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NoSuchRelease(declaration)
        return frozen_of(found, self.now()), found.contributor

    def entered(self, response_id: str) -> list[Entry]:
        """The releases that this response, or one that it continues, entered, oldest first: one statement."""
        query = (
            DECLARATIONS.add_columns(release_contributor.c.contributor)
            .join(release_contributor, release_contributor.c.release == release_declaration.c.id)
            .where(release_contributor.c.response.in_(chain_of(response_id)))
            .order_by(release.c.frozen_at)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [Entry(declaration_of(row, self.now()), row.contributor) for row in rows]
