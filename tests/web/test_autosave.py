"""The page's script saves each answer as it is given, and is told the truth about it."""

from __future__ import annotations

import json

import pytest
from werkzeug.datastructures import MultiDict

from selfassess.responses.records import StoreUnavailable
from tests.walker import save_section
from tests.web.steps import FIRST, SECOND, WORKSHOP, begin, finish, held, packet, stored
from tests.web.visitor import POST_STATEMENTS, Visitor


def send(visitor, page, velo, section, answers, status=200, **changes):
    """What the endpoint says of a packet."""
    fields = [(name, changes.get(name, value)) for name, value in packet(page, velo, section, answers)]
    fields += [(name, value) for name, value in changes.items() if name not in dict(fields)]
    response = visitor.raw(f"/{visitor.language}/velo/section/{section}/garder", "POST", MultiDict(fields))
    assert response.status_code == status, response.text
    assert visitor.statements <= POST_STATEMENTS
    return response.json


@pytest.mark.parametrize(("language", "said"), [("fr", "Enregistré à "), ("en", "Saved at ")])
def test_an_answer_is_saved_as_it_is_given(site, velo, language, said):
    visitor = Visitor(site.app, language)
    page = visitor.get(f"/{language}/velo/section/atelier")
    told = send(visitor, page, velo, "atelier", {"nom": "Atelier"})
    assert told["state"] == "saved"
    assert told["at"].startswith(said)
    assert (" h " in told["at"].replace("\u00a0", " ")) == (language == "fr")
    assert stored(site, visitor) == {"nom": "Atelier"}
    assert told["mark"]
    assert told["seen"]["nom"][0] == 1
    assert told["done"] == {"atelier": [1, 4], "freins": [0, 2]}
    assert told["wrong"] == {}


def test_a_second_answer_goes_on_from_what_was_told(site, visitor, velo):
    page = visitor.get(FIRST)
    told = send(visitor, page, velo, "atelier", {"nom": "Atelier"})
    seen = json.dumps(told["seen"])
    told = send(visitor, page, velo, "atelier", {"nom": "Atelier 2"}, vu=seen, reponse=told["mark"])
    assert told["seen"]["nom"][0] == 2
    assert stored(site, visitor) == {"nom": "Atelier 2"}


def test_an_emptied_answer_is_removed(site, visitor, velo):
    begin(visitor, velo)
    page = visitor.get(FIRST)
    told = send(visitor, page, velo, "atelier", {"gestes": []})
    assert told["state"] == "saved"
    assert "gestes" not in stored(site, visitor)


def test_only_the_named_questions_are_touched(site, visitor, velo):
    begin(visitor, velo)
    page = visitor.get(FIRST)
    send(visitor, page, velo, "atelier", {"quartier": "calme"})
    assert stored(site, visitor) == {name: WORKSHOP[name] for name in ("nom", "qui", "gestes")} | {"quartier": "calme"}


def test_the_same_packet_twice_is_as_once(site, visitor, velo):
    page = visitor.get(FIRST)
    send(visitor, page, velo, "atelier", {"nom": "Atelier"})
    once = held(site, visitor)
    assert send(visitor, page, velo, "atelier", {"nom": "Atelier"})["state"] == "saved"
    assert held(site, visitor) == once


def test_a_wrong_answer_is_refused_beside_its_question(site, visitor, velo):
    page = visitor.get(FIRST)
    told = send(visitor, page, velo, "atelier", {"nom": "x" * 300, "quartier": "calme"})
    assert told["state"] == "refused"
    assert "200" in told["wrong"]["nom"][0]
    assert "nom" not in told["seen"]
    assert stored(site, visitor) == {"quartier": "calme"}


def test_a_conflict_is_told_with_the_other_answer(site, visitor, velo):
    begin(visitor, velo)
    page = visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "L’autre"})
    told = send(visitor, page, velo, "atelier", {"nom": "Le mien"})
    assert told["state"] == "refused"
    assert "L’autre" in told["wrong"]["nom"][0]
    assert stored(site, visitor)["nom"] == "L’autre"


def test_a_lost_session_is_told_and_nothing_is_begun(site, visitor, velo):
    begin(visitor, velo)
    page = visitor.get(SECOND)
    visitor.client.delete_cookie("selfassess")
    told = send(visitor, page, velo, "freins", {"d1_force": "fort"}, status=409)
    assert told["state"] == "expired"
    assert "rien ne sera perdu" in told["message"]
    with visitor.client.session_transaction() as session:
        assert "responses" not in session


@pytest.mark.parametrize("token", ["", "faux"])
def test_a_bad_token_is_told(site, visitor, velo, token):
    begin(visitor, velo)
    page = visitor.get(SECOND)
    assert send(visitor, page, velo, "freins", {"d1_force": "fort"}, 409, csrf_token=token)["state"] == "expired"
    assert "d1_force" not in stored(site, visitor)


def test_a_sent_response_is_told(site, visitor, velo):
    begin(visitor, velo)
    page = visitor.page
    finish(visitor, velo)
    told = send(visitor, page, velo, "freins", {"d1_force": "pas"}, 409)
    assert told["state"] == "submitted"
    assert stored(site, visitor)["d1_force"] == "fort"


def test_the_questions_that_an_answer_opens_are_told(site, visitor, velo):
    begin(visitor, velo)
    page = visitor.get(SECOND)
    assert send(visitor, page, velo, "freins", {"d1_reponse": "repere"})["asked"]["d1_pratiques"] is False
    page = visitor.get(SECOND)
    told = send(visitor, page, velo, "freins", {"d1_reponse": "fait"})
    assert told["asked"] == {"d1_pratiques": True, "d1_pratiques_autre": False}
    assert told["done"]["freins"] == [1, 3]


def test_a_failing_database_is_told_as_a_failure(make_site, velo, monkeypatch):
    site = make_site()
    visitor = Visitor(site.app)
    begin(visitor, velo)
    page = visitor.get(SECOND)

    def fail(*_):
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(site.store, "save", fail)
    told = send(visitor, page, velo, "freins", {"d1_force": "fort"}, 503)
    assert told["state"] == "failed"
    page = save_section(visitor, velo.sections[1], WORKSHOP, status=503)
    assert "ce que vous avez tapé y est encore" in page.text
