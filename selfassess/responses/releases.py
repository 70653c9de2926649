"""Releases: declared, closed by one at a time, frozen whole or not at all, published to an audience's people."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, and_, delete, exists, func, insert, or_, select, text, update

from selfassess.disclosure.release import ReleaseKind
from selfassess.responses.audit import CONSOLE, privileged
from selfassess.responses.connections import reading, writing
from selfassess.responses.records import Submission
from selfassess.responses.submitting import read_submission
from selfassess.responses.tables import (
    audience,
    consent,
    edition,
    release,
    release_contributor,
    release_declaration,
    response,
    staff,
    submission,
)
from selfassess.responses.values import canonical

State = Literal["declared", "closing", "closed", "published"]
Failure = Literal["interrupted", "nobody", "consents_changed", "gate", "disk_full", "failed"]
"""Why a closing came to nothing: each leaves the declaration as it was."""

PLACE = ZoneInfo("America/Toronto")
"""Where a period's days begin and end."""
BEAT_EVERY = timedelta(seconds=2)
LOST_AFTER = timedelta(seconds=30)
"""A closing that gave no sign for so long was interrupted: it may be begun again."""
AT_ONCE = 200
LOCK = 0x5E1FA55E56
"""The number under which PostgreSQL lets one release be frozen at a time."""


@dataclass(frozen=True)
class Declaration:
    """What a release is to be made of, and how far it is."""

    id: str
    questionnaire: str
    audience: str
    audience_fr: str
    audience_en: str
    fr: str
    en: str
    first_day: date
    last_day: date
    breakdowns: tuple[str, ...]
    purpose: str
    threshold: int
    corrects: str | None
    declared_by: str
    declared_at: datetime
    state: State
    failure: Failure | None = None
    step: str = ""
    done: int = 0
    total: int = 0
    published_at: datetime | None = None
    sha256: str | None = None
    frozen_at: datetime | None = None
    kind: ReleaseKind = "pratiques"


@dataclass(frozen=True)
class Draft:
    """What an administrator declares."""

    questionnaire: str
    audience: str
    fr: str
    en: str
    first_day: date
    last_day: date
    breakdowns: tuple[str, ...]
    purpose: str
    threshold: int
    corrects: str | None = None
    kind: ReleaseKind = "pratiques"


@dataclass(frozen=True)
class Candidate:
    """A consented submission of the period: the last one of its organism, whose first response is `root`."""

    root: str
    submission: Submission


@dataclass(frozen=True)
class Frozen:
    """A stored release: its exact content, and what only the next verification may read."""

    declaration: Declaration
    content: str
    survey: bytes = b""
    """The packed answers, read for verifying the next release and for a contributor's own row; empty elsewhere."""


@dataclass(frozen=True)
class Entry:
    """A release that a response entered, and the keyed name that it has there."""

    declaration: Declaration
    contributor: str


class NoSuchRelease(LookupError):
    """There is no declaration under this id, or it is not for this reader."""


