"""Releases: closed by one, frozen whole or not at all, seen by their audience; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from selfassess.responses.audit import Recorder
from selfassess.responses.releases import (
    LOST_AFTER,
    ClaimLost,
    ConsentsChanged,
    Draft,
    EarlierChanged,
    NoSuchRelease,
    NotInThisState,
)
from selfassess.responses.tables import release, release_contributor

PURPOSE = "bailleurs"


@pytest.fixture
def releases(store):
    return store.releases


@pytest.fixture
def by(store):
    store.staff.invite("admin@exemple.ca", "admin")
    return store.staff.people()[0].id


@pytest.fixture
def declare(store, by, questionnaire):
    audience = store.staff.make_audience("Bailleurs", "Funders", by=by)

    def make(**changes):
        today = datetime.now(UTC).date()
        values = {
            "questionnaire": questionnaire.id,
            "audience": audience,
            "fr": "Portrait",
            "en": "Portrait",
            "first_day": today - timedelta(days=3),
            "last_day": today + timedelta(days=3),
            "breakdowns": ("taille",),
            "purpose": PURPOSE,
            "threshold": 10,
        }
        return store.releases.declare(Draft(**(values | changes)), by=by)

    return make


@pytest.fixture
def send(store, questionnaire):
    def sent(*purposes, continues=None):
        response = store.reopen(continues) if continues else store.begin(questionnaire.edition, "fr").id
        store.submit(response, {"q": 1}, {}, "1", purposes)
        return response

    return sent


def frozen(releases, declaration, claim, contributors, **changes):
    values = {
        "content": "{}",
        "sha256": "hash",
        "survey": b"survey",
        "contributors": {response: f"key {response}" for response in contributors},
        "verified_with": [one.declaration.id for one in releases.earlier()],
    }
    releases.freeze(declaration, claim, **(values | changes))


def stored(store):
    with store._engine.connect() as connection:
        return [
            connection.execute(sa.select(sa.func.count()).select_from(t)).scalar()
            for t in (release, release_contributor)
        ]


def test_only_who_consented_in_the_period_enters(releases, store, declare, send):
    agreed, _silent, other = send(PURPOSE), send(), send("recherche")
    withdrew = send(PURPOSE)
    store.withdraw_consent(withdrew, PURPOSE)
    declaration = releases.declaration(declare())
    assert [one.submission.response for one in releases.candidates(declaration)] == [agreed]
    assert releases.consenting(declaration) == 1
    store.give_consent(other, PURPOSE)
    assert releases.consenting(declaration) == 2
    before = releases.declaration(declare(first_day=date(2020, 1, 1), last_day=date(2020, 12, 31)))
    assert releases.consenting(before) == 0


def test_what_was_submitted_in_a_workshop_is_no_candidate(store, releases, declare, send, workshop, participant):
    store.submit(participant, {"q": 1}, {}, "1", [PURPOSE], {"v": 0})
    store.submit(store.reopen(participant), {"q": 2}, {}, "1", [PURPOSE], {"v": 0})
    alone = send(PURPOSE)
    assert [one.submission.response for one in releases.candidates(releases.declaration(declare()))] == [alone]


def test_an_organism_enters_once_under_one_root(releases, declare, send):
    first = send(PURPOSE)
    second = send(PURPOSE, continues=first)
    third = send(PURPOSE, continues=second)
    (found,) = releases.candidates(releases.declaration(declare()))
    assert (found.root, found.submission.response) == (first, third)


def test_one_of_many_closings_wins_and_the_others_are_told(releases, declare):
    declaration = declare()

    def claim(_):
        try:
            return releases.claim(declaration)
        except NotInThisState as elsewhere:
            return elsewhere.state

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(claim, range(6)))
    assert sorted(found).count("closing") == 5
    assert releases.declaration(declaration).state == "closing"


def test_a_frozen_release_is_stored_whole(releases, store, declare, send):
    response, declaration = send(PURPOSE), declare()
    claim = releases.claim(declaration)
    releases.beat(declaration, claim, "audit", 3, 9)
    found = releases.declaration(declaration)
    assert (found.state, found.step, found.done, found.total) == ("closing", "audit", 3, 9)
    frozen(releases, declaration, claim, [response])
    assert releases.declaration(declaration).state == "closed"
    assert releases.frozen(declaration).content == "{}"
    (entry,) = releases.entered(response)
    assert (entry.declaration.id, entry.contributor) == (declaration, f"key {response}")
    assert releases.row(declaration, response)[0].survey == b"survey"


def test_a_consent_withdrawn_before_the_end_keeps_all_out(releases, store, declare, send):
    first, second, declaration = send(PURPOSE), send(PURPOSE), declare()
    claim = releases.claim(declaration)
    store.withdraw_consent(second, PURPOSE)
    with pytest.raises(ConsentsChanged):
        frozen(releases, declaration, claim, [first, second])
    assert stored(store) == [0, 0]
    assert releases.declaration(declaration).state == "closing"
    frozen(releases, declaration, claim, [first])
    assert stored(store) == [1, 1]


def test_a_release_frozen_meanwhile_sends_the_other_back_to_verify(releases, store, declare, send):
    response, first, second = send(PURPOSE), declare(), declare()
    claims = [releases.claim(one) for one in (first, second)]
    frozen(releases, first, claims[0], [response])
    with pytest.raises(EarlierChanged):
        frozen(releases, second, claims[1], [response], verified_with=[])
    assert stored(store) == [1, 1]


def test_a_closing_that_died_is_declared_again_and_may_not_come_back(releases, declare, send):
    response, declaration = send(PURPOSE), declare()
    claim = releases.claim(declaration)
    at = releases.now
    releases.now = lambda: at() + LOST_AFTER + timedelta(seconds=1)
    assert (releases.declaration(declaration).state, releases.declaration(declaration).failure) == (
        "declared",
        "interrupted",
    )
    again = releases.claim(declaration)
    for late in (
        lambda: releases.beat(declaration, claim, "audit", 1, 2),
        lambda: frozen(releases, declaration, claim, [response]),
    ):
        with pytest.raises(ClaimLost):
            late()
    releases.give_up(declaration, claim, "failed")
    assert releases.declaration(declaration).state == "closing"
    frozen(releases, declaration, again, [response])


def test_recovery_at_the_start_says_why(releases, store, declare):
    declaration = declare()
    releases.claim(declaration)
    releases.recover()
    assert releases.declaration(declaration).state == "closing", "a living closing was taken for dead"
    at = releases.now
    releases.now = lambda: at() + LOST_AFTER + timedelta(seconds=1)
    releases.recover()
    releases.now = at
    found = releases.declaration(declaration)
    assert (found.state, found.failure) == ("declared", "interrupted")
    assert store.staff.log()[0].action == "release_failed"


def test_it_is_read_by_its_audience_once_published(releases, store, declare, send, by):
    response, declaration = send(PURPOSE), declare()
    frozen(releases, declaration, releases.claim(declaration), [response])
    audience = releases.declaration(declaration).audience
    with pytest.raises(NoSuchRelease):
        releases.read(declaration, [audience])
    releases.publish(declaration, by=by)
    assert releases.read(declaration, [audience]).content == "{}"
    assert [one.id for one in releases.published([audience])] == [declaration]
    for others in ([], ["another"]):
        assert releases.published(others) == []
        with pytest.raises(NoSuchRelease):
            releases.read(declaration, others)
    with pytest.raises(NotInThisState):
        releases.publish(declaration, by=by)
    with pytest.raises(NotInThisState):
        releases.cancel(declaration, by=by)


def test_erasing_a_response_keeps_the_figures_and_loses_the_link(releases, store, declare, send):
    response, declaration = send(PURPOSE), declare()
    frozen(releases, declaration, releases.claim(declaration), [response])
    store.erase(response)
    assert stored(store) == [1, 0]
    assert releases.entered(response) == []


@pytest.mark.parametrize("act", ["declare", "claim", "freeze", "give_up", "publish", "cancel"])
def test_what_cannot_be_logged_does_not_happen(releases, store, declare, send, by, act, monkeypatch):
    response = send(PURPOSE)
    declared, closing, closed = declare(), declare(), declare()
    frozen(releases, closed, releases.claim(closed), [response])
    claim = releases.claim(closing)
    known = [one.declaration.id for one in releases.earlier()]
    before = releases.declarations(), stored(store)

    def refused(self, *_):
        raise OSError("no log")

    monkeypatch.setattr(Recorder, "__call__", refused)
    acts = {
        "declare": declare,
        "claim": lambda: releases.claim(declared),
        "freeze": lambda: frozen(releases, closing, claim, [response], verified_with=known),
        "give_up": lambda: releases.give_up(closing, claim, "failed"),
        "publish": lambda: releases.publish(closed, by=by),
        "cancel": lambda: releases.cancel(declared, by=by),
    }
    with pytest.raises(OSError, match="no log"):
        acts[act]()
    assert (releases.declarations(), stored(store)) == before
