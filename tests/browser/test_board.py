"""The board in a real browser: moved by keys, read at ten metres, fresh by itself; and the facilitator's other pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessible import AXE, CONTRAST, OPEN, wrong
from tests.web import facilitating

PROJECTOR = (1280, 720)
LEAST = 28
"""Pixels of the letters that must be read at ten metres, on a projector of 1280 by 720."""
READ = "#presence :is(h2, .where, .board-code, .here li), .scene h2, .bars .answer, .bars strong, .group-differences td, .strip"
SIZES = """selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility())
  .map(one => [one.textContent.trim().slice(0, 40), parseFloat(getComputedStyle(one).fontSize)])"""
CUT = """() => [...document.querySelectorAll('.bars .answer')]
  .filter(one => one.checkVisibility() && one.scrollHeight > one.clientHeight + 15).map(one => one.textContent)"""
"""The answers whose words do not all show."""
TALL = "() => [document.documentElement.scrollHeight, innerHeight]"


@pytest.fixture(scope="module")
def lea(live):
    return facilitating.facilitator(live)


@pytest.fixture(scope="module")
def questionnaire(catalogue):
    return catalogue["regionalisation"]


@pytest.fixture(scope="module")
def full(live, questionnaire):
    """A room of eleven, with roles and organisms of five people at least."""
    workshop = facilitating.room(
        live, questionnaire, roles=("direction",), identity="organism", organisms=("Carrefour", "Maison")
    )
    facilitating.crowd(live, questionnaire, workshop, 11, role="direction", organism="Carrefour")
    return workshop


def board_of(workshop, language="fr", page="tableau"):
    return f"/{language}/ateliers/{workshop.id}/{page}"


def seen(page):
    """The scenes that are visible."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.scene')].filter(one => one.checkVisibility()).map(one => one.id)"
    )


