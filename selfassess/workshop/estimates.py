"""What is computed from a picture's intervals: quartiles, means, and how far a group agrees on a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..charts.board.data import Quartiles, Range
from .agreement import nominal_agreement, ordinal_agreement
from .picture import WIDTH, Tally, Variable

ENOUGH = 0.5
"""Nothing is computed from the answers of less than this share of the people counted."""
LEVEL = 20
"""How wide a level of likeness is."""


def on_scale(variable: Variable, tally: Tally) -> tuple[float, ...] | None:
    """The likely counts of the real answers; None when too few people gave one."""
    counts = tally.likely[: variable.scale]
    return counts if sum(counts) >= ENOUGH * tally.people else None


def quantile(counts: Sequence[float], share: float) -> float:
    """Where the share of the people is reached, in levels from 0, people being evenly spread within a level."""
    left = share * sum(counts)
    for place, count in enumerate(counts):
        if count > 0 and left <= count:
            return place + left / count
        left -= count
    return float(len(counts))


def quartiles(variable: Variable, tally: Tally) -> Quartiles | None:
    """Of a likeness, 0 to 100."""
    counts = on_scale(variable, tally)
    if counts is None:
        return None
    first, median, third = (round(LEVEL * quantile(counts, share)) for share in (0.25, 0.5, 0.75))
    return Quartiles(first, median, third)


def mean_level(variable: Variable, tally: Tally) -> float | None:
    """Of an ordered scale, its first level being 0."""
    counts = on_scale(variable, tally)
    return None if counts is None else sum(place * count for place, count in enumerate(counts)) / sum(counts)


def agreement(variables: Sequence[Variable], tallies: Mapping[str, Tally]) -> float | None:
    """How far a group agrees on one question, −1 to 1: the mean over the question's variables; None with too few answers."""
    found: list[float] = []
    for variable in variables:
        counts = on_scale(variable, tallies[variable.id])
        one = None if counts is None else (ordinal_agreement if variable.ordinal else nominal_agreement)(counts)
        if one is not None:
            found.append(one)
    return sum(found) / len(found) if found else None


def around(people: float, whole: int) -> Range:
    """The interval of three that a likely count falls in."""
    return Range(int(people + 0.5) // WIDTH * WIDTH, whole)


def dots(tally: Tally, places: int) -> tuple[int, ...]:
    """Whole numbers near the likely counts of the first categories; they add up to what all categories leave to them."""
    likely = tally.likely
    whole = [int(count) for count in likely]
    order = sorted(range(len(likely)), key=lambda place: (whole[place] - likely[place], place))
    for place in order[: tally.people - sum(whole)]:
        whole[place] += 1
    return tuple(whole[:places])
