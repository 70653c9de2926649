"""Paper forms typed in one after the other on one device: none shows another's answers, and the device forgets each."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_workshop_offline import ALL_KEPT, PAGES_KEPT, participants, state, wait_for
from tests.web import facilitating
from tests.web.rooms import place_of

SLOWER = 3.0


@pytest.fixture
def lea(live):
    return facilitating.facilitator(live)


@pytest.fixture
def room(live, lea, velo):
    return facilitating.room(live, velo, form="whole")


@pytest.fixture
def desk(window, lea, room):
    """The facilitator's device, on the page of paper forms."""
    opened = window(PHONE, lea)
    opened.open(f"/fr/ateliers/{room.id}/saisie")
    return opened


@pytest.fixture
def slow(live, monkeypatch):
    """Makes every page of questions slower than a worker waits, from now on."""
    plain = live.app.wsgi_app
    waits = []

    def slowly(environment, start):
        if waits and "/atelier-" in environment["PATH_INFO"] and environment["REQUEST_METHOD"] == "GET":
            time.sleep(SLOWER)
        return plain(environment, start)

    monkeypatch.setattr(live.app, "wsgi_app", slowly)
    return lambda: waits.append(True)


def begin(page):
    page.get_by_role("button", name="Saisir un formulaire").click()
    page.wait_for_url("**/section/atelier")


def type_in(page, name):
    page.fill("[name=nom]", name)
    expect(state(page)).to_have_class("save-state saved")


def send(page, room):
    page.goto(page.url.replace("section/atelier", "verifier"))
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url(f"**/ateliers/{room.id}/saisie")


def test_the_second_form_opens_blank_on_a_slow_network(desk, live, room, slow):
    page = desk.page
    begin(page)
    type_in(page, "Première feuille")
    page.evaluate(PAGES_KEPT.replace("turn < 100", "turn < 60"), ["/section/atelier", "/verifier"])
    send(page, room)
    slow()
    begin(page)
    expect(page.locator("[name=nom]")).to_have_value("")
    type_in(page, "Seconde feuille")
    page.goto(page.url.replace("section/atelier", "verifier"))
    assert "Première feuille" not in page.content()
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_url(f"**/ateliers/{room.id}/saisie")
    assert wait_for(lambda: all(one.submitted_at for one in participants(live, room)))
    names = sorted(one.answers["nom"].value for one in participants(live, room))
    assert names == ["Première feuille", "Seconde feuille"]


def test_a_form_never_opens_on_the_pages_of_ones_own_response(desk, live, room, slow):
    page = desk.page
    page.goto(f"{desk.url}/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    type_in(page, "Ma réponse")
    assert page.evaluate(PAGES_KEPT, ["/section/atelier", "/verifier"])
    page.goto(f"{desk.url}/fr/ateliers/{room.id}/saisie")
    slow()
    begin(page)
    expect(page.locator("[name=nom]")).to_have_value("")


def test_a_form_that_is_sent_leaves_the_list_and_nothing_on_the_device(desk, room):
    page = desk.page
    begin(page)
    type_in(page, "Sur papier")
    assert page.evaluate(ALL_KEPT)
    send(page, room)
    assert page.evaluate(ALL_KEPT) == []
    assert page.evaluate("caches.keys()") == []


def test_a_form_that_is_dropped_leaves_nothing_on_the_device(desk, room):
    page = desk.page
    begin(page)
    type_in(page, "À abandonner")
    page.goto(f"{desk.url}/fr/ateliers/{room.id}/saisie")
    page.get_by_role("button", name="L’abandonner").click()
    expect(page.locator("main")).to_contain_text("rien n’en est gardé")
    assert wait_for(lambda: page.evaluate(ALL_KEPT) == [])


def test_the_answers_of_a_form_are_found_again_before_it_is_sent(desk, room):
    page = desk.page
    begin(page)
    type_in(page, "Reprise")
    page.goto(f"{desk.url}/fr/{place_of(room)}/section/atelier")
    expect(page.locator("[name=nom]")).to_have_value("Reprise")
