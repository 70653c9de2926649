"""« Acquis »: whether the answers still to come can change which logic is first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .assessment import Match
from .match import TIE, Reading
from .model import Model


def decided_leader(model: Model, readings: Sequence[Reading], match: Match) -> str | None:
    """The logic that stays first whatever is answered to the dimensions still open; None when not decided."""
    first = match.leaders[0]
    others = [logic for logic in model.logics if logic != first]
    return first if all(_surely_ahead(readings, first, other) for other in others) else None


def _surely_ahead(readings: Iterable[Reading], first: str, other: str) -> bool:
    return sum(_least_lead(reading, first, other) for reading in readings) > TIE * sum(
        reading.dimension.reach for reading in readings
    )


def _least_lead(reading: Reading, first: str, other: str) -> float:
    """The least e·g·(r to `first` − r to `other`) that this dimension can end with.

    A real answer stays; that to a question which a condition can hide or show may still go or come.
    """
    dimension = reading.dimension
    worst = -dimension.reach * dimension.gaps[other, first]
    if dimension.question.shown_if is not None:
        return worst
    if reading.value is None:
        return worst
    return dimension.reach * (reading.agreement[first] - reading.agreement[other]) if reading.agreement else 0.0
