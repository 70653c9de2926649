"""Invented surveys: 10 to 34 organisms, answers from near-unanimous to diverse, breakdowns nested or not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from selfassess.disclosure.closing import Declaration, Refusal, close
from selfassess.disclosure.crowd import Earlier
from selfassess.disclosure.release import PARTICIPANTS, Audience, Category, Parameters, Period, Release
from selfassess.disclosure.survey import Breakdown, Survey, Variable
from selfassess.questionnaire.model import Language, Text
from tests.disclosure import files
from tests.disclosure.attacker import Publication

SECRET = b"a rounding key of the tests, 32+ bytes"
KINDS = ("nominal", "multiple", "ordinal")


def said(words: str) -> Text:
    return Text(fr=words, en=words)


def categories(prefix: str, count: int) -> tuple[Category, ...]:
    return tuple(Category(f"{prefix}{place}", said(f"{prefix}{place}")) for place in range(count))


YES_NO = (Category("oui", said("oui")), Category("non", said("non")))
TERRITORY = Breakdown("territoire", said("Territoire"), categories("t", 3))
REGION = Breakdown("region", said("Région"), categories("r", 6))
SIZE = Breakdown("taille", said("Taille"), categories("s", 2))


def variable(place: int, kind: str) -> Variable:
    answers = {"nominal": categories("a", 4), "multiple": YES_NO, "ordinal": categories("n", 5)}[kind]
    no_answers = () if kind == "multiple" else ("ne_sais_pas",)
    return Variable(
        f"v{place}", said(f"v{place}"), "gravite", kind, f"q{place}", said(f"q{place}"), answers, no_answers
    )  # type: ignore[arg-type]


def codes_of(rng: np.random.Generator, kind: str, count: int) -> np.ndarray:
    """Answers from near-unanimous to diverse, with few or no missing ones."""
    width = {"nominal": 4, "multiple": 2, "ordinal": 5}[kind]
    shares = rng.dirichlet(np.full(width, rng.choice([0.08, 0.2, 0.6, 3.0])))
    codes = rng.choice(width, count, p=shares)
    missing = rng.random(count)
    share = rng.choice([0.0, 0.0, 0.1, 0.3])
    return np.where(missing < share, -1, np.where((missing < 1.5 * share) & (kind != "multiple"), -2, codes))


def survey(seed: int, size: int | None = None, variables: int = 3) -> Survey:
    """A survey; three seeds in four have regions nested in territories."""
    rng = np.random.default_rng(seed)
    count = size or int(rng.integers(10, 35))
    region = rng.choice(6, count, p=rng.dirichlet(np.full(6, rng.choice([0.7, 5.0]))))
    territory = region // 2 if seed % 4 else rng.integers(0, 3, count)
    memberships = np.stack(
        [territory, region, rng.integers(-1, 2, count) if seed % 3 else rng.integers(0, 2, count)], axis=1
    )
    kinds = [KINDS[(seed + place) % 3] for place in range(variables)]
    codes = np.stack([codes_of(rng, kind, count) for kind in kinds], axis=1)
    keys = tuple(f"{seed}-{place:03d}" for place in range(count))
    asked = tuple(variable(place, kind) for place, kind in enumerate(kinds))
    return Survey(
        "invented",
        ("0" * 64,),
        "1",
        asked,
        (TERRITORY, REGION, SIZE),
        keys,
        keys,
        codes.astype(np.int8),
        memberships.astype(np.int16),
    )


def part(of: Survey, rows: np.ndarray) -> Survey:
    """Some of the contributors."""
    keys = tuple(key for key, kept in zip(of.contributors, rows, strict=True) if kept)
    return Survey(
        of.questionnaire,
        of.editions,
        of.scoring_engine,
        of.variables,
        of.breakdowns,
        keys,
        keys,
        of.codes[rows],
        of.memberships[rows],
    )


def declared(period: str = "2027", audience: str = "bailleurs", parameters: Parameters | None = None) -> Declaration:
    return Declaration(
        said("Portrait"),
        Audience(audience, said(audience)),
        Period(period, said(period), f"{period}-01-01", f"{period}-12-31"),
        parameters or Parameters(),
    )


def closed(of: Survey, *earlier: Earlier, period: str = "2027", audience: str = "bailleurs") -> Release | Refusal:
    return close(of, declared(period, audience), SECRET, earlier)


def published(
    release: Release, of: Survey, kinds: Iterable[str] = files.EVERY, language: Language = "fr"
) -> Publication:
    """What the attacker has: every figure of the release's files, and who stands in which of its groups."""
    rows = [row for row in files.told(release, kinds, language) if row.variable != PARTICIPANTS]
    return Publication(rows, groups_of(release, of), release.parameters.base)


def groups_of(release: Release, of: Survey) -> dict[str, frozenset[str]]:
    """By published group, the keys of its contributors."""
    found = {"total": frozenset(of.submissions)}
    places = {breakdown.id: place for place, breakdown in enumerate(of.breakdowns)}
    for breakdown in release.breakdowns:
        names = [*(c.id for c in of.breakdowns[places[breakdown.id]].categories), "non_precise"]
        standing = [names[place] for place in of.memberships[:, places[breakdown.id]]]
        for group in breakdown.groups:
            found[group.id] = frozenset(
                key for key, name in zip(of.submissions, standing, strict=True) if name in group.categories
            )
    return found


def answers_of(*surveys: Survey) -> dict[str, dict[str, str | None]]:
    """By variable, the category that each submission gave."""
    found: dict[str, dict[str, str | None]] = {}
    for one in surveys:
        for place, asked in enumerate(one.variables):
            names = [category.id for category in asked.categories]
            kinds = {-2: "ne_sais_pas", -3: "sans_objet"}
            told = [names[code] if code >= 0 else kinds.get(int(code)) for code in one.codes[:, place]]
            found.setdefault(asked.id, {}).update(zip(one.submissions, told, strict=True))
    return found
