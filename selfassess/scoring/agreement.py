"""How well one answer agrees with what one logic holds: 1 identical, 0 what chance would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from operator import mul

from ..questionnaire.types import Encoding


def correlation(answer: Sequence[float], profile: Sequence[float | None]) -> float | None:
    """Pearson's r over the cells where the profile is known; None where either side is constant.

    On 0/1 cells this is phi = (N·a − n·m) / sqrt(n(N−n)·m(N−m)); on one cell among q, 1 or −1/(q−1). Under random ticking
    its mean is 0 and its variance 1/(N−1) whatever the size of the profile. Whole numbers give an exact 1 for equals.
    """
    said = [x for x, p in zip(answer, profile, strict=True) if p is not None]
    held = [p for p in profile if p is not None]
    count, said_sum, held_sum = len(held), sum(said), sum(held)
    said_spread = count * sum(map(mul, said, said)) - said_sum * said_sum
    held_spread = count * sum(map(mul, held, held)) - held_sum * held_sum
    if said_spread <= 0 or held_spread <= 0:
        return None
    return (count * sum(map(mul, said, held)) - said_sum * held_sum) / sqrt(said_spread * held_spread)


def nearness(level: float, held: float, levels: int) -> float | None:
    """(s − mu)/(1 − mu), s = 1 − |level − held|/(levels − 1), mu its mean over all levels; None on a scale of one level.

    Without the centring a middle level would win by being near everyone. Written as 1 less the distance over the mean
    distance, which is the same and gives an exact 1 for equals.
    """
    distances = sum(abs(place - held) for place in range(levels))
    return 1 - levels * abs(level - held) / distances if distances else None


def agreement(encoding: Encoding, vector: Sequence[float], logic: str) -> float | None:
    """r between an encoded answer and one logic; None when it is undefined."""
    profile = encoding.profiles[logic]
    if encoding.measure == "correlation":
        return correlation(vector, profile)
    held = profile[0] if profile else None
    return None if held is None else nearness(vector[0], held, encoding.size)


def agreements(encoding: Encoding, vector: Sequence[float], logics: Iterable[str]) -> dict[str, float] | None:
    """r by logic; None when it is undefined for one of them: then the dimension says nothing about any."""
    found = {logic: agreement(encoding, vector, logic) for logic in logics}
    defined = {logic: r for logic, r in found.items() if r is not None}
    return defined if len(defined) == len(found) else None
