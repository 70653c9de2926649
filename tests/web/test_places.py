"""A place is a questionnaire or a workshop: the same pages at both, never mixed."""

from __future__ import annotations

import pytest

from selfassess.questionnaire.short_form import sections_of
from tests.walker import fields_for, invented_answers, names_for, save_section
from tests.web.rooms import enter, place_of, workshop
from tests.web.steps import WORKSHOP, code_of, finish, held, stored
from tests.web.visitor import Visitor


@pytest.fixture
def room(site, velo):
    return workshop(site, velo)


def answered(visitor, velo):
    """From the first page to the result, at the place where the visitor is."""
    save_section(visitor, velo.sections[0], WORKSHOP)
    return finish(visitor, velo)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_workshop_is_walked_from_its_code_to_the_result(site, velo, room, language):
    visitor = Visitor(site.app, language)
    base = f"/{language}/{place_of(room)}"
    page = enter(visitor, room)
    assert page.url == f"{base}/section/atelier"
    assert room.title in page.text
    assert "offline.js" in page.html
    assert "respond.js" not in page.html
    page = visitor.get(f"{base}/sections")
    assert ("groupes de cinq" if language == "fr" else "groups of five") in page.text
    visitor.get(f"{base}/section/atelier")
    page = answered(visitor, velo)
    assert page.url == f"{base}/resultat"
    assert "plotly" not in page.html
    assert site.store.workshops.presence(room.id).done == 1
    for name in ("code", "effacer", "glossaire", "sections"):
        page = visitor.get(f"{base}/{name}")
        assert room.title in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_does_not_fit_a_workshop_is_not_shown(site, velo, room, language):
    visitor = Visitor(site.app, language)
    enter(visitor, room)
    save_section(visitor, velo.sections[0], WORKSHOP)
    page = save_section(visitor, velo.sections[1], WORKSHOP)
    assert "consentement" not in page.form("/envoyer").names
    page = visitor.send("/envoyer", [("consentement", velo.purposes[0].id)])
    assert held(site, visitor, place_of(room)).consents == frozenset()
    assert "/reouvrir" not in page.html
    assert 'id="accords"' not in page.html
    base = f"/{language}/{place_of(room)}"
    token = dict(page.form("/quitter").fields)["csrf_token"]
    for path in ("edition", "reouvrir"):
        assert visitor.raw(f"{base}/{path}", "POST", {"csrf_token": token}).status_code == 404
    assert visitor.raw(f"{base}/edition").status_code == 404


def test_the_short_form_asks_only_its_questions(site, velo, regionalisation):
    room = workshop(site, regionalisation, form="short")
    sections = sections_of(regionalisation, "short")
    assert [one.id for one in sections] == [one.id for one in regionalisation.sections][1:-1]
    answers = invented_answers(regionalisation)
    visitor = Visitor(site.app)
    page = enter(visitor, room)
    for section in sections:
        assert page.url.endswith(f"/section/{section.id}")
        names = {name.split(".")[0] for name in page.form(f"/section/{section.id}").names}
        whole = regionalisation.sections[[one.id for one in regionalisation.sections].index(section.id)]
        for question in whole.questions:
            assert (question.id in names) == question.short_form, question.id
        page = save_section(visitor, section, answers)
    assert page.url.endswith("/verifier")
    page = visitor.send("/envoyer")
    assert page.url.endswith("/resultat")
    asked = {question.id for section in sections for question in section.questions}
    assert set(stored(site, visitor, place_of(room))) == set(answers) & asked
    assert visitor.raw(f"/fr/{place_of(room)}/section/organisme").status_code in (302, 404)


def test_a_section_that_the_short_form_leaves_out_is_not_there(site, regionalisation):
    room = workshop(site, regionalisation, form="short")
    visitor = Visitor(site.app)
    enter(visitor, room)
    assert visitor.raw(f"/fr/{place_of(room)}/section/organisme").status_code == 404


def test_ones_own_response_is_never_mixed_with_a_workshops(site, velo, room):
    visitor = Visitor(site.app)
    visitor.get("/fr/velo/section/atelier")
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "À moi"})
    enter(visitor, room)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "À l’atelier"})
    assert stored(site, visitor)["nom"] == "À moi"
    assert stored(site, visitor, place_of(room))["nom"] == "À l’atelier"
    assert held(site, visitor).workshop is None
    assert held(site, visitor, place_of(room)).workshop == room.id
    assert held(site, visitor).id != held(site, visitor, place_of(room)).id


def test_whoever_has_not_joined_is_sent_to_join(site, room):
    visitor = Visitor(site.app)
    for path in ("", "sections", "section/atelier", "verifier", "resultat", "code", "effacer", "glossaire"):
        page = visitor.get(f"/fr/{place_of(room)}/{path}")
        assert page.url == "/fr/atelier", path
        assert room.title not in page.text


def test_a_workshop_that_is_not_is_nowhere(site):
    assert Visitor(site.app).raw("/fr/atelier-000000000000/sections").status_code == 404


