"""What a device kept is sent under stamps: of each question the newest wins; and what the phones ask for meanwhile."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from selfassess.web import presence
from tests.walker import fields_of, save_section
from tests.web.rooms import enter, place_of, workshop
from tests.web.steps import WORKSHOP, finish, held, stored
from tests.web.visitor import POST_STATEMENTS, Visitor

BACKGROUND = {"X-Selfassess": "fond"}


@pytest.fixture
def room(site, velo):
    return workshop(site, velo)


@pytest.fixture
def visitor(site, room):
    visitor = Visitor(site.app)
    enter(visitor, room)
    return visitor


def send(visitor, room, answers, stamps, status=200, **changes):
    """What the endpoint says of answers that a device kept under these stamps."""
    form = visitor.page.form("/section/atelier") if visitor.page.url.endswith("/atelier") else None
    known = dict(form.fields) if form else {}
    fields = [("csrf_token", known.get("csrf_token", "")), ("reponse", known.get("reponse", ""))]
    fields = [(name, changes.get(name, value)) for name, value in fields]
    fields.append(("tampons", changes.get("tampons", json.dumps(stamps))))
    fields += [("question", name) for name in answers]
    fields += [pair for name, value in answers.items() if value is not None for pair in fields_of(name, value)]
    answer = visitor.raw(f"/fr/{place_of(room)}/garder", "POST", MultiDict(fields))
    assert answer.status_code == status, answer.text
    assert visitor.statements <= POST_STATEMENTS
    return answer.json


def kept(site, visitor, room):
    return stored(site, visitor, place_of(room))


def test_answers_of_several_pages_are_saved_at_once(site, visitor, room):
    stamps = {"nom": [3, "a"], "d1_force": [4, "b"]}
    told = send(visitor, room, {"nom": "Atelier", "d1_force": "fort"}, stamps)
    assert told["state"] == "saved"
    assert told["stamps"] == stamps
    assert told["newer"] == {}
    assert told["done"] == {"atelier": [1, 4], "freins": [1, 2]}
    assert kept(site, visitor, room) == {"nom": "Atelier", "d1_force": "fort"}
    page = visitor.get(f"/fr/{place_of(room)}/section/atelier")
    assert 'data-stamps="{&#34;nom&#34;: [3, &#34;a&#34;]}"' in page.html


def test_a_replay_changes_nothing(site, visitor, room):
    for _ in range(2):
        assert send(visitor, room, {"nom": "Atelier"}, {"nom": [1, "a"]})["state"] == "saved"
    assert held(site, visitor, place_of(room)).revisions["nom"] == 1


def test_an_older_change_is_told_the_newer_one(site, visitor, room):
    send(visitor, room, {"qui": WORKSHOP["qui"], "gestes": ["cours", "outils"]}, {"qui": [5, "b"], "gestes": [5, "b"]})
    told = send(visitor, room, {"qui": None, "gestes": ["cours"]}, {"qui": [5, "a"], "gestes": [4, "z"]})
    assert told["state"] == "saved"
    assert told["wrong"] == {}
    assert told["stamps"] == {"qui": [5, "b"], "gestes": [5, "b"]}
    assert told["newer"]["gestes"] == [["gestes", "cours"], ["gestes", "outils"]]
    assert told["newer"]["qui"] == [["qui.principal", "membres"], ["qui.secondaire", "clients"]]
    assert kept(site, visitor, room)["gestes"] == ["cours", "outils"]


def test_what_the_plain_form_wrote_goes_before_older_stamps_only(site, visitor, room, velo):
    send(visitor, room, {"nom": "Premier"}, {"nom": [7, "a"]})
    visitor.get(f"/fr/{place_of(room)}/section/atelier")
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "Formulaire"})
    visitor.get(f"/fr/{place_of(room)}/section/atelier")
    told = send(visitor, room, {"nom": "Vieux"}, {"nom": [7, "z"]})
    assert told["newer"] == {"nom": [["nom", "Formulaire"]]}
    send(visitor, room, {"nom": "Neuf"}, {"nom": [9, "a"]})
    assert kept(site, visitor, room)["nom"] == "Neuf"


def test_a_removed_answer_has_a_stamp_too(site, visitor, room):
    send(visitor, room, {"quartier": "calme"}, {"quartier": [1, "a"]})
    told = send(visitor, room, {"quartier": None}, {"quartier": [2, "a"]})
    assert told["stamps"] == {"quartier": [2, "a"]}
    assert kept(site, visitor, room) == {}
    page = visitor.get(f"/fr/{place_of(room)}/section/atelier")
    assert 'data-stamps="{&#34;quartier&#34;: [2, &#34;a&#34;]}"' in page.html


def test_a_wrong_answer_is_refused_and_the_others_kept(site, visitor, room):
    told = send(visitor, room, {"nom": "x" * 300, "quartier": "calme"}, {"nom": [1, "a"], "quartier": [2, "a"]})
    assert told["state"] == "refused"
    assert "200" in told["wrong"]["nom"][0]
    assert kept(site, visitor, room) == {"quartier": "calme"}


@pytest.mark.parametrize("stamps", ["[]", "{", '{"nom": "x"}', '{"nom": [1]}', "null", '{"nom": ["1", "a"]}'])
def test_odd_stamps_are_no_stamps(site, visitor, room, stamps):
    told = send(visitor, room, {"nom": "Atelier"}, {}, tampons=stamps)
    assert told["state"] == "saved"
    assert kept(site, visitor, room) == {"nom": "Atelier"}


def test_a_mad_clock_is_refused_in_words(site, visitor, room):
    told = send(visitor, room, {"nom": "Atelier"}, {"nom": [2**60, "a"]}, status=422)
    assert "Rechargez la page" in told["message"]
    assert kept(site, visitor, room) == {}


def test_an_old_page_is_given_a_good_token_once(site, visitor, room):
    told = send(visitor, room, {"nom": "Atelier"}, {"nom": [1, "a"]}, status=409, csrf_token="old")
    assert told["state"] == "expired"
    assert kept(site, visitor, room) == {}
    told = send(visitor, room, {"nom": "Atelier"}, {"nom": [1, "a"]}, csrf_token=told["token"])
    assert told["state"] == "saved"


def test_no_token_is_given_to_a_page_of_another_response(site, visitor, room):
    told = send(visitor, room, {"nom": "Atelier"}, {"nom": [1, "a"]}, 409, csrf_token="old", reponse="f" * 16)
    assert "token" not in told
    for mark in ("", "f" * 16):
        told = send(visitor, room, {"nom": "Atelier"}, {"nom": [1, "a"]}, 409, reponse=mark)
        assert told["state"] == "expired"
    assert kept(site, visitor, room) == {}


def test_a_sent_response_keeps_what_was_sent(site, visitor, room, velo):
    page = visitor.page
    save_section(visitor, velo.sections[0], WORKSHOP)
    finish(visitor, velo)
    visitor.page = page
    assert send(visitor, room, {"nom": "Trop tard"}, {"nom": [50, "a"]}, 409)["state"] == "submitted"
    assert kept(site, visitor, room)["nom"] == WORKSHOP["nom"]


def test_stamps_mean_nothing_outside_workshops(site, velo):
    visitor = Visitor(site.app)
    visitor.get("/fr/velo/section/atelier")
    save_section(visitor, velo.sections[0], WORKSHOP)
    page = visitor.get("/fr/velo/section/atelier")
    kept = [pair for pair in page.form("/section/atelier").fields if pair[0] in ("csrf_token", "reponse")]
    fields = [*kept, ("tampons", '{"nom": [900, "a"]}'), ("question", "nom"), ("nom", "Autre")]
    answer = visitor.raw("/fr/velo/section/atelier/garder", "POST", MultiDict(fields))
    assert answer.json["state"] == "refused"
    assert stored(site, visitor)["nom"] == WORKSHOP["nom"]


def test_what_the_form_does_not_ask_is_never_told_saved(site, regionalisation):
    room = workshop(site, regionalisation)
    visitor = Visitor(site.app)
    page = enter(visitor, room)
    site.store.workshops.change(room.id, form="short")
    asked = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    dropped = next(one for one in regionalisation.questions() if not one.short_form and one.type == "choix")
    form = page.form(f"/section/{page.url.rpartition('/')[2]}")
    fields = [pair for pair in form.fields if pair[0] in ("csrf_token", "reponse")]
    fields += [("tampons", json.dumps({asked.id: [1, "a"], dropped.id: [1, "b"]}))]
    fields += [pair for one in (asked, dropped) for pair in (("question", one.id), (one.id, one.options[0].id))]
    told = visitor.raw(f"/fr/{place_of(room)}/garder", "POST", MultiDict(fields)).json
    assert told["state"] == "refused"
    assert "ne demande pas" in told["wrong"][dropped.id][0]
    assert set(told["wrong"]) == {dropped.id}
    assert set(told["stamps"]) == {asked.id}
    assert kept(site, visitor, room) == {asked.id: asked.options[0].id}


class TestWhoeverHoldsNothing:
    """The session has ended, or never joined."""

    @pytest.fixture
    def stranger(self, site, room):
        visitor = Visitor(site.app)
        visitor.get("/fr/atelier")
        return visitor

    def post(self, stranger, path, **more):
        token = dict(stranger.page.form("/atelier").fields)["csrf_token"]
        fields = MultiDict([("csrf_token", token), ("question", "nom"), ("nom", "Intrus"), *more.pop("fields", [])])
        return stranger.client.post(path, data=fields, **more)

    @pytest.mark.parametrize("mark", ["", "f" * 16])
    @pytest.mark.parametrize("path", ["section/atelier/garder", "garder"])
    def test_no_answer_is_kept_of_whoever_has_not_joined(self, site, room, stranger, path, mark):
        before = responses(site)
        answer = self.post(stranger, f"/fr/{place_of(room)}/{path}", fields=[("reponse", mark)])
        assert (answer.status_code, answer.json["state"]) == (409, "lost")
        assert "code de retour" in answer.json["message"]
        assert responses(site) == before

    @pytest.mark.parametrize("path", ["section/atelier", "envoyer", "effacer", "code"])
    def test_a_plain_form_leads_to_the_join_page_with_a_word(self, site, room, stranger, path):
        before = responses(site)
        answer = self.post(stranger, f"/fr/{place_of(room)}/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/atelier")
        assert "Votre session a pris fin" in stranger.get("/fr/atelier").text
        assert responses(site) == before

    def test_a_page_drawn_for_somebody_asks_for_their_code(self, site, room, stranger):
        before = responses(site)
        for more in ([], [("code", "")]):
            fields = [("reponse", "f" * 16), *more]
            answer = self.post(stranger, f"/fr/{place_of(room)}/section/atelier", fields=fields)
            assert answer.status_code in (400, 422)
        assert responses(site) == before

    def test_what_a_script_asks_for_is_told_that_the_session_is_lost(self, room, stranger):
        paths = ("sections", "section/atelier", "verifier", "resultat", "etat.json")
        asked = [stranger.client.get(f"/fr/{place_of(room)}/{path}", headers=BACKGROUND) for path in paths]
        for path in ("section/atelier", "garder", "envoyer"):
            fields = [("reponse", "f" * 16)]
            asked.append(self.post(stranger, f"/fr/{place_of(room)}/{path}", headers=BACKGROUND, fields=fields))
        for answer in asked:
            assert (answer.status_code, answer.json["state"]) == (409, "lost"), answer.request.path
            assert "Vos réponses sont gardées sur cet appareil" in answer.json["message"]

    def test_an_erased_workshop_is_told_to_a_script(self, site, visitor, room):
        site.store.workshops.erase(room.id)
        answer = visitor.client.get(f"/fr/{place_of(room)}/sections", headers=BACKGROUND)
        assert (answer.status_code, answer.json["state"]) == (409, "lost")
        assert "ont été effacées" in answer.json["message"]


def responses(site):
    """How many there are."""
    with site.store._engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM response")).scalar()


class TestTheStateOfTheRoom:
    @pytest.fixture(autouse=True)
    def always_look(self, monkeypatch):
        monkeypatch.setattr(presence, "FRESH", 0.0)

    def ask(self, visitor, room, tag=None):
        headers = BACKGROUND | ({"If-None-Match": tag} if tag else {})
        return visitor.client.get(f"/fr/{place_of(room)}/etat.json", headers=headers)

    def test_it_counts_and_answers_304_while_nothing_changes(self, site, visitor, room, velo):
        answer = self.ask(visitor, room)
        assert answer.json | {"wait": 0} == {"done": 0, "joined": 1, "closed": False, "wait": 0}
        assert 3 <= answer.json["wait"] <= 5
        tag = answer.headers["ETag"]
        assert self.ask(visitor, room, tag).status_code == 304
        enter(Visitor(site.app), room)
        answer = self.ask(visitor, room, tag)
        assert (answer.status_code, answer.json["joined"]) == (200, 2)
        save_section(visitor, velo.sections[0], WORKSHOP)
        finish(visitor, velo)
        assert self.ask(visitor, room).json["done"] == 1
        site.store.workshops.close(room.id)
        assert self.ask(visitor, room).json["closed"] is True

    def test_one_look_at_the_store_serves_everyone_for_a_second(self, site, visitor, room, monkeypatch):
        monkeypatch.setattr(presence, "FRESH", 60.0)
        self.ask(visitor, room)
        for _ in range(5):
            visitor.raw(f"/fr/{place_of(room)}/etat.json")
            assert visitor.statements == 0

    def test_it_tells_nothing_to_whoever_is_not_there(self, site, room):
        assert Visitor(site.app).raw(f"/fr/{place_of(room)}/etat.json").status_code == 404

    def test_what_a_script_asks_for_never_writes_the_session_back(self, site, visitor, room):
        assert "Set-Cookie" not in self.ask(visitor, room).headers
        path = f"/fr/{place_of(room)}/section/atelier"
        assert "Set-Cookie" not in visitor.client.get(path, headers=BACKGROUND).headers
        assert "Set-Cookie" in visitor.client.get(path).headers


def test_the_worker_is_served_from_the_root(site):
    answer = Visitor(site.app).raw("/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.content_type.startswith("text/javascript")
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
