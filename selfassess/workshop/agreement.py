"""How far a group agrees: 1 when all say the same, 0 when answers are evenly spread, below 0 when they split into two camps.

For ordered answers, the measure A of Cees van der Eijk (« Measuring Agreement in Ordered Rating Scales », Quality and
Quantity 35, 2001, p. 325–341); for the others, 1 less the entropy of the shares over its maximum (never below 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import log

_NOTHING = 1e-9


def ordinal_agreement(counts: Sequence[float]) -> float | None:
    """Van der Eijk's A, −1 to 1, of the counts of an ordered scale, lowest level first; None when nobody answered.

    The counts are cut into layers, each of as many people in all the levels that it reaches: the layers' own agreements
    are averaged, by the people in them. A scale of one or two levels has no middle: there, the entropy is used.
    """
    whole = sum(counts)
    if whole <= _NOTHING:
        return None
    if len(counts) < 3:
        return nominal_agreement(counts)
    left = [float(count) for count in counts]
    found = 0.0
    while any(reached := [count > _NOTHING * whole for count in left]):
        thick = min(count for count, there in zip(left, reached, strict=True) if there)
        found += thick * sum(reached) / whole * layer_agreement(reached)
        left = [count - thick if there else 0.0 for count, there in zip(left, reached, strict=True)]
    return found


def layer_agreement(reached: Sequence[bool]) -> float:
    """A of one layer: 1 for a single level, 0 for all of them, −1 for the two ends."""
    levels, held = len(reached), sum(reached)
    together = apart = 0
    for one, between, other in combinations(reached, 3):
        together += between and one != other
        apart += one and other and not between
    if not together + apart:
        unimodality = 1.0
    else:
        unimodality = ((levels - 2) * together - (levels - 1) * apart) / ((levels - 2) * (together + apart))
    return unimodality * (1 - (held - 1) / (levels - 1))


def nominal_agreement(counts: Sequence[float]) -> float | None:
    """1 less the normalised entropy, 0 to 1, of counts that have no order; None when nobody answered."""
    whole = sum(counts)
    if whole <= _NOTHING:
        return None
    if len(counts) < 2:
        return 1.0
    shares = [count / whole for count in counts if count > _NOTHING * whole]
    return 1.0 + sum(share * log(share) for share in shares) / log(len(counts)) + 0.0
