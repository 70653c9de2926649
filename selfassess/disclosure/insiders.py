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


@dataclass(frozen=True, eq=False)
class Insiders:
    """Who shares: (pattern, column) of each, and how many in each cell (P × C)."""

    cells: tuple[tuple[int, int], ...]
    demand: Whole


def coalitions(tables: Whole, most: int) -> Iterator[tuple[Insiders, ...]]:
    """Every way in which one, two… up to `most` participants of some table can share, some hundreds at a time.

    Not of the true table alone: else publishing would tell that nobody there could have deduced, and so what is true.
    """
    truth: Whole = tables.max(axis=0)
    cells = [(int(place), int(column)) for place, column in zip(*np.nonzero(truth), strict=True)]
    for count in range(1, most + 1):
        batch: list[Insiders] = []
        for chosen in combinations_with_replacement(cells, count):
            demand = np.zeros_like(truth)
            for place, column in chosen:
                demand[place, column] += 1
            if (demand <= truth).all() and (tables >= demand).all(axis=(1, 2)).any():
                batch.append(Insiders(chosen, demand))
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
    fits = np.array([_fits(tables, who) for who in some])
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


def _fits(tables: Whole, who: Insiders) -> Flags:
    """M: the tables in which those who share answered what they share."""
    fits = np.ones(len(tables), dtype=np.bool_)
    for pattern, column in who.cells:
        fits &= tables[:, pattern, column] >= who.demand[pattern, column]
    return fits
