"""A room without internet on a bad wire, 256 kbit/s and one packet in five lost: usable, and nothing is lost."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from playwright.sync_api import expect

from selfassess.questionnaire.short_form import sections_of
from selfassess.responses.store import open_store
from selfassess.testing import chromium
from selfassess.web.forms import form_pairs
from tests.browser.test_workshop_offline import ALL_KEPT, participants, state
from tests.conftest import Site
from tests.faults.served import Served
from tests.faults.slow_network import ROOM, slow_network, unavailable
from tests.walker import fields_for, invented_answers
from tests.web.rooms import workshop

PEOPLE = 3
USABLE = 5.0
UNPLUGGED = 12
READY = "domcontentloaded"


@pytest.fixture(scope="module")
def wire():
    reason = unavailable()
    if reason:
        pytest.skip(f"NOT CHECKED, 256 kbit/s and 20 % loss: {reason}")
    with slow_network() as wire:
        yield wire


@pytest.fixture
def served(wire, tmp_path):
    server = Served(tmp_path, within=wire.room, host=ROOM, more=["--atelier", "--adresse", ROOM])
    yield server
    server.kill()


@pytest.fixture
def data(served):
    store = open_store(f"sqlite:///{served.folder}/selfassess.sqlite")
    yield Site(None, store, served.folder)
    store.close()


@pytest.fixture
def far_browser(wire, browser, tmp_path):
    """A browser at the other end of the wire."""
    script = tmp_path / "chromium"
    script.write_text(f'#!/bin/sh\nexec {" ".join(wire.phone)} {chromium()} "$@"\n')
    script.chmod(0o755)
    found = browser.browser_type.launch(executable_path=str(script), args=["--no-sandbox", "--disable-gpu"])
    yield found
    found.close()


def answer(page, section, answers):
    """The visible questions of the page are answered as a person would, one after the other."""
    for name, value in fields_for(section, answers):
        control = page.locator(f"[name='{name}'][value='{value}']")
        if control.count() and control.first.is_visible():
            control.first.check()


def test_the_short_form_is_answered_and_nothing_is_lost(wire, far_browser, served, data, regionalisation):
    room = workshop(data, regionalisation, form="short")
    first, second, third = sections_of(regionalisation, "short")[:3]
    times = {"join page": [], "first question": [], "kept": [], "next page": []}
    known = set()
    for person in range(PEOPLE):
        context = far_browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-CA")
        context.set_default_timeout(60_000)
        page = context.new_page()
        times["join page"].append(timed(lambda page=page: page.goto(f"{served.url}/fr/atelier", wait_until=READY)))
        assert not page.evaluate("isSecureContext")
        page.fill("#code", room.code)
        times["first question"].append(timed(lambda page=page: enter(page)))
        answers = invented_answers(regionalisation, seed=person)
        for section, following in ((first, second), (second, third)):
            if section == second and person == 0:
                wire.unplug()
            answer(page, section, answers)
            if section == second and person == 0:
                page.wait_for_timeout(UNPLUGGED * 1000)
                expect(state(page)).to_have_class("save-state kept")
                wire.plug()
            times["kept"].append(timed(lambda page=page: expect(state(page)).to_have_class(re.compile("kept|saved"))))
            times["next page"].append(timed(lambda page=page, following=following: turn(page, following)))
        expect(state(page)).to_have_class("save-state saved", timeout=60_000)
        given = {one["question"]: sorted(map(tuple, one["pairs"])) for one in page.evaluate(ALL_KEPT)}
        [mine] = [one for one in participants(data, room) if one.id not in known]
        known.add(mine.id)
        assert len(given) >= 8
        stored = {name: sorted(form_pairs(name, saved.value)) for name, saved in mine.answers.items()}
        assert {name: pairs for name, pairs in given.items() if pairs} == stored
        context.close()
    for name, found in times.items():
        print(f"{name}: median {statistics.median(found):.1f} s, worst {max(found):.1f} s of {len(found)}")
        assert statistics.median(found) <= USABLE, name


def timed(what):
    started = time.monotonic()
    what()
    return time.monotonic() - started


def enter(page):
    page.get_by_role("button", name="Entrer").click(no_wait_after=True)
    page.wait_for_url("**/section/**", wait_until=READY)


def turn(page, section):
    page.locator(".button[name=suite]").click(no_wait_after=True)
    page.wait_for_url(f"**/section/{section.id}", wait_until=READY)