def test_another_response_put_in_the_session_opens_no_workshop(site, velo, room):
    visitor = Visitor(site.app)
    visitor.get("/fr/velo/section/atelier")
    save_section(visitor, velo.sections[0], WORKSHOP)
    with visitor.client.session_transaction() as session:
        session["responses"] = {place_of(room): session["responses"]["velo"]}
    assert visitor.get(f"/fr/{place_of(room)}/sections").url == "/fr/atelier"


def test_the_return_code_leads_back_into_the_workshop(site, velo, room):
    visitor = Visitor(site.app)
    enter(visitor, room)
    words = code_of(visitor, place_of(room))
    other = Visitor(site.app)
    other.get("/fr/reprendre")
    page = other.send("/reprendre", [("code", words)])
    assert page.url == f"/fr/{place_of(room)}/sections"
    assert held(site, other, place_of(room)).id == held(site, visitor, place_of(room)).id
    assert site.store.workshops.presence(room.id).joined == 1


def test_a_lost_session_is_joined_again_by_its_code_with_what_was_typed(site, velo, room):
    visitor = Visitor(site.app)
    enter(visitor, room)
    save_section(visitor, velo.sections[0], WORKSHOP)
    words = code_of(visitor, place_of(room))
    page = visitor.get(f"/fr/{place_of(room)}/section/atelier")
    form = page.form("/section/atelier")
    names = names_for(page, velo.sections[0])
    typed = form.filled(fields_for(velo.sections[0], {**WORKSHOP, "nom": "Tard"}), names)
    visitor.client.delete_cookie("selfassess")
    page = visitor.post(form.action, typed, 400)
    assert "Entrez votre code de retour" in page.text
    assert "laissez-le vide" not in page.text
    page = visitor.send("/section/atelier", [("code", "")], {"code"}, status=422)
    page = visitor.send("/section/atelier", [("code", words)], {"code"})
    assert page.url == f"/fr/{place_of(room)}/section/freins"
    assert stored(site, visitor, place_of(room))["nom"] == "Tard"


def test_a_code_of_elsewhere_does_not_enter_a_workshop(site, velo, room):
    outside = Visitor(site.app)
    outside.get("/fr/velo/section/atelier")
    save_section(outside, velo.sections[0], WORKSHOP)
    words = code_of(outside)
    visitor = Visitor(site.app)
    page = enter(visitor, room)
    form = page.form("/section/atelier")
    visitor.client.delete_cookie("selfassess")
    visitor.post(form.action, form.filled([("nom", "Tard")], {"nom"}), 400)
    visitor.send("/section/atelier", [("code", words)], {"code"}, status=422)
    assert stored(site, outside)["nom"] == WORKSHOP["nom"]


def test_leaving_forgets_and_the_code_opens_again(site, velo, room):
    visitor = Visitor(site.app)
    enter(visitor, room)
    words = code_of(visitor, place_of(room))
    visitor.get(f"/fr/{place_of(room)}/sections")
    visitor.send("/quitter")
    assert visitor.get(f"/fr/{place_of(room)}/sections").url == "/fr/atelier"
    visitor.get("/fr/reprendre")
    assert visitor.send("/reprendre", [("code", words)]).url == f"/fr/{place_of(room)}/sections"


def test_erasing_ones_answers_leaves_the_workshop(site, velo, room):
    visitor = Visitor(site.app)
    enter(visitor, room)
    save_section(visitor, velo.sections[0], WORKSHOP)
    response = held(site, visitor, place_of(room)).id
    page = visitor.get(f"/fr/{place_of(room)}/effacer")
    assert "image de la salle" in page.text
    visitor.send("/effacer")
    assert site.store.load(response) is None
    assert visitor.get(f"/fr/{place_of(room)}/sections").url == "/fr/atelier"


def test_an_erased_workshop_says_so_once(site, velo):
    room = workshop(site, velo)
    visitor = Visitor(site.app)
    enter(visitor, room)
    site.store.workshops.erase(room.id)
    page = visitor.get(f"/fr/{place_of(room)}/sections")
    assert page.url == "/fr/atelier"
    assert "ont été effacées, comme annoncé" in page.text
    assert "ont été effacées" not in visitor.get(f"/fr/{place_of(room)}/sections").text


def test_a_closed_workshop_is_ended_by_those_who_began(site, velo):
    room = workshop(site, velo)
    visitor = Visitor(site.app)
    enter(visitor, room)
    site.store.workshops.close(room.id)
    page = visitor.get(f"/fr/{place_of(room)}/section/atelier")
    assert "L’atelier est fermé" in page.text
    page = answered(visitor, velo)
    assert page.url.endswith("/resultat")


def test_what_is_sent_enters_the_rooms_picture(site, velo):
    room = workshop(site, velo, roles=("direction", "ca"))
    for place in range(6):
        visitor = Visitor(site.app)
        enter(visitor, room)
        visitor.send("/atelier", [("role", "direction" if place % 2 else "_")], {"role"})
        answered(visitor, velo)
    states = site.store.workshops.states(room.id)
    assert (states[""]["people"], len(states[""]["waiting"])) == (5, 1)
    assert states[""]["counts"]["quartier"]
    assert (states["role:direction"]["people"], len(states["role:direction"]["waiting"])) == (0, 3)
    assert site.store.workshops.presence(room.id).done == 6
