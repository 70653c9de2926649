"""Participants who share what they answered, and which counts of the others then stay open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .patterns import Flags, Whole

AT_A_TIME = 512
FEW = 40
"""Up to so many organisms, whoever could share in any table is tried, two by two."""


@dataclass(frozen=True, eq=False)
class Insiders:
    """Who shares: (pattern, column) of each, and how many in each cell (P × C)."""

    cells: tuple[tuple[int, int], ...]
    demand: Whole


def coalitions(tables: Whole, truth: Whole, most: int) -> Iterator[tuple[Insiders, ...]]:
    """Every way in which one, two… up to `most` participants can share, some hundreds at a time.

    They are participants of any table, not of the true one alone: else publishing would tell that nobody there could have
    deduced, and so what is true. Among more than `FEW`, two or more together are those of the true table: there are too
    many otherwise.
    """
    few = int(truth.sum()) <= FEW
    for count in range(1, most + 1):
        possible = tables if few or count == 1 else truth[None]
        held: Whole = possible.max(axis=0)
        cells = [(int(place), int(column)) for place, column in zip(*np.nonzero(held), strict=True)]
        batch: list[Insiders] = []
        for chosen in combinations_with_replacement(cells, count):
            demand = np.zeros_like(held)
            for place, column in chosen:
                demand[place, column] += 1
            who = Insiders(chosen, demand)
            if fit(possible, who).any():
                batch.append(who)
            if len(batch) == AT_A_TIME:
                yield tuple(batch)
                batch = []
        if batch:
            yield tuple(batch)


def open_cells(
    tables: Whole, swaps: NDArray[np.bool_], protected: int, some: Sequence[Insiders]
) -> Iterator[tuple[Insiders, Flags]]:
    """For each coalition, whether each count (P × protected columns) of the others can move alone, in some table.

    `tables` M × P × C; `swaps` M × P × C × C. A pattern without others has nothing to move: it counts as open.
    """
    sizes = tables[0].sum(axis=1)
    count, patterns, _ = tables.shape
    moving: NDArray[Any] = np.logical_or(swaps.any(axis=2), swaps.any(axis=3))[:, :, :protected]
    flat = moving.reshape(count, -1).astype(np.float32)
    fits = np.array([fit(tables, who) for who in some])
    reached: NDArray[np.float32] = fits.astype(np.float32) @ flat
    opened: NDArray[Any] = (reached > 0).reshape(len(some), patterns, protected)
    for place, who in enumerate(some):
        open_ = opened[place]
        for pattern in {cell[0] for cell in who.cells}:
            left = tables[fits[place], pattern] > who.demand[pattern]
            possible = swaps[fits[place], pattern] & left[:, :, None]
            open_[pattern] = (possible.any(axis=1) | possible.any(axis=2)).any(axis=0)[:protected]
            if sizes[pattern] == who.demand[pattern].sum():
                open_[pattern] = True
        yield who, open_


def fit(tables: Whole, who: Insiders) -> Flags:
    """M: the tables in which those who share answered what they share."""
    fits = np.ones(len(tables), dtype=np.bool_)
    for pattern, column in who.cells:
        fits &= tables[:, pattern, column] >= who.demand[pattern, column]
    return fits
