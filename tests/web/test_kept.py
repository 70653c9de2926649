"""Nothing that a person typed is lost, whatever happens to the page that they sent."""

from __future__ import annotations

import json

import pytest

from tests.walker import fields_for, names_for, save_section
from tests.web.steps import FIRST, SECOND, WORKSHOP, begin, changed, code_of, finish, held, stored, submitted
from tests.web.visitor import Visitor


@pytest.fixture
def second_tab(site, visitor):
    """Another tab of the same browser."""
    tab = Visitor(site.app)
    tab.client = visitor.client
    return tab


def typed(page, name):
    """What the control of this name shows."""
    return [value for field, value in page.form("").fields if field == name]


def section_form(page):
    return dict(page.form("/section/atelier").fields)


def test_a_wrong_number_is_shown_again_and_the_rest_is_saved(site, visitor_in_each_language, regionalisation):
    visitor = visitor_in_each_language
    section = regionalisation.sections[0]
    path = f"/{visitor.language}/regionalisation/section/{section.id}"
    visitor.get(path)
    page = save_section(visitor, section, {"annee_mandat": "deux mille dix", "territoire": "metropole"}, status=422)
    assert dict(page.form(section.id).fields)["annee_mandat"] == "deux mille dix"
    assert page.by_id["annee_mandat"].get("aria-invalid") == "true"
    assert "erreur-annee_mandat" in page.by_id["annee_mandat"].get("aria-describedby", "")
    assert "deux mille dix" in page.text_of("erreur-annee_mandat")
    assert "#q-annee_mandat" in page.links()
    assert page.by_id["erreurs"].get("role") == "alert"
    assert page.title.startswith({"fr": "Erreur", "en": "Error:"}[visitor.language])
    assert stored(site, visitor, "regionalisation") == {"territoire": "metropole"}


def test_a_number_out_of_bounds_says_its_bounds(visitor, regionalisation):
    section = regionalisation.sections[0]
    visitor.get(f"/fr/regionalisation/section/{section.id}")
    page = save_section(visitor, section, {"annee_mandat": 1066}, status=422)
    assert "1970" in page.text_of("erreur-annee_mandat")
    assert dict(page.form(section.id).fields)["annee_mandat"] == "1066"


def test_a_text_too_long_is_shown_whole(site, visitor, velo):
    long = "Atelier " * 30
    page = begin_wrong(visitor, velo, nom=long)
    assert section_form(page)["nom"].strip() == long.strip()
    assert "200" in page.text_of("erreur-nom")
    assert stored(site, visitor) == {name: WORKSHOP[name] for name in ("qui", "gestes", "quartier")}


def begin_wrong(visitor, velo, **answers):
    visitor.get(FIRST)
    return save_section(visitor, velo.sections[0], {**WORKSHOP, **answers}, status=422)


def test_a_text_over_several_lines_comes_back_as_typed(site, visitor, velo):
    begin(visitor, velo)
    comment = "Première ligne\nDeuxième ligne\n\n<b>& fin</b>"
    save_section(visitor, velo.sections[1], {"d1_commentaire": comment})
    page = visitor.get(SECOND)
    assert dict(page.form("/section/freins").fields)["d1_commentaire"].strip("\n") == comment
    assert stored(site, visitor)["d1_commentaire"] == comment


def test_one_who_has_two_roles_is_told_and_shown(visitor, velo):
    page = begin_wrong(visitor, velo, qui={"principal": "ville", "secondaire": "ville"})
    form = section_form(page)
    assert (form["qui.principal"], form["qui.secondaire"]) == ("ville", "ville")
    assert "La ville" in page.text_of("erreur-qui")


def test_boxes_that_exclude_each_other_are_both_shown(make_site, velo):
    def make_alone(content):
        options = content["sections"][0]["questions"][2]["options"]
        options[-2]["exclusive"] = True

    alone = changed(velo, make_alone)
    assert alone.question_by_id["gestes"].option_by_id["accueil"].exclusive
    visitor = Visitor(make_site({"velo": alone}, QUESTIONNAIRE="velo").app)
    page = begin_wrong(visitor, alone, gestes=["cours", "accueil"])
    ticked = [value for name, value in page.form("/section/atelier").fields if name == "gestes"]
    assert ticked == ["cours", "accueil"]
    assert "Nous accueillons" in page.text_of("erreur-gestes")


def test_an_answer_and_no_answer_at_once_are_both_shown(visitor, velo):
    visitor.get(FIRST)
    fields = [*fields_for(velo.sections[0], WORKSHOP), ("gestes", "_sans_objet")]
    page = visitor.send("/atelier", fields, names_for(visitor.page, velo.sections[0]), status=422)
    ticked = [value for name, value in page.form("/section/atelier").fields if name == "gestes"]
    assert ticked == ["cours", "outils", "_sans_objet"]


