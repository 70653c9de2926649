"""What administrators cannot do is said plainly, and leaves nothing half-done."""

from __future__ import annotations

import datetime

import pytest

from selfassess.demonstration import fictional_answers
from selfassess.disclosure.closing import REFUSED
from selfassess.jobs import closing
from selfassess.responses.records import StoreUnavailable
from tests.web import network


@pytest.fixture(scope="module")
def house(make_site):
    return make_site()


@pytest.fixture
def admin(house):
    return network.signed_in(house, "admin@exemple.ca")


def declared(site, regionalisation, **changes):
    by = network.administrator(site)
    return site.store.releases.declare(network.draft(regionalisation, network.audience(site), **changes), by=by)


def closed_with(site, declaration):
    store = site.store.releases
    claim = store.claim(declaration)
    failure = closing.run(site.store, network.settings_of(site), store.declaration(declaration), claim)
    return failure, store.declaration(declaration)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_declaration_is_shown_again_as_it_was_typed(house, language):
    admin = network.signed_in(house, "admin@exemple.ca", language=language)
    admin.get(f"/{language}/gestion/portraits/nouveau")
    typed = [
        ("titre_fr", ""),
        ("titre_en", "x" * 121),
        ("debut", "2026-09-30"),
        ("fin", "2026-09-01"),
        ("seuil", "4"),
    ]
    page = admin.send("/portraits/nouveau", typed, status=422)
    for name in ("titre_fr", "titre_en", "public", "fin", "accord", "seuil"):
        assert f"erreur-{name}" in page.by_id, name
    assert page.by_id["debut"].get("value") == "2026-09-30"
    assert page.by_id["seuil"].get("value") == "4"
    assert house.store.releases.declarations() == []


@pytest.mark.parametrize(
    ("kind", "purpose", "field", "words"),
    [
        ("modele", "bailleurs", "accord", "« Le modèle à l’épreuve » est pour la recherche"),
        ("pratiques", "recherche", "accord", "il ne permet que « Le modèle à l’épreuve »"),
        ("", "bailleurs", "genre", "Choisissez quel portrait faire"),
        ("autre", "bailleurs", "genre", "Choisissez quel portrait faire"),
    ],
)
def test_the_portrait_and_the_consent_must_agree(house, admin, kind, purpose, field, words):
    page = admin.get("/fr/gestion/portraits/nouveau")
    fields = dict(page.form("/portraits/nouveau").fields) | {"genre": kind, "accord": purpose}
    page = admin.post("/fr/gestion/portraits/nouveau", fields, status=422)
    assert words in page.text
    assert f"erreur-{field}" in page.by_id
    assert house.store.releases.declarations() == []


def test_a_questionnaire_that_asks_nothing_for_research_has_no_such_portrait(house, admin):
    page = admin.get("/fr/gestion/portraits/nouveau")
    fields = dict(page.form("/portraits/nouveau").fields)
    fields |= {"questionnaire": "velo", "genre": "modele", "accord": "reseau"}
    page = admin.post("/fr/gestion/portraits/nouveau", fields, status=422)
    assert "ne demande pas d’accord pour la recherche" in page.text


def test_a_breakdown_outside_the_list_is_refused(house, admin):
    admin.get("/fr/gestion/portraits/nouveau")
    page = admin.send("/portraits/nouveau", [("ventilation", "nom_organisme")], status=422)
    assert "erreur-ventilations" in page.by_id


def test_no_breakdown_of_one_category_is_offered(catalogue):
    for questionnaire in catalogue.values():
        for breakdown in closing.possible_breakdowns(questionnaire):
            assert 2 <= len(breakdown.categories) <= closing.MOST


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_breakdown_whose_organisms_are_all_in_one_category_is_withheld_and_says_so(
    make_site, regionalisation, monkeypatch, language
):
    site = make_site()
    place = regionalisation.question_by_id["territoire"].options[0].id
    monkeypatch.setattr(network, "fictional_answers", lambda *of: fictional_answers(*of) | {"territoire": place})
    network.organisms(site, regionalisation, 12)
    declaration = declared(site, regionalisation, breakdowns=("territoire",))
    assert closed_with(site, declaration)[0] is None
    admin = network.signed_in(site, "admin@exemple.ca", language=language)
    page = admin.get(f"/{language}/gestion/portraits/{declaration}")
    said = {
        "fr": ("Aucun groupe n’est publié.", "elle n’a pas deux groupes d’au moins 10 participants"),
        "en": ("No group is published.", "it has no two groups of 10 participants or more"),
    }[language]
    assert all(words in page.text for words in said)


def test_a_question_with_one_choice_is_no_breakdown(regionalisation):
    question = regionalisation.question_by_id["territoire"]
    alone = question.model_copy(update={"options": question.options[:1]})
    sections = [
        section.model_copy(update={"questions": tuple(alone if one is question else one for one in section.questions)})
        for section in regionalisation.sections
    ]
    narrowed = regionalisation.model_copy(update={"sections": tuple(sections)})
    assert "territoire" in {one.id for one in closing.possible_breakdowns(regionalisation)}
    assert "territoire" not in {one.id for one in closing.possible_breakdowns(narrowed)}


