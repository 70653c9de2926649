"""A phone that forgets, never answers, or is not the only one: no answer is lost, and nothing untrue is said."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_workshop_offline import (
    ALL_KEPT,
    KEPT,
    on_the_site,
    participants,
    ready_offline,
    state,
    wait_for,
)
from tests.faults.proxy import Proxy
from tests.web.rooms import place_of, workshop


@pytest.fixture
def network(live):
    proxy = Proxy(urlsplit(live.url).port)
    yield proxy
    proxy.close()


@pytest.fixture
def room(live, velo):
    return workshop(live, velo)


@pytest.fixture
def phone(window, network, room):
    opened = window(PHONE)
    opened.url = network.url
    enter(opened, room)
    return opened


def enter(opened, room):
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    return page


def other_phone(window, live, phone, room):
    """Another device that holds the same response."""
    other = window(PHONE)
    other.url = live.url
    other.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": live.url} for one in phone.context.cookies()]
    )
    return other.open(f"/fr/{place_of(room)}/section/atelier")


def test_the_same_answer_again_wins_over_what_another_phone_said_meanwhile(phone, window, live, network, room):
    page = phone.page
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    theirs = other_phone(window, live, phone, room)
    theirs.check("[name=quartier][value=passant]")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "passant"})
    page.reload()
    expect(page.locator("[name=quartier][value=passant]")).to_be_checked()
    page.check("[name=quartier][value=calme]")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme"}), on_the_site(live, room)
    expect(state(page)).to_have_class("save-state saved")


def test_the_same_answer_again_is_sent_after_a_clock_that_was_refused(phone, live, room):
    page = phone.page
    page.route("**/garder", lambda route: route.abort())
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_text(KEPT)
    page.evaluate(MAD_CLOCK)
    page.unroute("**/garder")
    page.reload()
    expect(page.locator("#q-quartier .error")).to_contain_text("compte mal", timeout=20_000)
    page.reload()
    expect(page.locator("#q-quartier .error")).to_contain_text("compte mal")
    page.locator("[name=quartier][value=calme]").evaluate(
        "(one) => { one.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme"}), on_the_site(live, room)
    expect(state(page)).to_have_class("save-state saved")


MAD_CLOCK = """async () => {
  const opened = await new Promise((resolve) => { indexedDB.open('selfassess', 1).onsuccess = ({target}) => resolve(target.result); });
  await new Promise((resolve) => {
    const done = opened.transaction('answers', 'readwrite');
    done.objectStore('answers').openCursor().onsuccess = ({target: {result}}) => {
      if (!result) return;
      result.update({...result.value, sequence: 5000000});
      result.continue();
    };
    done.oncomplete = resolve;
  });
  opened.close();
}"""
CLEARED = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.deleteDatabase('selfassess');
  asked.onsuccess = () => resolve(true);
  asked.onerror = asked.onblocked = reject;
})"""


def test_a_device_that_forgets_while_the_page_is_open_loses_nothing(phone, live, network, room):
    page = phone.page
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    network.turn("cut")
    page.fill("[name=nom]", "Avant l’oubli")
    expect(state(page)).to_have_text(KEPT)
    assert page.evaluate(CLEARED)
    page.check("[name=gestes][value=cours]")
    expect(state(page)).to_contain_text("ne fermez pas la page")
    network.turn("open")
    wanted = {"quartier": "calme", "nom": "Avant l’oubli", "gestes": ["cours"]}
    assert wait_for(lambda: on_the_site(live, room) == wanted, 20), on_the_site(live, room)
    expect(state(page)).to_have_class("save-state saved")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    assert phone.complaints == [] or all("ERR_" in one for one in phone.complaints)


def test_a_device_that_never_answers_stops_nobody(window, live, network, room):
    opened = window(PHONE)
    opened.url = network.url
    opened.page.add_init_script("IDBFactory.prototype.open = () => ({})")
    page = enter(opened, room)
    page.check("[name=quartier][value=calme]")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme"})
    page.route("**/garder", lambda route: route.abort())
    page.fill("[name=nom]", "Sans réponse")
    expect(state(page)).to_contain_text("ne fermez pas la page")
    page.reload()
    page.fill("[name=nom]", "Tout de suite")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    assert on_the_site(live, room) == {"quartier": "calme", "nom": "Tout de suite"}


