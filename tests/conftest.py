"""What the tests of pages share: the questionnaires that ship, and a site of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from selfassess.questionnaire.model import Questionnaire
from selfassess.responses.store import Store, open_store
from selfassess.settings import read_settings
from selfassess.web.application import create_app
from selfassess.web.catalogue import read_catalogue

KEY = "a key of the tests, long enough to be one"


@dataclass(frozen=True)
class Site:
    """A running application, and the store under it."""

    app: Flask
    store: Store
    folder: Path


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Questionnaire]:
    """The questionnaires that ship, by id."""
    return read_catalogue()


@pytest.fixture(scope="session")
def velo(catalogue):
    return catalogue["velo"]


@pytest.fixture(scope="session")
def regionalisation(catalogue):
    return catalogue["regionalisation"]


SiteMaker = Callable[..., Site]


@pytest.fixture(scope="session")
def make_site(tmp_path_factory, catalogue):
    """Makes sites, each with a database of its own (or another's `folder`), closed at the end."""
    stores: list[Store] = []

    def make(questionnaires=None, folder: Path | None = None, **variables: str) -> Site:
        folder = folder or tmp_path_factory.mktemp("site")
        environment = {"SELFASSESS_SECRET_KEY": KEY, **{f"SELFASSESS_{k}": v for k, v in variables.items()}}
        settings = read_settings(environment, data=folder, port=80)
        stores.append(open_store(settings.database_url))
        app = create_app(settings, stores[-1], questionnaires or catalogue)
        return Site(app, stores[-1], folder)

    yield make
    for store in stores:
        store.close()
