"""What is asked of the database about releases, and its rows read back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, exists, select

from selfassess.responses.release_records import LOST_AFTER, Declaration, Frozen, NoSuchRelease
from selfassess.responses.tables import (
    audience,
    consent,
    edition,
    release,
    release_declaration,
    response,
    staff,
    submission,
)

PLACE = ZoneInfo("America/Toronto")
"""Where a period's days begin and end."""

DECLARATIONS = (
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
FROZEN = (
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


def candidates_of(declaration: Declaration, *columns: Any) -> Any:
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


def chain_of(response_id: str) -> Any:
    """This response and those that it continues."""
    chain = select(response.c.id, response.c.continues).where(response.c.id == response_id).cte(recursive=True)
    chain = chain.union(select(response.c.id, response.c.continues).where(response.c.id == chain.c.continues))
    return select(chain.c.id)


def claimed_by(declaration: str, claim: str) -> tuple[Any, ...]:
    return (
        release_declaration.c.id == declaration,
        release_declaration.c.state == "closing",
        release_declaration.c.claim == claim,
    )


def need_declaration(connection: Connection, declaration: str, now: datetime) -> Declaration:
    row = connection.execute(DECLARATIONS.where(release_declaration.c.id == declaration)).one_or_none()
    if row is None:
        raise NoSuchRelease(declaration)
    return declaration_of(row, now)


def frozen_of(row: Any, now: datetime) -> Frozen:
    return Frozen(declaration_of(row, now), row.content, getattr(row, "survey", b""))


def declaration_of(row: Any, now: datetime) -> Declaration:
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
