"""Why the answers resemble a logic: what each dimension brings, what is shared, and what would change the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..questionnaire.types import Cell, Encoding, type_of
from .assessment import CellComparison, DimensionResult, Match, Pull, Removal, WhatIf
from .match import TIE, Reading, informative, ranked, unsigned
from .model import Model
from .outcome import leaning


def contributions(readings: Sequence[Reading], logics: Sequence[str]) -> dict[str, dict[str, float]]:
    """By dimension and logic, e·g·r/Σe·g; they add up to S. 0 for a dimension that informs about none."""
    reach = sum(dimension.reach for dimension, _ in informative(readings))
    return {
        reading.dimension.id: {
            logic: unsigned(reading.dimension.reach * reading.agreement[logic] / reach) if reading.agreement else 0.0
            for logic in logics
        }
        for reading in readings
    }


def dimension_results(model: Model, readings: Sequence[Reading], match: Match) -> tuple[DimensionResult, ...]:
    """Every compared question, in order: what was said, and what it brings."""
    brought = contributions(readings, model.logics)
    return tuple(_dimension_result(model, reading, brought[reading.dimension.id], match) for reading in readings)


def _dimension_result(
    model: Model, reading: Reading, contribution: Mapping[str, float], match: Match
) -> DimensionResult:
    answered = reading.value is not None
    question = reading.dimension.question
    common, outside = type_of(question).uncompared(question, reading.value, model.logics) if answered else ((), ())
    return DimensionResult(
        dimension=reading.dimension.id,
        reach=reading.dimension.reach,
        answered=answered,
        no_answer=reading.no_answer,
        informative=reading.agreement is not None,
        agreement=reading.agreement or {},
        contribution=contribution,
        lean=leaning(reading.agreement, match.ranking) if reading.agreement else None,
        comparisons={logic: _compared(reading, logic) for logic in model.logics} if answered else {},
        common=common,
        outside=(*outside, *_held_by_none(reading)),
    )


def _compared(reading: Reading, logic: str) -> CellComparison:
    encoding = reading.dimension.encoding
    profile = _points(encoding, encoding.profiles[logic])
    rows = list(zip(encoding.cells, _points(encoding, reading.vector), profile, strict=True))
    return CellComparison(
        shared=tuple([cell for cell, x, p in rows if x and x == p]),
        only_organism=tuple([cell for cell, x, p in rows if x and p is not None and x != p]),
        only_logic=tuple([cell for cell, x, p in rows if p and x != p]),
        unreadable=tuple([cell for cell, _, p in rows if p is None]),
    )


def _points(encoding: Encoding, vector: Sequence[float | None] | None) -> Sequence[float | None]:
    """One number a cell: a level of a scale becomes 1 in its cell; nothing is 0 everywhere."""
    if encoding.pattern == "level":
        level = -1.0 if vector is None else next(iter(vector), -1.0)
        return [None if level is None else float(place == level) for place in range(encoding.size)]
    return vector or [0.0] * encoding.size


def _held_by_none(reading: Reading) -> tuple[Cell, ...]:
    """The compared cells that were chosen and that no logic is known to hold."""
    encoding = reading.dimension.encoding
    if reading.vector is None:
        return ()
    profiles = [_points(encoding, profile) for profile in encoding.profiles.values()]
    held = [any(points) for points in zip(*profiles, strict=True)]
    chosen = _points(encoding, reading.vector)
    return tuple([cell for cell, x, by_some in zip(encoding.cells, chosen, held, strict=True) if x and not by_some])


def pulls(results: Iterable[DimensionResult], match: Match) -> tuple[Pull, ...]:
    """What draws to the first of the ranking rather than to its second, strongest first."""
    first, second = match.ranking[:2]
    found = [
        Pull(result.dimension, result.contribution[first] - result.contribution[second])
        for result in results
        if result.informative
    ]
    return tuple(sorted(found, key=lambda pull: pull.amount, reverse=True))


def what_if(model: Model, readings: Sequence[Reading], match: Match) -> WhatIf:
    """The fewest changes of answer, and the single removals, that take the lead from the first."""
    if len(match.leaders) > 1:
        return WhatIf((), None, ())
    first = match.leaders[0]
    ways = [(rival, changes) for rival in match.ranking[1:] if (changes := _changes(readings, first, rival))]
    towards, changes = min(ways, key=lambda way: len(way[1]), default=(None, ()))
    return WhatIf(changes, towards, _removals(model, readings, first))


def _changes(readings: Sequence[Reading], first: str, rival: str) -> tuple[str, ...]:
    """The fewest answered dimensions that could bring `rival` before `first`; empty when all are not enough."""
    lead = sum(_lead(reading, first, rival) for reading in readings)
    floor = TIE * sum(reading.dimension.reach for reading in readings)
    gains = sorted(
        (
            (_lead(reading, first, rival) + reading.dimension.reach * reading.dimension.gaps[rival, first], reading)
            for reading in readings
            if reading.value is not None
        ),
        key=lambda pair: pair[0],
        reverse=True,
    )
    for count, (gain, _) in enumerate(gains, start=1):
        lead -= gain
        if lead < -floor:
            return tuple(reading.dimension.id for _, reading in gains[:count])
    return ()


def _lead(reading: Reading, first: str, other: str) -> float:
    """e·g·(r to `first` − r to `other`), 0 when the dimension informs about none."""
    found = reading.agreement
    return reading.dimension.reach * (found[first] - found[other]) if found else 0.0


def _removals(model: Model, readings: Sequence[Reading], first: str) -> tuple[Removal, ...]:
    counted = informative(readings)
    found: list[Removal] = []
    for dimension, _ in counted:
        rest = [(other, agreement) for other, agreement in counted if other is not dimension]
        reach = sum(other.reach for other, _ in rest)
        if reach:
            s = {
                logic: sum(other.reach * agreement[logic] for other, agreement in rest) / reach
                for logic in model.logics
            }
            leaders = ranked(model, s)[1]
            if leaders != (first,):
                found.append(Removal(dimension.id, leaders))
    return tuple(found)