def test_a_needed_answer_is_asked_for_and_the_rest_is_kept(site, visitor, velo):
    page = begin_wrong(visitor, velo, nom="")
    assert "nécessaire" in page.text_of("erreur-nom")
    assert "gestes" in stored(site, visitor)
    visitor.get("/fr/velo/verifier")
    page = visitor.send("/envoyer", status=422)
    assert page.title.startswith("Erreur")
    assert f"{FIRST}#q-nom" in page.links()


@pytest.mark.parametrize("token", ["", "faux", None])
def test_a_bad_token_shows_again_what_was_typed(site, visitor_in_each_language, velo, token):
    visitor = visitor_in_each_language
    page = visitor.get(f"/{visitor.language}/velo/section/atelier")
    form = page.form("/section/atelier")
    fields = [pair for pair in form.filled(fields_for(velo.sections[0], WORKSHOP)) if pair[0] != "csrf_token"]
    page = visitor.post(form.action, fields + ([("csrf_token", token)] if token is not None else []), 400)
    again = page.form("/section/atelier").fields
    assert set(fields_for(velo.sections[0], WORKSHOP)) <= set(again)
    assert page.by_id["avis"].get("role") == "alert"
    page = visitor.post(form.action, again)
    assert page.url.endswith("/freins")
    assert stored(site, visitor)["nom"] == WORKSHOP["nom"]


def test_a_bad_token_changes_nothing_anywhere(site, visitor, velo):
    submitted(visitor, velo)
    before = held(site, visitor)
    for end in ("section/atelier", "envoyer", "effacer", "quitter", "code", "reouvrir", "accords", "edition"):
        response = visitor.raw(f"/fr/velo/{end}", "POST", {"csrf_token": "faux", "nom": "Autre"})
        assert response.status_code < 500
        assert held(site, visitor) == before, end


def lose_session(visitor):
    visitor.client.delete_cookie("selfassess")


def test_a_lost_session_asks_for_the_code_and_joins_the_answers(site, visitor_in_each_language, velo):
    visitor = visitor_in_each_language
    begin(visitor, velo)
    before, code = held(site, visitor), code_of(visitor)
    page = visitor.get(f"/{visitor.language}/velo/section/freins")
    lose_session(visitor)
    page = save_section(visitor, velo.sections[1], WORKSHOP, status=400)
    assert dict(page.form("/freins").fields)["d1_commentaire"] == WORKSHOP["d1_commentaire"]
    assert dict(page.form("/freins").fields)["d1_force"] == "fort"
    assert dict(page.form("/freins").fields)["code"] == ""
    page = visitor.send("/freins", [("code", code.upper())])
    assert page.url.endswith("/verifier")
    assert held(site, visitor).id == before.id
    assert stored(site, visitor) == WORKSHOP


def test_a_lost_session_goes_on_without_the_code(site, visitor, velo):
    begin(visitor, velo)
    before = held(site, visitor)
    visitor.get(SECOND)
    lose_session(visitor)
    save_section(visitor, velo.sections[1], WORKSHOP, status=400)
    page = visitor.send("/freins")
    assert page.url.endswith("/verifier")
    assert held(site, visitor).id != before.id
    assert stored(site, visitor) == {name: value for name, value in WORKSHOP.items() if name.startswith("d1")}
    assert site.store.load(before.id) == before


def test_a_wrong_code_after_a_lost_session_keeps_what_was_typed(site, visitor, velo):
    begin(visitor, velo)
    words = code_of(visitor).split()
    visitor.get(SECOND)
    lose_session(visitor)
    save_section(visitor, velo.sections[1], WORKSHOP, status=400)
    page = visitor.send("/freins", [("code", " ".join([*words[:8], "zzzzz"]))], status=422)
    assert "zzzzz" in page.text_of("avis")
    assert dict(page.form("/freins").fields)["d1_commentaire"] == WORKSHOP["d1_commentaire"]
    page = visitor.send("/freins", [("code", " ".join(words))])
    assert stored(site, visitor) == WORKSHOP


def test_a_page_that_comes_back_with_its_code_overwrites_nothing_that_it_did_not_touch(site, visitor, velo):
    begin(visitor, velo)
    code = code_of(visitor)
    visitor.get(FIRST)
    colleague = Visitor(site.app)
    colleague.get("/fr/reprendre")
    colleague.send("/reprendre", [("code", code)])
    colleague.get(FIRST)
    save_section(colleague, velo.sections[0], {**WORKSHOP, "quartier": "calme"})
    lose_session(visitor)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "Nouveau nom"}, status=400)
    visitor.send("/atelier", [("code", code)])
    assert stored(site, visitor)["quartier"] == "calme"
    assert stored(site, visitor)["nom"] == "Nouveau nom"


