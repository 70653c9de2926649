"""Agreement as its author measured it, and what is computed from intervals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from selfassess.questionnaire.model import Text
from selfassess.workshop.agreement import layer_agreement, nominal_agreement, ordinal_agreement
from selfassess.workshop.estimates import agreement, around, dots, mean_level, quantile, quartiles
from selfassess.workshop.picture import Category, Tally, Variable

counts = some.lists(some.integers(0, 40), min_size=3, max_size=9)


def test_the_published_examples():
    # Van der Eijk 2001, p. 331: seven positions, 1000 answers; the R package agrmt gives 0.6113333 too.
    assert ordinal_agreement([30, 40, 210, 130, 530, 50, 10]) == pytest.approx(0.6113333, abs=1e-7)
    # The two first layers of the same example: all seven positions, then six of them.
    assert layer_agreement([True] * 7) == 0
    assert layer_agreement([True] * 6 + [False]) == pytest.approx(1 / 6)


def test_the_ends_of_the_scale():
    assert ordinal_agreement([0, 0, 8, 0, 0]) == 1
    assert ordinal_agreement([4, 4, 4, 4, 4]) == 0
    assert ordinal_agreement([4, 0, 0, 0, 4]) == -1
    assert ordinal_agreement([3, 3, 0, 0, 0]) > ordinal_agreement([3, 0, 3, 0, 0]) > ordinal_agreement([3, 0, 0, 0, 3])
    assert ordinal_agreement([0, 0, 0]) is None
    assert nominal_agreement([5, 0]) == 1
    assert nominal_agreement([4, 4, 4]) == pytest.approx(0)
    assert nominal_agreement([3, 1]) == pytest.approx(1 - 0.8112781, abs=1e-6)
    assert nominal_agreement([]) is None


@settings(max_examples=200, deadline=None, database=None)
@given(counts)
def test_agreement_is_within_its_scale_the_same_mirrored_and_whatever_the_size(row):
    found = ordinal_agreement(row)
    if not sum(row):
        assert found is None
        return
    assert -1 - 1e-9 <= found <= 1 + 1e-9
    assert ordinal_agreement(row[::-1]) == pytest.approx(found)
    assert ordinal_agreement([3.5 * count for count in row]) == pytest.approx(found)
    assert 0 <= nominal_agreement(row) + 1e-9 <= 1 + 2e-9


def variable(scale: int, aside: int = 1, ordinal: bool = True) -> Variable:
    words = Text(fr="x", en="x")
    every = tuple(Category(str(n), words) for n in range(scale + aside))
    return Variable("v", words, "question", "v", ordinal, every, scale)


def test_quartiles_are_read_within_the_levels():
    assert quantile([4, 0, 0, 4], 0.25) == 0.5
    assert quantile([4, 0, 0, 4], 0.5) == 1.0
    assert quantile([0, 8, 0], 0.5) == 1.5
    found = quartiles(variable(5), Tally(8, (0, 0, 6, 0, 0, 0)))
    assert (found.first, found.median, found.third) == (44, 50, 56)


def test_nothing_is_computed_from_few_answers():
    nearly_all_aside = Tally(14, (0, 0, 0, 0, 0, 12))
    assert quartiles(variable(5), nearly_all_aside) is None
    assert mean_level(variable(5), nearly_all_aside) is None
    assert agreement([variable(5)], {"v": nearly_all_aside}) is None
    assert mean_level(variable(5), Tally(14, (12, 0, 0, 0, 0, 0))) == pytest.approx(0, abs=0.5)


@settings(max_examples=100, deadline=None, database=None)
@given(some.lists(some.integers(0, 6).map(lambda n: 3 * n), min_size=2, max_size=8), some.integers(1, 12))
def test_a_dot_a_person(low, steps):
    people = 2 + 3 * steps
    drawn = dots(Tally(people, tuple(low)), len(low))
    assert sum(drawn) == people
    assert min(drawn) >= 0
    assert around(4.4, 8).low == 3
