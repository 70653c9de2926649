"""Closings that are killed, run two at a time, or meet a full disk: a release is there whole, or not at all."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from selfassess.disclosure.release import release_from_content
from selfassess.disclosure.survey import survey_from_content
from selfassess.responses import open_store
from selfassess.responses.releases import LOST_AFTER, NotInThisState
from selfassess.responses.tables import release, release_contributor
from tests.faults.killed_closings import close, close_until, close_within, settings_in
from tests.processes import everything_told, started
from tests.web import network

ORGANISMS = 14
CYCLES = 5


@pytest.fixture(scope="module")
def network_of_organisms(tmp_path_factory, regionalisation):
    """A folder with organisms that consented, and two declarations that nobody closed yet."""
    folder = tmp_path_factory.mktemp("network")
    with closing(open_store(settings_in(folder).database_url)) as store:
        store.keep_edition(regionalisation)
        site = SimpleNamespace(store=store)
        network.organisms(site, regionalisation, ORGANISMS)
        audience, by = network.audience(site), network.administrator(site)
        declarations = [
            store.releases.declare(network.draft(regionalisation, audience, breakdowns=("territoire",)), by=by)
            for _ in range(2)
        ]
    return folder, declarations


@pytest.fixture
def folder(network_of_organisms, tmp_path):
    """A copy of one's own."""
    return shutil.copytree(network_of_organisms[0], tmp_path / "data")


@pytest.fixture
def declarations(network_of_organisms):
    return network_of_organisms[1]


def opened(folder, later=timedelta()):
    """The store as it is read so much later."""
    store = open_store(settings_in(folder).database_url)
    store.releases.now = lambda: datetime.now(UTC) + later
    return closing(store)


def stored(folder, *declarations):
    """What the database holds of releases: none, or whole ones. Their contents."""
    contents = {}
    with opened(folder) as store:
        with store._engine.connect() as connection:
            rows = set(connection.execute(sa.select(release.c.declaration)).scalars())
            entered = list(connection.execute(sa.select(release_contributor.c.release)).scalars())
        assert rows == set(entered)
        for name in declarations:
            found = store.releases.declaration(name)
            assert found.state in ("declared", "closing", "closed")
            assert (found.state == "closed") == (name in rows)
        for one in store.releases.earlier():
            contents[one.declaration.id] = one.content
            assert hashlib.sha256(one.content.encode()).hexdigest() == one.declaration.sha256
            assert release_from_content(one.content).participants.published is not None
            assert len(survey_from_content(one.survey).contributors) == entered.count(one.declaration.id) == ORGANISMS
    with closing(sqlite3.connect(folder / "selfassess.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return contents


def undisturbed(folder, declaration):
    """What it is when nothing happens, and how many signs of progress it gives."""
    _, hears = started(close, folder, declaration)
    *signs, over = everything_told(hears)
    assert over == ("over", None)
    return stored(folder, declaration)[declaration], len(signs)


def killed(folder, declaration, *, sign=None, statement=None):
    """A closing killed at a sign of progress, or at a statement of its writing. What the database then holds."""
    process, hears = started(close_until, folder, declaration, sign, statement)
    everything_told(hears)
    process.join()
    died = process.exitcode
    process.close()
    return died, stored(folder, declaration)


def begun_again(folder, declaration):
    """A dead closing is taken for a live one a while, then declared again, and says so."""
    with opened(folder) as store:
        state = store.releases.declaration(declaration).state
        if state == "closing":
            with pytest.raises(NotInThisState):
                store.releases.claim(declaration)
    with opened(folder, 2 * LOST_AFTER) as store:
        store.releases.recover()
        again = store.releases.declaration(declaration)
        assert (again.state, again.failure) == ("declared", "interrupted" if state == "closing" else None)
        assert store.releases.consenting(again) == ORGANISMS
    return state


def test_a_closing_killed_at_any_moment_is_begun_again_and_gives_the_same_release(folder, declarations, tmp_path):
    declaration, chance = declarations[0], random.Random(8)
    expected, signs = undisturbed(shutil.copytree(folder, tmp_path / "calm"), declaration)
    for _ in range(CYCLES):
        died, found = killed(folder, declaration, sign=chance.randint(1, signs))
        assert (died, found) == (-signal.SIGKILL, {})
        assert begun_again(folder, declaration) == "closing"
    assert undisturbed(folder, declaration)[0] == expected


def test_a_closing_killed_as_it_writes_has_written_all_or_nothing(folder, declarations, tmp_path):
    """At each statement of the writing in turn, on a copy, until one is not reached."""
    declaration = declarations[0]
    expected, _ = undisturbed(shutil.copytree(folder, tmp_path / "calm"), declaration)
    for statement in count(1):
        copy = shutil.copytree(folder, tmp_path / str(statement))
        died, found = killed(copy, declaration, statement=statement)
        if died == 0:
            break
        assert died == -signal.SIGKILL
        assert found in ({}, {declaration: expected})
        if not found:
            begun_again(copy, declaration)
    assert statement > 3
    assert found == {declaration: expected}


def test_of_two_administrators_who_close_at_once_one_does_and_the_other_is_told(folder, declarations):
    told = [hears for _, hears in (started(close, folder, declarations[0]) for _ in range(2))]
    ends = [everything_told(hears)[-1] for hears in told]
    assert sorted(ends) == [("over", None), ("refused", "closing")]
    assert list(stored(folder, *declarations)) == declarations[:1]


def test_two_portraits_closed_at_once_are_verified_with_one_another(folder, declarations):
    told = [hears for _, hears in (started(close, folder, name) for name in declarations)]
    ends = [everything_told(hears)[-1] for hears in told]
    assert ends == [("over", None)] * 2
    contents = stored(folder, *declarations)
    first, second = (release_from_content(content) for content in contents.values())
    assert first.earlier == ()
    assert second.earlier == (first.sha256,)


def test_a_disk_that_fills_up_as_the_release_is_written_keeps_nothing_of_it(folder, declarations):
    declaration = declarations[0]
    _, hears = started(close_within, folder, declaration, 40_000)
    outcome, failure = everything_told(hears)[-1]
    assert (outcome, failure) in (("over", "disk_full"), ("over", "failed"))
    assert stored(folder, declaration) == {}
    with opened(folder, 2 * LOST_AFTER) as store:
        store.releases.recover()
        assert store.releases.declaration(declaration).state == "declared"
    assert undisturbed(folder, declaration)
