"""The properties of the method, on generated questionnaires and on the product's own; the numbers are the specification's."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from selfassess.questionnaire.model import Questionnaire
from selfassess.questionnaire.reading import read_questionnaire
from selfassess.questionnaire.types import type_of
from selfassess.questionnaire.types.shape import closed
from selfassess.resources import resource_folder
from selfassess.scoring import assess
from selfassess.scoring.agreement import agreement, correlation, nearness
from selfassess.scoring.assessment import Match
from selfassess.scoring.match import match, read_dimensions
from selfassess.scoring.model import model_of
from selfassess.scoring.possible import greatest_gaps
from tests.properties.generated import (
    changed,
    option,
    profile_answers,
    question,
    questionnaire_of,
    random_answer,
    random_answers,
    random_questionnaire,
    random_set,
    seeds,
    weight,
)

EXACT = 1e-12
examples = settings(max_examples=60, deadline=None)


@cache
def ours(name: str) -> Questionnaire:
    return read_questionnaire(resource_folder("questionnaires") / f"{name}.yaml")


OURS = ["regionalisation", "velo"]


def made(seed: int) -> tuple[Questionnaire, Random]:
    """A generated questionnaire, or (one time in eight) one of ours."""
    chance = Random(seed)
    if chance.random() < 1 / 8:
        return ours(chance.choice(OURS)), chance
    return random_questionnaire(chance), chance


def matched(questionnaire: Questionnaire, answers) -> Match:
    model = model_of(questionnaire)
    return match(model, read_dimensions(model, answers))


def assert_same(one: Match, other: Match, *, coverage: bool = True) -> None:
    """Equal within 1e-12, and the same ranking."""
    assert one.s == pytest.approx(other.s, abs=EXACT)
    assert one.z == pytest.approx(other.z, abs=1e-10)
    assert one.margin == pytest.approx(other.margin, abs=EXACT)
    assert (one.stability, one.ranking, one.leaders) == (other.stability, other.ranking, other.leaders)
    if coverage:
        assert one.coverage == pytest.approx(other.coverage, abs=EXACT)


def replaced(questionnaire: Questionnaire, questions) -> Questionnaire:
    """The questionnaire with these questions in its first section, the others kept."""
    names = {question.id for question in questions}
    first, *rest = (
        changed(section, questions=tuple(q for q in section.questions if q.id not in names))
        for section in questionnaire.sections
    )
    first = changed(first, questions=(*questions, *first.questions))
    return changed(questionnaire, sections=(first, *rest))


def without(questionnaire: Questionnaire, name: str) -> Questionnaire:
    sections = tuple(
        changed(section, questions=tuple(q for q in section.questions if q.id != name))
        for section in questionnaire.sections
    )
    return changed(questionnaire, sections=sections)


# 1


@examples
@given(seeds)
def test_answering_as_a_logic_does_gives_it_1_and_the_lead(seed):
    questionnaire, _ = made(seed)
    assume(model_of(questionnaire).full_reach > 0)
    for logic in model_of(questionnaire).logics:
        answers = profile_answers(questionnaire, logic)
        assume(len(answers) == len(questionnaire.dimensions))
        assessment = assess(questionnaire, answers)
        assert assessment.match.coverage == pytest.approx(1, abs=EXACT)
        if any(dimension.informative for dimension in assessment.dimensions):
            assert assessment.match.s[logic] == pytest.approx(1, abs=EXACT)
            assert logic in assessment.match.leaders


@pytest.mark.parametrize("logic", ["employeurs", "transformation", "preparation"])
def test_each_modelled_organism_finds_its_logic(logic):
    questionnaire = ours("regionalisation")
    assessment = assess(questionnaire, profile_answers(questionnaire, logic))
    assert assessment.outcome == "logique"
    assert not assessment.mixed
    assert assessment.closest == (logic,)
    assert assessment.match.s[logic] == 1.0
    assert assessment.match.indices[logic] == 100.0
    assert assessment.match.coverage == 1.0
    assert assessment.match.stability == 1.0


# 2


@examples
@given(seeds)
def test_every_number_stays_in_its_bounds(seed):
    questionnaire, chance = made(seed)
    assessment = assess(questionnaire, random_answers(questionnaire, chance, chance.random()))
    found = assessment.match
    assert all(s <= 1 and math.isfinite(s) for s in found.s.values())
    assert all(math.isfinite(z) for z in found.z.values())
    assert all(-2 < r <= 1 for d in assessment.dimensions for r in d.agreement.values())
    assert 0 <= found.coverage <= 1 + EXACT
    assert 0 <= found.stability <= 1
    assert 0 <= found.margin < 3
    assert all(0 <= score <= 1 for rival in assessment.rivals for score in rival.scores.values())
    assert all(0 <= standing.priority <= 1 for standing in assessment.defis if standing.priority is not None)
    assert not any(math.copysign(1, s) < 0 for s in [*found.s.values(), *found.z.values()] if s == 0)


@examples
@given(seeds)
def test_the_empty_answer_is_insufficient(seed):
    questionnaire, _ = made(seed)
    assessment = assess(questionnaire, {})
    assert assessment.outcome == "insuffisant"
    assert assessment.closest == ()
    assert set(assessment.match.s.values()) == {0.0}
    assert len(assessment.missing) == len(assessment.dimensions)


# 3


@examples
@given(seeds)
def test_the_order_of_questions_options_and_ticks_changes_nothing(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    shuffled = [_shuffled(dimension, chance) for dimension in questionnaire.dimensions]
    chance.shuffle(shuffled)
    turned = {name: _reordered(value, chance) for name, value in reversed(answers.items())}
    assert_same(matched(replaced(questionnaire, shuffled), turned), matched(questionnaire, answers))


def _shuffled(dimension, chance):
    if dimension.type == "echelle":
        return dimension
    update = {"options": tuple(chance.sample(dimension.options, len(dimension.options)))}
    update["families"] = tuple(chance.sample(dimension.families, len(dimension.families)))
    update["columns"] = tuple(chance.sample(dimension.columns, len(dimension.columns)))
    return changed(dimension, **update)


def _reordered(value, chance):
    if isinstance(value, list):
        return chance.sample(value, len(value)) + value[:1]
    return dict(reversed(value.items())) if isinstance(value, dict) else value


# 4


@examples
@given(seeds)
def test_renaming_the_logics_changes_nothing(seed):
    questionnaire, chance = made(seed)
    names = model_of(questionnaire).logics
    new = dict(zip(names, chance.sample(names, len(names)), strict=True))
    renamed = replaced(_with_logics_renamed(questionnaire, new), [_renamed(d, new) for d in questionnaire.dimensions])
    answers = random_answers(questionnaire, chance)
    before, after = matched(questionnaire, answers), matched(renamed, answers)
    assert after.s == pytest.approx({new[logic]: s for logic, s in before.s.items()}, abs=EXACT)
    assert after.margin == pytest.approx(before.margin, abs=EXACT)
    assert after.stability == before.stability
    assert after.ranking == tuple(new[logic] for logic in before.ranking)
    assert after.leaders == tuple(new[logic] for logic in before.leaders)


def _with_logics_renamed(questionnaire, new):
    """Each logic keeps its label under its new id, and the list is turned round."""
    logics = tuple(changed(logic, id=new[logic.id]) for logic in reversed(questionnaire.logics))
    return changed(questionnaire, logics=logics)


def _renamed(dimension, new):
    def held(logics):
        if isinstance(logics, dict):
            return {new[logic]: what for logic, what in logics.items()}
        return tuple(new[logic] for logic in logics)

    options = tuple(
        changed(o, logics=held(o.logics), unknown=tuple(new[logic] for logic in o.unknown)) for o in dimension.options
    )
    return changed(dimension, options=options)


@examples
@given(seeds)
def test_logics_that_hold_the_same_always_tie(seed):
    chance = Random(seed)
    questionnaire = random_questionnaire(chance, logics=2)
    twin = {"beta": ("beta", "gamma"), "alpha": ("alpha",)}
    twins = [_with_twin(dimension, twin) for dimension in questionnaire.dimensions]
    other = changed(questionnaire.logics[0], id="gamma", fr="gamma")
    three = changed(replaced(questionnaire, twins), logics=(*questionnaire.logics, other))
    assessment = assess(three, random_answers(three, chance))
    assert assessment.match.s["beta"] == assessment.match.s["gamma"]
    assert ("beta" in assessment.match.leaders) == ("gamma" in assessment.match.leaders)
    if "beta" in assessment.match.leaders:
        assert assessment.outcome in ("insuffisant", "exaequo", "aucune")
        assert assessment.match.stability == 0


def _with_twin(dimension, twin):
    def held(logics):
        if isinstance(logics, dict):
            return {same: what for logic, what in logics.items() for same in twin[logic]}
        return tuple(same for logic in logics for same in twin[logic])

    options = tuple(
        changed(o, logics=held(o.logics), unknown=tuple(same for n in o.unknown for same in twin[n]))
        for o in dimension.options
    )
    return changed(dimension, options=options)


# 5 and 6


@examples
@given(seeds)
def test_unanswered_is_absent_is_removed_is_weightless(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    dimension = chance.choice(questionnaire.dimensions)
    assume(any(d.weight > 0 for d in questionnaire.dimensions if d.id != dimension.id))
    blank = {name: value for name, value in answers.items() if name != dimension.id}
    unanswered = matched(questionnaire, blank)
    for kind in ("ne_sais_pas", "sans_objet"):
        assert_same(matched(questionnaire, {**answers, dimension.id: {"sans_reponse": kind}}), unanswered)
    removed = matched(without(questionnaire, dimension.id), blank)
    assert_same(removed, unanswered, coverage=False)
    weightless = replaced(questionnaire, [changed(dimension, weight=0.0)])
    assert_same(matched(weightless, answers), removed)


@examples
@given(seeds, st.sampled_from([0.01, 0.5, 3.0, 40.0]))
def test_scaling_all_weights_changes_nothing(seed, factor):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    scaled = [changed(d, weight=d.weight * factor) for d in questionnaire.dimensions]
    assert_same(matched(replaced(questionnaire, scaled), answers), matched(questionnaire, answers))


# 7


@examples
@given(seeds)
def test_options_outside_the_comparison_never_change_a_score(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance, rate=1)
    before = matched(questionnaire, answers)
    for dimension in questionnaire.dimensions:
        if dimension.type == "choix_multiple":
            apart = [
                o.id for o in dimension.options if omega(dimension, before.s).isdisjoint(closed(dimension, [o.id]))
            ]
            with_more = {**answers, dimension.id: [*answers[dimension.id], *apart]}
            assert_same(matched(questionnaire, with_more), before)


def omega(dimension, logics) -> set[str]:
    """The options of a set whose known membership differs between logics, as the specification says it."""
    held = {name: closed(dimension, [o.id for o in dimension.options if name in o.logics]) for name in logics}
    known = {o.id: {o.id in held[name] for name in logics if name not in o.unknown} for o in dimension.options}
    differing = {o.id for o in dimension.options if len(known[o.id]) == 2 and not o.common}
    return differing | {o.id for o in dimension.options if o.compared}


@examples
@given(seeds)
def test_what_the_source_lost_counts_neither_for_nor_against(seed):
    chance = Random(seed)
    dimension = random_set("q0", ["beta", "alpha", "delta"], chance)
    encoding = type_of(dimension).encoding(dimension, ["beta", "alpha", "delta"])
    lost = [(o.id, logic) for o in dimension.options for logic in o.unknown]
    assume(lost)
    for name, logic in lost:
        brought = set(random_answer(dimension, chance)) | closed(dimension, [name])
        less = [o for o in brought if name not in closed(dimension, [o])]
        one, other = (
            agreement(encoding, type_of(dimension).encode(dimension, ticked, encoding.profiles), logic)
            for ticked in (less, [*less, name])
        )
        assert one == other


@examples
@given(seeds)
def test_ticking_an_option_or_also_what_it_implies_is_the_same_answer(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    spelled = {
        d.id: list(closed(d, answers[d.id]))
        for d in questionnaire.dimensions
        if d.type == "choix_multiple" and isinstance(answers.get(d.id), list)
    }
    assert_same(matched(questionnaire, {**answers, **spelled}), matched(questionnaire, answers))


# 8


@examples
@given(seeds)
def test_nothing_or_everything_ticked_carries_no_information(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    for dimension in questionnaire.dimensions:
        blank = matched(questionnaire, {name: value for name, value in answers.items() if name != dimension.id})
        for said in _says_nothing(dimension, blank.s):
            assert_same(matched(questionnaire, {**answers, dimension.id: said}), blank, coverage=False)


def _says_nothing(dimension, logics):
    if dimension.type == "choix_multiple":
        apart = omega(dimension, logics)
        yield [o.id for o in dimension.options]
        yield [o.id for o in dimension.options if apart.isdisjoint(closed(dimension, [o.id]))]
    elif dimension.type == "matrice":
        yield {row.id: [column.id for column in dimension.columns] for row in dimension.options}


def test_everything_ticked_still_counts_as_an_answer():
    questionnaire = ours("regionalisation")
    mission = questionnaire.question_by_id["mission"]
    found = assess(questionnaire, {"mission": [o.id for o in mission.options if not o.exclusive]})
    dimension = next(d for d in found.dimensions if d.dimension == "mission")
    assert dimension.answered
    assert not dimension.informative
    assert found.match.coverage > 0


# 9, 10 and 11, exhaustively


def _vectors(size):
    return list(product((0.0, 1.0), repeat=size))


@pytest.mark.parametrize("size", range(2, 7))
def test_one_more_tick_inside_never_lowers_one_outside_never_raises_a_swap_raises(size):
    for profile in _vectors(size):
        for answer in _vectors(size):
            before = correlation(answer, profile)
            if before is None:
                continue
            for cell in [c for c in range(size) if not answer[c]]:
                more = correlation(_flipped(answer, cell), profile)
                if more is not None:
                    assert more >= before - EXACT if profile[cell] else more <= before + EXACT
            for outside, inside in product(range(size), repeat=2):
                if answer[outside] and not profile[outside] and not answer[inside] and profile[inside]:
                    assert correlation(_flipped(_flipped(answer, outside), inside), profile) > before + 1e-6


def _flipped(vector, cell):
    return (*vector[:cell], 1 - vector[cell], *vector[cell + 1 :])


@pytest.mark.parametrize("size", range(2, 9))
def test_at_any_number_of_ticks_the_mean_is_0_and_the_variance_1_over_n_less_1(size):
    for held in range(1, size):
        profile = [1.0] * held + [0.0] * (size - held)
        for ticks in range(1, size):
            answers = [[float(c in cells) for c in range(size)] for cells in combinations(range(size), ticks)]
            found = [correlation(answer, profile) for answer in answers]
            assert sum(found) / len(found) == pytest.approx(0, abs=EXACT)
            assert sum(r * r for r in found) / len(found) == pytest.approx(1 / (size - 1), abs=EXACT)


@pytest.mark.parametrize("size", range(2, 9))
def test_single_choices_and_roles_have_the_same_mean_and_variance(size):
    one = [[float(c == place) for c in range(size)] for place in range(size)]
    roles = [
        [3.0 if c == first else 1.0 if c == second else 0.0 for c in range(size)]
        for first, second in product(range(size), repeat=2)
        if first != second and size > 2
    ]
    for kind in (one, roles):
        for profile in kind:
            found = [correlation(answer, profile) for answer in kind]
            assert sum(found) / len(found) == pytest.approx(0, abs=EXACT)
            assert sum(r * r for r in found) / len(found) == pytest.approx(1 / (size - 1), abs=EXACT)


@pytest.mark.parametrize("size", range(2, 9))
def test_no_level_of_a_scale_has_an_advantage(size):
    for held in range(size):
        assert sum(nearness(level, held, size) for level in range(size)) == pytest.approx(0, abs=EXACT)
        assert nearness(held, held, size) == 1


@pytest.mark.parametrize("size", range(2, 7))
def test_phi_is_symmetric(size):
    for one, other in combinations(_vectors(size), 2):
        assert correlation(one, other) == correlation(other, one)


# 14


@examples
@given(seeds)
def test_what_is_decided_survives_any_completion(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance, chance.choice([0.5, 0.7, 0.9]))
    if chance.random() < 0.5:
        lead = profile_answers(questionnaire, chance.choice(model_of(questionnaire).logics))
        answers |= {name: value for name, value in lead.items() if name in answers}
    decided = assess(questionnaire, answers).decided
    assume(decided is not None)
    open_ones = [d for d in questionnaire.dimensions if answers.get(d.id) is None or "sans_reponse" in answers[d.id]]
    for rival in [None] * 10 + [logic for logic in model_of(questionnaire).logics if logic != decided]:
        held = profile_answers(questionnaire, rival) if rival else {}
        rest = {d.id: held.get(d.id) or random_answer(d, chance) for d in open_ones}
        assert matched(questionnaire, {**answers, **rest}).leaders == (decided,)


@examples
@given(seeds)
def test_the_most_that_an_answer_can_change_is_exact(seed):
    chance = Random(seed)
    questionnaire = random_questionnaire(chance, size=2)
    for dimension in model_of(questionnaire).dimensions:
        gaps = greatest_gaps(dimension.encoding, dimension.logics)
        reached = dict.fromkeys(gaps, 0.0)
        for value in _every_answer(dimension.question):
            vector = dimension.encode(value)
            for one, other in gaps if vector is not None else ():
                found = _difference(dimension, vector, one, other)
                reached[one, other] = max(reached[one, other], found)
        if _always_defined(dimension):
            assert gaps == pytest.approx(reached, abs=EXACT)


def _difference(dimension, vector, one, other):
    if dimension.encoding.measure == "ordinal":
        held = [dimension.encoding.profiles[logic][0] for logic in (one, other)]
        rs = [nearness(vector[0], level, dimension.encoding.size) for level in held]
    else:
        rs = [correlation(vector, dimension.encoding.profiles[logic]) for logic in (one, other)]
    return 0.0 if None in rs else rs[0] - rs[1]


def _always_defined(dimension):
    """Whether every profile has a spread, so that the dimension can inform at all."""
    profiles = [[p for p in profile if p is not None] for profile in dimension.encoding.profiles.values()]
    return dimension.encoding.measure == "ordinal" or all(len(set(profile)) > 1 for profile in profiles)


def _every_answer(asked):
    ids = [o.id for o in asked.options]
    match asked.type:
        case "choix_multiple":
            yield from ([o for o, said in zip(ids, ticks, strict=True) if said] for ticks in _vectors(len(ids)))
        case "matrice":
            cells = [(row.id, column.id) for row in asked.options for column in asked.columns]
            assume(len(cells) <= 10)
            for ticks in _vectors(len(cells)):
                said: dict[str, list[str]] = {}
                for (row, column), ticked in zip(cells, ticks, strict=True):
                    if ticked:
                        said.setdefault(row, []).append(column)
                yield said
        case "roles":
            yield from ({"principal": a, "secondaire": b} for a, b in product(ids, repeat=2) if a != b)
            yield from ({role: a} for a in ids for role in ("principal", "secondaire"))
        case _:
            yield from ids


# 15


@examples
@given(seeds)
def test_contributions_add_up_to_s(seed):
    questionnaire, chance = made(seed)
    assessment = assess(questionnaire, random_answers(questionnaire, chance))
    for logic, s in assessment.match.s.items():
        assert sum(d.contribution[logic] for d in assessment.dimensions) == pytest.approx(s, abs=EXACT)


# 16


@examples
@given(seeds)
def test_a_defi_never_enters_the_match(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    others = random_answers(questionnaire, chance)
    defis = {name: value for name, value in others.items() if questionnaire.question_by_id[name].defi}
    assert matched(questionnaire, {**answers, **defis}) == matched(questionnaire, answers)


@pytest.mark.parametrize("name", OURS)
def test_priority_rises_with_strength_and_falls_with_handling(name):
    questionnaire = ours(name)
    scales = questionnaire.scales

    def priority(strength, handling):
        answers = {"d1_force": scales.strength[strength].id, "d1_reponse": scales.handling[handling].id}
        return assess(questionnaire, answers).defis[0].priority

    for strength, handling in product(range(5), repeat=2):
        assert priority(strength, handling) == strength * (4 - handling) / 16


# The counterfactual


@examples
@given(seeds)
def test_fewer_changes_than_told_never_flip_the_lead(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    assessment = assess(questionnaire, answers)
    first, *equals = assessment.match.leaders
    assume(not equals and assessment.what_if.changes)
    fewer = len(assessment.what_if.changes) - 1
    answered = [d.dimension for d in assessment.dimensions if d.answered]
    for _ in range(10):
        changed = chance.sample(answered, fewer)
        other = {name: random_answer(questionnaire.question_by_id[name], chance) for name in changed}
        assert first in matched(questionnaire, {**answers, **other}).leaders


@examples
@given(seeds)
def test_a_removal_told_to_flip_the_lead_flips_it_and_no_other_does(seed):
    questionnaire, chance = made(seed)
    answers = random_answers(questionnaire, chance)
    assessment = assess(questionnaire, answers)
    assume(len(assessment.match.leaders) == 1 and sum(d.informative for d in assessment.dimensions) > 1)
    told = {removal.dimension: removal.leaders for removal in assessment.what_if.removals}
    for dimension in [d.dimension for d in assessment.dimensions if d.informative]:
        left = matched(questionnaire, {name: value for name, value in answers.items() if name != dimension})
        assert told.get(dimension, assessment.match.leaders) == left.leaders


def test_a_questionnaire_of_one_dimension_is_never_stable():
    options = [option("o0", logics=("beta",)), option("o1", logics=("alpha",)), option("o2")]
    questionnaire = questionnaire_of(["beta", "alpha"], [question("q0", "choix", options, weight=weight(Random(1)))])
    assert matched(questionnaire, {"q0": "o0"}).stability == 0
