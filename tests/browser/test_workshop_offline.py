"""In a workshop each answer is kept on the phone first; whatever the network does, the site ends with all of them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from selfassess.questionnaire.conditions import is_asked
from tests.browser.conftest import PHONE
from tests.faults.proxy import Proxy
from tests.web.rooms import place_of, workshop
from tests.web.steps import changed

KEPT = re.compile("gardées? sur cet appareil", re.IGNORECASE)
ALL_KEPT = """async () => {
  const opened = await new Promise((resolve) => { indexedDB.open('selfassess', 1).onsuccess = ({target}) => resolve(target.result); });
  const all = await new Promise((resolve) => {
    opened.transaction('answers').objectStore('answers').getAll().onsuccess = ({target}) => resolve(target.result); });
  opened.close();
  return all.filter((one) => one.question);
}"""
PAGES_KEPT = """async (wanted) => {
  for (let turn = 0; turn < 100; turn += 1) {
    const found = [];
    for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
    if (navigator.serviceWorker.controller && wanted.every((one) => found.some((path) => path.endsWith(one)))) return found;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return [];
}"""


@pytest.fixture
def network(live) -> Iterator[Proxy]:
    proxy = Proxy(urlsplit(live.url).port)
    yield proxy
    proxy.close()


@pytest.fixture
def room(live, velo):
    return workshop(live, velo)


@pytest.fixture
def phone(window, network, room):
    """A phone that has just joined through the network, its first page of questions open."""
    opened = window(PHONE)
    opened.url = network.url
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    return opened


def state(page):
    return page.locator("#etat")


def on_the_site(live, room):
    """The answers of the one participant, as stored."""
    [found] = participants(live, room)
    return {name: saved.value for name, saved in found.answers.items()}


def participants(live, room):
    from sqlalchemy import text

    with live.store._engine.connect() as connection:
        query = text("SELECT id FROM response WHERE workshop = :room")
        ids = connection.execute(query, {"room": room.id}).scalars().all()
    return [live.store.load(one) for one in ids]


def wait_for(what, seconds=10.0):
    """What it gives, as soon as that is true."""
    until = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def ready_offline(page, *pages):
    """The phone has these pages, its worker too."""
    assert page.evaluate(PAGES_KEPT, [*(f"/{one}" for one in pages), "/offline.js", "/selfassess.css"])


def test_an_answer_is_kept_then_saved(phone, live, room):
    page = phone.page
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    page.fill("[name=nom]", "Tapé")
    expect(page.locator("#fait")).to_have_text(re.compile(r"2\D+4"))
    assert on_the_site(live, room) == {"quartier": "calme", "nom": "Tapé"}
    [first] = [one for one in page.evaluate(ALL_KEPT) if one["question"] == "quartier"]
    assert (first["pairs"], first["state"], first["sequence"]) == ([["quartier", "calme"]], "saved", 1)
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    expect(state(page)).to_have_class("save-state saved")
    assert phone.complaints == []


def test_thirty_minutes_offline_the_tab_closed_then_everything_arrives(phone, live, network, room):
    page = phone.page
    ready_offline(page, "section/atelier", "section/freins", "sections", "verifier")
    page.clock.install()
    page.reload()
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    network.turn("cut")
    page.check("[name=quartier][value=passant]")
    page.fill("[name=nom]", "Hors ligne")
    page.clock.run_for(1000)
    expect(state(page)).to_have_text(KEPT)
    page.clock.fast_forward("30:00")
    page.check("[name=gestes][value=cours]")
    page.clock.run_for(1000)
    expect(state(page)).to_have_text(re.compile("3 réponses gardées"))
    page.close()
    again = phone.context.new_page()
    again.goto(f"{network.url}/fr/{place_of(room)}/section/atelier")
    expect(again.locator("[name=nom]")).to_have_value("Hors ligne")
    expect(again.locator("[name=quartier][value=passant]")).to_be_checked()
    expect(again.locator("[name=gestes][value=cours]")).to_be_checked()
    again.locator(".button[name=suite]").click()
    again.wait_for_url("**/section/freins")
    expect(again.locator("#q-d1_pratiques")).to_be_hidden()
    again.check("[name=d1_reponse][value=repere]")
    expect(state(again)).to_have_text(re.compile("4 réponses gardées"))
    expect(again.locator("#q-d1_pratiques")).to_be_hidden()
    again.check("[name=d1_reponse][value=fait]")
    expect(again.locator("#q-d1_pratiques")).to_be_visible()
    again.check("[name=d1_pratiques][value=cours]")
    expect(again.locator("#q-d1_pratiques_autre")).to_be_hidden()
    expect(state(again)).to_have_text(re.compile("5 réponses gardées"))
    assert on_the_site(live, room) == {"quartier": "calme"}
    network.turn("open")
    wanted = {
        "nom": "Hors ligne",
        "quartier": "passant",
        "gestes": ["cours"],
        "d1_reponse": "fait",
        "d1_pratiques": ["cours"],
    }
    started = time.monotonic()
    assert wait_for(lambda: on_the_site(live, room) == wanted), on_the_site(live, room)
    print(f"everything on the site {time.monotonic() - started:.1f} s after the network came back")
    expect(state(again)).to_have_class("save-state saved")


def test_back_online_is_at_once(phone, live, network, room):
    page = phone.page
    phone.context.set_offline(True)
    network.turn("cut")
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_text(KEPT)
    network.turn("open")
    phone.context.set_offline(False)
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme"}, 3)


def test_lost_acknowledgements_make_no_duplicate(phone, live, network, room):
    page = phone.page
    expect(page.locator("#presence")).to_have_text(re.compile("0 personnes sur 1"))
    network.turn("deaf")
    page.check("[name=quartier][value=calme]")
    assert wait_for(lambda: network.lost >= 3, 20), network.lost
    assert on_the_site(live, room) == {"quartier": "calme"}
    expect(state(page)).to_have_text(KEPT)
    page.check("[name=quartier][value=passant]")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "passant"}, 20)
    network.turn("open")
    expect(state(page)).to_have_class("save-state saved", timeout=25_000)
    [found] = participants(live, room)
    assert found.answers["quartier"].value == "passant"
    assert found.revisions == {"quartier": 2}


def test_an_entry_whose_answer_was_lost_is_not_made_twice(window, live, network, room):
    opened = window(PHONE)
    opened.url = network.url
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    network.turn("deaf")
    page.get_by_role("button", name="Entrer").click()
    assert wait_for(lambda: network.lost >= 1)
    page.wait_for_timeout(500)
    network.turn("open")
    page.reload()
    page.wait_for_load_state()
    assert len(participants(live, room)) == 1


def test_a_frozen_network_blocks_nothing(phone, live, network, room):
    page = phone.page
    ready_offline(page, "section/atelier", "section/freins", "sections")
    network.turn("frozen")
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_text(KEPT)
    started = time.monotonic()
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    first = time.monotonic() - started
    page.check("[name=d1_force][value=fort]")
    expect(state(page)).to_have_text(re.compile("2 réponses gardées"))
    started = time.monotonic()
    page.get_by_role("link", name="Toutes les sections").click()
    page.wait_for_url("**/sections")
    print(f"frozen: next page after {first:.1f} s, then {time.monotonic() - started:.1f} s")
    assert first < 4
    assert time.monotonic() - started < 2
    network.turn("open")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme", "d1_force": "fort"}, 20)


def test_two_tabs_do_not_fight(phone, live, network, room):
    first = phone.page
    second = phone.context.new_page()
    second.goto(f"{network.url}/fr/{place_of(room)}/section/atelier")
    first.check("[name=quartier][value=calme]")
    expect(second.locator("[name=quartier][value=calme]")).to_be_checked()
    second.check("[name=quartier][value=central]")
    expect(first.locator("[name=quartier][value=central]")).to_be_checked()
    network.turn("cut")
    first.check("[name=quartier][value=passant]")
    expect(second.locator("[name=quartier][value=passant]")).to_be_checked()
    second.fill("[name=nom]", "De l’autre onglet")
    expect(state(first)).to_have_text(re.compile("2 réponses gardées"))
    network.turn("open")
    wanted = {"quartier": "passant", "nom": "De l’autre onglet"}
    assert wait_for(lambda: on_the_site(live, room) == wanted, 20), on_the_site(live, room)
    expect(state(first)).to_have_class("save-state saved", timeout=20_000)
    expect(state(second)).to_have_class("save-state saved", timeout=20_000)


def test_a_newer_answer_of_another_phone_is_shown(phone, window, live, network, room):
    page = phone.page
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    other = window(PHONE)
    other.url = live.url
    other.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": live.url} for one in phone.context.cookies()]
    )
    theirs = other.open(f"/fr/{place_of(room)}/section/atelier")
    network.turn("cut")
    page.check("[name=quartier][value=passant]")
    expect(state(page)).to_have_text(KEPT)
    for value in ("central", "passant", "central"):
        theirs.check(f"[name=quartier][value={value}]")
        expect(state(theirs)).to_have_class("save-state saved")
    network.turn("open")
    expect(page.locator("[name=quartier][value=central]")).to_be_checked(timeout=20_000)
    assert on_the_site(live, room) == {"quartier": "central"}


def test_a_refused_answer_says_why_and_stays_on_the_phone(phone, live, network, room):
    page = phone.page
    page.fill("[name=nom]", "x" * 250)
    expect(page.locator("#q-nom .error")).to_contain_text("200")
    expect(state(page)).to_have_text(re.compile("refusée : voyez pourquoi|refusée"))
    page.locator(".button[name=suite]").click()
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.id") == "q-nom"
    page.get_by_role("link", name="Toutes les sections").click()
    page.wait_for_url("**/sections")
    expect(state(page)).to_contain_text("Une réponse d’une autre page est refusée")
    page.get_by_role("link", name="Voir cette réponse").click()
    page.wait_for_url("**/section/atelier#q-nom")
    expect(page.locator("[name=nom]")).to_have_value("x" * 250)
    page.fill("[name=nom]", "Court")
    expect(page.locator("#q-nom .error")).to_have_count(0)
    expect(state(page)).to_have_class("save-state saved")
    assert on_the_site(live, room) == {"nom": "Court"}


def test_an_old_form_token_is_renewed_without_a_word(phone, live, room):
    page = phone.page
    page.evaluate("document.getElementById('atelier').dataset.token = 'old'")
    page.reload()
    page.route("**/garder", renew_once([]))
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    assert on_the_site(live, room) == {"quartier": "calme"}


def renew_once(seen):
    """The first packet leaves with a token of long ago."""

    def handle(route):
        body = route.request.post_data
        if not seen:
            body = re.sub("csrf_token=[^&]*", "csrf_token=old", body)
        seen.append(body)
        route.continue_(post_data=body)

    return handle


def test_a_lost_session_keeps_the_answers_for_the_code(phone, live, network, room):
    page = phone.page
    page.get_by_role("link", name="Mon code de retour").click()
    code = page.inner_text("#code-mots")
    page.goto(f"{network.url}/fr/{place_of(room)}/section/atelier")
    phone.context.clear_cookies()
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_contain_text("Votre session a pris fin")
    page.get_by_role("link", name="Entrer mon code de retour").click()
    page.fill("#code", code)
    page.get_by_role("button", name="Rouvrir").click()
    page.wait_for_url("**/sections")
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme"})


def test_sending_waits_for_what_the_phone_keeps(phone, live, network, room):
    page = phone.page
    ready_offline(page, "section/atelier", "section/freins", "verifier")
    page.fill("[name=nom]", "Atelier")
    expect(state(page)).to_have_class("save-state saved")
    page.goto(f"{network.url}/fr/{place_of(room)}/verifier")
    page.goto(f"{network.url}/fr/{place_of(room)}/section/freins")
    network.turn("cut")
    page.check("[name=d1_force][value=fort]")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/verifier")
    row = page.locator(".review div", has=page.locator("a[href$='#q-d1_force']"))
    expect(row).to_contain_text("Votre réponse est gardée sur cet appareil")
    page.get_by_role("button", name="Envoyer").click()
    expect(state(page)).to_contain_text("partent d’abord")
    assert participants(live, room)[0].submitted_at is None
    network.turn("open")
    page.wait_for_url("**/resultat", timeout=30_000)
    assert on_the_site(live, room) == {"nom": "Atelier", "d1_force": "fort"}
    assert not [one for one in page.evaluate(ALL_KEPT) if one["state"] != "saved"]


def test_without_a_worker_the_open_page_keeps_answers_and_waits(window, live, network, room):
    opened = window(PHONE, service_workers="block")
    opened.url = network.url
    opened.page.add_init_script(
        "delete Navigator.prototype.serviceWorker; delete globalThis.caches; delete Crypto.prototype.randomUUID;"
        "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
    )
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    network.turn("cut")
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_text(KEPT)
    page.locator(".button[name=suite]").click()
    expect(state(page)).to_contain_text("la suite s’ouvrira")
    page.fill("[name=nom]", "Encore là")
    network.turn("open")
    page.wait_for_url("**/section/freins", timeout=20_000)
    assert wait_for(lambda: on_the_site(live, room) == {"quartier": "calme", "nom": "Encore là"})
    assert [one for one in opened.complaints if "ERR_" not in one] == []


def test_the_room_is_counted_and_a_hidden_page_asks_nothing(phone, live, network, room):
    page = phone.page
    expect(page.locator("#presence")).to_have_text("0 personnes sur 1 ont terminé.")
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    page.wait_for_timeout(5600)
    asked = len(polls(phone))
    page.wait_for_timeout(6000)
    assert len(polls(phone)) == asked
    live.store.workshops.close(room.id)
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#ferme")).to_contain_text("L’atelier est fermé")
    page.wait_for_timeout(11_000)
    assert 1 <= len(polls(phone)) - asked <= 5


def polls(opened):
    return [one for one in opened.requests if one.url.endswith("/etat.json")]


def test_another_language_and_leaving_wait_for_the_network(phone, live, network, room):
    page = phone.page
    ready_offline(page, "section/atelier", "sections")
    page.goto(f"{network.url}/fr/{place_of(room)}/section/atelier")
    network.turn("cut")
    page.check("[name=quartier][value=calme]")
    page.get_by_role("button", name="English").click()
    expect(state(page)).to_contain_text("la suite s’ouvrira")
    network.turn("open")
    page.wait_for_url("**/en/**", timeout=20_000)
    expect(page.locator("[name=quartier][value=calme]")).to_be_checked()
    page.goto(f"{network.url}/fr/{place_of(room)}/sections")
    network.turn("cut")
    page.get_by_role("button", name="Oublier mes réponses").click()
    expect(state(page)).to_contain_text("Le réseau ne répond pas")
    assert len(page.evaluate(ALL_KEPT)) == 1
    network.turn("open")
    page.get_by_role("button", name="Oublier mes réponses").click()
    page.wait_for_url("**/fr/")
    assert page.evaluate(ALL_KEPT) == []
    assert page.evaluate("caches.keys()") == []


def test_who_saves_data_is_given_no_page_in_advance(window, live, network, room):
    opened = window(PHONE)
    opened.url = network.url
    opened.page.add_init_script("Object.defineProperty(NetworkInformation.prototype, 'saveData', {get: () => true})")
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    ready_offline(page, "section/atelier")
    page.wait_for_timeout(3000)
    assert not page.evaluate(PAGES_KEPT.replace("turn < 100", "turn < 1"), ["/section/freins"])


def test_a_phone_that_keeps_nothing_says_so_and_the_plain_form_saves(window, live, network, room):
    opened = window(PHONE)
    opened.url = network.url
    opened.page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('private'); }")
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_class("save-state saved")
    page.route("**/garder", lambda route: route.abort())
    page.check("[name=quartier][value=passant]")
    page.fill("[name=nom]", "Sans mémoire")
    expect(state(page)).to_contain_text("ne fermez pas la page")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    assert on_the_site(live, room) == {"quartier": "passant", "nom": "Sans mémoire"}


def test_what_is_asked_offline_is_what_the_site_would_ask(window, live, network, velo):
    questionnaire = changed(velo, ask_the_district_when)
    live.store.keep_edition(questionnaire)
    room = workshop(live, questionnaire)
    opened = window(PHONE)
    opened.url = network.url
    page = opened.open("/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    network.turn("cut")
    answers = {}
    steps = [
        ("nom", "Atelier", "[name=nom]"),
        ("gestes", ["cours"], "[name=gestes][value=cours]"),
        ("gestes", ["cours", "outils"], "[name=gestes][value=outils]"),
        ("gestes", {"sans_reponse": "ne_sais_pas"}, "[name=gestes][value=_ne_sais_pas]"),
        ("qui", {"principal": "membres"}, "[name='qui.principal'][value=membres]"),
    ]
    seen = []
    for name, value, selector in steps:
        page.fill(selector, value) if name == "nom" else page.check(selector)
        answers[name] = value
        wanted = is_asked(questionnaire, questionnaire.question_by_id["quartier"], answers)
        expect(page.locator("#q-quartier")).to_be_visible(visible=wanted)
        seen.append(wanted)
    assert seen == [True, False, True, True, False]


def ask_the_district_when(content):
    """Some tools are lent; or there is a name and nothing said of what is done, unless members come first."""
    lent = {"question": "gestes", "among": ["outils"]}
    named = {"question": "nom", "answered": True}
    silent = {"none_of": {"question": "gestes", "answered": True}}
    others = {"none_of": {"question": "qui", "among": ["membres"]}}
    [district] = [one for one in content["sections"][0]["questions"] if one["id"] == "quartier"]
    district["si"] = {"any_of": [lent, {"all_of": [named, silent, others]}]}


def test_whoever_joins_next_on_a_phone_finds_no_page_of_the_one_before(phone, live, network, room):
    page = phone.page
    page.fill("[name=nom]", "La première personne")
    expect(state(page)).to_have_class("save-state saved")
    ready_offline(page, "section/atelier", "section/freins", "sections", "verifier")
    page.reload()
    page.goto(f"{network.url}/fr/{place_of(room)}/verifier")
    phone.context.clear_cookies()
    page.goto(f"{network.url}/fr/atelier")
    page.fill("#code", room.code)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    expect(page.locator("[name=nom]")).to_have_value("")
    network.turn("cut")
    for path in ("verifier", "section/atelier", "sections"):
        page.goto(f"{network.url}/fr/{place_of(room)}/{path}")
        page.wait_for_timeout(300)
        assert "La première personne" not in page.content()
        assert page.locator("[name=nom]").count() == 0 or page.input_value("[name=nom]") == ""
