"""Défis, recommandations and pistes."""

from __future__ import annotations

import pytest

from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.scoring import assess

VELO = read_questionnaire(resource_folder("questionnaires") / "velo.yaml")
OURS = read_questionnaire(resource_folder("questionnaires") / "regionalisation.yaml")
NO = {"sans_reponse": "ne_sais_pas"}
OUT = {"sans_reponse": "sans_objet"}
STRENGTH = [level.id for level in OURS.scales.strength]
HANDLING = [level.id for level in OURS.scales.handling]


def defi(strength, handling, **rest):
    return {"d1_force": strength, "d1_reponse": handling, **rest}


def felt(name, strength, handling):
    return {f"{name}_force": STRENGTH[strength], f"{name}_reponse": HANDLING[handling]}


@pytest.mark.parametrize(
    ("answers", "status", "priority"),
    [
        (defi("tres", "ignore"), "known", 1.0),
        (defi("fort", "repere"), "known", 9 / 16),
        (defi("tres", "evalue"), "known", 0.0),
        (defi("pas", "ignore"), "known", 0.0),
        (defi("pas", NO), "known", 0.0),
        (defi("pas", None), "known", 0.0),
        (defi(NO, "ignore"), "to_clarify", None),
        (defi("fort", NO), "to_clarify", None),
        (defi(NO, None), "to_clarify", None),
        (defi("fort", OUT), "left_out", None),
        (defi(OUT, NO), "left_out", None),
        (defi("fort", None), "unanswered", None),
        ({}, "unanswered", None),
    ],
)
def test_how_a_defi_stands(answers, status, priority):
    (standing,) = assess(VELO, answers).defis
    assert (standing.status, standing.priority) == (status, priority)


def test_a_recommandation_is_called_from_the_threshold_on_with_its_reasons():
    assert assess(VELO, defi("peu", "ignore")).advice[0].priority == 0.25
    assert assess(VELO, defi("peu", "repere")).advice == ()
    called = assess(VELO, defi("fort", "prevu")).advice[0]
    assert [(reason.defi, reason.strength, reason.handling) for reason in called.reasons] == [("d1", 3, 2)]


def test_recommandations_come_by_their_most_pressing_defi_then_by_their_sum():
    alone = assess(OURS, {**felt("d7", 4, 0), **felt("d1", 3, 1)})
    assert [called.advice for called in alone.advice] == ["r2", "r1"]
    equal = assess(OURS, {**felt("d7", 4, 0), **felt("d1", 4, 0), **felt("d2", 2, 2)})
    assert [called.advice for called in equal.advice] == ["r1", "r2"]
    assert [reason.defi for reason in equal.advice[0].reasons] == ["d1", "d2"]


def test_different_answers_get_different_advice():
    one = assess(OURS, felt("d1", 4, 0))
    other = assess(OURS, felt("d8", 4, 0))
    assert {called.advice for called in one.advice}.isdisjoint(called.advice for called in other.advice)
    assert {lead.reference for lead in one.leads} != {lead.reference for lead in other.leads}


def test_pistes_are_practices_of_a_logic_that_answer_a_strong_and_little_handled_defi():
    found = assess(VELO, defi("fort", "prevu")).leads
    assert [lead.reference for lead in found] == ["gestes.cours", "gestes.outils"]
    assert found[0].logics == ("entraide",)
    assert found[0].defis == ("d1",)
    assert found[0].priority == pytest.approx(6 / 16)


@pytest.mark.parametrize(
    "answers", [defi("assez", "ignore"), defi("fort", "fait"), defi(NO, "ignore"), defi("fort", OUT)]
)
def test_no_piste_for_a_defi_that_is_weak_handled_or_unclear(answers):
    assert assess(VELO, answers).leads == ()


def test_no_piste_for_what_is_ticked_already():
    assert [lead.option for lead in assess(VELO, defi("fort", "prevu", gestes=["outils"])).leads] == ["cours"]


def test_no_piste_for_what_is_ticked_under_another_defi():
    handled = {**felt("d2", 4, 3), "d2_pratiques": ["entrevue_employeurs"]}
    before = {lead.reference for lead in assess(OURS, felt("d1", 4, 0)).leads}
    after = {lead.reference for lead in assess(OURS, {**felt("d1", 4, 0), **handled}).leads}
    assert "techniques.entrevue_employeurs" in before - after


def test_no_piste_for_what_a_ticked_option_implies():
    calling = {name: value for number in range(1, 10) for name, value in felt(f"d{number}", 4, 0).items()}
    before = {lead.reference for lead in assess(OURS, calling).leads}
    after = {lead.reference for lead in assess(OURS, {**calling, "modalites": ["partenariat_egalite"]}).leads}
    implied = {
        f"modalites.{option}" for option in OURS.question_by_id["modalites"].option_by_id["partenariat_egalite"].implies
    }
    assert not after & implied
    assert before - after >= {"modalites.partenariat_egalite"} & before


def test_common_practices_are_never_pistes():
    calling = {name: value for number in range(1, 10) for name, value in felt(f"d{number}", 4, 0).items()}
    for lead in assess(OURS, calling).leads:
        assert not OURS.question_by_id[lead.question].option_by_id[lead.option].common
        assert lead.logics
        assert lead.defis
