"""Connections that keep the store's promises, transactions over them, and what their failures mean."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, text

from selfassess.responses.counting import count_statements
from selfassess.responses.records import StoreRefused, StoreUnavailable

PATIENCE = 5
"""Seconds that a transaction waits for another one, or for a connection, before it gives up."""

PRAGMAS = {
    "busy_timeout": PATIENCE * 1000,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
}
"""What every SQLite connection is set to; synchronous 2 is FULL: a commit is on disk when it returns."""

POSTGRESQL_SETTINGS = {"fsync": "on", "synchronous_commit": "on"}


def engine_for(url: str) -> Engine:
    """An engine on this database, ready to be shared by threads; StoreRefused when it is of no known kind."""
    try:
        address = make_url(url)
    except exc.ArgumentError as error:
        raise StoreRefused("this is not the address of a database") from error
    makers = {"sqlite": _sqlite_engine, "postgresql": _postgresql_engine}
    if address.get_backend_name() not in makers:
        raise StoreRefused(f"{address.get_backend_name()} is not supported: sqlite or postgresql+psycopg is")
    engine = makers[address.get_backend_name()](address)
    count_statements(engine)
    return engine


def _sqlite_engine(address: URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        raise StoreRefused("SQLite needs a file: in memory, no answer would be kept")
    _create_private_file(Path(address.database))
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_size=16,
        pool_timeout=PATIENCE,
        execution_options={"turn": threading.Lock()},
        connect_args={"isolation_level": None, "timeout": PATIENCE},
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _create_private_file(path: Path) -> None:
    """The file is there, and what had to be created can be read by this user alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"cannot create the data file ({error.strerror})") from error


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    try:
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        if found != PRAGMAS:
            raise StoreRefused(f"SQLite did not accept its settings: {found} instead of {PRAGMAS}")
    except BaseException:
        connection.close()
        raise


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql_engine(address: URL) -> Engine:
    settings = f"-c timezone=UTC -c synchronous_commit=on -c lock_timeout={PATIENCE * 1000}"
    return create_engine(
        address,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        connect_args={"connect_timeout": PATIENCE, "application_name": "selfassess", "options": settings},
    )


def require_durability(engine: Engine) -> None:
    """A commit on this database is on disk when it returns; StoreRefused otherwise. SQLite checks each connection."""
    if engine.dialect.name == "sqlite":
        with reading(engine):
            return
    with reading(engine) as connection:
        for name, needed in POSTGRESQL_SETTINGS.items():
            found = connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar_one()
            if found != needed:
                raise StoreRefused(f"PostgreSQL's {name} is {found}; it must be {needed}")


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """A transaction that only reads; on SQLite it never waits for a writer."""
    with failures_named(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """A transaction that writes: on disk when the block ends, or not at all."""
    with (
        in_turn(engine),
        failures_named(),
        engine.connect() as connection,
        connection.execution_options(writing=True).begin(),
    ):
        yield connection


@contextmanager
def in_turn(engine: Engine) -> Generator[None]:
    """No other thread writes to this SQLite file meanwhile: where threads wait inside SQLite, some starve for seconds."""
    turn = engine.get_execution_options().get("turn")
    if turn and not turn.acquire(timeout=PATIENCE):
        raise StoreUnavailable("busy")
    try:
        yield
    finally:
        if turn:
            turn.release()


def empty_journal(engine: Engine) -> None:
    """Erased text is out of SQLite's journal too; a reader that takes long delays this to a later checkpoint."""
    if engine.dialect.name != "sqlite":
        return
    with suppress(sqlite3.Error), engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}")


@contextmanager
def failures_named() -> Generator[None]:
    """A failure of the database, not of the statement, comes out as StoreUnavailable."""
    try:
        yield
    except (exc.IntegrityError, exc.DataError, exc.ProgrammingError, exc.NotSupportedError):
        raise
    except exc.DBAPIError as error:
        raise StoreUnavailable(cause_of(error.orig)) from error
    except exc.TimeoutError as error:
        raise StoreUnavailable("busy") from error


SQLITE_CAUSES = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_FULL": "disk full",
    "SQLITE_READONLY": "read-only",
    "SQLITE_CANTOPEN": "cannot open the data file",
    "SQLITE_IOERR": "the disk failed",
    "SQLITE_CORRUPT": "the data file is damaged",
    "SQLITE_NOTADB": "this is not a data file",
}
POSTGRESQL_CAUSES = {
    "25006": "read-only",
    "40": "busy",
    "53100": "disk full",
    "55P03": "busy",
}


def cause_of(error: BaseException | None) -> str:
    """Why the database failed, in a few words that carry no data."""
    name = str(getattr(error, "sqlite_errorname", ""))
    state = str(getattr(error, "sqlstate", None) or "")
    causes = [cause for start, cause in SQLITE_CAUSES.items() if name.startswith(start)]
    causes += [cause for start, cause in POSTGRESQL_CAUSES.items() if state.startswith(start)]
    return causes[0] if causes else f"no answer from the database ({state or name or type(error).__name__})"
