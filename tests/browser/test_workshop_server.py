"""The real server is killed, or frozen, while people answer: the page never blocks, and nothing is lost."""

from __future__ import annotations

import re
import signal
import time

import pytest
from playwright.sync_api import expect

from selfassess.responses.store import open_store
from tests.browser.conftest import PHONE
from tests.browser.test_workshop_offline import KEPT, on_the_site, ready_offline, state, wait_for
from tests.conftest import Site
from tests.faults.served import Served
from tests.web.rooms import place_of, workshop


@pytest.fixture
def served(tmp_path):
    server = Served(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def data(served, velo):
    """The store that the server writes to, read from here."""
    store = open_store(f"sqlite:///{served.folder}/selfassess.sqlite")
    yield Site(None, store, served.folder)
    store.close()


@pytest.fixture
def room(data, velo):
    data.store.keep_edition(velo)
    return workshop(data, velo)


@pytest.fixture
def phone(window, served, room):
    opened = window(PHONE)
    opened.url = served.url
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    ready_offline(page, "section/atelier", "section/freins", "sections", "verifier")
    return opened


def test_a_killed_server_comes_back_to_every_answer(phone, data, served, room):
    page = phone.page
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    for turn, value in enumerate(("passant", "central", "calme")):
        served.kill()
        page.check(f"[name=quartier][value={value}]")
        page.fill("[name=nom]", f"Coupure {turn}")
        expect(state(page)).to_have_text(re.compile("2 réponses gardées"))
        page.reload()
        expect(page.locator("[name=nom]")).to_have_value(f"Coupure {turn}")
        served.start()
        wanted = {"quartier": value, "nom": f"Coupure {turn}"}
        assert wait_for(lambda wanted=wanted: on_the_site(data, room) == wanted, 20), on_the_site(data, room)
    expect(state(page)).to_have_class("save-state saved")


def test_a_frozen_server_blocks_no_page_and_converges(phone, data, served, room):
    page = phone.page
    served.send(signal.SIGSTOP)
    try:
        assert not served.answers()
        started = time.monotonic()
        page.check("[name=quartier][value=calme]")
        expect(state(page)).to_have_text(KEPT)
        kept = time.monotonic() - started
        started = time.monotonic()
        page.locator(".button[name=suite]").click()
        page.wait_for_url("**/section/freins")
        first = time.monotonic() - started
        page.check("[name=d1_force][value=fort]")
        started = time.monotonic()
        page.locator(".button[name=suite]").click()
        page.wait_for_url("**/verifier")
        second = time.monotonic() - started
        page.goto(f"{served.url}/fr/{place_of(room)}/section/atelier")
        page.check("[name=gestes][value=outils]")
        expect(state(page)).to_have_text(re.compile("3 réponses gardées"))
        print(f"frozen server: kept in {kept:.2f} s, next page in {first:.1f} s, then {second:.1f} s")
        assert kept < 1
        assert first < 4
        assert second < 2
    finally:
        served.send(signal.SIGCONT)
    wanted = {"quartier": "calme", "d1_force": "fort", "gestes": ["outils"]}
    started = time.monotonic()
    assert wait_for(lambda: on_the_site(data, room) == wanted, 25), on_the_site(data, room)
    print(f"everything on the site {time.monotonic() - started:.1f} s after it went on")
    expect(state(page)).to_have_class("save-state saved", timeout=20_000)
