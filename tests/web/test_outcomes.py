"""Each outcome is said plainly, in both languages."""

from __future__ import annotations

import json

import pytest

from selfassess.questionnaire.answer_files import read_answers
from selfassess.resources import resource_folder
from selfassess.scoring import assess
from tests.walker import answer_all, normal
from tests.web.page import spaced
from tests.web.steps import WORKSHOP, changed
from tests.web.visitor import Visitor

SERVICE = {"qui": {"principal": "clients"}, "nom": "Atelier"}
BY_OUTCOME = {
    "tendance": {**SERVICE, "gestes": ["reparation"], "quartier": "passant"},
    "mixte": {**SERVICE, "gestes": ["reparation", "pieces"], "quartier": "calme"},
    "aucune": {**SERVICE, "quartier": "calme"},
    "insuffisant": {"nom": "Atelier", "quartier": "central"},
}


def sent(app, questionnaire, answers, language):
    """The page of the result."""
    visitor = Visitor(app, language)
    answer_all(visitor, questionnaire, normal(questionnaire, answers))
    return visitor.send("/envoyer")


def headline(questionnaire, outcome, language, **values):
    sentence = getattr(questionnaire.verdicts, outcome).in_(language)
    for name, value in values.items():
        sentence = sentence.replace("{" + name + "}", value)
    return spaced(sentence)


@pytest.fixture(scope="session")
def example(catalogue):
    """Reads an example of an answer file."""

    def read(name):
        path = resource_folder("questionnaires") / "exemples" / f"{name}.yaml"
        [(found, problems)] = read_answers(path, catalogue)
        assert not problems
        return found.answers

    return read


@pytest.fixture(scope="session")
def twins(velo):
    """Velo with a third logic that holds what « entraide » holds, but for the neighbourhood."""

    def add_a_twin(content):
        content["logiques"].append({**content["logiques"][1], "id": "jumelle", "fr": "Aider", "en": "Helping"})
        for question in content["sections"][0]["questions"][1:3]:
            for option in question["options"]:
                held = option.get("logiques", ())
                if "entraide" in held and isinstance(held, dict):
                    held["jumelle"] = held["entraide"]
                elif "entraide" in held:
                    held.append("jumelle")

    return changed(velo, add_a_twin)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("outcome", BY_OUTCOME)
def test_each_outcome_of_velo_is_said(site, velo, outcome, language):
    answers = BY_OUTCOME[outcome]
    found = assess(velo, answers)
    assert (found.outcome, found.mixed) == (("tendance", True) if outcome == "mixte" else (outcome, False))
    page = sent(site.app, velo, answers, language)
    names = {logic.id: logic.in_(language) for logic in velo.logics}
    first = names[found.closest[0]] if found.closest else ""
    assert headline(velo, found.outcome, language, logique=first) in page.text
    assert (headline(velo, "mixte", language, seconde=names["entraide"]) in page.text) == found.mixed
    if outcome == "insuffisant":
        assert "c-scale" not in page.by_id
        assert "pourquoi" not in page.by_id
        assert page.form("/reouvrir").fields
        for name in ("qui", "gestes"):
            assert velo.question_by_id[name].short.in_(language) in page.text_of("contenu")
    else:
        assert {"c-scale", "dimensions", "pourquoi", "schema", "defis", "methode"} <= set(page.by_id)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_tie_names_both_and_says_so(make_site, twins, language):
    answers = {
        "nom": "Atelier",
        "qui": {"principal": "membres", "secondaire": "clients"},
        "gestes": ["cours", "outils"],
    }
    found = assess(twins, answers)
    assert (found.outcome, set(found.closest)) == ("exaequo", {"entraide", "jumelle"})
    app = make_site({"velo": twins}, QUESTIONNAIRE="velo").app
    page = sent(app, twins, answers, language)
    both = {"fr": "« Aider » et « Réparer avec les gens »", "en": "“Helping” and “Repairing with people”"}[language]
    names = [twins.logic_by_id[name].in_(language) for name in found.closest]
    assert headline(twins, "exaequo", language, logiques=both) in page.text
    assert names == sorted(names)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["employeurs", "transformation", "preparation"])
def test_a_modelled_organism_is_recognised_with_high_confidence(site, regionalisation, example, name, language):
    page = sent(site.app, regionalisation, example(name), language)
    verdict = regionalisation.verdicts.logique.in_(language)
    said = headline(
        regionalisation,
        "logique",
        language,
        logique=regionalisation.logic_by_id[name].in_(language),
        indice="100",
        confiance={"fr": "élevée", "en": "high"}[language],
    )
    assert "{" in verdict
    assert said in page.text
    assert spaced(regionalisation.logic_by_id[name].verdict.in_(language)) in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_ordinary_organism_reads_its_advice_with_the_answers_that_called_for_it(
    site, regionalisation, example, language
):
    answers = example("organisme-fictif")
    found = assess(regionalisation, answers)
    page = sent(site.app, regionalisation, answers, language)
    assert found.mixed
    assert found.advice
    assert found.leads
    for called in found.advice:
        said = page.text_of(f"r-{called.advice}")
        advice = next(one for one in regionalisation.advice if one.id == called.advice)
        assert spaced(advice.in_(language)) in said
        for reason in called.reasons:
            assert spaced(regionalisation.defi_by_id[reason.defi].short.in_(language)) in said
    for lead in found.leads:
        said = page.text_of(f"p-{lead.question}-{lead.option}")
        for logic in lead.logics:
            assert spaced(regionalisation.logic_by_id[logic].in_(language)) in said
    unclear = [one.defi for one in found.defis if one.status == "to_clarify"]
    assert unclear == ["d3"]
    assert {"fr": "À clarifier", "en": "To clarify"}[language] in page.text_of("defis")
    assert page.text_of("defis").count(spaced(regionalisation.defi_by_id["d9"].in_(language))) >= 1


def test_the_parts_come_in_their_order(site, regionalisation, example):
    page = sent(site.app, regionalisation, example("organisme-fictif"), "fr")
    order = [element.get("id") for element in page.tree.iter() if element.get("id")]
    parts = ["c-scale", "dimensions", "pourquoi", "schema", "defis", "recommandations", "methode"]
    assert sorted(parts, key=order.index) == parts


def test_every_chart_has_its_sentence_its_drawing_and_its_table(site, regionalisation, example):
    page = sent(site.app, regionalisation, example("organisme-fictif"), "fr")
    figures = json.loads("".join(page.by_id["figures"].itertext()))
    drawn = [one for one in page.all("figure") if one.get("class") == "chart"]
    assert len(drawn) >= 5
    for figure in drawn:
        tags = {element.tag.rpartition("}")[2] for element in figure.iter()}
        assert {"p", "svg", "table", "caption"} <= tags, figure.get("id")
    assert set(figures) <= {one.get("id", "").removeprefix("c-") for one in drawn}


def test_what_was_said_of_other_challenges_is_said_again(site, velo, regionalisation, example):
    page = sent(site.app, regionalisation, example("organisme-fictif"), "fr")
    assert "le travail de nuit est impossible" in page.text_of("defis")
    assert WORKSHOP["nom"] not in page.text
