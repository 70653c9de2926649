"""Sending freezes the answers once; consents are free and can be withdrawn; a sent response can be taken up again."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from selfassess.cli import main
from selfassess.scoring import assess
from selfassess.scoring.report import report
from tests.walker import invented_answers, save_section, walk
from tests.web.steps import FIRST, WORKSHOP, begin, code_of, finish, held, stored, submitted
from tests.web.visitor import Visitor


def test_the_check_page_says_every_answer_and_links_to_each(visitor_in_each_language, velo):
    visitor = visitor_in_each_language
    begin(visitor, velo)
    page = save_section(visitor, velo.sections[1], WORKSHOP)
    for said in (WORKSHOP["nom"], WORKSHOP["d1_commentaire"]):
        assert said in page.text
    for question in velo.questions():
        if question.id in WORKSHOP:
            section = next(one for one in velo.sections if question in one.questions)
            link = f"/{visitor.language}/velo/section/{section.id}#q-{question.id}"
            assert link in page.links()
            assert f"q-{question.id}" in visitor.get(link.split("#")[0]).by_id


def test_consents_are_off_by_default_and_none_is_needed(site, visitor, velo):
    begin(visitor, velo)
    page = save_section(visitor, velo.sections[1], WORKSHOP)
    boxes = [one for one in page.all("input") if one.get("name") == "consentement"]
    assert len(boxes) == len(velo.purposes)
    assert not [one for one in boxes if "checked" in one.attrib or "required" in one.attrib]
    assert visitor.send("/envoyer").url.endswith("/resultat")
    assert held(site, visitor).consents == frozenset()
    assert held(site, visitor).id not in [one.response for one in site.store.submissions("velo", "reseau")]


def test_a_consent_is_given_then_withdrawn_then_given(site, visitor, velo):
    page = submitted(visitor, velo, [("consentement", "reseau")])
    assert held(site, visitor).consents == {"reseau"}
    assert ("consentement", "reseau") in page.form("/accords").fields
    page = visitor.send("/accords", [], {"consentement"})
    assert held(site, visitor).consents == frozenset()
    assert "enregistrés" in page.text
    visitor.send("/accords", [("consentement", "reseau"), ("consentement", "inventé")])
    assert held(site, visitor).consents == {"reseau"}


def test_an_invented_consent_is_not_kept(site, visitor, velo):
    submitted(visitor, velo, [("consentement", "inventé")])
    assert held(site, visitor).consents == frozenset()


def test_sending_twice_is_sending_once(site, visitor, velo):
    begin(visitor, velo)
    page = save_section(visitor, velo.sections[1], WORKSHOP)
    form = page.form("/envoyer")
    visitor.post(form.action, form.fields)
    once = held(site, visitor), site.store.submission(held(site, visitor).id)
    page = visitor.post(form.action, [*form.fields, ("consentement", "reseau")])
    assert page.url.endswith("/resultat")
    assert (held(site, visitor), site.store.submission(held(site, visitor).id)) == once


def test_a_hidden_answer_does_not_count(site, visitor, velo):
    """An answer to a question that a later answer hid stays in the draft, and leaves the submission."""
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "gestes": ["autre"], "gestes_autre": "Des sonnettes"})
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "gestes_autre": "Des sonnettes"})
    finish(visitor, velo)
    assert stored(site, visitor)["gestes_autre"] == "Des sonnettes"
    submission = site.store.submission(held(site, visitor).id)
    assert submission is not None
    assert submission.answers == WORKSHOP


def test_the_region_of_an_mrc_goes_with_the_submission(site, visitor, regionalisation):
    answers = {**invented_answers(regionalisation), "mrc": "mrc_11"}
    walk(visitor, regionalisation, answers)
    submission = site.store.submission(held(site, visitor, "regionalisation").id)
    assert submission is not None
    assert submission.answers == answers
    assert submission.profile["mrc_groupe"]


def test_a_sent_response_is_taken_up_again_and_stays_as_it_was(site, visitor, velo):
    submitted(visitor, velo, [("consentement", "reseau")])
    sent, code = held(site, visitor), code_of(visitor)
    before = site.store.submission(sent.id)
    visitor.get("/fr/velo/resultat")
    page = visitor.send("/reouvrir")
    assert page.url == "/fr/velo/sections"
    again = held(site, visitor)
    assert again.continues == sent.id
    assert stored(site, visitor) == WORKSHOP
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], {**WORKSHOP, "nom": "Deuxième version"})
    finish(visitor, velo)
    assert site.store.submission(sent.id) == before
    latest = site.store.submission(again.id)
    assert latest is not None
    assert latest.answers["nom"] == "Deuxième version"
    opened = Visitor(site.app)
    opened.get("/fr/reprendre")
    opened.send("/reprendre", [("code", code)])
    assert held(site, opened).id == again.id


def test_taking_up_again_twice_is_once(site, visitor, velo):
    page = submitted(visitor, velo)
    form = page.form("/reouvrir")
    visitor.post(form.action, form.fields)
    again = held(site, visitor)
    assert visitor.post(form.action, form.fields).url == "/fr/velo/sections"
    assert held(site, visitor).id == again.id


def same(one, other):
    """Equal, but for the last digits that a response alone and among many may round apart."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return one == pytest.approx(other, abs=1e-10) if isinstance(one, float) else one == other


@pytest.mark.parametrize("name", ["velo", "regionalisation"])
def test_the_download_says_what_the_command_line_says(site, visitor, catalogue, tmp_path, name):
    questionnaire = catalogue[name]
    walk(visitor, questionnaire)
    response = visitor.raw(f"/fr/{name}/resultat.json")
    assert response.content_type == "application/json"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}-resultat.json"'
    downloaded = json.loads(response.text)
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"questionnaire": name, "answers": downloaded["answers"]}))
    run = CliRunner().invoke(main, ["score", "--json", str(path)])
    assert run.exit_code == 0, run.output
    scored = json.loads(run.stdout)
    del scored["id"]
    assert downloaded["answers"] == invented_answers(questionnaire)
    assert same(downloaded["result"], scored)
    assert downloaded["result"] == json.loads(json.dumps(report(assess(questionnaire, downloaded["answers"]))))