@pytest.mark.parametrize("failing", ["Promise.reject(new Error('private'))", "new Promise(() => {})"])
def test_a_window_without_caches_still_enters_and_leaves(window, live, network, room, failing):
    opened = window(PHONE, service_workers="block")
    opened.url = network.url
    opened.page.add_init_script(f"CacheStorage.prototype.keys = () => {failing};")
    page = enter(opened, room)
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    page.goto(f"{network.url}/fr/{place_of(room)}/sections")
    page.get_by_role("button", name="Oublier mes réponses").click()
    page.wait_for_url("**/fr/")
    assert page.evaluate(ALL_KEPT) == []


@pytest.mark.parametrize("how", ["facilitator", "person"])
def test_what_is_erased_elsewhere_is_forgotten_by_the_phone(phone, live, network, room, how):
    page = phone.page
    page.fill("[name=nom]", "À effacer")
    expect(state(page)).to_have_class("save-state saved")
    ready_offline(page, "section/atelier", "verifier")
    assert page.evaluate(ALL_KEPT)
    if how == "facilitator":
        live.store.workshops.erase(room.id)
    else:
        live.store.erase(participants(live, room)[0].id)
    page.goto(f"{network.url}/fr/{place_of(room)}/sections")
    page.wait_for_url("**/fr/atelier")
    assert wait_for(lambda: page.evaluate(ALL_KEPT) == [], 5)
    assert wait_for(lambda: page.evaluate("caches.keys()") == [], 5)
    assert wait_for(lambda: page.evaluate("navigator.serviceWorker.getRegistrations()") == [], 5)
    network.turn("cut")
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{network.url}/fr/{place_of(room)}/section/atelier")


def test_an_answer_of_which_the_site_says_nothing_is_not_saved(phone, live, room):
    page = phone.page
    page.route("**/garder", silent_on("quartier"))
    page.check("[name=quartier][value=calme]")
    page.wait_for_timeout(1500)
    assert [one["state"] for one in page.evaluate(ALL_KEPT)] == ["kept"]
    expect(state(page)).to_have_text(KEPT)
    page.unroute("**/garder")
    expect(state(page)).to_have_class("save-state saved", timeout=20_000)


def silent_on(question):
    def told(route):
        answer = route.fetch()
        said = answer.json()
        said["stamps"].pop(question, None)
        route.fulfill(response=answer, json=said)

    return told


def test_sending_without_a_session_says_so_and_keeps_the_answers(phone, live, network, room):
    page = phone.page
    page.fill("[name=nom]", "Atelier")
    expect(state(page)).to_have_class("save-state saved")
    page.goto(f"{network.url}/fr/{place_of(room)}/verifier")
    page.wait_for_load_state("networkidle")
    phone.context.clear_cookies()
    page.get_by_role("button", name="Envoyer").click()
    expect(state(page)).to_contain_text("Votre session a pris fin")
    expect(state(page).get_by_role("link")).to_have_attribute("href", "/fr/reprendre")
    assert page.url.endswith("/verifier")
    assert len(page.evaluate(ALL_KEPT)) == 1
    assert participants(live, room)[0].submitted_at is None


def test_a_lost_session_on_a_device_that_keeps_nothing_loses_nothing(window, live, network, room):
    opened = window(PHONE)
    opened.url = network.url
    opened.page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private'); }")
    page = enter(opened, room)
    page.wait_for_load_state("networkidle")
    opened.context.clear_cookies()
    page.fill("[name=nom]", "Seulement à l’écran")
    expect(state(page)).to_contain_text("cet appareil ne peut rien garder")
    assert "gardées sur cet appareil" not in state(page).inner_text()
    page.locator(".button[name=suite]").click()
    expect(page.locator("#avis")).to_contain_text("Rien n’est perdu")
    expect(page.locator("[name=nom]")).to_have_value("Seulement à l’écran")


def test_a_device_that_answers_late_gives_back_what_it_kept(phone, live, network, room):
    page = phone.page
    page.route("**/garder", lambda route: route.abort())
    page.check("[name=quartier][value=calme]")
    page.check("[name=gestes][value=cours]")
    expect(state(page)).to_have_text(re.compile("2 réponses gardées"))
    page.unroute("**/garder")
    page.add_init_script(LATE)
    page.reload()
    page.check("[name=quartier][value=passant]")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "passant", "gestes": ["cours"]}), on_the_site(
        live, room
    )
    expect(page.locator("[name=gestes][value=cours]")).to_be_checked()
    expect(page.locator("[name=quartier][value=passant]")).to_be_checked()
    expect(state(page)).to_have_class("save-state saved")


LATE = """const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const said = {};
  setTimeout(() => {
    const asked = open.apply(this, given);
    asked.onsuccess = () => { said.result = asked.result; said.onsuccess(); };
  }, 3500);
  return said;
};"""
