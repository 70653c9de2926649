"""A response keeps the questionnaire that it began with; it moves to a newer one only when its owner says so."""

from __future__ import annotations

import json

import pytest

from tests.walker import save_section
from tests.web.steps import FIRST, WORKSHOP, begin, changed, code_of, finish, held, stored, submitted
from tests.web.visitor import Visitor


@pytest.fixture(scope="module")
def newer(velo):
    """Velo with a question more, one less, one reworded, and an option less."""

    def alter(content):
        content["version"] = "2999-01"
        questions = content["sections"][0]["questions"]
        added = {"id": "depuis", "type": "nombre", "fr": "Depuis combien d’années\u202f?", "en": "For how many years?"}
        questions[0]["fr"] = "Quel est le nom de votre atelier\u202f?"
        gestes = next(question for question in questions if question["id"] == "gestes")
        gestes["options"] = [option for option in gestes["options"] if option["id"] != "outils"]
        questions[:] = [question for question in questions if question["id"] != "quartier"] + [added]
        content["schema"] = content["schema"][:2]

    return changed(velo, alter)


@pytest.fixture
def sites(make_site, velo, newer):
    """The site of yesterday, and that of today over the same database."""
    before = make_site({"velo": velo}, QUESTIONNAIRE="velo")
    return before, lambda: make_site({"velo": newer}, before.folder, QUESTIONNAIRE="velo")


def moved_to(visitor, site):
    """The same visitor, with the same cookies, on the site as it is now."""
    later = Visitor(site.app, visitor.language)
    for cookie in visitor.client._cookies.values():
        later.client.set_cookie(cookie.key, cookie.value, domain=cookie.domain)
    return later


def test_a_draft_ends_on_the_edition_that_it_began_with(sites, velo):
    before, today = sites
    visitor = Visitor(before.app)
    begin(visitor, velo)
    now = today()
    visitor = moved_to(visitor, now)
    page = visitor.get("/fr/velo/sections")
    assert "Le questionnaire a changé" in page.text
    assert "/fr/velo/edition" in page.links()
    assert "Comment s’appelle votre atelier ?" in visitor.get(FIRST).text
    visitor.get("/fr/velo/section/freins")
    finish(visitor, velo)
    assert held(now, visitor).edition == velo.edition
    assert stored(now, visitor) == WORKSHOP


def test_a_draft_moves_when_it_is_told_to_and_what_changes_is_shown(sites, newer, velo):
    before, today = sites
    visitor = Visitor(before.app)
    begin(visitor, velo)
    now = today()
    visitor = moved_to(visitor, now)
    page = visitor.get("/fr/velo/edition")
    assert held(now, visitor).edition == velo.edition
    for said in ("Depuis combien d’années", "Votre quartier est", "Quel est le nom de votre atelier"):
        assert said in page.text
    lost = page.text.split("Réponses qui ne peuvent pas suivre")[1]
    assert "Que fait-on chez vous" in lost
    assert "Quel est le nom" not in lost
    page = visitor.send("/edition")
    assert page.url == "/fr/velo/sections"
    assert "a changé" not in page.text
    assert held(now, visitor).edition == newer.edition
    assert stored(now, visitor) == {name: WORKSHOP[name] for name in ("nom", "qui")}
    page = visitor.get(FIRST)
    save_section(visitor, newer.sections[0], {"nom": "Atelier", "gestes": ["cours"], "depuis": 4})
    assert stored(now, visitor)["depuis"] == 4


def test_an_old_page_after_a_move_loses_nothing(sites, newer, velo):
    before, today = sites
    visitor = Visitor(before.app)
    begin(visitor, velo)
    now = today()
    visitor = moved_to(visitor, now)
    tab = moved_to(visitor, now)
    tab.get(FIRST)
    visitor.get("/fr/velo/edition")
    visitor.send("/edition")
    tab.client = visitor.client
    page = tab.page.form("/atelier")
    fields = [(name, "Nom changé" if name == "nom" else value) for name, value in page.fields]
    tab.post(FIRST, fields, 422)
    assert stored(now, visitor)["qui"] == WORKSHOP["qui"]


def test_an_old_result_reads_as_before(sites, velo):
    before, today = sites
    visitor = Visitor(before.app)
    page = submitted(visitor, velo)
    data = visitor.raw("/fr/velo/resultat.json").text
    code = code_of(visitor)
    now = today()
    visitor = moved_to(visitor, now)
    assert visitor.get("/fr/velo/resultat").text == page.text
    assert visitor.raw("/fr/velo/resultat.json").text == data
    assert json.loads(data)["result"]["edition"] == velo.edition
    other = Visitor(now.app)
    other.get("/fr/reprendre")
    assert (
        other.send("/reprendre", [("code", code)]).text.split("Dimension par")[1] == page.text.split("Dimension par")[1]
    )


def test_a_new_response_takes_the_edition_of_today(sites, newer, velo):
    before, today = sites
    begin(Visitor(before.app), velo)
    now = today()
    visitor = Visitor(now.app)
    visitor.get(FIRST)
    save_section(visitor, newer.sections[0], {"nom": "Atelier", "depuis": 3})
    assert held(now, visitor).edition == newer.edition
    assert visitor.get("/fr/velo/edition").text.count("Aucune.") == 4


def test_a_sent_response_does_not_move(sites, velo):
    before, today = sites
    visitor = Visitor(before.app)
    submitted(visitor, velo)
    now = today()
    visitor = moved_to(visitor, now)
    assert visitor.raw("/fr/velo/edition").status_code == 404
