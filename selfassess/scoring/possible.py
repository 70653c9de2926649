"""What could still be answered: the most that one dimension can favour a logic over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations
from math import sqrt

from ..questionnaire.types import Encoding
from .agreement import agreements

LARGEST_GROUP = 12
"""Beyond as many cells bound together by implications, these are taken as free: the gaps found are then upper bounds."""

Counts = tuple[int, int, int, int]
"""Cells ticked and known to the first logic, of them held by it; the same for the second."""


def greatest_gaps(encoding: Encoding, logics: Sequence[str]) -> Mapping[tuple[str, str], float]:
    """By (logic, other), the most that r(logic) − r(other) can be over all answers, 0 when no answer informs."""
    gaps = dict.fromkeys(permutations(logics, 2), 0.0)
    if _never_informs(encoding, logics):
        return gaps
    for first, second in combinations(logics, 2):
        for difference in _differences(encoding, first, second):
            gaps[first, second] = max(gaps[first, second], difference)
            gaps[second, first] = max(gaps[second, first], -difference)
    return gaps


def _never_informs(encoding: Encoding, logics: Iterable[str]) -> bool:
    """Whether the profile of some logic leaves its agreement undefined whatever is answered."""
    known = [[p for p in encoding.profiles[logic] if p is not None] for logic in logics]
    if encoding.measure == "ordinal":
        return encoding.size < 2 or not all(known)
    return any(len(set(profile)) < 2 for profile in known)


def _differences(encoding: Encoding, first: str, second: str) -> Iterator[float]:
    if encoding.pattern == "subset":
        yield from _subset_differences(encoding, first, second)
        return
    for vector in _vectors(encoding):
        found = agreements(encoding, vector, (first, second))
        if found is not None:
            yield found[first] - found[second]


def _vectors(encoding: Encoding) -> Iterator[tuple[float, ...]]:
    """Every answer to a question that is not a subset."""
    if encoding.pattern == "level":
        yield from ((float(level),) for level in range(encoding.size))
    elif encoding.pattern == "one":
        yield from (tuple(float(cell == place) for cell in range(encoding.size)) for place in range(encoding.size))
    else:
        for given in range(1, len(encoding.ranks) + 1):
            for ranks in combinations(encoding.ranks, given):
                for places in permutations(range(encoding.size), given):
                    points = dict(zip(places, ranks, strict=True))
                    yield tuple(points.get(cell, 0.0) for cell in range(encoding.size))


def _subset_differences(encoding: Encoding, first: str, second: str) -> Iterator[float]:
    """r depends only on counts: these are carried from one group of bound cells to the next."""
    one, other = encoding.profiles[first], encoding.profiles[second]
    states: set[Counts] = {(0, 0, 0, 0)}
    for group in _bound_groups(encoding):
        steps = {_counts(cells, one, other) for cells in _closed_subsets(encoding, group)}
        states = {(a + e, b + f, c + g, d + h) for a, b, c, d in states for e, f, g, h in steps}
    states |= {_counts([cell], one, other) for cell in encoding.alone}
    for ticked, held, other_ticked, other_held in states:
        r = _phi(one, ticked, held)
        other_r = _phi(other, other_ticked, other_held)
        if r is not None and other_r is not None:
            yield r - other_r


def _counts(cells: Iterable[int], one: Sequence[float | None], other: Sequence[float | None]) -> Counts:
    ticked = list(cells)
    known = [one[cell] for cell in ticked if one[cell] is not None]
    other_known = [other[cell] for cell in ticked if other[cell] is not None]
    return len(known), known.count(1.0), len(other_known), other_known.count(1.0)


def _phi(profile: Sequence[float | None], ticked: int, held: int) -> float | None:
    size = len(profile) - profile.count(None)
    whole = profile.count(1.0)
    spread = ticked * (size - ticked) * whole * (size - whole)
    return (size * held - ticked * whole) / sqrt(spread) if spread > 0 else None


def _bound_groups(encoding: Encoding) -> list[list[int]]:
    """The cells in groups that no implication crosses; those ticked alone are left out."""
    groups: list[set[int]] = []
    for cell in range(encoding.size):
        if cell not in encoding.alone:
            joined = set(encoding.brings[cell]) - encoding.alone
            apart = [group for group in groups if group.isdisjoint(joined)]
            groups = [*apart, joined.union(*(group for group in groups if not group.isdisjoint(joined)))]
    return [
        part
        for group in groups
        for part in ([sorted(group)] if len(group) <= LARGEST_GROUP else [[cell] for cell in sorted(group)])
    ]


def _closed_subsets(encoding: Encoding, group: Sequence[int]) -> Iterator[tuple[int, ...]]:
    inside = set(group)
    for size in range(len(group) + 1):
        for cells in combinations(group, size):
            ticked = set(cells)
            if all(encoding.brings[cell] & inside <= ticked for cell in cells):
                yield cells
