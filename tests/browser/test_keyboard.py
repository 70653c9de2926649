"""The questionnaire is answered to its result with a keyboard alone, or without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.web.steps import held, stored

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const label = one.closest('label') ?? one;
  const x = box.left + Math.min(box.width / 2, 12), y = box.top + box.height / 2;
  const above = document.elementFromPoint(x, y);
  return {
    what: `${one.tagName} ${one.name ?? ''} ${one.textContent.trim().slice(0, 40)}`,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.top >= -1 && box.bottom <= innerHeight + 1 && Boolean(above) && (label.contains(above) || above.contains(one)),
  };
}"""


def reach(page, selector, most=60):
    """Tab till the wanted control has the focus; each stop shows it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        found = page.evaluate(FOCUS)
        if found is None:
            continue
        assert found["outlined"], f"no visible focus: {found}"
        assert found["seen"], f"focus out of sight: {found}"
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {most} tabs")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_velo_with_a_keyboard_alone(window, live, visitor, size):
    opened = window(size)
    page = opened.open("/fr/velo/")
    keys = page.keyboard
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    reach(page, "a.button")
    keys.press("Enter")
    page.wait_for_url("**/sections")
    reach(page, "a.button")
    keys.press("Enter")
    page.wait_for_url("**/atelier")
    reach(page, "[name=nom]")
    keys.type("Atelier au clavier")
    reach(page, "[name='qui.principal']")
    keys.press("ArrowDown")
    reach(page, "[name='qui.secondaire']")
    keys.press("Space")
    for value in ("cours", "outils"):
        reach(page, f"[name=gestes][value={value}]")
        keys.press("Space")
    reach(page, "[name=quartier]")
    keys.press("ArrowDown")
    reach(page, ".button[name=suite]")
    keys.press("Enter")
    page.wait_for_url("**/freins")
    reach(page, "[name=d1_force]")
    keys.press("ArrowDown")
    reach(page, "[name=d1_reponse]")
    for _ in range(3):
        keys.press("ArrowDown")
    page.wait_for_selector("#q-d1_pratiques:visible")
    reach(page, "[name=d1_pratiques][value=cours]")
    keys.press("Space")
    reach(page, "[name=d1_commentaire]")
    keys.type("Rien d’autre.")
    reach(page, ".button[name=suite]")
    keys.press("Enter")
    page.wait_for_url("**/verifier")
    reach(page, "[name=consentement]")
    keys.press("Space")
    keys.press("Space")
    reach(page, "form[action$='/envoyer'] button")
    keys.press("Enter")
    page.wait_for_url("**/resultat")
    reach(page, "#pourquoi > summary")
    keys.press("Enter")
    assert page.locator("#pourquoi > .scroll").first.is_visible()
    take_cookies(opened, visitor)
    assert stored(live, visitor) == {
        "nom": "Atelier au clavier",
        "qui": {"principal": "membres", "secondaire": "clients"},
        "gestes": ["cours", "outils"],
        "quartier": "passant",
        "d1_force": "peu",
        "d1_reponse": "fait",
        "d1_pratiques": ["cours"],
        "d1_commentaire": "Rien d’autre.",
    }
    assert held(live, visitor).consents == frozenset()


def take_cookies(opened, visitor):
    for cookie in opened.context.cookies():
        visitor.client.set_cookie(cookie["name"], cookie["value"], domain="127.0.0.1")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_velo_without_any_script(window, live, visitor, language):
    opened = window(PHONE, java_script_enabled=False)
    page = opened.open(f"/{language}/velo/")
    page.locator("a.button").click()
    page.locator("a.button").click()
    page.fill("[name=nom]", "Atelier sans script")
    page.check("[name='qui.principal'][value=clients]")
    page.check("[name=gestes][value=reparation]")
    page.check("[name=gestes][value=autre]")
    expect(page.locator("[name=gestes_autre]")).to_be_visible()
    page.fill("[name=gestes_autre]", "Des sonnettes")
    page.check("[name=quartier][value=central]")
    page.locator(".button[name=suite]").click()
    expect(page.locator(".code-note code")).to_be_visible()
    page.check("[name=d1_force][value=fort]")
    page.check("[name=d1_reponse][value=fait]")
    expect(page.locator("#si-d1_pratiques")).to_be_visible()
    page.check("[name=d1_pratiques][value=cours]")
    page.locator(".button[name=suite]").click()
    expect(page).to_have_url(re.compile("/verifier$"))
    assert "Des sonnettes" in page.inner_text("main")
    page.locator("form[action$='/envoyer'] button").click()
    expect(page).to_have_url(re.compile("/resultat$"))
    expect(page.locator("#c-scale svg")).to_be_visible()
    assert not page.locator("[data-draw]:visible, [data-print]:visible").count()
    page.locator("#schema > summary").click()
    assert page.locator("#c-scheme svg").first.is_visible()
    page.locator("#c-dimension-radar details summary").click()
    expect(page.locator("#c-dimension-radar table")).to_be_visible()
    take_cookies(opened, visitor)
    assert stored(live, visitor)["gestes_autre"] == "Des sonnettes"
    opened.open(f"/{language}/velo/code")
    expect(page.locator("#code-mots")).to_be_visible()
    assert not page.locator("[data-copy]:visible").count()
