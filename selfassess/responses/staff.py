"""People who sign in: invited, given single-use links, held in sessions that end. No password is kept, nor any token."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Engine, case, delete, func, insert, select, update

from selfassess.responses.audit import CONSOLE, AuditEntry, entries, privileged
from selfassess.responses.connections import reading, writing
from selfassess.responses.inserting import insert_into
from selfassess.responses.tables import audience, audience_member, login_link, login_request, staff, staff_session

Role = Literal["admin", "funder", "facilitator"]
ROLES: tuple[Role, ...] = get_args(Role)

LINK_LIFE = timedelta(minutes=20)
INVITATION_LIFE = timedelta(hours=72)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCHED_EVERY = timedelta(minutes=1)
"""How late the last sign of a session may be written: reading a page is not a write each time."""

BUCKETS = 4096
"""Asking for links is counted in this many places at most, whoever asks."""
REQUESTS = 5
REQUEST_WINDOW = timedelta(minutes=15)
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Person:
    """Someone who may sign in, and the audiences that they belong to."""

    id: str
    email: str
    role: Role
    invited_at: datetime
    disabled_at: datetime | None = None
    audiences: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Audience:
    """Whom releases are published to."""

    id: str
    fr: str
    en: str
    people: int = 0


class NoSuchPerson(LookupError):
    """Nobody was invited under this id or e-mail."""


class NoSuchAudience(LookupError):
    """There is no audience under this id."""


class AlreadyThere(Exception):
    """Something of this name is there already; `what` says what."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def hash_of(secret: str) -> str:
    """What is stored instead of a link's or a session's secret."""
    return hashlib.sha256(f"selfassess staff 1\n{secret}".encode()).hexdigest()


def plain_email(email: str) -> str:
    """The one way to write an e-mail address: trimmed, in lower case."""
    return email.strip().lower()


def looks_like_email(email: str) -> bool:
    name, at, host = plain_email(email).partition("@")
    return bool(name and at and "." in host.strip(".")) and not any(c.isspace() or c in '<>",;:' for c in email.strip())


