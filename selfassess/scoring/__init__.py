"""Which logic the answers resemble, how surely, why, and what is advised. `assess` is the one entry."""

from __future__ import annotations

from ..questionnaire.model import Answers, Questionnaire
from .advice import called_advice, leads, standings
from .assessment import ENGINE, Assessment
from .decision import decided_leader
from .explanation import dimension_results, pulls, what_if
from .match import informative, match, read_dimensions
from .model import model_of
from .outcome import is_mixed, profile, verdict
from .rivals import rival_results

__all__ = ["ENGINE", "Assessment", "assess"]


def assess(questionnaire: Questionnaire, answers: Answers) -> Assessment:
    """The whole result of one response; `answers` are valid ones (`checked_answers`), complete or not."""
    model = model_of(questionnaire)
    readings = read_dimensions(model, answers)
    found = match(model, readings)
    outcome = verdict(found)
    mixture = profile([agreement for _, agreement in informative(readings)], found)
    mixed = is_mixed(outcome, mixture)
    dimensions = dimension_results(model, readings, found)
    stand = standings(model, answers)
    missing = [reading.dimension for reading in readings if reading.value is None]
    return Assessment(
        questionnaire=questionnaire.id,
        edition=questionnaire.edition,
        engine=ENGINE,
        outcome=outcome,
        mixed=mixed,
        closest=() if outcome == "insuffisant" else found.leaders,
        second=mixture.second if mixed else found.ranking[1] if outcome not in ("insuffisant", "exaequo") else None,
        match=found,
        dimensions=dimensions,
        profile=mixture,
        pulls=pulls(dimensions, found),
        what_if=what_if(model, readings, found),
        decided=decided_leader(model, readings, found),
        missing=tuple(d.id for d in sorted(missing, key=lambda dimension: dimension.reach, reverse=True)),
        rivals=rival_results(model, readings),
        defis=stand,
        advice=called_advice(model, stand),
        leads=leads(model, answers, stand),
    )
