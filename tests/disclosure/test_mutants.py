"""Each rule taken away in turn: the attacker, or a rule's own test, says so."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from selfassess.disclosure import audit, closing, figures, merging
from selfassess.disclosure.crowd import Earlier
from selfassess.disclosure.deduction import Verdict
from selfassess.disclosure.release import Parameters, Release
from tests.disclosure.attacker import protected_facts
from tests.disclosure.files import EVERY
from tests.disclosure.worlds import SECRET, answers_of, closed, declared, part, published, survey

WORLDS = 20


def broken(worlds=WORLDS, *, enough=WORLDS, insiders=0, close=closed) -> int:
    """In how many worlds the attacker finds something, until there are enough."""
    count = 0
    for seed in range(worlds):
        world = survey(seed, variables=1)
        release = close(world)
        assert isinstance(release, Release)
        told = published(release, world, [EVERY[seed % 3]])
        count += bool(protected_facts([told], answers_of(world), insiders=insiders))
        if count == enough:
            break
    return count


@pytest.fixture
def unverified(monkeypatch):
    """No audit: one layer less, so that what another rule prevents is seen."""
    monkeypatch.setattr(audit, "check", lambda *_: Verdict(None, 0))


@pytest.mark.usefixtures("unverified")
def test_without_the_audit():
    assert broken(40, enough=1, insiders=1)


@pytest.mark.usefixtures("unverified")
def test_without_rounding(monkeypatch):
    monkeypatch.setattr(figures, "rounded_count", lambda secret, question, key, count, base: count)
    assert broken() >= WORLDS // 2


@pytest.mark.usefixtures("unverified")
def test_with_percentages_from_exact_counts(monkeypatch):
    exact = {}
    real = figures.Writer._rounded

    def kept(writer, variable, counts, keys, columns):
        shown = real(writer, variable, counts, keys, columns)
        exact.setdefault(shown, int(counts[columns].sum()))
        return shown

    monkeypatch.setattr(figures.Writer, "_rounded", kept)
    found = figures.Writer._group_figures

    def exact_percents(writer, tally, rung, place, group):
        counts, _ = tally.of_group(writer.patterns.inside[place])
        answered = int(counts[: tally.columns.answers].sum())
        for figure in found(writer, tally, rung, place, group):
            if figure.kind == "percent" and figure.value is not None and answered:
                count = int(counts[tally.columns.categories.index(figure.category)])
                figure = dataclasses.replace(figure, value=round(100 * count / answered, 1))
            yield figure

    monkeypatch.setattr(figures.Writer, "_group_figures", exact_percents)
    assert broken() >= 2


@pytest.mark.usefixtures("unverified")
def test_with_means_to_a_twentieth(monkeypatch):
    monkeypatch.setattr(figures, "step_of", lambda answered, steps: 1)
    assert broken(30) >= 3


@pytest.mark.usefixtures("unverified")
def test_without_merging(monkeypatch):
    def every_category(of, place, threshold):
        names, counts = np.unique(of.memberships[:, place], return_counts=True)
        sizes = dict(zip(names.tolist(), counts.tolist(), strict=True))
        return merging.Partition(of.breakdowns[place], sizes, tuple(frozenset({one}) for one in sizes))

    monkeypatch.setattr(closing, "partition_of", every_category)
    monkeypatch.setattr(closing, "isolated", lambda patterns, threshold: None)
    assert broken() >= 3


def test_without_isolation_one_more_organism_is_published(monkeypatch):
    monkeypatch.setattr(closing, "isolated", lambda patterns, threshold: None)
    world = survey(3, size=25)
    fewer = part(world, np.arange(25) != 7)
    first = closed(fewer, period="2026")
    assert isinstance(first, Release)
    assert isinstance(closed(world, Earlier(first, fewer)), Release), "test_the_next_period_… sees this one"


def test_without_the_earlier_release_one_more_organism_is_published(monkeypatch):
    real = closing.crowd_of

    def forgetful(of, groups, inside, earlier, *, same_answers):
        return real(of, groups, inside, (), same_answers=same_answers)

    monkeypatch.setattr(closing, "crowd_of", forgetful)
    world = survey(3, size=25)
    fewer = part(world, np.arange(25) != 7)
    first = closed(fewer, period="2026")
    assert isinstance(first, Release)
    assert isinstance(closed(world, Earlier(first, fewer)), Release), "test_the_next_period_… sees this one"


def test_without_insiders_in_the_audit():
    def trusting(world):
        return closing.close(world, declared(parameters=Parameters(insiders=0)), SECRET)

    assert broken(60, enough=1, insiders=2, close=trusting)
