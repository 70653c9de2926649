"""Small transactions of many threads, committed together: on SQLite, a commit costs the disk as much for one as for many.

Whoever comes while nobody commits does so for all who wait. Each returns once what it did is on disk, and only then.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from selfassess.responses import connections
from selfassess.responses.connections import writing
from selfassess.responses.counting import count, counted_apart
from selfassess.responses.records import StoreUnavailable

MOST = 64
"""Acts in one commit."""

Result = TypeVar("Result")


class Act(Generic[Result]):
    """What a thread wants done, and what became of it."""

    def __init__(self, do: Callable[[Connection], Result]) -> None:
        self._do = do
        self._result: list[Result] = []
        self._statements = 0
        self.error: Exception | None = None
        self.woken = threading.Event()
        """It is this one's turn to commit, or another one did: `ended` tells."""
        self.ended = False

    def done_in(self, connection: Connection) -> None:
        """It is done, or was refused and wrote nothing; any other failure comes out: then nothing may be committed."""
        driver: Any = connection.connection.driver_connection
        before = driver.total_changes
        self._result, self.error = [], None
        with counted_apart() as statements:
            try:
                self._result = [self._do(connection)]
            except SQLAlchemyError:
                raise
            except Exception as error:
                if driver.total_changes != before:
                    raise
                self.error = error
            finally:
                self._statements += statements()

    def outcome(self) -> Result:
        """What it gave back, in the thread that wanted it; or its failure is raised."""
        count(self._statements)
        if self.error:
            raise self.error
        return self._result[0]


class Together:
    """The acts of a database's threads, several to a commit on SQLite; PostgreSQL does so itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._alone = engine.dialect.name != "sqlite"
        self._lock = threading.Lock()
        self._waiting: list[Act[Any]] = []
        self._committing = False

    def do(self, do: Callable[[Connection], Result]) -> Result:
        """What `do` gives back, once what it wrote is on disk; when it fails, it alone does."""
        if self._alone:
            with writing(self._engine) as connection:
                return do(connection)
        act = Act(do)
        self._queue(act)
        if not act.woken.wait(connections.PATIENCE):
            self._give_up(act)
            act.woken.wait()
        if not act.ended:
            self._commit_those_who_wait()
        return act.outcome()

    def _queue(self, act: Act[Any]) -> None:
        with self._lock:
            self._waiting.append(act)
            if not self._committing:
                self._committing = True
                act.woken.set()

    def _give_up(self, act: Act[Any]) -> None:
        """The act is withdrawn, unless its turn just came or it is being committed."""
        with self._lock:
            if act in self._waiting and not act.woken.is_set():
                self._waiting.remove(act)
                raise StoreUnavailable("busy")

    def _commit_those_who_wait(self) -> None:
        with self._lock:
            acts, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._commit(acts)
        finally:
            with self._lock:
                self._committing = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].woken.set()
            for act in acts:
                act.ended = True
                act.woken.set()

    def _commit(self, acts: Sequence[Act[Any]]) -> None:
        try:
            with writing(self._engine) as connection:
                for act in acts:
                    act.done_in(connection)
        except StoreUnavailable as failure:
            _fail(acts, failure)
        except Exception as error:
            if len(acts) == 1:
                acts[0].error = error
                return
            for act in acts:
                self._commit([act])
        except BaseException as stop:
            _fail(acts, stop)
            raise


def _fail(acts: Sequence[Act[Any]], failure: BaseException) -> None:
    """Nothing was kept of these acts, and each says so."""
    for act in acts:
        act.error = StoreUnavailable(failure.cause if isinstance(failure, StoreUnavailable) else "stopped")
        act.error.__cause__ = failure.__cause__