class NotInThisState(Exception):
    """Somebody else was first: the declaration is `state` by now."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state: State = state


class ConsentsChanged(Exception):
    """A consent was withdrawn, or a response erased, while the release was being made: nothing was kept."""


class EarlierChanged(Exception):
    """Another release was frozen while this one was verified with those before it: nothing was kept."""


class ClaimLost(Exception):
    """This closing was taken over, or given up: it may no longer write."""


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
            found = _need(connection, declaration, self.now())
            gone = delete(release_declaration).where(release_declaration.c.id == declaration)
            if found.state != "declared" or connection.execute(gone).rowcount == 0:
                raise NotInThisState(found.state)
            record(by, "release_cancelled", declaration)

    def declarations(self) -> list[Declaration]:
        """Every declaration, newest first: one statement."""
        with reading(self._engine) as connection:
            rows = connection.execute(_DECLARATIONS.order_by(release_declaration.c.declared_at.desc())).all()
        return [_declaration(row, self.now()) for row in rows]

    def declaration(self, declaration: str) -> Declaration:
        """One declaration: one statement. Raises NoSuchRelease."""
        with reading(self._engine) as connection:
            return _need(connection, declaration, self.now())

    def consenting(self, declaration: Declaration) -> int:
        """How many organisms would enter at present; nothing else is told before closing: one statement."""
        with reading(self._engine) as connection:
            query = _candidates(declaration, submission.c.response).subquery()
            return connection.execute(select(func.count()).select_from(query)).scalar_one()

    def editions(self, declaration: Declaration) -> list[str]:
        """The editions that those who would enter answered, the newest first: one statement."""
        with reading(self._engine) as connection:
            mine = _candidates(declaration, submission.c.edition).subquery()
            query = select(edition.c.hash).where(edition.c.hash.in_(select(mine.c.edition)))
            return list(connection.execute(query.order_by(edition.c.published_at.desc())).scalars())

    def candidates(self, declaration: Declaration) -> Generator[Candidate]:
        """Who would enter, a few at a time in memory, in one transaction until the iterator ends."""
        with reading(self._engine) as connection:
            chains = select(response.c.id, response.c.continues).where(response.c.continues.is_not(None))
            before: dict[str, str] = {row.id: row.continues for row in connection.execute(chains)}
            query = _candidates(declaration, submission).order_by(submission.c.response)
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
                raise NotInThisState(_need(connection, declaration, now).state)
            record(by, "release_closing", declaration)
        return claim

    def beat(self, declaration: str, claim: str, step: str, done: int, total: int) -> None:
        """The closing is alive, and this far. Raises ClaimLost."""
        mine = _mine(declaration, claim)
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
            found = _need(connection, declaration, self.now())
            closed = update(release_declaration).where(*_mine(declaration, claim)).values(state="closed", claim=None)
            if connection.execute(closed).rowcount == 0:
                raise ClaimLost(declaration)
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if set(connection.execute(select(release.c.declaration)).scalars()) != set(verified_with):
                raise EarlierChanged(declaration)
            present = set(connection.execute(_candidates(found, submission.c.response)).scalars())
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
            back = update(release_declaration).where(*_mine(declaration, claim))
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
        query = _FROZEN.add_columns(release.c.survey).order_by(release.c.frozen_at, release.c.declaration)
        with reading(self._engine) as connection:
            return [_frozen(row, self.now()) for row in connection.execute(query)]

    # After closing

    def frozen(self, declaration: str) -> Frozen:
        """A stored release: one statement. Raises NoSuchRelease when it is not closed."""
        with reading(self._engine) as connection:
            row = connection.execute(_FROZEN.where(release.c.declaration == declaration)).one_or_none()
        if row is None:
            raise NoSuchRelease(declaration)
        return _frozen(row, self.now())

    def publish(self, declaration: str, *, by: str) -> None:
        """The audience's people see the release. Raises NoSuchRelease, NotInThisState."""
        with privileged(self._engine) as (connection, record):
            closed = release_declaration.c.id == declaration, release_declaration.c.state == "closed"
            values = {"state": "published", "published_at": self.now()}
            if connection.execute(update(release_declaration).where(*closed).values(**values)).rowcount == 0:
                raise NotInThisState(_need(connection, declaration, self.now()).state)
            record(by, "release_published", declaration)

    def exported(self, declaration: str, *, by: str = CONSOLE) -> None:
        """The log says that a file of this release was made."""
        with privileged(self._engine) as (_, record):
            record(by, "release_exported", declaration)

    def published(self, audiences: Iterable[str]) -> list[Declaration]:
        """What was published to these audiences, newest first: one statement."""
        mine = release_declaration.c.audience.in_(list(audiences)), release_declaration.c.state == "published"
        query = _DECLARATIONS.where(*mine).order_by(release_declaration.c.published_at.desc())
        with reading(self._engine) as connection:
            return [_declaration(row, self.now()) for row in connection.execute(query)]

    def read(self, declaration: str, audiences: Iterable[str]) -> Frozen:
        """A release published to one of these audiences: one statement. Raises NoSuchRelease for any other."""
        mine = (
            release.c.declaration == declaration,
            release_declaration.c.audience.in_(list(audiences)),
            release_declaration.c.state == "published",
        )
        with reading(self._engine) as connection:
            row = connection.execute(_FROZEN.where(*mine)).one_or_none()
        if row is None:
            raise NoSuchRelease(declaration)
        return _frozen(row, self.now())

    def row(self, declaration: str, response_id: str) -> tuple[Frozen, str]:
        """The release that this response, or one that it continues, entered, its survey, and its keyed name there.

        Raises NoSuchRelease.
        """
        query = (
            _FROZEN.add_columns(release.c.survey, release_contributor.c.contributor)
            .join(release_contributor, release_contributor.c.release == release.c.declaration)
            .where(release.c.declaration == declaration, release_contributor.c.response.in_(_chain(response_id)))
        )
        with reading(self._engine) as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise NoSuchRelease(declaration)
        return _frozen(found, self.now()), found.contributor

    def entered(self, response_id: str) -> list[Entry]:
        """The releases that this response, or one that it continues, entered, oldest first: one statement."""
        query = (
            _DECLARATIONS.add_columns(release_contributor.c.contributor)
            .join(release_contributor, release_contributor.c.release == release_declaration.c.id)
            .where(release_contributor.c.response.in_(_chain(response_id)))
            .order_by(release.c.frozen_at)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [Entry(_declaration(row, self.now()), row.contributor) for row in rows]


_DECLARATIONS = (
    select(
        release_declaration,
        audience.c.fr.label("audience_fr"),
        audience.c.en.label("audience_en"),
        staff.c.email,
        release.c.sha256,
        release.c.frozen_at,
    )
    .join(audience, audience.c.id == release_declaration.c.audience)
    .join(staff, staff.c.id == release_declaration.c.declared_by)
    .outerjoin(release, release.c.declaration == release_declaration.c.id)
)
_FROZEN = (
    select(
        release_declaration,
        audience.c.fr.label("audience_fr"),
        audience.c.en.label("audience_en"),
        staff.c.email,
        release.c.sha256,
        release.c.frozen_at,
        release.c.content,
    )
    .join(audience, audience.c.id == release_declaration.c.audience)
    .join(staff, staff.c.id == release_declaration.c.declared_by)
    .join(release, release.c.declaration == release_declaration.c.id)
)


def bounds(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """The moments at which a period begins and is over, in UTC."""
    start = datetime.combine(first_day, time(), PLACE)
    end = datetime.combine(last_day + timedelta(days=1), time(), PLACE)
    return start.astimezone(UTC), end.astimezone(UTC)


def _candidates(declaration: Declaration, *columns: Any) -> Any:
    """The submissions of the period that consent to the purpose at present, each the last of its chain in it.

    Those of workshops are left out.
    """
    start, end = bounds(declaration.first_day, declaration.last_day)
    later, sent = response.alias(), submission.alias()
    superseded = exists().where(
        later.c.continues == submission.c.response, sent.c.response == later.c.id, sent.c.at < end
    )
    standing = exists().where(
        consent.c.response == submission.c.response,
        consent.c.purpose == declaration.purpose,
        consent.c.withdrawn_at.is_(None),
    )
    return (
        select(*columns)
        .join(edition, edition.c.hash == submission.c.edition)
        .join(response, response.c.id == submission.c.response)
        .where(
            response.c.workshop.is_(None),
            edition.c.questionnaire_id == declaration.questionnaire,
            submission.c.at >= start,
            submission.c.at < end,
            ~superseded,
            standing,
        )
    )


def _chain(response_id: str) -> Any:
    """This response and those that it continues."""
    chain = select(response.c.id, response.c.continues).where(response.c.id == response_id).cte(recursive=True)
    chain = chain.union(select(response.c.id, response.c.continues).where(response.c.id == chain.c.continues))
    return select(chain.c.id)


def _mine(declaration: str, claim: str) -> tuple[Any, ...]:
    return (
        release_declaration.c.id == declaration,
        release_declaration.c.state == "closing",
        release_declaration.c.claim == claim,
    )


def _need(connection: Connection, declaration: str, now: datetime) -> Declaration:
    row = connection.execute(_DECLARATIONS.where(release_declaration.c.id == declaration)).one_or_none()
    if row is None:
        raise NoSuchRelease(declaration)
    return _declaration(row, now)


def _frozen(row: Any, now: datetime) -> Frozen:
    return Frozen(_declaration(row, now), row.content, getattr(row, "survey", b""))


def _declaration(row: Any, now: datetime) -> Declaration:
    lost = row.state == "closing" and row.beat_at < now - LOST_AFTER
    return Declaration(
        id=row.id,
        questionnaire=row.questionnaire_id,
        audience=row.audience,
        audience_fr=row.audience_fr,
        audience_en=row.audience_en,
        fr=row.fr,
        en=row.en,
        first_day=date.fromisoformat(row.first_day),
        last_day=date.fromisoformat(row.last_day),
        breakdowns=tuple(json.loads(row.breakdowns)),
        purpose=row.purpose,
        threshold=row.threshold,
        corrects=row.corrects,
        declared_by=row.email,
        declared_at=row.declared_at,
        state="declared" if lost else row.state,
        failure="interrupted" if lost else row.failure,
        step=row.step or "",
        done=row.done,
        total=row.total,
        published_at=row.published_at,
        sha256=row.sha256,
        frozen_at=row.frozen_at,
        kind=row.kind,
    )
