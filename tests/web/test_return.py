"""A response is found again with its code, and nothing else; it is left, and erased, at once."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest

from selfassess.responses import codes
from tests.walker import save_section
from tests.web.steps import FIRST, WORKSHOP, begin, code_of, finish, held, stored, submitted
from tests.web.visitor import Visitor


def back_with(site, typed, language="fr", status=200):
    """A visitor on another device, who typed a code."""
    visitor = Visitor(site.app, language)
    visitor.get(f"/{language}/reprendre")
    visitor.send("/reprendre", [("code", typed)], status=status)
    return visitor


def without_accents(text):
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def rows(site):
    """Every row of the database, by table."""
    with sqlite3.connect(site.folder / "selfassess.sqlite") as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    connection.close()
    return found


def test_the_code_is_offered_with_the_first_saved_page(visitor_in_each_language, velo):
    visitor = visitor_in_each_language
    page = begin(visitor, velo)
    note = next(element for element in page.tree.iter() if "code-note" in element.get("class", ""))
    words = "".join(next(note.iter("code")).itertext()).split()
    assert len(words) == 9
    assert visitor.get(f"/{visitor.language}/velo/code").text_of("code-mots").split() == words
    assert all(codes.word_meant(word) for word in words)


def test_the_code_is_offered_once(visitor, velo):
    begin(visitor, velo)
    page = save_section(visitor, velo.sections[1], WORKSHOP)
    assert not [element for element in page.tree.iter() if "code-note" in element.get("class", "")]


TYPINGS = {
    "as shown": str,
    "capitals": str.upper,
    "no accents": without_accents,
    "hyphens": lambda code: code.replace(" ", "-"),
    "commas and lines": lambda code: code.replace(" ", ",\n"),
    "decomposed": lambda code: unicodedata.normalize("NFD", code),
    "four letters": lambda code: " ".join(word[:4] for word in without_accents(code).split()),
}


@pytest.mark.parametrize("typing", TYPINGS)
def test_a_code_opens_however_it_is_typed(site, visitor, velo, typing):
    begin(visitor, velo)
    back = back_with(site, TYPINGS[typing](code_of(visitor)), "en")
    assert back.page.url == "/en/velo/sections"
    assert held(site, back) == held(site, visitor)


def test_a_code_opens_the_result_of_a_sent_response(site, visitor, velo):
    submitted(visitor, velo)
    assert back_with(site, code_of(visitor)).page.url == "/fr/velo/resultat"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_word_is_named_with_the_one_it_resembles(site, visitor, velo, language):
    begin(visitor, velo)
    words = code_of(visitor).split()
    words[2] = "fromege"
    back = back_with(site, " ".join(words), language, status=422)
    said = back.page.text_of("erreurs")
    assert "fromege" in said
    assert "fromage" in said
    assert "3" in said
    assert dict(back.page.form("/reprendre").fields)["code"].split() == words
    assert back.page.by_id["code"].get("aria-invalid") == "true"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "dans l’ordre"),
        ("   ", "dans l’ordre"),
        ("fromage fromage", "vous en avez tapé 2"),
        ("fromage " * 10, "vous en avez tapé 10"),
        ("fromage " * 9, "n’ouvre rien"),
        ("<script>alert(1)</script>", "script"),
        ("mot " * 5000, "mot"),
    ],
)
def test_what_is_not_a_code_is_said(site, typed, said):
    visitor = Visitor(site.app)
    visitor.get("/fr/reprendre")
    page = visitor.send("/reprendre", [("code", typed)], status=422)
    assert said in page.text_of("erreurs")


def test_a_code_with_an_expired_token_is_shown_again(site, visitor, velo):
    begin(visitor, velo)
    code = code_of(visitor)
    page = Visitor(site.app).post("/fr/reprendre", {"code": code, "csrf_token": "faux"}, 400)
    assert dict(page.form("/reprendre").fields)["code"].strip() == code


def test_a_new_code_replaces_the_former(site, visitor, velo):
    begin(visitor, velo)
    former = code_of(visitor)
    visitor.send("/code")
    assert code_of(visitor) != former
    back_with(site, former, status=422)
    assert held(site, back_with(site, code_of(visitor))).id == held(site, visitor).id


def test_leaving_forgets_on_this_device_only(site, visitor, velo):
    begin(visitor, velo)
    code, kept = code_of(visitor), held(site, visitor)
    visitor.get("/fr/velo/sections")
    page = visitor.send("/quitter")
    assert "oublié" in page.text
    for private in ("code", "effacer", "resultat", "resultat.json", "edition"):
        assert visitor.raw(f"/fr/velo/{private}").status_code == 404
    assert WORKSHOP["nom"] not in visitor.get(FIRST).html
    with visitor.client.session_transaction() as session:
        assert kept.id not in str(dict(session))
        assert code.split()[0] not in str(dict(session))
    assert held(site, back_with(site, code)) == kept


def test_erasing_leaves_nothing(site, visitor, velo):
    before = rows(site)
    submitted(visitor, velo, [("consentement", "reseau")])
    code, kept = code_of(visitor), held(site, visitor)
    other = back_with(site, code)
    visitor.get("/fr/velo/effacer")
    page = visitor.send("/effacer")
    assert "effacés" in page.text
    assert rows(site) == before
    assert site.store.load(kept.id) is None
    assert site.store.submission(kept.id) is None
    assert "n’ouvre rien" in back_with(site, code, status=422).page.text
    assert other.raw("/fr/velo/resultat").status_code == 404
    assert WORKSHOP["nom"] not in other.get(FIRST).html


def test_erasing_takes_every_version_with_it(site, visitor, velo):
    before = rows(site)
    submitted(visitor, velo)
    visitor.send("/reouvrir")
    visitor.get("/fr/velo/section/freins")
    finish(visitor, velo)
    visitor.get("/fr/velo/effacer")
    visitor.send("/effacer")
    assert rows(site) == before


def test_a_page_of_an_erased_response_goes_on_as_a_new_one(site, visitor, velo):
    begin(visitor, velo)
    tab = Visitor(site.app)
    tab.client = visitor.client
    tab.get("/fr/velo/section/freins")
    visitor.get("/fr/velo/effacer")
    visitor.send("/effacer")
    page = save_section(tab, velo.sections[1], WORKSHOP, status=400)
    assert dict(page.form("/freins").fields)["d1_commentaire"] == WORKSHOP["d1_commentaire"]
    tab.send("/freins")
    assert stored(site, tab)["d1_commentaire"] == WORKSHOP["d1_commentaire"]
