"""Joining a workshop: by its code or its link, once each; guesses are counted, and nothing else is."""

from __future__ import annotations

import datetime
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from selfassess.responses import workshop_rows
from selfassess.responses.counting import counted_apart
from selfassess.responses.guessing import GUESSES
from selfassess.responses.records import NoSuchResponse
from selfassess.workshop.codes import new_code, spaced
from tests.walker import save_section
from tests.web.rooms import ORGANISMS, ROLES, TODAY, enter, enter_by_link, place_of, workshop
from tests.web.steps import WORKSHOP, held
from tests.web.visitor import Visitor


@pytest.fixture
def fresh(make_site):
    """A site of one's own: guesses are counted for the whole instance."""
    return make_site()


@pytest.fixture
def room(site, velo):
    return workshop(site, velo)


def participant(site, visitor, room):
    return held(site, visitor, place_of(room))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_page_leads_to_the_join_page(site, language):
    visitor = Visitor(site.app, language)
    assert f'href="/{language}/atelier"' in visitor.get(f"/{language}/").html
    page = visitor.get(f"/{language}/atelier")
    assert "vie-privee" in page.html


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\u00a0"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_a_code_is_typed_in_any_way(site, room, typed, case):
    visitor = Visitor(site.app)
    visitor.get("/fr/atelier")
    for code in (spaced(room.code), room.code, "-".join(room.code)):
        page = Visitor(site.app)
        page.get("/fr/atelier")
        assert page.send("/atelier", [("code", typed.format(case(code)))]).url.endswith("/section/atelier")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_role_and_organism_are_asked_when_the_workshop_asks(site, velo, language):
    room = workshop(site, velo, identity="organism", roles=ROLES, organisms=ORGANISMS)
    visitor = Visitor(site.app, language)
    page = enter(visitor, room)
    assert page.url == f"/{language}/atelier"
    assert room.title in page.text
    assert site.store.workshops.presence(room.id).joined == 0
    page = visitor.send("/atelier", [("organisme", ORGANISMS[1])], {"organisme"}, status=422)
    assert ("Choisissez votre rôle" if language == "fr" else "Choose your role") in page.text
    page = visitor.send("/atelier", [("role", "direction"), ("organisme", "")], {"role", "organisme"}, status=422)
    page = visitor.send("/atelier", [("role", "direction"), ("organisme", ORGANISMS[1])], {"role", "organisme"})
    assert page.url.endswith("/section/atelier")
    found = participant(site, visitor, room)
    assert (found.role, found.organism, found.kind, found.language) == ("direction", ORGANISMS[1], "person", language)


def test_a_role_may_be_kept_to_oneself(site, velo):
    room = workshop(site, velo, roles=ROLES)
    visitor = Visitor(site.app)
    enter(visitor, room)
    visitor.send("/atelier", [("role", "_")], {"role"})
    assert participant(site, visitor, room).role is None


def test_a_role_or_an_organism_of_elsewhere_is_refused(site, velo):
    room = workshop(site, velo, identity="organism", organisms=ORGANISMS)
    visitor = Visitor(site.app)
    page = enter(visitor, room)
    fields = dict(page.form("/atelier").fields) | {"organisme": "Ailleurs"}
    visitor.post("/fr/atelier", fields, 422)
    assert site.store.workshops.presence(room.id).joined == 0


def test_the_link_is_no_guess_and_a_changed_signature_is(fresh, velo):
    room = workshop(fresh, velo)
    visitor = Visitor(fresh.app)
    assert enter_by_link(visitor, room).url.endswith("/section/atelier")
    page = visitor.get("/fr/atelier")
    other = new_code()
    fields = dict(page.form("/atelier").fields) | {"code": other, "signature": "x" * 20}
    Visitor(fresh.app)
    visitor.post("/fr/atelier", fields, 422)
    assert guesses(fresh) == 1


