"""When the database fails: one exception, a short cause, nothing half-written, no data in the message."""

import sqlite3
import traceback

import pytest
import sqlalchemy as sa

from selfassess.responses import Change, StoreUnavailable, connections, open_store
from tests.storage.conftest import folder_of


@pytest.fixture
def sqlite_store(sqlite_url, questionnaire, monkeypatch):
    monkeypatch.setattr(connections, "PRAGMAS", connections.PRAGMAS | {"busy_timeout": 50})
    store = open_store(sqlite_url)
    store.keep_edition(questionnaire)
    yield store
    store.close()


@pytest.fixture
def answered(sqlite_store, questionnaire):
    draft = sqlite_store.begin(questionnaire.edition, "fr").id
    sqlite_store.save(draft, {"q": Change("kept")})
    return draft


def set_pragma(store, pragma):
    with store._engine.connect() as connection:
        connection.connection.cursor().execute(f"PRAGMA {pragma}")


def let_grow(store, pages):
    with store._engine.connect() as connection:
        count = connection.connection.cursor().execute("PRAGMA page_count").fetchone()[0]
    set_pragma(store, f"max_page_count = {count + pages}")


def save_until_refused(store, draft):
    """The questions whose answers were acknowledged, and why the next ones were not."""
    acknowledged = {"q"}
    for number in range(200):
        questions = {f"a{number}", f"b{number}"}
        try:
            store.save(draft, dict.fromkeys(questions, Change("x" * 700)))
        except StoreUnavailable as failure:
            return acknowledged, failure.cause
        acknowledged |= questions
    raise AssertionError("never refused")


def test_a_full_disk_loses_nothing_acknowledged(sqlite_store, answered):
    let_grow(sqlite_store, 3)
    acknowledged, cause = save_until_refused(sqlite_store, answered)
    assert cause == "disk full"
    assert len(acknowledged) > 1
    assert set(sqlite_store.load(answered).answers) == acknowledged
    let_grow(sqlite_store, 1000)
    sqlite_store.save(answered, {"after": Change("x")})
    assert set(sqlite_store.load(answered).answers) == {*acknowledged, "after"}


def test_a_busy_database_is_unavailable_to_writers_only(sqlite_store, answered, sqlite_url):
    other = sqlite3.connect(folder_of(sqlite_url) / "selfassess.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="busy"):
        sqlite_store.save(answered, {"r": Change(1)})
    with pytest.raises(StoreUnavailable, match="busy"):
        sqlite_store.ready()
    assert sqlite_store.load(answered).answers["q"].value == "kept"
    other.execute("ROLLBACK")
    other.close()
    sqlite_store.ready()
    assert sqlite_store.save(answered, {"r": Change(1)}).revisions == {"r": 1}


def test_a_read_only_database_is_unavailable_to_writers_only(sqlite_store, answered):
    set_pragma(sqlite_store, "query_only = on")
    with pytest.raises(StoreUnavailable, match="read-only"):
        sqlite_store.save(answered, {"r": Change(1)})
    assert sqlite_store.load(answered).answers["q"].value == "kept"


def test_a_damaged_file_is_said_so(tmp_path):
    path = tmp_path / "selfassess.sqlite"
    path.write_bytes(b"not a database, whatever its name says" * 1000)
    with pytest.raises(StoreUnavailable, match="not a data file"):
        open_store(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot create the data file"):
        open_store(f"sqlite:///{tmp_path}/file/selfassess.sqlite")


def test_waiting_for_a_connection_ends(sqlite_store, monkeypatch):
    sqlite_store._engine.pool._timeout = 0.05
    busy = [sqlite_store._engine.connect() for _ in range(26)]
    with pytest.raises(StoreUnavailable, match="busy"):
        sqlite_store.ready()
    for connection in busy:
        connection.close()
    sqlite_store.ready()


def test_errors_carry_no_answer(sqlite_store, answered):
    let_grow(sqlite_store, 0)
    change = Change("needle" * 1000, 1)
    with pytest.raises(StoreUnavailable) as failure:
        sqlite_store.save(answered, {"q": change})
    told = "".join(traceback.format_exception(failure.value))
    assert "INSERT INTO answer" in told
    assert "needle" not in told


@pytest.fixture
def postgresql_store(postgresql_url, questionnaire):
    store = open_store(postgresql_url)
    store.keep_edition(questionnaire)
    yield store
    store.close()


def cut_others(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        mine = "pid <> pg_backend_pid() AND application_name = 'selfassess'"
        connection.execute(sa.text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {mine}"))
    engine.dispose()


def test_a_connection_lost_between_saves_is_replaced(postgresql_store, postgresql_url, questionnaire):
    draft = postgresql_store.begin(questionnaire.edition, "fr").id
    cut_others(postgresql_url)
    assert postgresql_store.save(draft, {"q": Change("a")}).revisions == {"q": 1}


def test_a_connection_lost_during_a_save_writes_nothing(postgresql_store, postgresql_url, questionnaire):
    draft = postgresql_store.begin(questionnaire.edition, "fr").id
    engine, cut = postgresql_store._engine, [True]

    def before_commit(_connection):
        if cut:
            cut.clear()
            cut_others(postgresql_url)

    sa.event.listen(engine, "commit", before_commit)
    with pytest.raises(StoreUnavailable, match="no answer from the database"):
        postgresql_store.save(draft, {"q": Change("a")})
    assert postgresql_store.load(draft).answers == {}
    assert postgresql_store.save(draft, {"q": Change("a")}).revisions == {"q": 1}


def test_a_lock_held_too_long_is_busy(postgresql_store, postgresql_url, questionnaire):
    draft = postgresql_store.begin(questionnaire.edition, "fr").id
    sa.event.listen(
        postgresql_store._engine, "begin", lambda connection: connection.exec_driver_sql("SET lock_timeout = 50")
    )
    engine = sa.create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE response IN EXCLUSIVE MODE")
        with pytest.raises(StoreUnavailable, match="busy"):
            postgresql_store.save(draft, {"q": Change("a")})
    engine.dispose()
    assert postgresql_store.save(draft, {"q": Change("a")}).revisions == {"q": 1}


def test_a_read_only_server_is_said_so(postgresql_store, questionnaire):
    draft = postgresql_store.begin(questionnaire.edition, "fr").id
    sa.event.listen(
        postgresql_store._engine, "begin", lambda connection: connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    )
    with pytest.raises(StoreUnavailable, match="read-only"):
        postgresql_store.save(draft, {"q": Change("a")})


def test_a_long_reader_delays_only_the_emptying_of_the_journal(sqlite_store, answered, questionnaire):
    for _ in range(2):
        sqlite_store.submit(sqlite_store.begin(questionnaire.edition, "fr").id, {}, {}, "1")
    reader = sqlite_store.submissions(questionnaire.id)
    next(reader)
    sqlite_store.erase(answered)
    assert sqlite_store.load(answered) is None
    assert len(list(reader)) == 1
    with sqlite_store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 50


def test_no_server_is_unavailable(tmp_path):
    with pytest.raises(StoreUnavailable, match="no answer from the database"):
        open_store(f"postgresql+psycopg://selfassess@/postgres?host={tmp_path}")
