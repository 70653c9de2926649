"""The comparison, number by number: agreements, verdicts, stability, mixed profiles, explanations."""

from __future__ import annotations

from math import sqrt

import pytest

from selfassess.questionnaire.model import Condition, Role
from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.scoring import ENGINE, assess
from selfassess.scoring.agreement import correlation, nearness
from selfassess.scoring.assessment import Match, Profile
from selfassess.scoring.outcome import is_mixed, leaning, verdict
from selfassess.scoring.rivals import city_block, dice, gower, jaccard
from selfassess.scoring.words import lean_sentence, listed, verdict_sentences
from tests.properties.generated import changed, option, question, questionnaire_of, words

VELO = read_questionnaire(resource_folder("questionnaires") / "velo.yaml")
SERVICE = {
    "qui": {"principal": "clients", "secondaire": "ville"},
    "gestes": ["reparation", "pieces"],
    "quartier": "central",
}


def single(name, **rest):
    options = [option("a", logics=("beta",)), option("b", logics=("alpha",)), option("c")]
    return question(name, "choix", options, **rest)


def singles(count, **rest):
    return questionnaire_of(["beta", "alpha"], [single(f"q{place}", **rest) for place in range(count)])


# Agreement


def test_phi_of_known_cells():
    answer = [1, 1, 1, 0, 0, 0, 0, 0]
    profile = [1, 1, 0, 1, 1, 0, 0, 0]
    assert correlation(answer, profile) == pytest.approx((8 * 2 - 3 * 4) / sqrt(3 * 5 * 4 * 4))


def test_cells_that_the_source_lost_count_neither_for_nor_against():
    assert correlation([1, 0, 1, 1], [1, 0, 0, None]) == correlation([1, 0, 1], [1, 0, 0])


@pytest.mark.parametrize(
    ("answer", "profile"), [([0, 0], [1, 0]), ([1, 1], [1, 0]), ([1, 0], [1, 1]), ([1, 0], [None, None]), ([], [])]
)
def test_agreement_is_undefined_where_a_side_is_constant(answer, profile):
    assert correlation(answer, profile) is None


@pytest.mark.parametrize("options", range(2, 8))
def test_another_choice_among_q_is_worth_minus_1_over_q_less_1(options):
    one, other = [0.0] * options, [0.0] * options
    one[0] = other[1] = 1.0
    assert correlation(one, one) == 1
    assert correlation(one, other) == pytest.approx(-1 / (options - 1))


def test_the_right_two_in_the_wrong_roles_are_half_right():
    assert correlation([3, 1, 0, 0], [1, 3, 0, 0]) == pytest.approx((4 * 6 - 16) / (4 * 10 - 16))


@pytest.mark.parametrize(
    ("level", "held", "levels", "r"), [(0, 0, 3, 1), (1, 0, 3, 0), (2, 0, 3, -1), (1, 1, 3, 1), (0, 1, 3, -0.5)]
)
def test_levels_are_centred_so_that_the_middle_has_no_advantage(level, held, levels, r):
    assert nearness(level, held, levels) == pytest.approx(r)


def test_a_scale_of_one_level_says_nothing():
    assert nearness(0, 0, 1) is None


def test_a_dimension_undefined_for_one_logic_is_dropped_for_all():
    options = [option("a", logics=("beta",)), option("b", logics=("beta",)), option("c", compared=True)]
    questionnaire = questionnaire_of(["beta", "alpha"], [question("q", "choix_multiple", options), single("q1")])
    assessment = assess(questionnaire, {"q": ["a"], "q1": "a"})
    assert [d.informative for d in assessment.dimensions] == [False, True]
    assert assessment.match.coverage == 1
    assert assessment.match.s == pytest.approx({"beta": 1, "alpha": -0.5})


# Verdict


def a_match(z=3.0, stability=1.0, margin=0.3, coverage=1.0, leaders=("beta",)):
    s = {"beta": 0.5, "alpha": 0.5 - margin}
    return Match(s, {"beta": z, "alpha": 0.0}, coverage, margin, stability, ("beta", "alpha"), leaders)


BOTH = ("beta", "alpha")


@pytest.mark.parametrize(
    ("match", "outcome"),
    [
        (a_match(), "logique"),
        (a_match(coverage=0.59), "insuffisant"),
        (a_match(coverage=0.6 - 1e-15), "logique"),
        (a_match(margin=0, leaders=BOTH, coverage=0.5), "insuffisant"),
        (a_match(margin=0, leaders=BOTH, stability=0, z=1.5), "exaequo"),
        (a_match(margin=0, leaders=BOTH, stability=0, z=1.4), "aucune"),
        (a_match(z=2.5, margin=0.2), "logique"),
        (a_match(z=2.49), "tendance"),
        (a_match(stability=0.99), "tendance"),
        (a_match(margin=0.19), "tendance"),
        (a_match(z=1.5, stability=0.8, margin=0.08), "tendance"),
        (a_match(z=1.49), "aucune"),
        (a_match(stability=0.79), "aucune"),
        (a_match(margin=0.07), "aucune"),
    ],
)
def test_outcomes_are_tested_in_their_order(match, outcome):
    assert verdict(match) == outcome