def guesses(site):
    """The wrong codes that were counted lately."""
    import json

    from sqlalchemy import text

    with site.store._engine.connect() as connection:
        found = connection.execute(text("SELECT moments FROM code_guess")).scalar()
    return len(json.loads(found or "[]"))


def just_before(site, monkeypatch, then):
    """Something happens between the look at the workshop and the joining."""
    join = type(site.store.workshops).join

    def late(self, *arguments, **more):
        monkeypatch.undo()
        with counted_apart():
            then()
        return join(self, *arguments, **more)

    monkeypatch.setattr(type(site.store.workshops), "join", late)


@pytest.mark.parametrize("end", ["close", "erase"])
def test_a_workshop_that_ends_while_one_enters_says_so(site, velo, monkeypatch, end):
    room = workshop(site, velo, roles=ROLES)
    visitor = Visitor(site.app)
    enter(visitor, room)
    just_before(site, monkeypatch, lambda: getattr(site.store.workshops, end)(room.id))
    page = visitor.send("/atelier", [("role", "direction")], {"role"}, status=422)
    assert ("est fermé" if end == "close" else "ont été effacées") in page.text


def test_an_answer_that_is_erased_while_one_enters_is_no_fault(site, velo, monkeypatch):
    room = workshop(site, velo)

    def erased(*_):
        with counted_apart():
            site.store.workshops.erase(room.id)
        raise NoSuchResponse("gone")

    monkeypatch.setattr(type(site.store), "give_code", erased)
    page = enter(Visitor(site.app), room, status=422)
    assert "ont été effacées" in page.text


def test_choices_that_change_while_one_enters_are_asked_again(site, velo, monkeypatch):
    room = workshop(site, velo, identity="organism", organisms=ORGANISMS, roles=ROLES)
    visitor = Visitor(site.app)
    enter(visitor, room)
    just_before(site, monkeypatch, lambda: site.store.workshops.change(room.id, organisms=ORGANISMS[:2]))
    fields = [("role", "direction"), ("organisme", ORGANISMS[2])]
    page = visitor.send("/atelier", fields, {"role", "organisme"}, status=409)
    assert "viennent de changer" in page.text
    assert ("role", "direction") in page.form("/atelier").fields
    visitor.send("/atelier", [("role", "direction"), ("organisme", ORGANISMS[1])], {"role", "organisme"})
    assert participant(site, visitor, room).organism == ORGANISMS[1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_error_says_what_to_do(site, velo, language):
    visitor = Visitor(site.app, language)
    said = {
        "": ("Tapez le code", "Type the workshop"),
        "ABC": ("huit lettres et chiffres ; vous en avez tapé 3", "eight letters and digits; you typed 3"),
        "ACDE FGH0": ("ne contient jamais : 0", "never contains: 0"),
    }
    for typed, (fr, en) in said.items():
        visitor.get(f"/{language}/atelier")
        page = visitor.send("/atelier", [("code", typed)], status=422)
        assert (fr if language == "fr" else en) in page.text.replace("\u202f", " ").replace("\u00a0", " ")
        assert dict(page.form("/atelier").fields)["code"] == typed
    room = workshop(site, velo)
    site.store.workshops.close(room.id)
    page = enter(visitor, room, status=422)
    assert ("Cet atelier est fermé" if language == "fr" else "This workshop is closed") in page.text
    past = workshop(site, velo, closes_on=TODAY - datetime.timedelta(days=2))
    page = enter(visitor, past, status=422)
    assert ("jusqu’au" if language == "fr" else "until") in page.text
    assert site.store.workshops.presence(past.id).joined == 0


def test_an_unknown_code_is_told_and_counted(fresh):
    visitor = Visitor(fresh.app)
    visitor.get("/fr/atelier")
    page = visitor.send("/atelier", [("code", new_code())], status=422)
    assert "Aucun atelier n’a ce code" in page.text
    assert guesses(fresh) == 1
    visitor.send("/atelier", [("code", "ABC")], status=422)
    assert guesses(fresh) == 1


def test_guesses_are_stopped_for_the_whole_instance_and_links_still_open(fresh, velo):
    room = workshop(fresh, velo)
    stranger = Visitor(fresh.app)
    stranger.get("/fr/atelier")
    told = [wrong_code(stranger) for _ in range(GUESSES + 10)]
    assert told == [422] * GUESSES + [429] * 10
    page = enter(Visitor(fresh.app), room, status=429)
    assert "Attendez une minute" in page.text
    assert fresh.store.workshops.presence(room.id).joined == 0
    assert enter_by_link(Visitor(fresh.app), room).url.endswith("/section/atelier")


def test_guesses_sent_all_together_are_no_more(fresh, velo, monkeypatch):
    looked, one = [], workshop_rows.one

    def slow(*arguments):
        looked.append(1)
        time.sleep(0.01)
        return one(*arguments)

    monkeypatch.setattr(workshop_rows, "one", slow)
    strangers = [Visitor(fresh.app) for _ in range(GUESSES + 30)]
    for stranger in strangers:
        stranger.get("/fr/atelier")
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(wrong_code, strangers))
    assert sorted(told) == [422] * GUESSES + [429] * 30
    assert len(looked) == GUESSES