def test_a_code_of_another_response_loses_neither(site, visitor, velo):
    """The page of a first response is sent with the code of a second one, which has other answers."""
    other = Visitor(site.app)
    begin(other, velo, nom="Autre atelier", quartier="calme")
    code = code_of(other)
    begin(visitor, velo)
    visitor.get(FIRST)
    lose_session(visitor)
    save_section(visitor, velo.sections[0], {"nom": "Le mien"}, status=400)
    page = visitor.send("/atelier", [("code", code)], status=422)
    assert "Autre atelier" in page.text_of("erreur-nom")
    assert section_form(page)["nom"] == "Le mien"
    assert stored(site, other)["quartier"] == "calme"
    assert stored(site, other)["nom"] == "Autre atelier"


def test_a_stale_tab_does_not_overwrite_what_it_did_not_touch(site, visitor, second_tab, velo):
    begin(visitor, velo)
    second_tab.get(FIRST)
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "Nouveau nom"})
    save_section(second_tab, velo.sections[0], {**WORKSHOP, "quartier": "calme"})
    assert stored(site, visitor)["nom"] == "Nouveau nom"
    assert stored(site, visitor)["quartier"] == "calme"


def test_a_conflict_shows_both_answers_and_is_settled_by_saving_again(site, visitor, second_tab, velo):
    begin(visitor, velo)
    second_tab.get(FIRST)
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "Le premier"})
    page = save_section(second_tab, velo.sections[0], {**WORKSHOP, "nom": "Le second", "quartier": "calme"}, status=422)
    assert "Le premier" in page.text_of("erreur-nom")
    assert section_form(page)["nom"] == "Le second"
    assert stored(site, visitor)["nom"] == "Le premier"
    assert stored(site, visitor)["quartier"] == "calme"
    assert second_tab.send("/atelier").url == SECOND
    assert stored(site, visitor)["nom"] == "Le second"


def test_a_conflict_with_an_erased_answer_says_so(site, visitor, second_tab, velo):
    begin(visitor, velo)
    second_tab.get(FIRST)
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "quartier": None} | {"quartier": ""})
    assert "quartier" not in stored(site, visitor)
    page = save_section(second_tab, velo.sections[0], {**WORKSHOP, "quartier": "calme"}, status=422)
    assert "effacée" in page.text_of("erreur-quartier")


def test_the_same_page_sent_twice_is_as_once(site, visitor, velo):
    page = visitor.get(FIRST)
    fields = page.form("/atelier").filled(fields_for(velo.sections[0], WORKSHOP))
    visitor.post(FIRST, fields)
    once = held(site, visitor)
    assert visitor.post(FIRST, fields).url == SECOND
    assert held(site, visitor) == once


def test_an_old_page_sent_again_after_a_newer_one_does_not_win(site, visitor, velo):
    page = visitor.get(FIRST)
    old = page.form("/atelier").filled(fields_for(velo.sections[0], {**WORKSHOP, "nom": "Ancien"}))
    visitor.post(FIRST, old)
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "Récent"})
    page = visitor.post(FIRST, old, 422)
    assert "Récent" in page.text_of("erreur-nom")
    assert stored(site, visitor)["nom"] == "Récent"


def test_a_removed_answer_is_removed(site, visitor, velo):
    begin(visitor, velo)
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {"nom": "Atelier"})
    assert stored(site, visitor) == {"nom": "Atelier"}


@pytest.mark.parametrize(
    "vu", ["", "[]", "{", '{"nom": 3}', '{"nom": [true, 2]}', '{"nom": [99999999999999999999, "x"]}']
)
def test_an_odd_account_of_what_was_seen_overwrites_nothing(site, visitor, velo, vu):
    begin(visitor, velo)
    page = visitor.get(FIRST)
    fields = page.form("/atelier").filled(fields_for(velo.sections[0], {**WORKSHOP, "nom": "Autre"}))
    visitor.post(FIRST, [(n, vu if n == "vu" else v) for n, v in fields], 422)
    assert stored(site, visitor)["nom"] == WORKSHOP["nom"]