def test_keys_go_on_back_reveal_and_a_reload_comes_back(window, lea, full):
    opened = window(PROJECTOR, lea)
    page = opened.open(board_of(full))
    assert seen(page) == ["presence"]
    page.keyboard.press("ArrowRight")
    assert seen(page) == ["room-map"]
    expect(page.locator("#room-map .drawing")).to_be_hidden()
    expect(page.locator("#room-map .veil")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#room-map .drawing")).to_be_visible()
    page.reload()
    assert seen(page) == ["room-map"]
    expect(page.locator("#room-map .drawing")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#room-map .drawing")).to_be_hidden()
    page.keyboard.press("PageDown")
    assert seen(page) == ["room-radar"]
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert seen(page) == ["presence"]
    page.go_back()
    assert seen(page) != ["presence"]


def test_help_opens_and_closes_by_its_key_and_leads_to_a_scene(window, lea, full):
    page = window(PROJECTOR, lea).open(board_of(full))
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert seen(page) == ["presence"]
    page.keyboard.press("Escape")
    page.locator("dialog a[href='#room-defis']").click()
    expect(page.locator("dialog")).to_be_hidden()
    assert seen(page) == ["room-defis"]


def test_guessing_first_is_a_setting_of_the_page(window, lea, full):
    page = window(PROJECTOR, lea).open(board_of(full))
    page.keyboard.press("Escape")
    page.locator("#deviner").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#room-map .drawing")).to_be_visible()
    page.reload()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#room-radar .drawing")).to_be_visible()


def test_buttons_do_what_keys_do(window, lea, full):
    page = window(PROJECTOR, lea).open(board_of(full))
    page.get_by_role("button", name="Suivante").click()
    assert seen(page) == ["room-map"]
    page.keyboard.press("Space")
    expect(page.locator("#room-map .drawing")).to_be_visible()
    page.get_by_role("button", name="Cacher").click()
    expect(page.locator("#room-map .drawing")).to_be_hidden()
    page.get_by_role("button", name="Précédente").click()
    assert seen(page) == ["presence"]


def test_the_first_picture_comes_by_itself_and_a_frozen_one_stays(window, live, lea, questionnaire):
    workshop = facilitating.room(live, questionnaire)
    facilitating.crowd(live, questionnaire, workshop, 4)
    page = window(PROJECTOR, lea).open(board_of(workshop))
    page.keyboard.press("ArrowRight")
    assert seen(page) == ["map"]
    expect(page.locator(".strip [data-count=done]")).to_have_text("4")
    facilitating.crowd(live, questionnaire, workshop, 1, first=4)
    page.locator("#room-map").wait_for(state="attached")
    assert seen(page) == ["room-map"]
    page.keyboard.press("f")
    expect(page.locator("#fige")).to_be_visible()
    before = page.locator("#scenes").inner_html()
    facilitating.crowd(live, questionnaire, workshop, 3, first=5)
    expect(page.locator(".strip [data-count=done]")).to_have_text("8")
    page.wait_for_timeout(1500)
    assert page.locator(".stage").get_attribute("data-version") == "5"
    assert page.locator("#scenes").inner_html() == before
    page.keyboard.press("f")
    expect(page.locator(".stage")).to_have_attribute("data-version", "8")
    assert seen(page) == ["room-map"]


def test_a_lost_network_is_told_with_the_moment_of_the_last_news(window, lea, full):
    opened = window(PROJECTOR, lea)
    page = opened.open(board_of(full))
    page.wait_for_timeout(800)
    expect(page.locator("#etat")).to_have_text("")
    page.route("**/tableau.json*", lambda route: route.abort())
    expect(page.locator("#etat")).to_contain_text("Dernière mise à jour", timeout=12_000)
    page.unroute("**/tableau.json*")
    expect(page.locator("#etat")).to_have_text("", timeout=20_000)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_scene_is_read_at_ten_metres_without_scrolling(window, lea, full, language):
    page = window(PROJECTOR, lea).open(board_of(full, language))
    count = page.locator(".scene").count()
    assert count > 40
    small, tall, cut = [], [], []
    for _ in range(count):
        page.keyboard.press("Space")
        small += [one for one in page.evaluate(SIZES, READ) if one[1] < LEAST]
        cut += page.evaluate(CUT)
        height, inner = page.evaluate(TALL)
        if height > inner:
            tall.append((page.url.rpartition("#")[2], height))
        page.keyboard.press("ArrowRight")
    assert not small
    assert not tall
    assert not cut


def test_without_script_the_page_as_sent_is_whole(window, lea, full):
    opened = window(DESKTOP, lea, java_script_enabled=False)
    opened.open(board_of(full))
    page = opened.page
    for name in ("presence", "room-map", "room-radar", "room-defis", "differences"):
        assert page.locator(f"#{name}").is_visible(), name
    assert page.locator("#room-map svg").is_visible()
    assert page.locator("#room-map table").count() == 1
    assert not page.locator(".foot button").first.is_visible()
    opened.open(board_of(full, page="repetition"))
    assert "n’existent pas" in page.locator(".rehearsing").inner_text()
    assert page.get_by_role("link", name="Étape suivante").is_visible()


def test_the_rehearsal_fills_by_itself(window, lea, full):
    page = window(PROJECTOR, lea).open(board_of(full, page="repetition"))
    expect(page.locator(".rehearsing")).to_be_visible()
    page.locator("#room-map").wait_for(state="attached", timeout=30_000)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["tableau", "repetition?etape=12"])
def test_no_violation_on_the_board(window, lea, full, language, kind):
    opened = window(PROJECTOR, lea)
    page = opened.open(board_of(full, language, kind))
    page.evaluate(AXE)
    found = []
    names = ["presence", "room-map", "room-radar", "room-defis", "differences", "differences-roles"]
    names.append(page.locator(".group-questions").first.get_attribute("id"))
    for name in names:
        page.evaluate(f"() => {{ location.hash = '#{name}=montre'; }}")
        page.locator(f"#{name}").wait_for()
        page.wait_for_timeout(400)
        found += [f"{name}: {one}" for size in (PROJECTOR, PHONE) for one in wrong(page, size)]
        page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    page.keyboard.press("Escape")
    found += [f"help: {one}" for size in (PROJECTOR, PHONE) for one in wrong(page, size)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_violation_on_the_facilitators_pages(window, live, lea, full, questionnaire, language):
    ended = facilitating.room(live, questionnaire)
    facilitating.crowd(live, questionnaire, ended, 1)
    live.store.workshops.close(ended.id)
    gone = facilitating.room(live, questionnaire)
    live.store.workshops.erase(gone.id)
    fresh = facilitating.room(live, questionnaire)
    question = next(one.id for one in questionnaire.questions() if one.short_form)
    here = f"/{language}/ateliers"
    paths = [
        f"{here}/",
        f"{here}/nouveau",
        *(f"{here}/{one.id}" for one in (fresh, full, ended, gone)),
        *(f"{here}/{fresh.id}/{name}" for name in ("reglages", "affiche", "papier", "saisie", "fermer", "effacer")),
        *(f"{here}/{full.id}/{name}" for name in ("reglages", "fiches", "fiches/1", f"fiches/1/{question}")),
    ]
    opened = window(visitor=lea)
    found = []
    for path in paths:
        page = opened.open(path)
        page.evaluate(OPEN)
        page.evaluate(AXE)
        found += [f"{path}: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
        page.emulate_media(color_scheme="dark")
        found += [f"dark {path}: {one}" for one in wrong(page, DESKTOP, CONTRAST)]
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)
