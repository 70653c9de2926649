"""A tablet that goes round forgets each person before the next: nothing is left in the page, the history, the device."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.test_workshop_faults import CLEARED
from tests.browser.test_workshop_offline import ALL_KEPT, on_the_site, participants, state, wait_for
from tests.faults.proxy import Proxy
from tests.web.rooms import place_of, workshop

SECRET = "Ce que la première personne a écrit"
EVERYTHING = """async () => {
  const found = [document.documentElement.outerHTML, location.href, document.cookie, JSON.stringify({...localStorage, ...sessionStorage}), JSON.stringify(history.state)];
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((resolve) => { indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result); });
    for (const store of opened.objectStoreNames) {
      const all = await new Promise((resolve) => { opened.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => resolve(target.result); });
      found.push(JSON.stringify(all));
    }
    opened.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) found.push(one.url, await (await cache.match(one)).text());
  }
  found.push(...(await navigator.serviceWorker.getRegistrations()).map((one) => `worker ${one.scope}`));
  return found.join("\\n");
}"""


@pytest.fixture
def network(live):
    from urllib.parse import urlsplit

    proxy = Proxy(urlsplit(live.url).port)
    yield proxy
    proxy.close()


@pytest.fixture
def room(live, velo):
    return workshop(live, velo)


@pytest.fixture
def tablet(window, network, room):
    """A shared tablet on which the first person has written something."""
    opened = window(PHONE)
    opened.url = network.url
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.check("[name=tablette]")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    page.fill("[name=nom]", SECRET)
    expect(state(page)).to_have_class("save-state saved")
    return opened


def hand_over(page):
    page.get_by_role("link", name="Laisser la place").click()
    page.get_by_role("button", name="Personne suivante").click()
    page.wait_for_url("**/fr/atelier")


def test_nothing_of_the_first_person_is_left_for_the_second(tablet, live, room):
    page = tablet.page
    assert SECRET in page.evaluate(EVERYTHING)
    assert "worker" not in page.evaluate(EVERYTHING)
    mark = page.get_attribute("#atelier", "data-mark")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    hand_over(page)
    assert room.title in page.inner_text("main")
    left = page.evaluate(EVERYTHING)
    assert SECRET not in left
    assert mark not in left
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        page.wait_for_timeout(300)
        if page.url == "about:blank":
            break
        assert SECRET not in page.evaluate(EVERYTHING)
        assert mark not in page.content()
    for path in ("section/atelier", "sections", "verifier", "code", "laisser-la-place"):
        page.goto(f"{tablet.url}/fr/{place_of(room)}/{path}")
        assert SECRET not in page.content()
        assert page.url.endswith("/fr/atelier")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    expect(page.locator("[name=nom]")).to_have_value("")
    page.fill("[name=nom]", "La seconde")
    expect(state(page)).to_have_class("save-state saved")
    assert SECRET not in page.evaluate(EVERYTHING)
    names = sorted(one.answers["nom"].value for one in participants(live, room))
    assert names == [SECRET, "La seconde"]


def test_no_one_is_forgotten_before_their_answers_are_saved(tablet, live, network, room):
    page = tablet.page
    page.get_by_role("link", name="Laisser la place").click()
    page.wait_for_url("**/laisser-la-place")
    page.go_back()
    page.wait_for_url("**/section/atelier")
    network.turn("cut")
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state kept")
    page.route("**/garder", lambda route: route.abort())
    network.turn("open")
    page.get_by_role("link", name="Laisser la place").click()
    page.wait_for_url("**/laisser-la-place")
    page.get_by_role("button", name="Personne suivante").click()
    expect(page.locator("[data-unsaved]")).to_contain_text("pas encore enregistrées")
    assert len(page.evaluate(ALL_KEPT)) == 2
    page.unroute("**/garder")
    page.get_by_role("button", name="Personne suivante").click()
    page.wait_for_url("**/fr/atelier")
    assert on_the_site(live, room) == {"nom": SECRET, "quartier": "calme"}
    assert SECRET not in page.evaluate(EVERYTHING)


def test_another_tab_forgets_too(tablet, live, network, room):
    page = tablet.page
    second = tablet.context.new_page()
    second.goto(f"{network.url}/fr/{place_of(room)}/section/atelier")
    expect(second.locator("[name=nom]")).to_have_value(SECRET)
    hand_over(page)
    second.wait_for_url("**/fr/atelier")
    assert SECRET not in second.evaluate(EVERYTHING)
    assert wait_for(lambda: len(participants(live, room)) == 1)


def test_a_phone_that_becomes_a_tablet_loses_its_worker(window, live, network, room):
    opened = window(PHONE)
    opened.url = network.url
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    assert wait_for(lambda: "worker" in page.evaluate(EVERYTHING))
    other = workshop(live, live.store.edition(room.edition))
    page.goto(f"{network.url}/fr/atelier")
    page.fill("#code", other.code)
    page.check("[name=tablette]")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    assert wait_for(lambda: "worker" not in page.evaluate(EVERYTHING))
    assert page.evaluate("caches.keys()") == []


def test_a_tablet_whose_storage_fails_still_goes_to_the_next_person(tablet, live, network, room):
    page = tablet.page
    page.get_by_role("link", name="Laisser la place").click()
    page.wait_for_url("**/laisser-la-place")
    assert page.evaluate(CLEARED)
    page.evaluate("() => { CacheStorage.prototype.keys = () => Promise.reject(new Error('private')); }")
    page.get_by_role("button", name="Personne suivante").click()
    page.wait_for_url("**/fr/atelier")
    assert SECRET not in page.evaluate(EVERYTHING)
