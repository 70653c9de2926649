"""Joining on a phone: few requests, few bytes, by the link or the code, by keyboard, without script, for everyone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from selfassess.web.join_links import signature_of
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessible import AXE, CONTRAST, OPEN, wrong
from tests.browser.test_keyboard import reach
from tests.conftest import KEY
from tests.walker import save_section
from tests.web.rooms import ORGANISMS, ROLES, enter, place_of, workshop
from tests.web.steps import WORKSHOP
from tests.web.visitor import Visitor

MOST_REQUESTS, MOST_BYTES = 3, 60 * 1024


@pytest.fixture
def room(live, velo):
    return workshop(live, velo)


@pytest.fixture
def received(live, monkeypatch):
    """What the site was asked for, and the bytes of each answer."""
    asked = []
    plain = live.app.wsgi_app

    def count(environment, start):
        sizes = []

        def begin(status, headers, *rest):
            sizes.append(len(status) + sum(len(name) + len(value) + 4 for name, value in headers))
            return start(status, headers, *rest)

        body = b"".join(plain(environment, begin))
        asked.append((f"{environment['REQUEST_METHOD']} {environment['PATH_INFO']}", sum(sizes) + len(body)))
        return [body]

    monkeypatch.setattr(live.app, "wsgi_app", count)
    return asked


def link(room, language="fr"):
    return f"/{language}/atelier#{room.code}.{signature_of(room.code, KEY)}"


def test_the_join_page_is_light_and_the_whole_way_is_counted(window, live, regionalisation, received):
    room = workshop(live, regionalisation, form="short", roles=ROLES)
    opened = window(PHONE)
    page = opened.open(link(room))
    page.wait_for_load_state("networkidle")
    requests, size = len(received), sum(size for _, size in received)
    print(f"join page: {requests} requests, {size / 1024:.1f} KiB")
    assert requests <= MOST_REQUESTS, received
    assert size <= MOST_BYTES
    page.get_by_role("button", name="Entrer").click()
    page.check("[name=role][value=direction]")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/milieu_clients")
    expect(page.locator("#presence")).not_to_be_empty()
    way = [one for one in received if "etat.json" not in one[0]]
    size = sum(size for _, size in way)
    print(f"from the link to the first question: {len(way)} requests, {size / 1024:.1f} KiB")
    print("\n".join(f"  {size:6} {name}" for name, size in way))
    assert len(way) <= 10, way
    assert size <= 64 * 1024
    assert opened.complaints == []


def test_the_link_fills_the_code_in_and_leaves_no_trace_in_the_address(window, live, room):
    opened = window(PHONE)
    page = opened.open(link(room))
    assert page.input_value("#code").replace(" ", "") == room.code
    assert "#" not in page.url
    for _ in range(60):
        live.store.workshops.guess("AAAAAAAA")
    try:
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url("**/section/atelier")
    finally:
        forget_guesses(live)


def forget_guesses(live):
    from sqlalchemy import text

    with live.store._engine.begin() as connection:
        connection.execute(text("DELETE FROM code_guess"))


def test_joining_and_answering_with_a_keyboard_alone(window, live, velo):
    room = workshop(live, velo, identity="organism", roles=ROLES, organisms=ORGANISMS)
    page = window(PHONE).open("/fr/atelier")
    reach(page, "#code")
    page.keyboard.type(room.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector("#role")
    reach(page, "[name=role]")
    page.keyboard.press("ArrowDown")
    reach(page, "#organisme")
    page.keyboard.press("ArrowDown")
    reach(page, ".button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/section/atelier")
    reach(page, "[name=nom]")
    page.keyboard.type("Au clavier")
    reach(page, ".button[name=suite]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/section/freins")
    expect(page.locator("#etat")).to_have_class("save-state saved")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_any_script(window, live, velo, language):
    room = workshop(live, velo, roles=ROLES)
    opened = window(PHONE, java_script_enabled=False)
    page = opened.open(f"/{language}/atelier")
    page.fill("#code", room.code)
    page.check("[name=tablette]")
    page.locator("form .button").click()
    page.check("[name=role][value=_]")
    page.locator("form.join .button").click()
    page.wait_for_url("**/section/atelier")
    page.fill("[name=nom]", "Sans script")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/section/freins")
    page.check("[name=d1_force][value=fort]")
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/verifier")
    page.locator("form.send .button").click()
    page.wait_for_url("**/resultat")
    page.locator(".next .button").click()
    page.wait_for_url("**/atelier")
    assert room.title in page.inner_text("main")
    assert live.store.workshops.presence(room.id).done == 1
    page.go_back()
    assert "Sans script" not in page.content()


@pytest.fixture(scope="module")
def people(live, regionalisation, velo):
    """People at each stage of a workshop, one of them on a shared tablet."""
    whole = workshop(live, regionalisation, form="short")
    asked = workshop(live, velo, identity="organism", roles=ROLES, organisms=ORGANISMS)
    small = workshop(live, velo)
    stages = {
        name: Visitor(live.app, base_url=live.url) for name in ("choosing", "answering", "done", "tablet", "next")
    }
    enter(stages["answering"], whole)
    for name in ("done", "tablet", "next"):
        enter(stages[name], small, [("tablette", "oui")] if name != "done" else [])
        save_section(stages[name], velo.sections[0], WORKSHOP)
    for name in ("done", "tablet"):
        save_section(stages[name], velo.sections[1], WORKSHOP)
        stages[name].send("/envoyer")
    stages["next"].get(f"/fr/{place_of(small)}/laisser-la-place")
    stages["next"].send("/suivante")
    return {"stages": stages, "asked": asked, "whole": whole, "small": small}


def pages_of(people):
    whole, small = place_of(people["whole"]), place_of(people["small"])
    return {
        "choosing": ["atelier"],
        "answering": [f"{whole}/{one}" for one in ("sections", "section/milieu_clients", "section/action", "verifier")],
        "done": [f"{small}/resultat", f"{small}/code", f"{small}/effacer"],
        "tablet": [f"{small}/resultat", f"{small}/laisser-la-place"],
        "next": ["atelier"],
    }


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("stage", ["choosing", "answering", "done", "tablet", "next"])
def test_no_violation_on_the_participants_pages(window, people, stage, language):
    opened = window(visitor=people["stages"][stage])
    found = []
    for path in pages_of(people)[stage]:
        page = opened.open(f"/{language}/{path}")
        assert page.url.endswith(path), page.url
        page.evaluate(OPEN)
        page.evaluate(AXE)
        found += [f"{path}: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark {path}: {one}" for one in wrong(page, PHONE, CONTRAST)]
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_violation_when_something_is_wrong_or_chosen(window, people, language):
    opened = window()
    found = []
    page = opened.open(f"/{language}/atelier")
    for typed in ("ABC", people["asked"].code, None):
        if typed:
            page.fill("#code", typed)
        page.locator("form.join .button").click()
        page.wait_for_selector("#role" if typed == people["asked"].code else "#erreurs")
        page.evaluate(AXE)
        found += [f"{typed}: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_violation_while_answers_are_only_on_the_phone(window, people, language):
    opened = window(PHONE, visitor=people["stages"]["answering"])
    page = opened.open(f"/{language}/{place_of(people['whole'])}/section/milieu_clients")
    page.context.set_offline(True)
    # The window before may have saved its choice as it closed.
    page.locator("[name=milieu]:not(:checked)").first.check()
    expect(page.locator("#etat")).to_have_class(re.compile("kept"))
    page.evaluate(AXE)
    found = [one for size in (DESKTOP, PHONE) for one in wrong(page, size)]
    page.emulate_media(color_scheme="dark")
    found += wrong(page, PHONE, CONTRAST)
    assert not found, "\n".join(found)


def test_the_link_is_kept_when_the_language_changes(window, live, room):
    page = window(PHONE).open(link(room))
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/atelier**")
    assert page.input_value("#code").replace(" ", "") == room.code
    assert page.input_value("#signature") == signature_of(room.code, KEY)
    assert "#" not in page.url


def test_nothing_offers_to_copy_where_it_cannot(window, live, room):
    opened = window(PHONE)
    opened.page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})")
    page = opened.open(link(room))
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/section/atelier")
    page.get_by_role("link", name="Mon code de retour").click()
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    assert page.get_by_role("button", name="Copier").count() == 0
