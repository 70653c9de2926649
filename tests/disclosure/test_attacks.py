"""Nothing protected follows from a release's files, alone or beside others; and the attacker does break what is naive.

The attacker reads the JSON, the CSV and the workbook, written and read back; by_hand.py does so for all three of each world.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from selfassess.disclosure import closing
from selfassess.disclosure.closing import Refusal
from selfassess.disclosure.crowd import Earlier
from selfassess.disclosure.release import Release
from tests.disclosure import naive
from tests.disclosure.attacker import Publication, Row, protected_facts
from tests.disclosure.files import EVERY
from tests.disclosure.worlds import answers_of, closed, part, published, survey

WORLDS = 200
BATCH = 20
WORKBOOK_EACH = 4
"""A workbook takes longer to write and to read than to attack: one for 50 of the 200 worlds, JSON and CSV for each."""
LANGUAGES = ("fr", "en")


@pytest.mark.parametrize("start", range(0, WORLDS, BATCH))
def test_nothing_protected_follows_from_a_release(start):
    for seed in range(start, start + BATCH):
        world = survey(seed, variables=1)
        release = closed(world)
        assert isinstance(release, Release)
        kinds = EVERY if seed % WORKBOOK_EACH == 0 else ("json", "csv")
        told = published(release, world, kinds, LANGUAGES[seed // WORKBOOK_EACH % 2])
        assert protected_facts([told], answers_of(world)) == [], seed


def test_the_order_of_rows_and_a_second_closing_change_no_byte():
    world = survey(12)
    order = np.random.default_rng(1).permutation(len(world.contributors))
    names = [world.contributors[place] for place in order]
    mixed = dataclasses.replace(
        world,
        contributors=tuple(names),
        submissions=tuple(names),
        codes=world.codes[order],
        memberships=world.memberships[order],
    )
    first, second, third = closed(world), closed(mixed), closed(world)
    assert isinstance(first, Release)
    assert first.content == second.content == third.content


@pytest.mark.parametrize("seed", range(4))
def test_the_next_period_with_one_more_organism_is_refused(seed):
    world = survey(seed, size=25, variables=1)
    fewer = part(world, np.arange(25) != 7)
    first = closed(fewer, period="2026")
    assert isinstance(first, Release)
    second = closed(world, Earlier(first, fewer))
    assert isinstance(second, Refusal)
    assert "isolerait" in second.words.fr


@pytest.mark.parametrize("seed", range(1, 5))
def test_overlapping_audiences_reveal_nothing_together(seed):
    world = survey(seed, size=30, variables=1)
    apart = np.arange(30)
    for mine, yours in ((apart < 20, apart >= 10), (apart < 30, apart >= 12), (apart < 22, apart >= 15)):
        one, other = part(world, mine), part(world, yours)
        first = closed(one)
        assert isinstance(first, Release)
        second = closed(other, Earlier(first, one), audience="reseau")
        told = [published(first, one)]
        if isinstance(second, Release):
            told.append(published(second, other))
        assert protected_facts(told, answers_of(world)) == []


def test_a_third_release_is_verified_with_both_others():
    world = survey(5, size=34, variables=1)
    apart = np.arange(34)
    one, two = part(world, apart < 22), part(world, apart >= 12)
    first = closed(one)
    assert isinstance(first, Release)
    second = closed(two, Earlier(first, one), audience="reseau")
    assert isinstance(second, Release)
    everybody = closed(world, Earlier(first, one), Earlier(second, two), audience="recherche")
    told = [published(first, one), published(second, two)]
    if isinstance(everybody, Release):
        told.append(published(everybody, world))
    assert protected_facts(told, answers_of(world)) == []


@pytest.mark.parametrize("scheme", naive.SCHEMES, ids=lambda scheme: scheme.__name__)
def test_the_attacker_breaks_naive_schemes(scheme):
    """Through one kind of file each: any of them is enough."""
    broken = 0
    for seed in range(24):
        world = survey(seed, variables=1)
        told = [naive.filed(one, world, [EVERY[seed % 3]], LANGUAGES[seed % 2]) for one in scheme(world)]
        broken += bool(protected_facts(told, answers_of(world), insiders=0))
    assert broken >= 12, f"{scheme.__name__}: broken in {broken} worlds of 24"


def test_one_more_organism_gives_itself_away_where_releases_are_not_gated():
    world = survey(3, size=25)
    fewer = part(world, np.arange(25) != 7)
    told = [naive.filed(naive.exact_totals(one), one, ["csv"]) for one in (fewer, world)]
    facts = protected_facts(told, answers_of(world), every=True)
    newcomer = frozenset({world.submissions[7]})
    told_of = {
        name for name, said in answers_of(world).items() if said[world.submissions[7]] not in (None, "ne_sais_pas")
    }
    assert told_of
    assert {fact.variable for fact in facts if fact.people == newcomer} == told_of


def test_an_insider_is_told_of():
    people = frozenset(f"p{place}" for place in range(20))
    rows = [
        Row("v", "oui", "total", "count", 21.0, "r"),
        Row("v", "repondu", "total", "count", 21.0, "r"),
    ]
    told = [Publication(rows, {"total": people})]
    one_no = {"v": {who: "non" if who == "p0" else "oui" for who in people}}
    assert [fact.kind for fact in protected_facts(told, one_no)] == ["insiders"]
    assert protected_facts(told, one_no, insiders=0) == []


def test_a_refusal_publishes_nothing(monkeypatch):
    monkeypatch.setattr(closing, "isolated", lambda patterns, threshold: (0,))
    assert isinstance(closed(survey(1)), Refusal)
