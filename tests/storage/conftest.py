"""The same tests on SQLite and on PostgreSQL: `url` is an empty, migrated database of each."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from selfassess.questionnaire.model import questionnaire_from_content
from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.responses import open_store
from selfassess.responses.tables import metadata
from tests.postgresql import cluster


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgresql():
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_database(postgresql):
    open_store(postgresql).close()
    return postgresql


@pytest.fixture
def sqlite_url(migrated_file, tmp_path):
    path = tmp_path / "selfassess.sqlite"
    shutil.copy(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(migrated_database):
    yield migrated_database
    engine = sa.create_engine(migrated_database)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(metadata.tables)}"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path):
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite'}"
        return
    server = request.getfixturevalue("postgresql")
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE empty"))
        yield server.replace("/postgres?", "/empty?")
        connection.execute(sa.text("DROP DATABASE empty WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def questionnaire():
    return read_questionnaire(resource_folder("questionnaires") / "velo.yaml")


@pytest.fixture(scope="session")
def next_edition(questionnaire):
    content = json.loads(questionnaire.content)
    return questionnaire_from_content(json.dumps({**content, "version": "2999-01"}))


@pytest.fixture
def store(url, questionnaire):
    store = open_store(url)
    store.keep_edition(questionnaire)
    yield store
    store.close()


@pytest.fixture
def draft(store, questionnaire):
    """The id of an empty draft."""
    return store.begin(questionnaire.edition, "fr").id


@pytest.fixture
def facilitator(store):
    """The id of someone who prepares workshops."""
    store.staff.invite("animation@exemple.ca", "facilitator")
    return next(person.id for person in store.staff.people() if person.role == "facilitator")


@pytest.fixture
def make_workshop(store, questionnaire, facilitator):
    """Makes workshops; what is not told is as in most."""

    def make(**fields):
        today = date.today()
        usual = {
            "title": "Atelier",
            "facilitator": facilitator,
            "edition": questionnaire.edition,
            "questionnaire_id": questionnaire.id,
            "form": "short",
            "identity": "organism",
            "roles": ["direction", "ca"],
            "organisms": ["Carrefour", "Entraide é"],
            "closes_on": today + timedelta(days=2),
            "erases_on": today + timedelta(days=30),
        }
        return store.workshops.make(**{**usual, **fields})

    return make


@pytest.fixture
def workshop(make_workshop):
    return make_workshop()


@pytest.fixture
def participant(store, workshop):
    """The id of an empty response in the workshop."""
    return store.workshops.join(workshop.id, "fr")


def bytes_of(url: str) -> bytes:
    """All that an SQLite database has on disk."""
    return b"".join(path.read_bytes() for path in folder_of(url).iterdir())


def folder_of(url: str) -> Path:
    """The folder of an SQLite database."""
    return Path(url.removeprefix("sqlite:///")).parent
