"""Each rule by itself: merging, isolation, rounding, means, too few, refusals, evolution; the attacker against enumeration."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from selfassess.disclosure.closing import close
from selfassess.disclosure.crowd import Earlier
from selfassess.disclosure.isolation import isolated
from selfassess.disclosure.merging import partition_of
from selfassess.disclosure.patterns import patterns_of
from selfassess.disclosure.release import PARTICIPANTS, TOTAL, Parameters, Release, release_from_content
from selfassess.disclosure.rounding import percent, rounded_count, rounded_mean, step_of
from selfassess.disclosure.survey import Breakdown, Survey
from tests.disclosure.attacker import Publication, Row, protected_facts
from tests.disclosure.worlds import (
    SECRET,
    TERRITORY,
    answers_of,
    categories,
    closed,
    declared,
    published,
    said,
    survey,
    variable,
)


def with_regions(counts):
    """A survey whose only breakdown has these numbers of contributors in its categories."""
    world = survey(2, size=sum(counts), variables=1)
    breakdown = Breakdown("region", said("Région"), categories("r", len(counts)))
    places = np.repeat(np.arange(len(counts)), counts).astype(np.int16)
    return dataclasses.replace(world, breakdowns=(breakdown,), memberships=places[:, None])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((10, 10), [{0}, {1}]),
        ((12, 11, 5, 5), [{0}, {1}, {2, 3}]),
        ((12, 11, 5, 4), [{0}, {1, 2, 3}]),
        ((12, 11, 9), [{0}, {1, 2}]),
        ((12, 11, 10, 0), [{0}, {1}, {2}]),
        ((20, 9), []),
        ((30,), []),
        ((5, 5, 5), []),
        ((9, 9, 12), [{0, 1}, {2}]),
    ],
)
def test_small_categories_are_merged(counts, expected):
    partition = partition_of(with_regions(counts), 0, 10)
    assert sorted(map(sorted, partition.groups)) == sorted(map(sorted, expected))


def test_merges_are_told_in_words():
    release = closed(with_regions((12, 11, 5, 4)))
    assert isinstance(release, Release)
    merge = release.merges[0]
    assert (merge.into, merge.categories, merge.reason) == (
        "region.autres_regroupes",
        ("r1", "r2", "r3"),
        "fewer_than_threshold",
    )
    assert "moins de 10" in merge.words.fr
    withheld = closed(with_regions((20, 9)))
    assert isinstance(withheld, Release)
    assert (withheld.breakdowns[0].groups, withheld.merges[0].into) == ((), None)


def test_contributors_that_a_breakdown_does_not_place_are_a_group_too():
    world = with_regions((12, 12, 12))
    world.memberships[:11] = -1
    release = closed(world)
    assert isinstance(release, Release)
    assert [group.categories for group in release.breakdowns[0].groups] == [("non_precise", "r0", "r1"), ("r2",)] or [
        group.categories for group in release.breakdowns[0].groups
    ] == [("r1",), ("r2",), ("non_precise", "r0")]


def smallest_isolated(inside, sizes):
    """The size of the smallest set that some combination with factors -2 to 2 leaves alone."""
    best = sum(sizes) + 1
    for factors in itertools.product(range(-2, 3), repeat=len(inside)):
        left = np.array(factors) @ inside != 0
        if left.any():
            best = min(best, int(np.array(sizes)[left].sum()))
    return best


@pytest.mark.parametrize("seed", range(40))
def test_isolation_finds_what_trying_every_combination_finds(seed):
    rng = np.random.default_rng(seed)
    members = rng.random((30, 4)) < rng.choice([0.2, 0.5, 0.8])
    members[:, 0] = True
    patterns = patterns_of(members)
    found = isolated(patterns, 10)
    smallest = smallest_isolated(patterns.inside.astype(int), patterns.sizes)
    assert (found is not None) == (smallest < 10)
    if found:
        assert 0 < patterns.sizes[list(found)].sum() < 10


def test_rounding_is_unbiased_and_keyed():
    counts = [rounded_count(SECRET, "q", key, 7, 3) for key in range(4000)]
    assert set(counts) == {6, 9}
    assert abs(np.mean(counts) - 7) < 0.1
    assert counts == [rounded_count(SECRET, "q", key, 7, 3) for key in range(4000)]
    assert counts != [rounded_count(b"x" * 32, "q", key, 7, 3) for key in range(4000)]
    assert [rounded_count(SECRET, "q", 1, count, 3) for count in (0, 3, 12)] == [0, 3, 12]


def test_the_same_contributors_give_the_same_figure_in_any_group():
    world = survey(6, size=30, variables=1)
    twice = dataclasses.replace(world, breakdowns=(TERRITORY, dataclasses.replace(TERRITORY, id="encore")))
    twice.memberships[:, 1] = twice.memberships[:, 0]
    twice = dataclasses.replace(twice, memberships=twice.memberships[:, :2])
    release = closed(twice)
    assert isinstance(release, Release)
    for figure in release.figures:
        breakdown, _, group = figure.group.partition(".")
        if breakdown == "territoire":
            other = release.figure(figure.variable, figure.category, f"encore.{group}", figure.kind)
            assert other is not None
            assert other.value == figure.value


@pytest.mark.parametrize(
    ("answered", "step"), [(1, 20), (2, 20), (4, 10), (7, 10), (8, 5), (19, 5), (20, 2), (39, 2), (40, 1)]
)
def test_means_have_the_smallest_step_that_covers_two_answers(answered, step):
    assert step_of(answered, Parameters().steps) == step


def test_means_round_halves_up_and_percentages_come_from_rounded_counts():
    assert [rounded_mean(total, 10, 5) for total in (0, 1, 2, 3, 40)] == [0, 0, 1, 1, 16]
    assert rounded_mean(5, 8, 5) == 3
    assert [percent(9, 12), percent(15, 12), percent(0, 0)] == [75.0, 100.0, None]


def test_fewer_than_the_threshold_says_only_that():
    world = survey(1, size=9)
    release = closed(world)
    assert isinstance(release, Release)
    assert (release.participants.published, release.participants.words.fr) == (None, "moins de 10 participants")
    assert (release.figures, release.variables, release.breakdowns) == ((), (), ())
    assert release_from_content(release.content) == release
    later = survey(1, size=12)
    assert isinstance(closed(later, Earlier(release, world)), Release)


def test_a_short_key_and_a_low_threshold_are_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        close(survey(1), declared(), b"short")
    with pytest.raises(ValueError, match="at least"):
        Parameters(threshold=4)


def test_a_variable_is_not_broken_down_by_itself():
    world = with_regions((15, 15))
    itself = dataclasses.replace(world.breakdowns[0], question=world.variables[0].question)
    release = closed(dataclasses.replace(world, breakdowns=(itself,)))
    assert isinstance(release, Release)
    groups = {figure.group for figure in release.figures if figure.variable == world.variables[0].id}
    assert not any(group.startswith("region.") for group in groups)
    assert any(figure.group.startswith("region.") for figure in release.figures if figure.variable == PARTICIPANTS)


def test_progress_is_told():
    steps = []
    close(survey(3, size=15), declared(), SECRET, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_evolution_repeats_published_figures_only():
    first_survey = dataclasses.replace(survey(4, size=15, variables=1))
    apart = tuple(f"other-{place}" for place in range(15))
    second_survey = dataclasses.replace(survey(5, size=15, variables=1), contributors=apart, submissions=apart)
    first = closed(first_survey, period="2026")
    assert isinstance(first, Release)
    assert first.periods == ()
    second = closed(second_survey, Earlier(first, first_survey), period="2027")
    assert isinstance(second, Release)
    assert [group.id for group in second.periods] == ["periode.2026", "periode.2027"]
    repeated = [figure for figure in second.figures if figure.variable == "evolution.v0"]
    for figure in repeated:
        source = first if figure.group == "periode.2026" else second
        original = source.figure("v0", figure.category, TOTAL, figure.kind)
        assert original is not None
        assert (original.value, original.mark) == (figure.value, figure.mark)
    other = closed(second_survey, Earlier(first, first_survey), audience="recherche")
    assert isinstance(other, Release)
    assert other.periods == ()


def test_every_figure_belongs_to_what_is_declared():
    release = closed(survey(7, size=30))
    assert isinstance(release, Release)
    for figure in release.figures:
        assert figure.group in release.groups
        assert figure.variable in release.variable_by_id
        assert (figure.value is None) == (figure.mark in ("c", "u"))
    assert release.earlier == ()
    assert release.audit.facts > 100


@pytest.mark.parametrize("seed", range(30))
def test_the_attacker_proves_what_trying_every_table_proves(seed):
    rng = np.random.default_rng(seed)
    people = [f"p{place}" for place in range(7)]
    truth = {who: str(rng.choice(["a", "b"])) for who in people}
    groups = {"total": frozenset(people), "g": frozenset(people[:4]), "h": frozenset(people[2:])}
    rows, told = [], []
    for group, inside in groups.items():
        for category in ("a", "b"):
            count = sum(truth[who] == category for who in inside)
            shown = 3 * int(np.floor(count / 3 + rng.random()))
            rows.append(Row("v", category, group, "count", float(shown), "r"))
            told.append((inside, category, shown))
    plausible = [
        dict(zip(people, answers, strict=True))
        for answers in itertools.product(["a", "b", None], repeat=7)
        if all(abs(sum(answers[people.index(w)] == c for w in inside) - shown) <= 2 for inside, c, shown in told)
    ]
    expected = False
    for size in range(1, 5):
        for some in itertools.combinations(people, size):
            for category in ("a", "b"):
                counts = {sum(one[who] == category for who in some) for one in plausible}
                expected |= len(counts) == 1 and min(counts) > 0
    for inside in groups.values():
        for category in ("a", "b"):
            counts = {sum(one[who] == category for who in inside) for one in plausible}
            expected |= len(counts) == 1 and min(counts) in (0, 1, 2, len(inside))
    facts = protected_facts([Publication(rows, groups)], {"v": truth}, threshold=5, insiders=0)
    assert bool(facts) == expected


def test_a_lower_threshold_gives_more_groups_and_still_nothing_away():
    world = survey(11, size=24)
    low, high = close(world, declared(parameters=Parameters(threshold=5)), SECRET), closed(world)
    assert isinstance(low, Release)
    assert isinstance(high, Release)
    assert len(low.groups) > len(high.groups)
    assert protected_facts([published(low, world)], answers_of(world), threshold=5) == []


@pytest.mark.parametrize("size", [10, 11, 12])
def test_a_mark_or_a_figure_does_not_betray_what_the_audit_saw(size):
    """Somebody who knows the program tries it on every possible count: no outcome is left for unanimity alone."""
    outcomes: dict[tuple[str, float | None, float | None], set[int]] = {}
    for count, key in itertools.product(range(size + 1), range(12)):
        names = tuple(f"{key}-{place}" for place in range(size))
        codes = np.array([[0]] * count + [[1]] * (size - count), dtype=np.int8)
        none = np.zeros((size, 0), dtype=np.int16)
        world = Survey("invented", ("0" * 64,), "1", (variable(0, "multiple"),), (), names, names, codes, none)
        release = close(world, declared(), f"{key:064d}".encode())
        assert isinstance(release, Release)
        yes, answered = release.figure("v0", "oui"), release.figure("v0", "repondu")
        assert yes is not None
        assert answered is not None
        outcomes.setdefault((release.variables[1].published, yes.value, answered.value), set()).add(count)
    assert {size} not in outcomes.values()
    assert any(published == "withheld" for published, _, _ in outcomes)