class Staff:
    """People, their links, their sessions and their audiences. Every method is one transaction, with its audit line."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self.now = now

    # People

    def invite(self, email: str, role: Role, audiences: Collection[str] = (), *, by: str = CONSOLE) -> str:
        """This person may sign in, in this role and these audiences; the secret of a link that lets them in once.

        Inviting again renews the link, and sets the role and audiences anew; a disabled person stays disabled.
        Raises NoSuchAudience.
        """
        secret, now = secrets.token_urlsafe(32), self.now()
        row = {"id": secrets.token_hex(8), "email": plain_email(email), "role": role, "invited_at": now}
        with privileged(self._engine) as (connection, record):
            _need_audiences(connection, audiences)
            again = insert_into(connection, staff).on_conflict_do_update(
                index_elements=[staff.c.email], set_={"role": role}
            )
            person = connection.execute(again.returning(staff.c.id), row).scalar_one()
            connection.execute(delete(audience_member).where(audience_member.c.staff == person))
            if audiences:
                members = [{"audience": one, "staff": person} for one in sorted(set(audiences))]
                connection.execute(insert(audience_member), members)
            _keep_link(connection, person, secret, now, INVITATION_LIFE)
            record(by, "invited", plain_email(email))
        return secret

    def people(self) -> list[Person]:
        """Everybody who was ever invited, by e-mail: one statement."""
        with reading(self._engine) as connection:
            rows = connection.execute(_PEOPLE.order_by(staff.c.email)).all()
        return [_person(row) for row in rows]

    def disable(self, person: str, *, by: str) -> None:
        """They can no longer sign in, and their sessions ended. Raises NoSuchPerson."""
        with privileged(self._engine) as (connection, record):
            disabled = update(staff).where(staff.c.id == person, staff.c.disabled_at.is_(None))
            found = connection.execute(disabled.values(disabled_at=self.now()).returning(staff.c.email)).scalar()
            if found is None:
                _need_person(connection, person)
                return
            connection.execute(delete(staff_session).where(staff_session.c.staff == person))
            record(by, "disabled", found)

    def enable(self, person: str, *, by: str) -> None:
        """They can sign in again. Raises NoSuchPerson."""
        with privileged(self._engine) as (connection, record):
            enabled = update(staff).where(staff.c.id == person, staff.c.disabled_at.is_not(None))
            found = connection.execute(enabled.values(disabled_at=None).returning(staff.c.email)).scalar()
            if found is None:
                _need_person(connection, person)
                return
            record(by, "enabled", found)

    # Signing in

    def ask_link(self, email: str) -> str | None:
        """The secret of a single-use link for this e-mail; None for nobody, a disabled person, or too many requests."""
        email, now = plain_email(email)[:LONGEST_EMAIL], self.now()
        with privileged(self._engine) as (connection, record):
            allowed = _count_request(connection, email, now)
            query = select(staff.c.id).where(staff.c.email == email, staff.c.disabled_at.is_(None))
            person = connection.execute(query).scalar()
            if not allowed or person is None:
                return None
            secret = secrets.token_urlsafe(32)
            connection.execute(
                delete(login_link).where(login_link.c.staff == person, login_link.c.expires_at < now - LONGEST)
            )
            _keep_link(connection, person, secret, now, LINK_LIFE)
            record(person, "link_made", email)
        return secret

    def enter(self, link: str) -> tuple[Person, str] | None:
        """Who this link lets in, and the secret of their new session; None when it was used, is late or is nothing."""
        now = self.now()
        usable = login_link.c.hash == hash_of(link), login_link.c.used_at.is_(None), login_link.c.expires_at > now
        with privileged(self._engine) as (connection, record):
            used = update(login_link).where(*usable).values(used_at=now).returning(login_link.c.staff)
            person = connection.execute(used).scalar()
            found = _able(connection, staff.c.id == person) if person else None
            if found is None:
                return None
            secret = _begin_session(connection, found.id, now)
            record(found.id, "signed_in", found.email)
        return found, secret

    def enter_by_email(self, email: str) -> tuple[Person, str] | None:
        """The same, for an e-mail that an identity provider has verified; None when it was not invited."""
        with privileged(self._engine) as (connection, record):
            found = _able(connection, staff.c.email == plain_email(email))
            if found is None:
                return None
            secret = _begin_session(connection, found.id, self.now())
            record(found.id, "signed_in", found.email)
        return found, secret

    # Sessions

    def session(self, secret: str) -> Person | None:
        """Whose session this is; None when it ended: one statement, two at most once a minute."""
        now = self.now()
        standing = (
            staff_session.c.hash == hash_of(secret),
            staff_session.c.made_at > now - LONGEST,
            staff_session.c.seen_at > now - IDLE,
            staff.c.disabled_at.is_(None),
        )
        with reading(self._engine) as connection:
            query = _PEOPLE.add_columns(staff_session.c.seen_at).join(
                staff_session, staff_session.c.staff == staff.c.id
            )
            row = connection.execute(query.where(*standing)).one_or_none()
        if row is None:
            return None
        if row.seen_at < now - TOUCHED_EVERY:
            with writing(self._engine) as connection:
                connection.execute(
                    update(staff_session).where(staff_session.c.hash == hash_of(secret)).values(seen_at=now)
                )
        return _person(row)

    def leave(self, secret: str) -> None:
        """This session ended."""
        with privileged(self._engine) as (connection, record):
            ended = (
                delete(staff_session).where(staff_session.c.hash == hash_of(secret)).returning(staff_session.c.staff)
            )
            person = connection.execute(ended).scalar()
            if person:
                record(person, "signed_out", person)

    def leave_everywhere(self, person: str) -> None:
        """Every session of this person ended, and no link sent earlier lets them in."""
        with privileged(self._engine) as (connection, record):
            connection.execute(delete(staff_session).where(staff_session.c.staff == person))
            connection.execute(delete(login_link).where(login_link.c.staff == person))
            record(person, "signed_out_everywhere", person)

    # Audiences

    def make_audience(self, fr: str, en: str, *, by: str) -> str:
        """There is an audience of this name; its id. Raises AlreadyThere."""
        made = {"id": secrets.token_hex(4), "fr": fr, "en": en}
        with privileged(self._engine) as (connection, record):
            inserting = insert_into(connection, audience).on_conflict_do_nothing().returning(audience.c.id)
            found = connection.execute(inserting, made | {"made_at": self.now()}).scalar()
            if found is None:
                raise AlreadyThere(fr)
            record(by, "audience_made", found)
        return found

    def audiences(self) -> list[Audience]:
        """Every audience by name, with how many people it has: one statement."""
        people = select(func.count()).where(audience_member.c.audience == audience.c.id).scalar_subquery()
        query = select(audience.c.id, audience.c.fr, audience.c.en, people.label("people")).order_by(audience.c.fr)
        with reading(self._engine) as connection:
            return [Audience(*row) for row in connection.execute(query)]

    def set_audiences(self, person: str, audiences: Collection[str], *, by: str) -> None:
        """This person belongs to exactly these audiences, at once. Raises NoSuchPerson, NoSuchAudience."""
        with privileged(self._engine) as (connection, record):
            email = _need_person(connection, person)
            _need_audiences(connection, audiences)
            mine = select(audience_member.c.audience).where(audience_member.c.staff == person)
            before, after = set(connection.execute(mine).scalars()), set(audiences)
            connection.execute(delete(audience_member).where(audience_member.c.staff == person))
            for one in sorted(after):
                connection.execute(insert(audience_member), {"audience": one, "staff": person})
            for one in sorted(after - before):
                record(by, "member_added", f"{email} → {one}")
            for one in sorted(before - after):
                record(by, "member_removed", f"{email} → {one}")

    # The log

    def log(self, before: int | None = None, most: int = 100) -> list[AuditEntry]:
        """The latest privileged acts, newest first: one statement."""
        return entries(self._engine, before, most)


_AUDIENCES = (
    select(func.aggregate_strings(audience_member.c.audience, " "))
    .where(audience_member.c.staff == staff.c.id)
    .scalar_subquery()
)
_PEOPLE = select(
    staff.c.id, staff.c.email, staff.c.role, staff.c.invited_at, staff.c.disabled_at, _AUDIENCES.label("audiences")
)


def _person(row: Any) -> Person:
    audiences = frozenset((row.audiences or "").split())
    return Person(row.id, row.email, row.role, row.invited_at, row.disabled_at, audiences)


def _able(connection: Connection, condition: ColumnElement[bool]) -> Person | None:
    row = connection.execute(_PEOPLE.where(condition, staff.c.disabled_at.is_(None))).one_or_none()
    return _person(row) if row else None


def _need_person(connection: Connection, person: str) -> str:
    email = connection.execute(select(staff.c.email).where(staff.c.id == person)).scalar()
    if email is None:
        raise NoSuchPerson(person)
    return email


def _need_audiences(connection: Connection, audiences: Collection[str]) -> None:
    if not audiences:
        return
    known = set(connection.execute(select(audience.c.id).where(audience.c.id.in_(list(audiences)))).scalars())
    if missing := set(audiences) - known:
        raise NoSuchAudience(", ".join(sorted(missing)))


def _keep_link(connection: Connection, person: str, secret: str, now: datetime, life: timedelta) -> None:
    row = {"hash": hash_of(secret), "staff": person, "made_at": now, "expires_at": now + life}
    connection.execute(insert(login_link), row)


def _begin_session(connection: Connection, person: str, now: datetime) -> str:
    """A new session; what ended of theirs is swept."""
    secret = secrets.token_urlsafe(32)
    ended = staff_session.c.made_at < now - LONGEST
    connection.execute(delete(staff_session).where(staff_session.c.staff == person, ended))
    row = {"hash": hash_of(secret), "staff": person, "made_at": now, "seen_at": now}
    connection.execute(insert(staff_session), row)
    return secret


def _count_request(connection: Connection, email: str, now: datetime) -> bool:
    """Whether a link may be asked for this e-mail now; asking counts, known or not."""
    bucket = int.from_bytes(hashlib.sha256(email.encode()).digest()[:4]) % BUCKETS
    adding = insert_into(connection, login_request)
    old = login_request.c.since < now - REQUEST_WINDOW
    counted = adding.on_conflict_do_update(
        index_elements=[login_request.c.bucket],
        set_={
            "since": case((old, now), else_=login_request.c.since),
            "count": case((old, 1), else_=login_request.c.count + 1),
        },
    ).returning(login_request.c.count)
    return connection.execute(counted, {"bucket": bucket, "since": now, "count": 1}).scalar_one() <= REQUESTS


__all__ = ["ROLES", "AlreadyThere", "Audience", "NoSuchAudience", "NoSuchPerson", "Person", "Role", "Staff"]