def wrong_code(visitor):
    form = visitor.page.form("/atelier")
    return visitor.raw("/fr/atelier", "POST", dict(form.fields) | {"code": new_code()}).status_code


def test_three_hundred_people_join_at_once_from_one_address(fresh, velo):
    room = workshop(fresh, velo)
    for place in range(300):
        visitor = Visitor(fresh.app)
        page = (enter if place % 2 else enter_by_link)(visitor, room)
        assert page.url.endswith("/section/atelier")
    assert fresh.store.workshops.presence(room.id).joined == 300


def test_the_same_page_sent_twice_joins_once(site, room):
    visitor = Visitor(site.app)
    form = visitor.get("/fr/atelier").form("/atelier")
    fields = dict(form.fields) | {"code": room.code}
    assert visitor.raw("/fr/atelier", "POST", fields).status_code == 302
    first = participant(site, visitor, room).id
    with visitor.client.session_transaction() as session:
        session.pop("responses")
        session.pop("codes")
    assert visitor.raw("/fr/atelier", "POST", fields).status_code == 302
    assert participant(site, visitor, room).id == first
    assert site.store.workshops.presence(room.id).joined == 1


def test_whoever_joined_already_goes_on(site, velo, room):
    visitor = Visitor(site.app)
    enter(visitor, room)
    save_section(visitor, velo.sections[0], WORKSHOP)
    assert enter(visitor, room).url == f"/fr/{place_of(room)}/sections"
    assert site.store.workshops.presence(room.id).joined == 1


def test_a_late_page_keeps_the_code(site, room):
    visitor = Visitor(site.app)
    page = visitor.get("/fr/atelier")
    fields = dict(page.form("/atelier").fields) | {"code": room.code, "csrf_token": "old"}
    page = visitor.post("/fr/atelier", fields, 400)
    assert dict(page.form("/atelier").fields)["code"] == room.code
    assert visitor.send("/atelier").url.endswith("/section/atelier")


