"""Sets of patterns whose count is certain together, though none of them is alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from .insiders import Insiders, fit
from .patterns import Flags, Whole
from .programs import Program


class Bounded(Protocol):
    """The tables found so far, and the proof that a count is the only one."""

    tables: Whole

    def certain(self, patterns: Flags, column: int, count: int, demand: Whole) -> bool: ...


def stuck_set(
    checker: Bounded, column: int, moving: Sequence[int], others: Whole, limit: int, who: Insiders
) -> tuple[tuple[int, ...], int] | None:
    """A set of these patterns, fewer than `limit` others in all, whose count of `column` is one positive number.

    A count that can move alone belongs to no such set: only patterns whose counts move together, or not at all as far as is
    seen, are given here.
    """
    while True:
        fitting = checker.tables[fit(checker.tables, who)][:, :, column]
        loose = [place for place in moving if (fitting[:, place] != fitting[0, place]).any()]
        chosen = _unmoved(fitting[:, loose], loose, others, limit)
        if chosen is None:
            return None
        inside = np.isin(np.arange(len(others)), chosen)
        count = int(fitting[0, inside].sum())
        if checker.certain(inside, column, count, who.demand):
            others_count = count - int(who.demand[inside, column].sum())
            return (chosen, others_count) if others_count > 0 else None


def _unmoved(counts: Whole, loose: Sequence[int], others: Whole, limit: int) -> tuple[int, ...] | None:
    """Two or more patterns, fewer than `limit` others, whose sum is the same in every table (a row of `counts`)."""
    sizes = others[list(loose)].astype(np.float64)
    if len(loose) < 2 or np.sort(sizes)[:2].sum() >= limit:
        return None
    moves = np.unique(counts - counts[0], axis=0).astype(np.float64)
    if np.linalg.matrix_rank(moves) == len(loose):
        return None
    program = Program(
        rows=np.vstack([moves, sizes[None, :], np.ones((1, len(loose)))]),
        low=np.r_[np.zeros(len(moves)), 0.0, 1.0],
        high=np.r_[np.zeros(len(moves)), limit - 1.0, float(len(loose))],
        least=np.zeros(len(loose)),
        most=np.ones(len(loose)),
        whole=np.ones(len(loose), dtype=np.bool_),
    )
    found = program.minimum(sizes)
    if found is None:
        return None
    return tuple(place for place, chosen in zip(loose, found, strict=True) if chosen > 0.5)
