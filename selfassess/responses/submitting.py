"""Submissions: immutable snapshots, and the consents given with them."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from selfassess.responses import tallying
from selfassess.responses.inserting import insert_into
from selfassess.responses.records import NoSuchResponse, Submission
from selfassess.responses.tables import consent, edition, response, submission
from selfassess.responses.values import canonical

AT_ONCE = 200
"""Snapshots in memory while all are read."""


def submit(
    connection: Connection,
    snapshot: Submission,
    purposes: Iterable[str],
    contribution: Mapping[str, int] | None = None,
) -> Submission:
    """The response has this snapshot, or keeps the one that it already had; the one that it has is returned."""
    opened = response.c.id == snapshot.response, response.c.submitted_at.is_(None)
    closing = update(response).where(*opened).values(submitted_at=snapshot.at, touched_at=snapshot.at)
    closed = connection.execute(closing.returning(response)).one_or_none()
    if closed is None:
        return submission_of(connection, snapshot.response) or _missing(snapshot.response)
    texts = {"answers": canonical(snapshot.answers), "profile": canonical(snapshot.profile)}
    row = {
        "response": snapshot.response,
        "edition": closed.edition,
        **texts,
        "engine": snapshot.engine,
        "at": snapshot.at,
    }
    connection.execute(insert(submission), row)
    give_consents(connection, snapshot.response, purposes, snapshot.at)
    first = closed.continues is None and closed.kind != "consensus"
    if closed.workshop and first and contribution is not None:
        names = tallying.names_of(closed.role, closed.organism)
        tallying.enter(connection, closed.workshop, names, snapshot.response, contribution)
    return read_submission(snapshot.response, closed.edition, **texts, engine=snapshot.engine, at=snapshot.at)


def submission_of(connection: Connection, response_id: str) -> Submission | None:
    """The snapshot of this response, None when it was not submitted."""
    row = connection.execute(select(submission).where(submission.c.response == response_id)).one_or_none()
    return read_submission(*row) if row else None


def latest_submissions(connection: Connection, questionnaire_id: str, purpose: str | None) -> Generator[Submission]:
    """The snapshots of this questionnaire in order of submission, a few at a time in memory; workshops' are left out.

    One that was re-opened and submitted again is left out for its successor; with a purpose, so is one whose
    consent to it is not standing.
    """
    later = response.alias()
    superseded = exists().where(later.c.continues == submission.c.response, later.c.submitted_at.is_not(None))
    query = (
        select(submission)
        .join(edition, edition.c.hash == submission.c.edition)
        .join(response, response.c.id == submission.c.response)
        .where(edition.c.questionnaire_id == questionnaire_id, ~superseded, response.c.workshop.is_(None))
        .order_by(submission.c.at, submission.c.response)
    )
    if purpose is not None:
        standing = consent.c.response == submission.c.response, consent.c.withdrawn_at.is_(None)
        query = query.where(exists().where(consent.c.purpose == purpose, *standing))
    with connection.execution_options(yield_per=AT_ONCE).execute(query) as rows:
        for row in rows:
            yield read_submission(*row)


def give_consents(connection: Connection, response_id: str, purposes: Iterable[str], now: datetime) -> None:
    """Each purpose is consented to, since now unless it already was."""
    rows = [
        {"response": response_id, "purpose": purpose, "given_at": now, "withdrawn_at": None}
        for purpose in sorted(set(purposes))
    ]
    if rows:
        statement = insert_into(connection, consent)
        renewing = statement.on_conflict_do_update(
            index_elements=[consent.c.response, consent.c.purpose],
            set_={"given_at": now, "withdrawn_at": None},
            where=consent.c.withdrawn_at.is_not(None),
        )
        connection.execute(renewing, rows)


def withdraw_consents(connection: Connection, response_id: str, purposes: Iterable[str], now: datetime) -> None:
    """None of these purposes is consented to any more."""
    given = consent.c.response == response_id, consent.c.purpose.in_(list(purposes)), consent.c.withdrawn_at.is_(None)
    connection.execute(update(consent).where(*given).values(withdrawn_at=now))


def _missing(response_id: str) -> Submission:
    raise NoSuchResponse(response_id)


def read_submission(response: str, edition: str, answers: str, profile: str, engine: str, at: datetime) -> Submission:
    """A row of the table as the snapshot that it is."""
    return Submission(response, edition, json.loads(answers), json.loads(profile), engine, at)
