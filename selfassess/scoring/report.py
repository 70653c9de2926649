"""A result as plain data, the same for the command line and for a download."""

from __future__ import annotations

from typing import Any

from .assessment import Assessment


def report(assessment: Assessment) -> dict[str, Any]:
    """One object of JSON values: logics, dimensions, défis, recommandations and pistes by their ids."""
    return {
        "questionnaire": assessment.questionnaire,
        "edition": assessment.edition,
        "engine": assessment.engine,
        "outcome": assessment.outcome,
        "mixed": assessment.mixed,
        "closest": list(assessment.closest),
        "indices": dict(assessment.match.indices),
        "s": dict(assessment.match.s),
        "z": dict(assessment.match.z),
        "coverage": assessment.match.coverage,
        "margin": assessment.match.margin,
        "stability": assessment.match.stability,
        "contributions": {d.dimension: dict(d.contribution) for d in assessment.dimensions if d.informative},
        "defis": {s.defi: s.priority for s in assessment.defis if s.status in ("known", "to_clarify")},
        "recommandations": [called.advice for called in assessment.advice],
        "pistes": [lead.reference for lead in assessment.leads],
    }
