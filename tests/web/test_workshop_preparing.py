"""A workshop prepared: its settings, its page, its poster, its paper form."""

from __future__ import annotations

import datetime
import re

import pytest
import segno

from selfassess.responses.records import Change
from selfassess.workshop.codes import spaced
from tests.web import facilitating, network
from tests.web.facilitating import TODAY
from tests.web.page import spaced as plain


@pytest.fixture
def lea(site):
    return facilitating.facilitator(site)


def latest(site):
    return site.store.workshops.of(facilitating.id_of(site, "lea@atelier.ca"))[0]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_newcomer_accepts_the_form_as_it_is(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    lea.get(f"/{language}/ateliers/nouveau")
    page = lea.send("/nouveau")
    made = latest(site)
    assert page.url == f"/{language}/ateliers/{made.id}"
    assert (made.form, made.identity, made.roles, made.organisms) == ("short", "anonymous", (), ())
    assert made.edition == regionalisation.edition
    assert made.closes_on == TODAY + datetime.timedelta(days=1)
    assert made.erases_on == TODAY + datetime.timedelta(days=90)
    assert page.text_of("code") == spaced(made.code)
    assert page.text_of("lien").startswith(f"http://127.0.0.1:80/{language}/atelier#{made.code}.")


def test_everything_that_was_chosen_is_kept(site, lea):
    lea.get("/fr/ateliers/nouveau")
    lea.send(
        "/nouveau",
        [
            ("titre", "  Journée   de l’Est "),
            ("forme", "whole"),
            ("identite", "organism"),
            ("organismes", "Carrefour\n\n Maison  d’accueil\nCarrefour\n"),
            ("role", "ca"),
            ("role", "direction"),
        ],
    )
    made = latest(site)
    assert made.title == "Journée de l’Est"
    assert (made.form, made.identity) == ("whole", "organism")
    assert made.organisms == ("Carrefour", "Maison d’accueil")
    assert made.roles == ("direction", "ca")


def test_signs_that_nobody_sees_are_not_kept(site, lea):
    lea.get("/fr/ateliers/nouveau")
    fields = [
        ("titre", "Journée\x00 de\x07 l’Est\x1b"),
        ("identite", "organism"),
        ("organismes", "Mai\x00son\nNord\x7f\n\x00"),
    ]
    lea.send("/nouveau", fields)
    made = latest(site)
    assert made.title == "Journée de l’Est"
    assert made.organisms == ("Mai son", "Nord")


WRONG = {
    "titre": [("titre", "")],
    "forme": [("forme", "longue")],
    "identite": [("identite", "nom")],
    "organismes": [("identite", "organism"), ("organismes", " \n ")],
    "roles": [("role", "roi")],
    "ferme": [("ferme", (TODAY - datetime.timedelta(days=1)).isoformat())],
    "efface": [("efface", TODAY.isoformat())],
    "questionnaire": [("questionnaire", "nulle_part")],
}


@pytest.mark.parametrize("field", WRONG)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_wrong_is_said_beside_it_and_nothing_is_made(site, field, language):
    lea = facilitating.facilitator(site, language=language)
    before = len(site.store.workshops.of(None))
    lea.get(f"/{language}/ateliers/nouveau")
    page = lea.send("/nouveau", WRONG[field], status=422)
    assert len(site.store.workshops.of(None)) == before
    assert "erreurs" in page.by_id
    assert f"erreur-{field}" in page.by_id
    for link in [link for link in page.links() if link.startswith("#") and link != "#contenu"]:
        assert link[1:] in page.by_id, link


def test_a_late_form_is_shown_again_with_what_was_typed(site, lea):
    lea.get("/fr/ateliers/nouveau")
    page = lea.send("/nouveau", [("titre", "Journée tardive"), ("csrf_token", "perdu")], status=400)
    assert ("titre", "Journée tardive") in page.form("/nouveau").fields


def test_settings_change_freely_until_a_first_answer(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation)
    lea.get(f"/fr/ateliers/{workshop.id}/reglages")
    lea.send("/reglages", [("identite", "organism"), ("organismes", "Carrefour"), ("role", "ca"), ("forme", "whole")])
    changed = site.store.workshops.get(workshop.id)
    assert (changed.identity, changed.organisms, changed.roles, changed.form) == (
        "organism",
        ("Carrefour",),
        ("ca",),
        "whole",
    )


def test_frozen_settings_are_told_with_the_reason_and_cannot_be_sent(site, lea, regionalisation):
    workshop = facilitating.room(
        site, regionalisation, identity="organism", organisms=("Carrefour", "Maison"), roles=("ca",)
    )
    response = facilitating.joined(site, workshop, organism="Maison", role="ca")
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    site.store.save(response, {question.id: Change(question.options[0].id)})
    page = lea.get(f"/fr/ateliers/{workshop.id}/reglages")
    assert "une première réponse est arrivée" in page.text
    assert not page.form("/reglages").names & {"forme", "identite", "role", "questionnaire"}
    lea.send("/reglages", [("organismes", "Maison")], status=422)
    assert "« Carrefour » ne peut plus être retiré" in lea.page.text
    fields = [("forme", "whole"), ("identite", "anonymous"), ("role", "direction"), ("titre", "Autre titre")]
    lea.get(f"/fr/ateliers/{workshop.id}/reglages")
    lea.send("/reglages", [*fields, ("organismes", "Relais\nMaison\nCarrefour")])
    changed = site.store.workshops.get(workshop.id)
    assert (changed.form, changed.identity, changed.roles) == ("short", "organism", ("ca",))
    assert changed.organisms == ("Carrefour", "Maison", "Relais")
    assert changed.title == "Autre titre"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_day_of_erasure_only_comes_nearer_after_a_first_answer(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    site.store.save(facilitating.joined(site, workshop), {"q": Change("a")})
    lea.get(f"/{language}/ateliers/{workshop.id}/reglages")
    assert ("jamais plus tard" if language == "fr" else "never later") in lea.page.text
    later = workshop.erases_on + datetime.timedelta(days=1)
    page = lea.send("/reglages", [("efface", later.isoformat())], status=422)
    assert ("ne peut plus être remis" if language == "fr" else "can no longer be put off") in page.text
    assert "erreur-efface" in page.by_id
    nearer = workshop.erases_on - datetime.timedelta(days=1)
    lea.send("/reglages", [("efface", nearer.isoformat())])
    assert site.store.workshops.get(workshop.id).erases_on == nearer


def modules_of(page):
    """The QR code of a page, read back from its drawing: the dark modules."""
    (drawing,) = [one for one in page.tree.iter() if one.get("class") == "qr"]
    size = int(drawing.get("viewBox", "").split()[2])
    path = list(drawing)[-1].get("d", "")
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        dark |= {(int(x) + place, int(y)) for place in range(int(width))}
    return size, dark


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_poster_has_the_title_three_steps_the_code_the_qr_code_and_the_address(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    link = lea.get(f"/{language}/ateliers/{workshop.id}").text_of("lien")
    page = lea.get(f"/{language}/ateliers/{workshop.id}/affiche")
    assert workshop.title in page.h1
    assert len(page.all("ol")[0]) == 3
    assert spaced(workshop.code) in page.text
    assert f"127.0.0.1:80/{language}/atelier" in page.text
    matrix = list(segno.make_qr(link, error="q").matrix_iter(border=4))
    assert modules_of(page) == (
        len(matrix),
        {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark},
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", ["short", "whole"])
def test_the_paper_form_has_every_question_with_its_choices_and_the_code(site, language, form, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(
        site, regionalisation, form=form, identity="organism", organisms=("Carrefour", "Maison"), roles=("ca",)
    )
    page = lea.get(f"/{language}/ateliers/{workshop.id}/papier")
    assert spaced(workshop.code) in " ".join(page.all("thead")[0].itertext())
    assert {"Carrefour", "Maison"} <= set(page.text.split())
    for question in regionalisation.questions():
        asked = form == "whole" or question.short_form
        if not question.companion_of:
            assert (plain(question.in_(language)) in page.text) >= asked, question.id
        if asked and len(question.options) <= 12:
            assert all(plain(option.in_(language)) in page.text for option in question.options), question.id


def test_the_log_says_who_prepared_and_changed_a_workshop(site, lea):
    lea.get("/fr/ateliers/nouveau")
    lea.send("/nouveau")
    made = latest(site)
    lea.get(f"/fr/ateliers/{made.id}/reglages")
    lea.send("/reglages", [("titre", "Un autre")])
    acts = {(one.who, one.action) for one in site.store.staff.log(None, 20) if one.subject == made.id}
    assert acts == {("lea@atelier.ca", "workshop_made"), ("lea@atelier.ca", "workshop_changed")}
    admin = network.signed_in(site, "chef@exemple.ca")
    assert "a préparé l’atelier" in admin.get("/fr/gestion/journal").text
