"""People who sign in: links used once, sessions that end, and a log that only grows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from selfassess.responses.audit import Recorder
from selfassess.responses.staff import IDLE, INVITATION_LIFE, LINK_LIFE, LONGEST, REQUESTS, NoSuchAudience
from selfassess.responses.tables import audit_log, login_link, login_request, staff_session

EMAIL = "nadia@bailleur.ca"


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 22, 15, tzinfo=UTC)

    def __call__(self):
        return self.at

    def passes(self, time):
        self.at += time


@pytest.fixture
def clock(store):
    store.staff.now = Clock()
    return store.staff.now


@pytest.fixture
def staff(store, clock):
    return store.staff


def acts(staff):
    return [(entry.who, entry.action) for entry in reversed(staff.log())]


def test_a_link_lets_in_once(staff):
    link = staff.invite(EMAIL, "funder")
    person, session = staff.enter(link)
    assert (person.email, person.role) == (EMAIL, "funder")
    assert staff.session(session) == person
    assert staff.enter(link) is None
    assert acts(staff) == [("console", "invited"), (EMAIL, "signed_in")]


def test_a_link_opened_by_several_at_once_lets_one_in(staff):
    link = staff.invite(EMAIL, "funder")
    with ThreadPoolExecutor(6) as pool:
        entered = list(pool.map(staff.enter, [link] * 6))
    assert sum(found is not None for found in entered) == 1


def test_a_link_lives_twenty_minutes_and_an_invitation_three_days(staff, clock):
    invitation = staff.invite(EMAIL, "funder")
    asked = staff.ask_link(f" {EMAIL.upper()} ")
    clock.passes(LINK_LIFE)
    assert staff.enter(asked) is None
    clock.passes(INVITATION_LIFE - LINK_LIFE)
    assert staff.enter(invitation) is None


def test_only_fingerprints_of_links_and_sessions_are_kept(staff, store):
    link = staff.invite(EMAIL, "funder")
    _, session = staff.enter(link)
    with store._engine.connect() as connection:
        kept = [connection.execute(sa.select(table.c.hash)).scalar_one() for table in (login_link, staff_session)]
    assert not {link, session} & set(kept)
    assert all(len(one) == 64 for one in kept)


def test_nobody_else_is_let_in(staff):
    assert staff.ask_link("inconnu@exemple.ca") is None
    assert staff.enter("anything") is None
    assert staff.enter_by_email("inconnu@exemple.ca") is None
    assert staff.session("anything") is None


def test_a_session_ends_when_idle_and_after_twelve_hours(staff, clock):
    _, session = staff.enter(staff.invite(EMAIL, "funder"))
    clock.passes(IDLE)
    assert staff.session(session) is None
    _, session = staff.enter_by_email(EMAIL)
    spent = timedelta()
    while spent + timedelta(minutes=20) < LONGEST:
        clock.passes(timedelta(minutes=20))
        spent += timedelta(minutes=20)
        assert staff.session(session), f"after {spent}"
    clock.passes(timedelta(minutes=20))
    assert staff.session(session) is None


def test_disabling_ends_sessions_at_once_and_keeps_out(staff):
    link = staff.invite(EMAIL, "funder")
    person, session = staff.enter(link)
    asked = staff.ask_link(EMAIL)
    staff.disable(person.id, by="console")
    assert staff.session(session) is None
    assert staff.enter(asked) is None
    assert staff.ask_link(EMAIL) is None
    assert staff.enter_by_email(EMAIL) is None
    assert staff.enter(staff.invite(EMAIL, "funder")) is None
    staff.enable(person.id, by="console")
    assert staff.session(session) is None, "the old session came back"
    assert staff.enter_by_email(EMAIL)


def test_leaving_everywhere_ends_every_session_and_every_link(staff):
    person, first = staff.enter(staff.invite(EMAIL, "funder"))
    _, second = staff.enter_by_email(EMAIL)
    link = staff.ask_link(EMAIL)
    staff.leave_everywhere(person.id)
    assert staff.session(first) is staff.session(second) is None
    assert staff.enter(link) is None


def test_leaving_ends_one_session(staff):
    _, first = staff.enter(staff.invite(EMAIL, "funder"))
    _, second = staff.enter_by_email(EMAIL)
    staff.leave(first)
    assert staff.session(first) is None
    assert staff.session(second)


def test_asking_for_links_is_limited_and_bounded(staff, store, clock):
    staff.invite(EMAIL, "funder")
    assert [staff.ask_link(EMAIL) is not None for _ in range(REQUESTS + 2)] == [True] * REQUESTS + [False] * 2
    clock.passes(timedelta(minutes=16))
    assert staff.ask_link(EMAIL)
    for number in range(40):
        staff.ask_link(f"{number}@exemple.ca")
    with store._engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.max(login_request.c.bucket))).scalar() < 4096


def test_audiences_are_those_that_exist(staff):
    first = staff.make_audience("Bailleurs", "Funders", by="console")
    with pytest.raises(NoSuchAudience):
        staff.invite(EMAIL, "funder", [first, "nowhere"])
    assert staff.people() == []
    staff.invite(EMAIL, "funder", [first])
    (person,) = staff.people()
    assert person.audiences == {first}
    staff.set_audiences(person.id, [], by="console")
    assert staff.people()[0].audiences == frozenset()
    assert [action for _, action in acts(staff)] == ["audience_made", "invited", "member_removed"]


@pytest.mark.parametrize("change", [sa.delete(audit_log), sa.update(audit_log).values(actor="someone else")])
def test_the_log_only_grows(staff, store, change):
    staff.invite(EMAIL, "funder")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store._engine.begin() as connection:
        connection.execute(change)
    assert len(staff.log()) == 1


PRIVILEGED = {
    "invite": lambda staff, person: staff.invite("new@b.ca", "admin"),
    "disable": lambda staff, person: staff.disable(person, by="console"),
    "set_audiences": lambda staff, person: staff.set_audiences(person, [], by="console"),
    "make_audience": lambda staff, person: staff.make_audience("Autre", "Other", by="console"),
    "leave_everywhere": lambda staff, person: staff.leave_everywhere(person),
    "ask_link": lambda staff, person: staff.ask_link(EMAIL),
    "enter_by_email": lambda staff, person: staff.enter_by_email(EMAIL),
}


@pytest.mark.parametrize("act", PRIVILEGED)
def test_an_act_that_cannot_be_logged_does_not_happen(staff, store, act, monkeypatch):
    audience = staff.make_audience("Bailleurs", "Funders", by="console")
    person, session = staff.enter(staff.invite(EMAIL, "funder", [audience]))

    def state():
        with store._engine.connect() as connection:
            counts = [connection.execute(sa.select(sa.func.count()).select_from(t)).scalar() for t in TABLES]
        return staff.people(), staff.session(session), staff.audiences(), counts

    def refused(self, *_):
        raise OSError("no log")

    before = state()
    monkeypatch.setattr(Recorder, "__call__", refused)
    with pytest.raises(OSError, match="no log"):
        PRIVILEGED[act](staff, person.id)
    assert state() == before


TABLES = (login_link, staff_session, audit_log)
