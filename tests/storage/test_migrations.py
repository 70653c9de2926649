"""The migrations, with data, make the tables that the code declares."""

import re
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from selfassess.responses import StoreRefused, StoreUnavailable, open_store
from selfassess.responses.connections import engine_for, reading, writing
from selfassess.responses.migrating import MIGRATIONS, migrate, revision_of
from selfassess.responses.tables import REVISION, metadata

ROWS = {
    "0001": """
        INSERT INTO edition VALUES ('e', 'velo', '{}', '2026-01-02 03:04:05.000006+00:00');
        INSERT INTO response VALUES ('r', 'e', 'whole', 'fr', '2026-01-02 03:04:05.000006+00:00',
            '2026-01-02 03:04:05.000006+00:00', NULL, '2026-01-02 03:04:05.000006+00:00', NULL);
        INSERT INTO response VALUES ('s', 'e', 'short', 'en', '2026-01-02 03:04:05.000006+00:00',
            '2026-01-02 03:04:05.000006+00:00', 'hash', NULL, 'r');
        INSERT INTO answer VALUES ('r', 'q', '"é"', 3, '2026-01-02 03:04:05.000006+00:00');
        INSERT INTO answer VALUES ('r', 'gone', NULL, 2, '2026-01-02 03:04:05.000006+00:00');
        INSERT INTO submission VALUES ('r', 'e', '{"q":"é"}', '{}', '1', '2026-01-02 03:04:05.000006+00:00');
        INSERT INTO consent VALUES ('r', 'research', '2026-01-02 03:04:05.000006+00:00', NULL)
    """,
}
ROWS["0002"] = (
    ROWS["0001"]
    + """;
        INSERT INTO staff VALUES ('p', 'a@b.ca', 'admin', '2026-01-02 03:04:05.000006+00:00', NULL);
        INSERT INTO audience VALUES ('f', 'Bailleurs', 'Funders', '2026-01-02 03:04:05.000006+00:00');
        INSERT INTO release_declaration VALUES ('d', 'velo', 'f', 'Titre', 'Title', '2026-01-01', '2026-03-31', '[]',
            'research', 10, NULL, 'p', '2026-01-02 03:04:05.000006+00:00', 'closed', NULL, NULL, NULL, NULL, 0, 0, NULL);
        INSERT INTO release VALUES ('d', '{}', 'hash', '', '2026-01-02 03:04:05.000006+00:00');
        INSERT INTO release_contributor VALUES ('d', 'r', 'key');
        INSERT INTO audit_log VALUES (1, '2026-01-02 03:04:05.000006+00:00', 'p', 'release_closed', 'd')
    """
)
ROWS["0003"] = ROWS["0002"].replace("0, 0, NULL);", "0, 0, NULL, 'modele');")
NAMED = {
    "response": "(id, edition, form, language, created_at, touched_at, code_hash, submitted_at, continues)",
    "answer": "(sequence, stamp_key, response, question, value, revision, saved_at)",
}
ROWS["0004"] = (
    ROWS["0003"]
    .replace("INTO response VALUES", f"INTO response {NAMED['response']} VALUES")
    .replace("INTO answer VALUES (", f"INTO answer {NAMED['answer']} VALUES (7, 'key', ")
    + """;
        INSERT INTO workshop VALUES ('w', 'Titre', 'p', 'e', 'velo', 'short', 'organism', '["ca"]', '["Table"]',
            'ACDEFGHJ', 'hash', '2026-02-01', '2026-03-01', '2026-01-02 03:04:05.000006+00:00', NULL, NULL, 0);
        INSERT INTO workshop_group VALUES ('w', '', 5, '[]', '{}');
        INSERT INTO response VALUES ('t', 'e', 'short', 'fr', '2026-01-02 03:04:05.000006+00:00',
            '2026-01-02 03:04:05.000006+00:00', NULL, NULL, NULL, 'w', 'consensus', NULL, 'Table');
        INSERT INTO dissent VALUES ('t', 'q', 'raison');
        INSERT INTO code_guess VALUES (1, '[]')
    """
)
"""Rows as each revision held them; a new migration adds its own here."""


def revisions():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


@pytest.fixture
def engine(new_url):
    engine = engine_for(new_url)
    yield engine
    engine.dispose()


def test_the_newest_migration_is_the_one_that_the_program_expects():
    assert revisions()[0] == REVISION
    assert set(revisions()) == set(ROWS)


def test_migrated_tables_are_the_declared_ones(engine):
    migrate(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def names_in_sqlite(connection):
    """As written in the schema: the inspector does not read the name of a key declared with its column."""
    schema = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'").scalars()
    return set(re.findall(r"CONSTRAINT (\w+)", "".join(sql or "" for sql in schema)))


def names_in_postgresql(connection):
    found = connection.exec_driver_sql(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f', 'u', 'c')"
    )
    return {name for name in found.scalars() if not name.startswith("alembic")}


CONSTRAINT_NAMES = {"sqlite": names_in_sqlite, "postgresql": names_in_postgresql}


def test_migrated_names_and_checks_are_the_declared_ones(engine):
    migrate(engine)
    declared = {constraint.name for table in metadata.tables.values() for constraint in table.constraints}
    with reading(engine) as connection:
        assert CONSTRAINT_NAMES[engine.dialect.name](connection) == declared


@pytest.mark.parametrize("revision", revisions())
def test_rows_of_each_revision_live_on(new_url, engine, revision):
    migrate(engine, revision)
    with writing(engine) as connection:
        for statement in ROWS[revision].split(";"):
            connection.exec_driver_sql(statement)
    store = open_store(new_url)
    loaded = store.load("r")
    assert loaded.answers["q"].value == "é"
    assert loaded.revisions == {"q": 3, "gone": 2}
    assert loaded.consents == {"research"}
    assert loaded.created_at.isoformat() == "2026-01-02T03:04:05.000006+00:00"
    assert store.submission("r").answers == {"q": "é"}
    assert store.load("s").continues == "r"
    assert store.reopen("r") == "s"
    store.close()


def test_a_failed_migration_leaves_nothing(engine, monkeypatch):
    monkeypatch.setattr("alembic.op.create_index", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        migrate(engine)
    with reading(engine) as connection:
        assert sa.inspect(connection).get_table_names() == []


def test_data_of_a_newer_program_are_refused(new_url):
    open_store(new_url).close()
    engine = engine_for(new_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreRefused, match="another version"):
        open_store(new_url)
    with reading(engine) as connection:
        assert revision_of(connection) == "9999"
    engine.dispose()


def test_a_database_at_the_newest_revision_is_opened_without_alembic(url, monkeypatch):
    monkeypatch.setattr("selfassess.responses.migrating.migrate", lambda engine: pytest.fail("migrated again"))
    open_store(url).close()


def test_a_store_whose_tables_changed_under_it_is_not_ready(new_url, engine):
    with closing(open_store(new_url)) as store:
        store.ready()
        with writing(engine) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreUnavailable, match="another version"):
            store.ready()