def test_no_informative_dimension_gives_zeros_and_no_verdict():
    assessment = assess(VELO, {"qui": {"principal": "clients"}, "gestes": ["accueil"], "quartier": "passant"})
    only_common = assess(VELO, {"gestes": ["accueil"]})
    assert only_common.match.s == {"service": 0.0, "entraide": 0.0}
    assert only_common.match.stability == 0
    assert assessment.outcome != "logique"


@pytest.mark.parametrize(("outcome", "mixed"), [("logique", True), ("tendance", True), ("aucune", False)])
def test_a_quarter_of_the_dimensions_makes_a_mixed_profile(outcome, mixed):
    assert is_mixed(outcome, Profile({"beta": 8, "alpha": 3}, 1, 12, "alpha")) is mixed
    assert not is_mixed(outcome, Profile({"beta": 9, "alpha": 2}, 1, 12, "alpha"))


def test_a_dimension_leans_to_its_best_logic_and_of_equals_to_the_first_of_the_ranking():
    assert leaning({"beta": 0.2, "alpha": 0.7}, BOTH) == "alpha"
    assert leaning({"beta": 0.7, "alpha": 0.7}, ("alpha", "beta")) == "alpha"
    assert leaning({"beta": 0.0, "alpha": -0.7}, BOTH) is None


def test_equals_are_named_by_french_label():
    questionnaire = singles(4)
    assessment = assess(questionnaire, {"q0": "a", "q1": "b", "q2": "a", "q3": "b"})
    assert assessment.match.leaders == ("alpha", "beta")
    assert assessment.match.margin == pytest.approx(0, abs=1e-12)
    assert assessment.what_if.changes == ()


# Stability


def test_two_dimensions_hold_when_either_is_left_out_but_not_both():
    assert assess(singles(2), {"q0": "a", "q1": "a"}).match.stability == pytest.approx(2 / 3)


def test_the_lead_of_one_dimension_more_falls_when_it_is_left_out():
    found = assess(singles(3), {"q0": "a", "q1": "a", "q2": "b"}).match
    assert found.leaders == ("beta",)
    # left out: q0 or q1 (a tie), q2 (stays), q0 and q1 (falls), q0 or q1 with q2 (stays)
    assert found.stability == pytest.approx(3 / 6)


# What is asked, what counts


def test_an_answer_to_a_question_that_is_not_asked_does_not_count():
    hidden = single("q1", shown_if=Condition(question="q0", among=("b",)))
    questionnaire = questionnaire_of(["beta", "alpha"], [single("q0"), hidden])
    asked = assess(questionnaire, {"q0": "b", "q1": "a"})
    not_asked = assess(questionnaire, {"q0": "a", "q1": "b"})
    assert [d.answered for d in asked.dimensions] == [True, True]
    assert [d.answered for d in not_asked.dimensions] == [True, False]
    assert not_asked.match.s["beta"] == 1


def test_a_dimension_that_can_still_be_hidden_decides_nothing():
    hidden = single("q1", weight=5, shown_if=Condition(question="q0", among=("b",)))
    questionnaire = questionnaire_of(["beta", "alpha"], [single("q0"), hidden])
    assert assess(questionnaire, {"q0": "b", "q1": "b"}).decided is None
    shown = changed(hidden, shown_if=None)
    assert assess(questionnaire_of(BOTH, [single("q0"), shown]), {"q0": "b", "q1": "b"}).decided == "alpha"


def test_the_unanswered_dimensions_come_with_the_weightiest_first():
    questionnaire = questionnaire_of(["beta", "alpha"], [single("q0", weight=0.5), single("q1", weight=2)])
    assessment = assess(questionnaire, {"q0": {"sans_reponse": "ne_sais_pas"}})
    assert assessment.missing == ("q1", "q0")
    assert assessment.dimensions[0].no_answer == "ne_sais_pas"


# Explanation


def test_each_dimension_tells_what_is_shared_and_what_is_not():
    answers = {**SERVICE, "gestes": ["reparation", "cours", "autre"]}
    gestes = assess(VELO, answers).dimensions[1]
    cells = gestes.comparisons["service"]
    assert [cell.id for cell in cells.shared] == ["reparation"]
    assert [cell.id for cell in cells.only_organism] == ["cours"]
    assert [cell.id for cell in cells.only_logic] == ["pieces"]
    assert [cell.id for cell in gestes.common] == ["accueil"]
    assert [cell.id for cell in gestes.outside] == ["autre"]