class TestASharedTablet:
    def joined(self, site, room):
        visitor = Visitor(site.app)
        page = enter(visitor, room, [("tablette", "oui")])
        assert page.url.endswith("/section/atelier")
        return visitor

    def test_the_next_person_finds_nothing_of_the_one_before(self, site, velo, room):
        tablet = self.joined(site, room)
        save_section(tablet, velo.sections[0], WORKSHOP)
        response = participant(site, tablet, room).id
        page = tablet.get(f"/fr/{place_of(room)}/laisser-la-place")
        page = tablet.send("/suivante")
        assert page.url == "/fr/atelier"
        assert room.title in page.text
        assert WORKSHOP["nom"] not in page.html
        with tablet.client.session_transaction() as session:
            assert set(session) <= {"_permanent", "csrf_token", "tablette"}
            assert response not in str(dict(session))
        for path in ("sections", "section/atelier", "verifier", "code", "resultat"):
            page = tablet.get(f"/fr/{place_of(room)}/{path}")
            assert page.url == "/fr/atelier"
            assert WORKSHOP["nom"] not in page.html
        page = tablet.send("/atelier")
        assert page.url.endswith("/section/atelier")
        assert participant(site, tablet, room).id != response
        assert site.store.workshops.presence(room.id).joined == 2
        assert "laisser-la-place" in page.html

    def test_whoever_enters_before_next_person_does_not_answer_for_the_one_before(self, site, velo, room):
        tablet = self.joined(site, room)
        save_section(tablet, velo.sections[0], WORKSHOP)
        before = participant(site, tablet, room).id
        assert room.title in tablet.get("/fr/atelier").text
        page = tablet.send("/atelier")
        assert page.url == f"/fr/{place_of(room)}/laisser-la-place"
        assert WORKSHOP["nom"] not in page.html
        tablet.send("/suivante")
        assert tablet.send("/atelier").url.endswith("/section/atelier")
        assert participant(site, tablet, room).id != before

    def test_a_late_form_forgets_as_well(self, site, room):
        tablet = self.joined(site, room)
        tablet.get(f"/fr/{place_of(room)}/laisser-la-place")
        page = tablet.send("/suivante", [("csrf_token", "old")])
        assert page.url == "/fr/atelier"
        with tablet.client.session_transaction() as session:
            assert "responses" not in session

    def test_the_page_by_which_one_entered_does_not_lead_back_to_them(self, site, velo, room):
        tablet = Visitor(site.app)
        form = tablet.get("/fr/atelier").form("/atelier")
        fields = dict(form.fields) | {"code": room.code, "tablette": "oui"}
        tablet.post("/fr/atelier", fields)
        before = participant(site, tablet, room).id
        tablet.get(f"/fr/{place_of(room)}/laisser-la-place")
        page = tablet.send("/suivante")
        fields["csrf_token"] = dict(page.form("/atelier").fields)["csrf_token"]
        tablet.post("/fr/atelier", fields)
        assert participant(site, tablet, room).id != before

    def test_the_end_offers_the_next_person(self, site, velo, room):
        tablet = self.joined(site, room)
        save_section(tablet, velo.sections[0], WORKSHOP)
        save_section(tablet, velo.sections[1], WORKSHOP)
        page = tablet.send("/envoyer")
        assert "Personne suivante" in page.text
        assert tablet.send("/suivante").url == "/fr/atelier"

    def test_the_tablet_may_stop_going_round(self, site, room):
        tablet = self.joined(site, room)
        tablet.get(f"/fr/{place_of(room)}/laisser-la-place")
        tablet.send("/suivante")
        page = tablet.send("/tablette")
        assert room.title not in page.text

    def test_ones_own_phone_has_no_next_person(self, site, room):
        visitor = Visitor(site.app)
        page = enter(visitor, room)
        assert "laisser-la-place" not in page.html
        token = dict(page.form("/section/atelier").fields)["csrf_token"]
        assert visitor.raw(f"/fr/{place_of(room)}/suivante", "POST", {"csrf_token": token}).status_code == 404
        assert visitor.raw(f"/fr/{place_of(room)}/laisser-la-place").status_code == 404

    def test_everything_stored_is_cleared_over_https(self, make_site, velo):
        site = make_site(PUBLIC_URL="https://outil.exemple", TRUSTED_HOSTS="outil.exemple")
        room = workshop(site, velo)
        tablet = Visitor(site.app, base_url="https://outil.exemple")
        enter(tablet, room, [("tablette", "oui")])
        page = tablet.get(f"/fr/{place_of(room)}/laisser-la-place")
        answer = tablet.raw(f"/fr/{place_of(room)}/suivante", "POST", dict(page.form("/suivante").fields))
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