def test_the_page_before_a_submission_changes_nothing_after_it(site, visitor, second_tab, velo):
    begin(visitor, velo)
    stale = second_tab.get(FIRST)
    finish(visitor, velo)
    sent = stored(site, visitor)
    fields = stale.form("/atelier").filled(fields_for(velo.sections[0], {**WORKSHOP, "nom": "Trop tard"}))
    page = second_tab.post(FIRST, fields)
    assert page.url.endswith("/resultat")
    assert "déjà envoyées" in page.text
    assert stored(site, visitor) == sent
    for path in (FIRST, "/fr/velo/sections", "/fr/velo/verifier"):
        assert visitor.get(path).url.endswith("/resultat")


def test_a_language_switch_keeps_what_was_typed(site, visitor, velo):
    visitor.get(FIRST)
    page = save_section_in(visitor, velo, "en")
    assert page.url == "/en/velo/section/atelier"
    assert section_form(page)["nom"] == WORKSHOP["nom"]
    assert stored(site, visitor)["nom"] == WORKSHOP["nom"]


def save_section_in(visitor, velo, language):
    fields = fields_for(velo.sections[0], WORKSHOP)
    names = names_for(visitor.page, velo.sections[0]) | {"langue"}
    return visitor.send("/atelier", [*fields, ("langue", language)], names)


def test_a_language_switch_with_a_wrong_answer_keeps_it(visitor, velo):
    visitor.get(FIRST)
    fields = fields_for(velo.sections[0], {"nom": "x" * 300})
    page = visitor.send("/atelier", [*fields, ("langue", "en")], names_for(visitor.page, velo.sections[0]), status=422)
    assert section_form(page)["nom"] == "x" * 300


def test_no_answer_and_not_applicable_are_kept_apart(site, visitor, velo):
    answers = {**WORKSHOP, "gestes": {"sans_reponse": "ne_sais_pas"}, "qui": {"sans_reponse": "sans_objet"}}
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], answers)
    kept = stored(site, visitor)
    assert kept["gestes"] == {"sans_reponse": "ne_sais_pas"}
    assert kept["qui"] == {"sans_reponse": "sans_objet"}
    page = visitor.get(FIRST)
    assert ("gestes", "_ne_sais_pas") in page.form("/atelier").fields
    assert ("qui", "_sans_objet") in page.form("/atelier").fields
    page = visitor.get("/fr/velo/verifier")
    assert "Je ne sais pas" in page.text
    assert "Ne s’applique pas à nous" in page.text


def test_every_no_answer_that_a_question_offers_is_in_its_page(visitor, catalogue):
    for questionnaire in catalogue.values():
        for section in questionnaire.sections:
            page = visitor.get(f"/fr/{questionnaire.id}/section/{section.id}")
            for question in section.questions:
                offered = {
                    one.get("value", "")
                    for one in page.tree.iter()
                    if one.get("name") == question.id or one.tag == "option"
                }
                assert {f"_{kind}" for kind in question.no_answer} <= offered, question.id


def test_the_state_of_each_question_travels_with_the_page(visitor, velo):
    begin(visitor, velo)
    seen = json.loads(dict(visitor.get(FIRST).form("/atelier").fields)["vu"])
    assert {name: revision for name, (revision, _) in seen.items()} == {
        "nom": 1, "qui": 1, "gestes": 1, "gestes_autre": 0, "quartier": 1
    }  # fmt: skip


def test_a_submission_needs_a_response(visitor):
    page = visitor.get("/fr/velo/sections")
    page = visitor.get("/fr/reprendre")
    token = dict(page.form("/reprendre").fields)["csrf_token"]
    assert visitor.post("/fr/velo/envoyer", {"csrf_token": token}).url == "/fr/reprendre"


def test_a_result_asked_for_too_early_leads_to_the_sections(visitor, velo):
    begin(visitor, velo)
    assert visitor.get("/fr/velo/resultat").url == "/fr/velo/sections"


def test_sections_may_be_saved_towards_the_list(visitor, velo):
    visitor.get(FIRST)
    names = names_for(visitor.page, velo.sections[0]) | {"suite"}
    fields = [*fields_for(velo.sections[0], WORKSHOP), ("suite", "liste")]
    page = visitor.send("/atelier", fields, names)
    assert page.url == "/fr/velo/sections"
    assert "4 questions sur 6" in page.text


def test_a_late_submission_page_is_shown_again_with_its_ticks(site, visitor_in_each_language, velo):
    visitor = visitor_in_each_language
    begin(visitor, velo)
    page = visitor.get(f"/{visitor.language}/velo/verifier")
    page = visitor.post(f"/{visitor.language}/velo/envoyer", {"consentement": "reseau", "csrf_token": "x"}, 400)
    assert ("consentement", "reseau") in page.form("/envoyer").fields
    assert held(site, visitor).submitted_at is None