def test_an_audience_without_consent_has_nothing_to_close(house, admin, regionalisation):
    declaration = declared(
        house, regionalisation, first_day=datetime.date(2020, 1, 1), last_day=datetime.date(2020, 2, 1)
    )
    page = admin.get(f"/fr/gestion/portraits/{declaration}")
    assert "il n’y a rien à fermer" in page.text
    assert not [link for link in page.links() if link.endswith("/fermer")]
    token = next(value for name, value in page.form("/annuler").fields if name == "csrf_token")
    page = admin.post(f"/fr/gestion/portraits/{declaration}/fermer", {"csrf_token": token}, status=409)
    assert "il n’y a rien à fermer" in page.text
    assert house.store.releases.declaration(declaration).state == "declared"


def test_the_second_of_two_administrators_is_told(house, admin, regionalisation):
    network.organisms(house, regionalisation, 3)
    declaration = declared(house, regionalisation)
    page = admin.get(f"/fr/gestion/portraits/{declaration}/fermer")
    assert "C’est moins que le seuil" in page.text
    claim = house.store.releases.claim(declaration)
    admin.page = page
    page = admin.send("/fermer")
    assert "Quelqu’un d’autre vient de fermer ce portrait" in page.text
    house.store.releases.give_up(declaration, claim, "failed")


def test_the_second_who_publishes_or_cancels_is_told(house, admin, regionalisation):
    network.organisms(house, regionalisation, 3)
    declaration = declared(house, regionalisation)
    waiting = admin.get(f"/fr/gestion/portraits/{declaration}")
    assert closed_with(house, declaration)[0] is None
    admin.page = waiting
    assert "Quelqu’un d’autre est passé avant" in admin.send("/annuler").text
    made = admin.get(f"/fr/gestion/portraits/{declaration}")
    house.store.releases.publish(declaration, by=network.administrator(house))
    admin.page = made
    assert "Quelqu’un d’autre est passé avant" in admin.send("/publier").text
    assert house.store.releases.declaration(declaration).state == "published"


def test_fewer_than_the_threshold_say_only_that(house, admin, regionalisation):
    network.organisms(house, regionalisation, 3)
    declaration = declared(house, regionalisation, threshold=500)
    failure, found = closed_with(house, declaration)
    assert (failure, found.state) == (None, "closed")
    page = admin.get(f"/fr/gestion/portraits/{declaration}")
    assert "Moins de 500 participants" in page.text


@pytest.mark.parametrize(
    ("error", "failure", "words"),
    [
        (StoreUnavailable("disk full"), "disk_full", "Le disque est plein"),
        (ValueError("anything"), "failed", "La fermeture a échoué"),
        (MemoryError(), "failed", "La fermeture a échoué"),
    ],
)
def test_a_failure_leaves_the_declaration_and_says_why(
    house, admin, regionalisation, monkeypatch, error, failure, words
):
    network.organisms(house, regionalisation, 3)
    declaration = declared(house, regionalisation)
    frozen = len(house.store.releases.earlier())

    def fails(*_, **__):
        raise error

    monkeypatch.setattr(house.store.releases, "freeze", fails)
    found, after = closed_with(house, declaration)
    assert (found, after.state, after.failure) == (failure, "declared", failure)
    assert words in admin.get(f"/fr/gestion/portraits/{declaration}").text
    assert len(house.store.releases.earlier()) == frozen


def test_a_correction_that_would_isolate_someone_is_refused(house, admin, regionalisation, monkeypatch):
    declaration = declared(house, regionalisation)
    monkeypatch.setattr(closing, "close_survey", lambda *_: REFUSED)
    failure, after = closed_with(house, declaration)
    assert (failure, after.state) == ("gate", "declared")
    assert "les portraits précédents restent tels quels" in admin.get(f"/fr/gestion/portraits/{declaration}").text


def test_consents_that_keep_changing_give_up(house, regionalisation, monkeypatch):
    declaration = declared(house, regionalisation)
    make = closing.close_survey

    def another(*given):
        network.organisms(house, regionalisation, 1)
        return make(*given)

    monkeypatch.setattr(closing, "close_survey", another)
    failure, after = closed_with(house, declaration)
    assert (failure, after.state) == ("consents_changed", "declared")


def test_while_it_closes_the_page_tells_how_far(house, admin, regionalisation):
    declaration = declared(house, regionalisation)
    claim = house.store.releases.claim(declaration)
    house.store.releases.beat(declaration, claim, "audit", 11, 31)
    page = admin.get(f"/fr/gestion/portraits/{declaration}")
    assert "11 sur 31" in page.text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.html
    found = admin.raw(f"/fr/gestion/portraits/{declaration}/avancement").json
    assert (found["state"], found["done"], found["total"]) == ("closing", 11, 31)


def test_an_administrator_cannot_lock_themselves_out(house, admin):
    (own,) = [one for one in house.store.staff.people() if one.email == "admin@exemple.ca"]
    token = next(
        value for name, value in admin.get("/fr/gestion/personnes").form("/personnes").fields if name == "csrf_token"
    )
    page = admin.post(f"/fr/gestion/personnes/{own.id}", {"csrf_token": token, "desactiver": "1"})
    assert "vous désactiver vous-même" in page.text
    assert house.store.staff.people()[0].disabled_at is None
