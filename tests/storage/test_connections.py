"""What a connection promises, and that the program refuses to start without it."""

import stat

import pytest
import sqlalchemy as sa

from selfassess.responses import StoreRefused, connections, open_store
from selfassess.responses.connections import PRAGMAS, reading, writing
from tests.storage.conftest import folder_of


def pragma(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_every_sqlite_connection_is_durable_and_strict(sqlite_url):
    store = open_store(sqlite_url)
    with reading(store._engine) as first, reading(store._engine) as second:
        for connection in (first, second):
            assert pragma(connection, "journal_mode") == "wal"
            assert pragma(connection, "synchronous") == 2
            assert pragma(connection, "foreign_keys") == 1
            assert pragma(connection, "busy_timeout") == 5000
            assert pragma(connection, "secure_delete") == 1
    store.close()


@pytest.mark.parametrize("name", ["journal_mode", "synchronous", "foreign_keys", "secure_delete"])
def test_sqlite_settings_are_read_back(sqlite_url, monkeypatch, name):
    """SQLite ignores a setting that it cannot apply without a word."""
    monkeypatch.setattr(connections, "PRAGMAS", PRAGMAS | {name: 77})
    with pytest.raises(StoreRefused, match=name):
        open_store(sqlite_url)


def test_the_data_file_and_its_new_folders_are_private(tmp_path):
    open_store(f"sqlite:///{tmp_path}/a/b/selfassess.sqlite").close()
    folder = tmp_path / "a" / "b"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "selfassess.sqlite").stat().st_mode) == 0o600


def test_the_journal_is_private_too(sqlite_url, tmp_path):
    (tmp_path / "selfassess.sqlite").chmod(0o600)
    store = open_store(sqlite_url)
    with writing(store._engine) as connection:
        connection.exec_driver_sql("CREATE TABLE scratch (x)")
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder_of(sqlite_url).glob("selfassess*")} == {0o600}
    store.close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "not an address", "sqlite+pysqlcipher://"]
)
def test_other_databases_are_refused(url):
    with pytest.raises(StoreRefused):
        open_store(url)


def test_a_postgresql_that_does_not_sync_is_refused(postgresql, monkeypatch):
    monkeypatch.setattr(connections, "POSTGRESQL_SETTINGS", {"full_page_writes": "off"})
    with pytest.raises(StoreRefused, match="full_page_writes"):
        open_store(postgresql)


def test_a_role_that_turned_syncing_off_is_overruled(postgresql):
    engine = sa.create_engine(postgresql)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER ROLE selfassess SET synchronous_commit = off")
    store = open_store(postgresql)
    with reading(store._engine) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
    store.close()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER ROLE selfassess RESET synchronous_commit")
    engine.dispose()


def test_writers_take_their_turn_before_they_read(sqlite_url):
    """A deferred BEGIN would let two writers read the same rows, then refuse the second at once."""
    store = open_store(sqlite_url)
    begun = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *arguments: begun.append(arguments[2]))
    with writing(store._engine):
        pass
    with reading(store._engine):
        pass
    assert begun == ["BEGIN IMMEDIATE", "BEGIN"]
    store.close()
