"""The store: what people answered, on SQLite or PostgreSQL. Every method is one transaction."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection, Generator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import IntegrityError

from selfassess.questionnaire.model import Questionnaire, questionnaire_from_content
from selfassess.responses import codes, drafts, saving, submitting, tallying, workshop_rows
from selfassess.responses.connections import empty_journal, engine_for, reading, require_durability, writing
from selfassess.responses.inserting import insert_into
from selfassess.responses.migrating import bring_up_to_date, revision_of
from selfassess.responses.records import (
    Change,
    Form,
    NoSuchEdition,
    NoSuchResponse,
    Response,
    Saved,
    StoreUnavailable,
    Submission,
)
from selfassess.responses.releases import Releases
from selfassess.responses.staff import Staff
from selfassess.responses.tables import REVISION, edition, response
from selfassess.responses.together import Together
from selfassess.responses.workshops import Workshops

EDITIONS_IN_MEMORY = 16
ConsentChange = Callable[[Connection, str, Collection[str], datetime], None]


def open_store(url: str) -> Store:
    """The store at `sqlite:///<path>` or `postgresql+psycopg://…`, its tables made or brought up to date.

    Open it in the process that uses it: connections do not survive a fork. Raises StoreRefused when the database
    cannot promise that a committed answer is on disk, StoreUnavailable when it does not answer.
    """
    engine = engine_for(url)
    try:
        require_durability(engine)
        bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


class Store:
    """Responses and their editions; threads may share it.

    Any method raises StoreUnavailable when the database does not answer, and then nothing was half-written;
    NoSuchResponse when the response was erased or never was.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._together = Together(engine)
        self.staff = Staff(engine)
        self.releases = Releases(engine)
        self.workshops = Workshops(engine)
        self._editions: dict[str, Questionnaire] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Every connection is closed."""
        self._engine.dispose()

    def ready(self) -> None:
        """The database can be written to, and has this program's tables; StoreUnavailable otherwise."""
        with writing(self._engine) as connection:
            if revision_of(connection) != REVISION:
                raise StoreUnavailable("the tables are of another version of the program")

    def keep_edition(self, questionnaire: Questionnaire) -> None:
        """Responses can be given to this exact questionnaire, for ever."""
        values = {
            "hash": questionnaire.edition,
            "questionnaire_id": questionnaire.id,
            "content": questionnaire.content,
            "published_at": _now(),
        }
        with writing(self._engine) as connection:
            connection.execute(insert_into(connection, edition).on_conflict_do_nothing(), values)
        self._remember(questionnaire)

    def edition(self, edition_hash: str) -> Questionnaire:
        """The questionnaire kept under this hash: no statement when it was used lately, one otherwise.

        Raises NoSuchEdition.
        """
        known = self._editions.get(edition_hash)
        if known:
            return known
        with reading(self._engine) as connection:
            content = connection.execute(select(edition.c.content).where(edition.c.hash == edition_hash)).scalar()
        if content is None:
            raise NoSuchEdition(edition_hash)
        return self._remember(questionnaire_from_content(content))

    def _remember(self, questionnaire: Questionnaire) -> Questionnaire:
        with self._lock:
            self._editions[questionnaire.edition] = questionnaire
            if len(self._editions) > EDITIONS_IN_MEMORY:
                del self._editions[next(iter(self._editions))]
        return questionnaire

    def begin(self, edition_hash: str, language: str, form: Form = "whole") -> Response:
        """A new, empty draft exists: one statement. Raises NoSuchEdition."""
        now = _now()
        draft = Response(secrets.token_urlsafe(24), edition_hash, form, language, created_at=now, touched_at=now)
        try:
            with writing(self._engine) as connection:
                drafts.insert_response(connection, draft)
        except IntegrityError as error:
            raise NoSuchEdition(edition_hash) from error
        return draft

    def load(self, response_id: str) -> Response | None:
        """The response with its answers and consents, None when there is none: one statement."""
        with reading(self._engine) as connection:
            return drafts.load(connection, response_id)

    def save(self, response_id: str, changes: Mapping[str, Change], language: str | None = None) -> Saved:
        """What is not reported as a conflict is on disk: three statements at most, five when overtaken meanwhile.

        A value equal to the stored one writes nothing, however stale; one given on top of the stored revision is
        written, as the next revision; any other is a conflict and is not written. With a stamp, the newest wins,
        and an older one is a conflict. With no changes, only the language is set. Raises AlreadySubmitted, and
        StampRefused for a stamp that cannot be one: then nothing is saved.
        """
        return self._together.do(
            lambda connection: saving.save_answers(connection, response_id, changes, language, _now())
        )

    def move_edition(self, response_id: str, new_edition_hash: str, changes: Mapping[str, Change]) -> None:
        """The draft answers this edition; the changes that it demands are made whatever was saved meanwhile.

        Four statements at most when nothing was. Raises NoSuchEdition, AlreadySubmitted, WorkshopFrozen.
        """
        try:
            with writing(self._engine) as connection:
                drafts.move(connection, response_id, new_edition_hash, changes, _now())
        except IntegrityError as error:
            raise NoSuchEdition(new_edition_hash) from error

    def give_code(self, response_id: str) -> str:
        """The code that is returned, and no earlier one, leads back to this response: one statement."""
        code = codes.new_code()
        changed = update(response).where(response.c.id == response_id).values(code_hash=codes.hash_of(code))
        with writing(self._engine) as connection:
            if connection.execute(changed).rowcount == 0:
                raise NoSuchResponse(response_id)
        return code

    def by_code(self, code: str) -> str | None:
        """The id of the response that this code leads to, None for no such code: always one statement."""
        with reading(self._engine) as connection:
            query = select(response.c.id).where(response.c.code_hash == codes.hash_of(code))
            return connection.execute(query).scalar()

    def submit(
        self,
        response_id: str,
        answers: Mapping[str, Any],
        profile: Mapping[str, Any],
        engine: str,
        consents: Collection[str] = (),
        contribution: Mapping[str, int] | None = None,
    ) -> Submission:
        """The response is submitted with this snapshot and these consents; a second call returns the first snapshot.

        In a workshop, what it adds to the picture is entered in the same transaction, the first time that a person
        submits. At most three statements, five in a workshop.
        """
        with writing(self._engine) as connection:
            snapshot = Submission(response_id, "", answers, profile, engine, _now())
            return submitting.submit(connection, snapshot, consents, contribution)

    def submission(self, response_id: str) -> Submission | None:
        """The snapshot of this response, None when it was not submitted: one statement."""
        with reading(self._engine) as connection:
            return submitting.submission_of(connection, response_id)

    def submissions(self, questionnaire_id: str, purpose: str | None = None) -> Generator[Submission]:
        """The latest snapshot of each chain of re-opened responses, oldest first, a few at a time in memory.

        Those of workshops are left out.
        With a purpose, only those that consent to it at present. One transaction, until the iterator ends.
        """
        with reading(self._engine) as connection:
            yield from submitting.latest_submissions(connection, questionnaire_id, purpose)

    def give_consent(self, response_id: str, *purposes: str) -> None:
        """These purposes are consented to, since now unless they already were."""
        self._change_consents(submitting.give_consents, response_id, purposes)

    def withdraw_consent(self, response_id: str, *purposes: str) -> None:
        """None of these purposes is consented to any more; when each was given and withdrawn stays known."""
        self._change_consents(submitting.withdraw_consents, response_id, purposes)

    def _change_consents(self, change: ConsentChange, response_id: str, purposes: Collection[str]) -> None:
        try:
            with writing(self._engine) as connection:
                change(connection, response_id, purposes, _now())
        except IntegrityError as error:
            raise NoSuchResponse(response_id) from error

    def reopen(self, response_id: str) -> str:
        """The id of a draft that continues this submitted response, with its answers and its return code.

        The snapshot stays, without a code of its own. A second call gives the same continuation, and a draft's own id
        comes back as it is. Four statements at most.
        """
        with writing(self._engine) as connection:
            return drafts.reopen(connection, response_id, secrets.token_urlsafe(24), _now())

    def erase(self, response_id: str) -> None:
        """Nothing is left of this response, of those that it continues, nor of those that continue it.

        Editions stay, and what a workshop's picture counted. Erasing twice is harmless.
        """
        with writing(self._engine) as connection:
            workshop_rows.held_of(connection, response_id)
            left = drafts.erase(connection, response_id)
            if left:
                tallying.forget(connection, *left)
        empty_journal(self._engine)


def _now() -> datetime:
    return datetime.now(UTC)
