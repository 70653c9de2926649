"""A result as plain data, the same for the command line and for a download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .assessment import Assessment, CalledAdvice, DefiStanding, Lead, Outcome, indices


def report(assessment: Assessment) -> dict[str, Any]:
    """One object of JSON values: logics, dimensions, défis, recommandations and pistes by their ids."""
    match = assessment.match
    return {
        "questionnaire": assessment.questionnaire,
        "edition": assessment.edition,
        "engine": assessment.engine,
        **match_object(
            assessment.outcome,
            assessment.mixed,
            assessment.closest,
            match.s,
            match.z,
            coverage=match.coverage,
            margin=match.margin,
            stability=match.stability,
            contributions={d.dimension: d.contribution for d in assessment.dimensions if d.informative},
        ),
        **advice_object(assessment.defis, assessment.advice, assessment.leads),
    }


def match_object(
    outcome: Outcome,
    mixed: bool,
    closest: Sequence[str],
    s: Mapping[str, float],
    z: Mapping[str, float],
    *,
    coverage: float,
    margin: float,
    stability: float,
    contributions: Mapping[str, Mapping[str, float]],
) -> dict[str, Any]:
    """What the comparison gives; `contributions` are those of the informative dimensions."""
    return {
        "outcome": outcome,
        "mixed": mixed,
        "closest": list(closest),
        "indices": indices(s),
        "s": dict(s),
        "z": dict(z),
        "coverage": coverage,
        "margin": margin,
        "stability": stability,
        "contributions": {dimension: dict(by_logic) for dimension, by_logic in contributions.items()},
    }


def advice_object(
    standings: Iterable[DefiStanding], advice: Iterable[CalledAdvice], leads: Iterable[Lead]
) -> dict[str, Any]:
    """What the défis call for; a défi to clarify has no priority, one that was not answered is not there."""
    return {
        "defis": {s.defi: s.priority for s in standings if s.status in ("known", "to_clarify")},
        "recommandations": [called.advice for called in advice],
        "pistes": [lead.reference for lead in leads],
    }
