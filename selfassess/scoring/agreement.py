"""How well one answer agrees with what one logic holds: 1 identical, 0 what chance would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

from ..questionnaire.types import Encoding


def correlation(answer: Sequence[float], profile: Sequence[float | None]) -> float | None:
    """Pearson's r over the cells where the profile is known; None where either side is constant.

    On 0/1 cells this is phi = (N·a − n·m) / sqrt(n(N−n)·m(N−m)); on one cell among q, 1 or −1/(q−1). Under random ticking
    its mean is 0 and its variance 1/(N−1) whatever the size of the profile. Whole numbers give an exact 1 for equals.
    """
    pairs = [(x, p) for x, p in zip(answer, profile, strict=True) if p is not None]
    count = len(pairs)
    answer_sum = sum([x for x, _ in pairs])
    profile_sum = sum([p for _, p in pairs])
    answer_spread = count * sum([x * x for x, _ in pairs]) - answer_sum * answer_sum
    profile_spread = count * sum([p * p for _, p in pairs]) - profile_sum * profile_sum
    if answer_spread <= 0 or profile_spread <= 0:
        return None
    return (count * sum([x * p for x, p in pairs]) - answer_sum * profile_sum) / sqrt(answer_spread * profile_spread)


def nearness(level: float, held: float, levels: int) -> float | None:
    """(s − mu)/(1 − mu), s = 1 − |level − held|/(levels − 1), mu its mean over all levels; None on a scale of one level.

    Without the centring a middle level would win by being near everyone.
    """
    if levels < 2:
        return None
    mean = sum(1 - abs(place - held) / (levels - 1) for place in range(levels)) / levels
    return (1 - abs(level - held) / (levels - 1) - mean) / (1 - mean)


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
