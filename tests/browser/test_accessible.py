"""Every page, in both languages, on a phone and on a desktop: no axe violation, no sideways scroll."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from selfassess.questionnaire.answer_files import read_answers
from selfassess.resources import resource_folder
from tests.browser.conftest import DESKTOP, PHONE
from tests.walker import answer_all, normal
from tests.web.steps import begin, submitted
from tests.web.visitor import Visitor

AXE = Axe().axe_script
RUN = """options => axe.run(document, {resultTypes: ['violations'], ...options}).then(found => found.violations.map(
  one => `${one.id}: ${one.help}: ` + one.nodes.slice(0, 3).map(node => node.target + ' ' + node.html.slice(0, 120)).join(' | ')))"""
OPEN = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
WIDTHS = "() => [document.documentElement.scrollWidth, innerWidth]"
CONTRAST = {"runOnly": ["color-contrast"]}


@pytest.fixture(scope="module")
def people(live, catalogue, velo):
    """Visitors at each stage of régionalisation."""
    path = resource_folder("questionnaires") / "exemples" / "organisme-fictif.yaml"
    [(found, _)] = read_answers(path, catalogue)
    regionalisation = catalogue["regionalisation"]
    answers = normal(regionalisation, found.answers)
    stages = {name: Visitor(live.app, base_url=live.url) for name in ("nobody", "answering", "done")}
    answer_all(stages["answering"], regionalisation, answers)
    begin(stages["answering"], velo)
    answer_all(stages["done"], regionalisation, answers)
    stages["done"].send("/envoyer")
    submitted(stages["done"], velo)
    return stages


def wrong(page, size, options=None):
    """What axe finds at this size, and whether the page scrolls sideways."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found = page.evaluate(RUN, options or {})
    width, inner = page.evaluate(WIDTHS)
    return [f"{size}: {one}" for one in found] + ([f"{size}: {width} px wide"] if width > inner else [])


SECTIONS = (
    "organisme",
    "milieu_clients",
    "visees",
    "action",
    "defis_emploi",
    "defis_ressources",
    "defis_rencontres",
    "fin",
)
PAGES = {
    "nobody": ("", "regionalisation/sections", "reprendre", "regionalisation/glossaire", "nowhere/"),
    "answering": (
        "",
        "regionalisation/sections",
        *(f"regionalisation/section/{name}" for name in SECTIONS),
        "regionalisation/verifier",
        "regionalisation/code",
        "regionalisation/effacer",
        "regionalisation/edition",
    ),
    "done": ("", "regionalisation/resultat", "velo/resultat"),
}


def test_the_list_of_sections_is_whole(regionalisation):
    assert [section.id for section in regionalisation.sections] == list(SECTIONS)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("stage", PAGES)
def test_no_violation_on_any_page(window, people, stage, language):
    opened = window(visitor=people[stage])
    found = []
    for path in PAGES[stage]:
        page = opened.open(f"/{language}/{path}")
        page.evaluate(OPEN)
        page.evaluate(AXE)
        found += [f"{path}: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
        if path.endswith(("/resultat", "/action", "/organisme")):
            page.emulate_media(color_scheme="dark")
            found += [f"dark {path}: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size, CONTRAST)]
            page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_violation_on_pages_that_tell_an_error(window, language):
    opened = window()
    found = []
    page = opened.open(f"/{language}/velo/section/atelier")
    page.check("[name=quartier][value=calme]")
    page.fill("[name=nom]", "x" * 250)
    page.check("[name='qui.principal'][value=ville]")
    page.check("[name='qui.secondaire'][value=ville]")
    page.locator("[name=suite][value=liste]").click()
    page.wait_for_selector("#erreurs")
    page.evaluate(AXE)
    found += [f"section: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark section: {one}" for one in wrong(page, PHONE, CONTRAST)]
    page = opened.open(f"/{language}/velo/verifier")
    page.locator("form[action$='/envoyer'] button").click()
    page.wait_for_selector("#erreurs")
    page.evaluate(AXE)
    found += [f"check: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
    page = opened.open(f"/{language}/reprendre")
    page.fill("[name=code]", "fromege")
    page.locator("form button.button").click()
    page.wait_for_selector("#erreurs")
    page.evaluate(AXE)
    found += [f"resume: {one}" for size in (DESKTOP, PHONE) for one in wrong(page, size)]
    assert not found, "\n".join(found)


def test_no_violation_when_plotly_is_drawn(window, people):
    opened = window(visitor=people["done"])
    page = opened.open("/fr/velo/resultat")
    page.evaluate(OPEN)
    page.locator(".js-plotly-plot").first.wait_for()
    page.evaluate(AXE)
    assert not wrong(page, DESKTOP)


def test_no_violation_when_the_first_save_offers_the_code(window):
    opened = window()
    page = opened.open("/fr/velo/section/atelier")
    page.fill("[name=nom]", "Atelier")
    page.locator("[name=suite][value=suivante].button").click()
    page.wait_for_selector(".code-note")
    page.evaluate(AXE)
    assert not [one for size in (DESKTOP, PHONE) for one in wrong(page, size)]
