"""The reports of many responses, by the batch path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..questionnaire.model import Answers, Questionnaire
from .advice import called_advice, leads, standings
from .assessment import ENGINE, Outcome
from .batch import OUTCOMES, BatchMatch, encode_responses, match_encoded
from .model import Model, model_of
from .report import advice_object, match_object


def reports(questionnaire: Questionnaire, responses: Sequence[Answers]) -> Iterator[dict[str, Any]]:
    """What `report(assess(…))` gives for each response, without what only a page explains; about `CHUNK` at a time."""
    model = model_of(questionnaire)
    heading = {"questionnaire": questionnaire.id, "edition": questionnaire.edition, "engine": ENGINE}
    found = match_encoded(model, encode_responses(model, responses))
    for answers, matched in zip(responses, _match_objects(model, found), strict=True):
        standing = standings(model, answers)
        advised = advice_object(standing, called_advice(model, standing), leads(model, answers, standing))
        yield {**heading, **matched, **advised}


def _match_objects(model: Model, found: BatchMatch) -> Iterator[dict[str, Any]]:
    names = [dimension.id for dimension in model.dimensions]
    rows = zip(
        *(numbers.tolist() for numbers in (found.outcome, found.mixed, found.s, found.z, found.coverage, found.margin)),
        *(numbers.tolist() for numbers in (found.stability, found.leaders, found.places)),
        *(numbers.tolist() for numbers in (found.informative, found.contributions)),
        strict=True,
    )
    for outcome, mixed, s, z, coverage, margin, stability, leaders, places, informative, contributions in rows:
        ranking = sorted(range(len(model.logics)), key=places.__getitem__)
        verdict: Outcome = OUTCOMES[int(outcome)]
        yield match_object(
            verdict,
            mixed,
            () if verdict == "insuffisant" else [model.logics[logic] for logic in ranking if leaders[logic]],
            _by_logic(model, s),
            _by_logic(model, z),
            coverage=coverage,
            margin=margin,
            stability=stability,
            contributions={
                name: _by_logic(model, brought)
                for name, counts, brought in zip(names, informative, contributions, strict=True)
                if counts
            },
        )


def _by_logic(model: Model, numbers: Sequence[float]) -> dict[str, float]:
    return dict(zip(model.logics, numbers, strict=True))
