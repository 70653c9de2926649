"""The result in a browser: charts that can be explored, print, the code to copy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.walker import walk
from tests.web.steps import submitted

OPEN = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
FIGURES = "() => Object.keys(JSON.parse(document.getElementById('figures').textContent)).sort()"
DRAWN = "() => [...document.querySelectorAll('.js-plotly-plot')].map(one => one.closest('[data-chart]').dataset.chart).sort()"
KNOWN = re.compile("^Applying inline style violates .*style-src 'self' 'nonce-")
"""Plotly tries a style attribute once to see whether it may; the policy says no, and nothing is missing."""


@pytest.fixture(scope="module")
def done(live, catalogue):
    """Someone who has sent answers to régionalisation."""
    from tests.web.visitor import Visitor

    visitor = Visitor(live.app, base_url=live.url)
    walk(visitor, catalogue["regionalisation"])
    return visitor


RESULT = "/fr/regionalisation/resultat"


def drawn(page, wanted):
    page.wait_for_function(f"wanted => JSON.stringify(({DRAWN})()) === JSON.stringify(wanted)", arg=wanted)


def test_each_figure_is_drawn_over_its_svg_on_a_desktop(window, done):
    opened = window(DESKTOP, visitor=done)
    page = opened.open(RESULT)
    page.evaluate(OPEN)
    wanted = page.evaluate(FIGURES)
    assert len(wanted) >= 3
    for name in wanted:
        page.locator(f"[data-chart='{name}']").scroll_into_view_if_needed()
    drawn(page, wanted)
    for name in wanted:
        place = page.locator(f"[data-chart='{name}']")
        assert place.locator(".js-plotly-plot").count() == 1
        assert place.locator(".plotly-box .main-svg").first.is_visible()
        assert "under" in place.locator("> svg").first.get_attribute("class")
    expect(page.locator("[data-draw]:visible")).to_have_count(0)
    assert [said for said in opened.complaints if not KNOWN.match(said)] == []
    assert len([said for said in opened.complaints if KNOWN.match(said)]) <= 1


def test_on_a_phone_the_chart_is_drawn_after_a_tap_only(window, done):
    opened = window(PHONE, visitor=done, has_touch=True, is_mobile=True)
    page = opened.open(RESULT)
    page.evaluate(OPEN)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(DRAWN) == []
    assert not [request for request in opened.requests if "plotly" in request.url]
    name = page.evaluate(FIGURES)[0]
    button = page.locator(f"[data-draw='{name}']")
    button.tap()
    drawn(page, [name])
    assert button.is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_drawn_says_what_the_table_says_when_plotly_is_missing(window, done):
    opened = window(DESKTOP, visitor=done)
    opened.page.route("**/plotly.js", lambda route: route.abort())
    page = opened.open(RESULT)
    page.evaluate(OPEN)
    page.wait_for_timeout(500)
    assert page.evaluate(DRAWN) == []
    for name in page.evaluate(FIGURES):
        assert page.locator(f"[data-chart='{name}'] > svg").first.is_visible(), name


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_the_result_prints_as_a_document(window, done, options):
    page = window(DESKTOP, visitor=done, **options).open(RESULT)
    content = page.pdf(format="Letter")
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) > 1


def test_printing_opens_every_part_and_closes_them_after(window, done):
    page = window(DESKTOP, visitor=done).open(RESULT)
    closed = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(closed)
    assert before > 3
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before


def test_a_link_to_a_closed_part_opens_it(window, done):
    page = window(DESKTOP, visitor=done).open(f"{RESULT}#methode")
    assert page.locator("#methode").get_attribute("open") is not None


def test_the_answers_are_downloaded(window, done):
    page = window(DESKTOP, visitor=done).open(RESULT)
    with page.expect_download() as waiting:
        page.locator("a[download]").click()
    assert waiting.value.suggested_filename == "regionalisation-resultat.json"


def test_the_code_is_copied_and_printed(window, visitor, velo):
    submitted(visitor, velo)
    opened = window(PHONE, visitor=visitor)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.add_init_script("window.print = () => { window.printed = true; }")
    page = opened.open("/fr/velo/code")
    words = page.inner_text("#code-mots").strip()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-copy]")).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == words
    page.locator("[data-print]").click()
    assert page.evaluate("window.printed")
    opened.open("/fr/velo/resultat")
    page.locator("[data-print]").click()
    assert page.evaluate("window.printed")
    assert opened.complaints == []


def test_a_code_in_the_fragment_of_an_address_is_typed_for_the_person(window, visitor, velo):
    submitted(visitor, velo)
    words = visitor.get("/fr/velo/code").text_of("code-mots")
    page = window().open("/fr/reprendre#" + words.replace(" ", "-"))
    expect(page.locator("#code")).to_have_value(words)
    assert "#" not in page.url
    page.locator("form button.button").click()
    page.wait_for_url("**/resultat")
