"""Saves of many threads in one commit: none returns before it is on disk, and none suffers from another's failure."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from selfassess.responses import (
    AlreadySubmitted,
    Change,
    NoSuchResponse,
    StoreUnavailable,
    connections,
    open_store,
    together,
)
from selfassess.responses.connections import writing
from selfassess.responses.counting import statements_executed
from selfassess.responses.tables import answer
from tests.storage.conftest import folder_of

MANY = 12


@pytest.fixture
def store(sqlite_url, questionnaire):
    with closing(open_store(sqlite_url)) as store:
        store.keep_edition(questionnaire)
        yield store


@pytest.fixture
def people(store, questionnaire):
    return [store.begin(questionnaire.edition, "fr").id for _ in range(MANY)]


@contextmanager
def held(store):
    """Somebody writes meanwhile: who comes to save waits."""
    with writing(store._engine):
        yield
        deadline = time.monotonic() + 5
        while len(store._together._waiting) < MANY - 1 and time.monotonic() < deadline:
            time.sleep(0.005)


def at_once(store, pool, actions):
    """All of the actions wait for the turn, then are done; what became of each."""
    with held(store):
        futures = [pool.submit(action) for action in actions]
    return [future.exception() or future.result() for future in futures]


@pytest.fixture
def pool():
    with ThreadPoolExecutor(MANY) as pool:
        yield pool


@pytest.fixture
def commits(store):
    """The moments at which something was committed."""
    moments = []
    sa.event.listen(store._engine, "commit", lambda _: moments.append(time.monotonic()))
    return moments


@pytest.fixture
def at_the_last_moment(monkeypatch):
    """Sets what happens when all that is committed together is written, just before the commit."""
    moment = [lambda: None]

    @contextmanager
    def watched(engine):
        with writing(engine) as connection:
            yield connection
            moment[0]()

    monkeypatch.setattr(together, "writing", watched)
    return lambda action: moment.__setitem__(0, action)


def saves(store, people, value="a"):
    return [lambda one=one: store.save(one, {"q": Change(value)}) for one in people]


def test_those_who_wait_are_committed_together(store, people, pool, commits):
    results = at_once(store, pool, saves(store, people))
    assert all(saved.revisions == {"q": 1} for saved in results)
    assert len(commits) <= 3
    assert {store.load(one).answers["q"].value for one in people} == {"a"}


def test_nobody_returns_before_the_commit(store, people, pool, at_the_last_moment, sqlite_url):
    """While a commit of many is held up, nothing of it is acknowledged, nor to be read by anyone."""
    reached, go_on, commits = threading.Event(), threading.Event(), iter(range(MANY))

    def hold_the_second():
        if next(commits) == 1:
            reached.set()
            go_on.wait(10)

    at_the_last_moment(hold_the_second)
    with held(store):
        futures = [pool.submit(action) for action in saves(store, people)]
    assert reached.wait(5)
    time.sleep(0.1)
    assert sum(future.done() for future in futures) == 1
    with closing(sqlite3.connect(folder_of(sqlite_url) / "selfassess.sqlite")) as other:
        assert other.execute("SELECT count(*) FROM answer").fetchone() == (1,)
    go_on.set()
    assert all(future.result().revisions == {"q": 1} for future in futures)


def test_one_who_is_refused_takes_nobody_down(store, people, pool, commits):
    store.submit(people[3], {}, {}, "1")
    actions = saves(store, people)
    actions[5] = lambda: store.save("nobody", {"q": Change("a")})
    actions[7] = lambda: store.save(people[7], {"q": Change(float("nan"))})
    commits.clear()
    results = at_once(store, pool, actions)
    refused = {3: AlreadySubmitted, 5: NoSuchResponse, 7: ValueError}
    for number, result in enumerate(results):
        if number in refused:
            assert isinstance(result, refused[number])
        else:
            assert result.revisions == {"q": 1}
            assert store.load(people[number]).answers["q"].value == "a"
    assert len(commits) <= 3 + MANY


def test_one_who_fails_after_writing_is_undone_alone(store, people, pool):
    def write_and_fail(connection):
        row = {"response": people[0], "question": "half", "value": '"x"', "revision": 1, "sequence": 0, "stamp_key": ""}
        connection.execute(answer.insert(), row | {"saved_at": datetime.now(UTC)})
        raise ZeroDivisionError

    actions = [*saves(store, people[1:]), lambda: store._together.do(write_and_fail)]
    results = at_once(store, pool, actions)
    assert isinstance(results[-1], ZeroDivisionError)
    assert all(saved.revisions == {"q": 1} for saved in results[:-1])
    assert store.load(people[0]).answers == {}
    assert all(store.load(one).answers["q"].value == "a" for one in people[1:])


def test_one_whose_statement_fails_is_undone_alone(store, people, pool):
    def break_a_rule(connection):
        connection.execute(answer.insert(), {"response": "nobody", "question": "q"})

    results = at_once(store, pool, [*saves(store, people[1:]), lambda: store._together.do(break_a_rule)])
    assert isinstance(results[-1], sa.exc.IntegrityError)
    assert all(saved.revisions == {"q": 1} for saved in results[:-1])
    assert all(store.load(one).answers["q"].value == "a" for one in people[1:])


def test_a_commit_that_fails_acknowledges_nobody(store, people, pool, at_the_last_moment):
    def fail():
        raise sa.exc.OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    at_the_last_moment(fail)
    results = at_once(store, pool, saves(store, people))
    assert all(isinstance(result, StoreUnavailable) for result in results)
    assert all(not store.load(one).answers for one in people)
    at_the_last_moment(lambda: None)
    assert all(saved.revisions == {"q": 1} for saved in at_once(store, pool, saves(store, people)))


def test_one_who_is_stopped_while_committing_for_others_acknowledges_nobody(store, people, pool, at_the_last_moment):
    def stop():
        at_the_last_moment(lambda: None)
        raise KeyboardInterrupt

    with held(store):
        first = pool.submit(saves(store, people)[0])
        while not store._together._committing:
            time.sleep(0.001)
        time.sleep(0.05)
        others = [pool.submit(action) for action in saves(store, people[1:])]
        at_the_last_moment(lambda: at_the_last_moment(stop))
    results = [future.exception() or future.result() for future in (first, *others)]
    assert results[0].revisions == {"q": 1}
    stopped = [type(result) for result in results[1:]]
    assert sorted(one.__name__ for one in stopped) == ["KeyboardInterrupt"] + ["StoreUnavailable"] * (MANY - 2)
    assert all(not store.load(one).answers for one in people[1:])
    assert store.save(people[1], {"q": Change("a")}).revisions == {"q": 1}


def test_a_database_that_is_busy_says_so_to_each(store, people, pool, sqlite_url, monkeypatch):
    monkeypatch.setattr(connections, "PATIENCE", 0.3)
    with writing(store._engine):
        futures = [pool.submit(action) for action in saves(store, people)]
        for future in futures:
            with pytest.raises(StoreUnavailable, match="busy"):
                future.result()
    assert all(not store.load(one).answers for one in people)
    assert all(saved.revisions == {"q": 1} for saved in pool.map(lambda save: save(), saves(store, people)))


def test_who_waits_behind_a_stuck_commit_is_told_in_time_and_saves_nothing(store, people, pool, monkeypatch):
    monkeypatch.setattr(connections, "PATIENCE", 0.2)
    go_on, stuck = threading.Event(), threading.Event()
    first = pool.submit(store._together.do, lambda _: stuck.set() or go_on.wait(10))
    assert stuck.wait(5)
    second = pool.submit(saves(store, people)[0])
    try:
        assert isinstance(second.exception(3), StoreUnavailable)
    finally:
        go_on.set()
    assert first.result()
    assert store.save(people[1], {"q": Change("a")}).revisions == {"q": 1}
    assert store.load(people[0]).answers == {}


def test_each_thread_counts_its_own_statements(store, people, pool):
    def counted(one):
        before = statements_executed()
        store.save(one, {"q": Change("a")})
        return statements_executed() - before

    assert at_once(store, pool, [lambda one=one: counted(one) for one in people]) == [3] * MANY
