"""Other, simpler measures of likeness, for « et avec une autre méthode ? » and for checks against published results.

None of them corrects for chance: a logic that holds more, or less, than the others is favoured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..questionnaire.types import Encoding
from .assessment import RivalMeasure, RivalResult
from .match import Reading, ranked
from .model import Model, points

Pair = tuple[float | None, float | None]
"""What one side has, and what the other has; None where it is unknown."""


def jaccard(pairs: Iterable[Pair]) -> float | None:
    """Shared over ticked by either, on 0/1 cells; None when neither has any."""
    both, either, _ = _overlap(pairs)
    return both / either if either else None


def dice(pairs: Iterable[Pair]) -> float | None:
    """Twice the shared over the sum of both, on 0/1 cells; None when neither has any."""
    both, _, total = _overlap(pairs)
    return 2 * both / total if total else None


def _overlap(pairs: Iterable[Pair]) -> tuple[int, int, int]:
    """How many cells both have, either has, and the sum of what each has; unknown cells left out."""
    both = total = 0
    for x, p in pairs:
        if x is not None and p is not None:
            both += x > 0 and p > 0
            total += (x > 0) + (p > 0)
    return both, total - both, total


def gower(likenesses: Iterable[float | None]) -> float | None:
    """Mean likeness over the variables known on both sides (pairwise deletion); None when there is none."""
    known = [likeness for likeness in likenesses if likeness is not None]
    return sum(known) / len(known) if known else None


def city_block(distances: Iterable[tuple[float, float]]) -> float | None:
    """1 less the sum of the distances over the sum of the ranges; None without a scale."""
    pairs = list(distances)
    ranges = sum(full for _, full in pairs)
    return 1 - sum(distance for distance, _ in pairs) / ranges if ranges else None


def _pairs(readings: Iterable[Reading], logic: str) -> Iterator[Pair]:
    """Every compared cell, a level of a scale among them: whether it is said, and whether it is held."""
    for reading in readings:
        said = points(reading.dimension.encoding, reading.vector)
        yield from zip(said, reading.dimension.held[logic], strict=True)


def _likenesses(readings: Iterable[Reading], logic: str) -> Iterator[float | None]:
    """One variable a cell of a set, a level, a single choice, or a ranked option."""
    for reading in readings:
        vector, encoding = reading.vector or (), reading.dimension.encoding
        profile = encoding.profiles[logic]
        if encoding.pattern == "one":
            yield None if None in profile else float(vector == profile)
        else:
            full = _range(encoding)
            for x, p in zip(vector, profile, strict=False):
                yield None if p is None or not full else 1 - abs(x - p) / full


def _distances(readings: Iterable[Reading], logic: str) -> Iterator[tuple[float, float]]:
    """(distance, range) of every ordered variable: levels, and ranked options."""
    for reading in readings:
        encoding = reading.dimension.encoding
        if encoding.pattern in ("level", "ranks"):
            for x, p in zip(reading.vector or (), encoding.profiles[logic], strict=False):
                if p is not None:
                    yield abs(x - p), _range(encoding)


def _range(encoding: Encoding) -> float:
    """The widest difference that one number of an encoded answer can have."""
    if encoding.pattern == "level":
        return float(encoding.size - 1)
    return max(encoding.ranks, default=1.0)


MEASURES: Mapping[RivalMeasure, Callable[[Sequence[Reading], str], float | None]] = {
    "jaccard": lambda readings, logic: jaccard(_pairs(readings, logic)),
    "dice": lambda readings, logic: dice(_pairs(readings, logic)),
    "gower": lambda readings, logic: gower(_likenesses(readings, logic)),
    "city_block": lambda readings, logic: city_block(_distances(readings, logic)),
}
"""Likeness 0 to 1 of the answered dimensions to a logic; None when nothing can be compared."""


def rival_results(model: Model, readings: Sequence[Reading]) -> tuple[RivalResult, ...]:
    """What each rival measure says of one response, on the same closed and compared cells as the match."""
    counted = [reading for reading in readings if reading.vector is not None]
    return tuple(_result(model, counted, measure) for measure in MEASURES)


def _result(model: Model, readings: Sequence[Reading], measure: RivalMeasure) -> RivalResult:
    found = {logic: MEASURES[measure](readings, logic) for logic in model.logics}
    scores = {logic: score or 0.0 for logic, score in found.items()}
    leaders = ranked(model, scores)[1] if any(score is not None for score in found.values()) else ()
    return RivalResult(measure, scores, leaders)
