"""Why the answers resemble a logic: what each dimension brings, what is shared, and what would change the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from ..questionnaire.types import Cell
from .assessment import CellComparison, DimensionResult, Match, Pull, Removal, WhatIf
from .match import TIE, Reading, informative
from .model import Model, points
from .outcome import leaning


def contributions(readings: Sequence[Reading], logics: Sequence[str]) -> dict[str, dict[str, float]]:
    """By dimension and logic, e·g·r/Σe·g; they add up to S. 0 for a dimension that informs about none."""
    reach = fsum(dimension.reach for dimension, _ in informative(readings))
    return {
        reading.dimension.id: {
            logic: reading.dimension.reach * reading.agreement[logic] / reach if reading.agreement else 0.0
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
    common, outside = reading.dimension.remainder(reading.value) if answered else ((), ())
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
    said, held = points(encoding, reading.vector), reading.dimension.held[logic]
    shared: list[Cell] = []
    only_said: list[Cell] = []
    only_held: list[Cell] = []
    unreadable: list[Cell] = []
    for cell, x, p in zip(encoding.cells, said, held, strict=True):
        if p is None:
            unreadable.append(cell)
        elif x and x == p:
            shared.append(cell)
        else:
            only_said.extend([cell] if x else [])
            only_held.extend([cell] if p else [])
    return CellComparison(tuple(shared), tuple(only_said), tuple(only_held), tuple(unreadable))


def _held_by_none(reading: Reading) -> tuple[Cell, ...]:
    """The compared cells that were chosen and that no logic is known to hold."""
    if reading.vector is None:
        return ()
    encoding, held = reading.dimension.encoding, reading.dimension.held_by_some
    return tuple(
        [
            cell
            for cell, x, by_some in zip(encoding.cells, points(encoding, reading.vector), held, strict=True)
            if x and not by_some
        ]
    )


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
    first, *equals = match.leaders
    if equals:
        return WhatIf((), None, ())
    ways = [(rival, changes) for rival in match.ranking[1:] if (changes := _changes(readings, first, rival))]
    towards, changes = min(ways, key=lambda way: len(way[1]), default=(None, ()))
    return WhatIf(changes, towards, _removals(model, readings, first))


def _changes(readings: Sequence[Reading], first: str, rival: str) -> tuple[str, ...]:
    """The fewest answered dimensions that could bring `rival` before `first`; empty when all are not enough."""
    left = sum(_lead(reading, first, rival) for reading in readings)
    floor = TIE * sum(reading.dimension.reach for reading in readings)
    gains = [(_gain(reading, first, rival), reading.dimension.id) for reading in readings if reading.value is not None]
    gains.sort(key=lambda pair: pair[0], reverse=True)
    for count, (gain, _) in enumerate(gains, start=1):
        left -= gain
        if left < -floor:
            return tuple(dimension for _, dimension in gains[:count])
    return ()


def _gain(reading: Reading, first: str, rival: str) -> float:
    """The most that another answer to this dimension could take from the lead of `first` over `rival`."""
    return _lead(reading, first, rival) + reading.dimension.reach * reading.dimension.gaps[rival, first]


def _lead(reading: Reading, first: str, other: str) -> float:
    """e·g·(r to `first` − r to `other`), 0 when the dimension informs about none."""
    found = reading.agreement
    return reading.dimension.reach * (found[first] - found[other]) if found else 0.0


def _removals(model: Model, readings: Sequence[Reading], first: str) -> tuple[Removal, ...]:
    counted = informative(readings)
    reach = fsum(dimension.reach for dimension, _ in counted)
    totals = {logic: fsum(dimension.reach * found[logic] for dimension, found in counted) for logic in model.logics}
    left = {
        dimension: {logic: total - dimension.reach * found[logic] for logic, total in totals.items()}
        for dimension, found in counted
        if len(counted) > 1
    }
    leaders = {dimension: _leaders(numbers, TIE * (reach - dimension.reach)) for dimension, numbers in left.items()}
    return tuple(
        Removal(dimension.id, tuple(sorted(found, key=model.alphabetical.__getitem__)))
        for dimension, found in leaders.items()
        if found != [first]
    )


def _leaders(totals: Mapping[str, float], tie: float) -> list[str]:
    best = max(totals.values())
    return [logic for logic, total in totals.items() if total > best - tie]