def test_roles_and_levels_are_compared_cell_by_cell():
    assessment = assess(
        VELO, {**SERVICE, "qui": {"principal": "ville", "secondaire": "clients"}, "quartier": "passant"}
    )
    who, _, where = (dimension.comparisons["service"] for dimension in assessment.dimensions)
    assert [cell.id for cell in who.only_organism] == [cell.id for cell in who.only_logic] == ["clients", "ville"]
    assert [cell.id for cell in where.only_organism] == ["passant"]
    assert [cell.id for cell in where.only_logic] == ["central"]
    assert [cell.id for cell in assessment.dimensions[2].outside] == ["passant"]


def test_a_level_off_the_scale_is_answered_and_says_nothing():
    options = [option("a", logics=("beta",)), option("b", logics=("alpha",)), option("ailleurs", off_scale=True)]
    questionnaire = questionnaire_of(["beta", "alpha"], [question("q", "echelle", options)])
    found = assess(questionnaire, {"q": "ailleurs"})
    assert found.dimensions[0].answered
    assert not found.dimensions[0].informative
    assert found.match.coverage == 1


def test_pulls_go_from_what_draws_to_the_first_to_what_draws_to_the_second():
    assessment = assess(singles(4), {"q0": "b", "q1": "a", "q2": "a", "q3": "c"})
    assert [pull.dimension for pull in assessment.pulls] == ["q1", "q2", "q3", "q0"]
    assert sum(pull.amount for pull in assessment.pulls) == pytest.approx(assessment.match.margin)


def test_the_smallest_change_that_flips_the_lead():
    assessment = assess(singles(5), dict.fromkeys(["q0", "q1", "q2", "q3", "q4"], "a"))
    assert len(assessment.what_if.changes) == 3
    assert assessment.what_if.towards == "alpha"
    assert assessment.what_if.removals == ()


def test_a_dimension_whose_removal_flips_the_lead_is_named():
    questionnaire = questionnaire_of(["beta", "alpha"], [single("q0", weight=3), single("q1"), single("q2")])
    assessment = assess(questionnaire, {"q0": "a", "q1": "b", "q2": "b"})
    assert [(r.dimension, r.leaders) for r in assessment.what_if.removals] == [("q0", ("alpha",))]


# Rivals, on textbook cases


def test_jaccard_and_dice_of_overlapping_sets():
    pairs = [(1, 0), (1, 1), (1, 1), (0, 1), (0, 0), (1, None)]
    assert jaccard(pairs) == pytest.approx(2 / 4)
    assert dice(pairs) == pytest.approx(2 * 2 / (3 + 3))
    assert jaccard([(0, 0)]) is None
    assert dice([]) is None


def test_gower_leaves_out_the_pairs_that_are_not_known():
    assert gower([1.0, None, 0.5]) == pytest.approx(0.75)
    assert gower([None]) is None


def test_city_block_of_scales():
    assert city_block([(1, 4), (2, 4)]) == pytest.approx(1 - 3 / 8)
    assert city_block([]) is None


def test_rivals_give_1_to_the_logic_that_answers_itself():
    assessment = assess(VELO, SERVICE)
    assert {rival.measure: rival.scores["service"] for rival in assessment.rivals} == dict.fromkeys(
        ["jaccard", "dice", "gower", "city_block"], 1.0
    )
    assert {rival.leaders for rival in assess(VELO, {}).rivals} == {()}


# The words


def test_the_verdict_is_filled_in_the_questionnaires_own_words():
    assessment = assess(VELO, SERVICE)
    assert assessment.engine == ENGINE
    for language in ("fr", "en"):
        for sentence in verdict_sentences(VELO, assessment, language):
            assert "{" not in sentence
    assert "3 penchent vers" in lean_sentence(VELO, assessment, "fr")
    assert "3 lean towards" in lean_sentence(VELO, assessment, "en")
    assert lean_sentence(VELO, assess(VELO, {}), "fr") == ""
    assert listed(["a", "b", "c"], "fr") == "a, b et c"
    assert listed([], "en") == ""


def test_roles_given_in_part_still_compare():
    roles = (Role(**words("principal"), points=3), Role(**words("secondaire"), points=1))
    options = [option("a", logics={"beta": "principal"}), option("b", logics={"alpha": "principal"}), option("c")]
    questionnaire = questionnaire_of(["beta", "alpha"], [question("q", "roles", options, roles=roles)])
    assert assess(questionnaire, {"q": {"principal": "a"}}).match.s == pytest.approx({"beta": 1, "alpha": -0.5})
