"""The verdict that a match allows, and whether the profile is mixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .assessment import Match, Outcome, Profile
from .match import TIE

COVERAGE_FLOOR = 0.60
TIE_Z = 1.5
CLEAR_Z, CLEAR_STABILITY, CLEAR_MARGIN = 2.5, 1.0, 0.20
LIKELY_Z, LIKELY_STABILITY, LIKELY_MARGIN = 1.5, 0.80, 0.08
MIXED_SHARE = 0.25


def at_least(number: float, bound: float) -> bool:
    """Whether a number reaches a bound; one that misses it by rounding alone does."""
    return number >= bound - TIE


def verdict(match: Match) -> Outcome:
    """The first outcome, in this order, whose conditions hold."""
    z = match.z[match.ranking[0]]
    if not at_least(match.coverage, COVERAGE_FLOOR):
        return "insuffisant"
    if len(match.leaders) > 1 and at_least(z, TIE_Z):
        return "exaequo"
    if _reaches(match, z, CLEAR_Z, CLEAR_STABILITY, CLEAR_MARGIN):
        return "logique"
    if _reaches(match, z, LIKELY_Z, LIKELY_STABILITY, LIKELY_MARGIN):
        return "tendance"
    return "aucune"


def _reaches(match: Match, z: float, least_z: float, least_stability: float, least_margin: float) -> bool:
    return at_least(z, least_z) and at_least(match.stability, least_stability) and at_least(match.margin, least_margin)


def leaning(agreement: Mapping[str, float], ranking: Iterable[str]) -> str | None:
    """The logic with the best r above 0, of equals the first in the ranking; None when none is above 0."""
    best = max(agreement.values())
    return next(logic for logic in ranking if agreement[logic] > best - TIE) if best > TIE else None


def profile(agreements: Iterable[Mapping[str, float]], match: Match) -> Profile:
    """How many of the informative dimensions lean to each logic, and to none."""
    leans = [leaning(agreement, match.ranking) for agreement in agreements]
    counts = {logic: leans.count(logic) for logic in match.s}
    second = max(match.ranking[1:], key=counts.__getitem__)
    return Profile(counts, leans.count(None), len(leans), second if counts[second] else None)


def is_mixed(outcome: Outcome, profile: Profile) -> bool:
    """Whether « mixte » is added to the outcome."""
    clear = outcome in ("logique", "tendance")
    return clear and profile.second is not None and at_least(profile.share(profile.second), MIXED_SHARE)
