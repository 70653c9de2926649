"""Properties 12 and 13, and the two paths that agree: simulated organisms by the batch path."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings

from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.scoring import assess
from selfassess.scoring.batch import EncodedResponses, encode_responses, match_encoded
from selfassess.scoring.fairness import RATES, fairness_figures, random_correspondence, random_responses
from selfassess.scoring.model import model_of
from selfassess.scoring.report import report
from selfassess.scoring.rescoring import reports
from tests.properties.generated import (
    option,
    profile_answers,
    question,
    questionnaire_of,
    random_answers,
    random_questionnaire,
    seeds,
)


@pytest.fixture(scope="module")
def questionnaire():
    return read_questionnaire(resource_folder("questionnaires") / "regionalisation.yaml")


@pytest.fixture(scope="module")
def figures(questionnaire):
    return fairness_figures(questionnaire, answers=60_000)


@pytest.mark.parametrize("rate", RATES)
def test_chance_gives_each_logic_what_the_likeness_of_the_profiles_implies(figures, rate):
    for logic, share in figures.shares[rate].items():
        assert share == pytest.approx(figures.predicted_shares[rate][logic], abs=0.02)
        assert share == pytest.approx(1 / 3, abs=0.07)


def test_chance_gives_the_shares_that_the_model_is_known_for(figures):
    known = {"employeurs": 0.36, "transformation": 0.35, "preparation": 0.29}
    assert figures.overall == pytest.approx(known, abs=0.01)


def test_a_logic_is_not_favoured_by_the_size_of_its_profile():
    """300 models where one logic holds little, one half, one most of every question: each wins a third."""
    chance = Random(12)
    draw = np.random.default_rng(12)
    wins: list[list[float]] = []
    for _ in range(300):
        model = model_of(unequal(chance))
        s = np.concatenate([random_correspondence(model, 100, rate, draw) for rate in RATES])
        leaders = s > s.max(axis=1, keepdims=True) - 1e-9
        wins.append((leaders / leaders.sum(axis=1, keepdims=True)).mean(axis=0).tolist())
    shares = np.mean(wins, axis=0)
    assert shares == pytest.approx([1 / 3] * 3, abs=0.03)


def unequal(chance):
    sizes = {"beta": 0.15, "alpha": 0.45, "gamma": 0.8}
    return questionnaire_of(list(sizes), [_unequal_set(f"q{place}", sizes, chance) for place in range(12)])


def _unequal_set(name, sizes, chance):
    """A set where each logic holds its share of the compared options, at least one, never all."""
    count = chance.randint(5, 10)
    held = {logic: chance.sample(range(count), min(count - 1, max(1, round(count * s)))) for logic, s in sizes.items()}
    options = [
        option(f"o{place}", logics=tuple(logic for logic in sizes if place in held[logic]), compared=True)
        for place in range(count)
    ]
    return question(name, "choix_multiple", options)


@pytest.mark.parametrize(("noise", "least"), [(0.3, 0.99), (0.5, 0.97)])
@pytest.mark.parametrize("logic", ["employeurs", "transformation", "preparation"])
def test_a_logic_is_recovered_when_a_share_of_the_answers_is_random(questionnaire, logic, noise, least):
    model = model_of(questionnaire)
    draw = np.random.default_rng(13)
    count = 4000
    own = encode_responses(model, [profile_answers(questionnaire, logic)])
    other = random_responses(model, count, 0.5, draw)
    size = len(model.dimensions)
    randomised = np.argsort(draw.random((count, size)), axis=1) < round(noise * size)
    blurred = tuple(
        np.where(randomised[:, [place]], random, true)
        for place, (true, random) in enumerate(zip(own.vectors, other.vectors, strict=True))
    )
    found = match_encoded(model, EncodedResponses(blurred, other.answered, other.placed))
    place = model.logics.index(logic)
    alone = found.leaders[:, place] & (found.leaders.sum(axis=1) == 1)
    assert alone.mean() >= least


def test_figures_are_the_same_for_the_same_seed(questionnaire):
    assert fairness_figures(questionnaire, answers=500, seed=1) == fairness_figures(questionnaire, answers=500, seed=1)


@settings(max_examples=80, deadline=None)
@given(seeds)
def test_the_batch_path_gives_what_the_scalar_path_gives(seed):
    chance = Random(seed)
    generated = random_questionnaire(chance)
    responses = [{}, *(random_answers(generated, chance, chance.random()) for _ in range(12))]
    responses += [profile_answers(generated, logic) for logic in model_of(generated).logics]
    assert_alike(generated, responses)


def test_the_two_paths_agree_on_ours(questionnaire):
    chance = Random(1)
    responses = [random_answers(questionnaire, chance, rate) for rate in (0.4, 0.6, 0.8, 1.0) for _ in range(50)]
    responses += [profile_answers(questionnaire, logic) for logic in model_of(questionnaire).logics]
    assert_alike(questionnaire, responses)


def assert_alike(questionnaire, responses):
    for answers, found in zip(responses, reports(questionnaire, responses), strict=True):
        _same(found, report(assess(questionnaire, answers)), "")


def _same(one, other, path):
    if isinstance(one, dict):
        assert list(one) == list(other), path
        for key, value in one.items():
            _same(value, other[key], f"{path}.{key}")
    elif isinstance(one, float):
        scale = 1e-10 if path.startswith((".indices", ".z")) else 1e-12
        assert one == pytest.approx(other, abs=scale), path
    else:
        assert one == other, path
