"""Whether sums and differences of published groups can single out fewer than K organisms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .patterns import Patterns
from .programs import FAR, Program

GREATEST_FACTOR = 8.0
"""How often one group may enter a combination that isolates one pattern once."""
NOTHING = 1e-7


def isolated(patterns: Patterns, threshold: int) -> tuple[int, ...] | None:
    """Some patterns of fewer than `threshold` organisms together that a combination of groups singles out, or None.

    A combination gives each pattern the sum of the factors of its groups; it isolates those where this is not zero.
    """
    small = np.flatnonzero(patterns.sizes < threshold)
    held = patterns.inside.astype(np.float64).T
    free = _null_space(np.delete(held, small, axis=0), held.shape[1])
    reach = held[small] @ free
    for place in np.argsort(patterns.sizes[small], kind="stable").tolist():
        if np.abs(reach[place]).max(initial=0.0) > NOTHING:
            found = _combination(reach, patterns.sizes[small], place, threshold)
            if found is not None:
                return tuple(small[found].tolist())
            # No set with this pattern in it is isolated: the others are looked for without it.
            reach = reach @ _null_space(reach[place : place + 1], reach.shape[1])
    return None


def _null_space(rows: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """An orthonormal basis, in columns, of the combinations that leave every one of these patterns at zero."""
    if not len(rows):
        return np.eye(width)
    _, values, basis = np.linalg.svd(rows)
    rank = int((values > NOTHING * max(rows.shape)).sum())
    return basis[rank:].T


def _combination(
    reach: NDArray[np.float64], sizes: NDArray[np.int64], target: int, threshold: int
) -> NDArray[np.intp] | None:
    """The patterns of the smallest set with `target` in it that is isolated, None when it has `threshold` or more.

    A mixed-integer program: y says how much each free combination enters, a flag which patterns it may leave at
    other than zero; |reach·y| ≤ bound·flag.
    """
    count, width = reach.shape
    far = GREATEST_FACTOR * float(np.sqrt(width))
    bound = far * float(np.abs(reach).sum(axis=1).max())
    flags = bound * np.eye(count)
    cost = np.r_[np.zeros(width), sizes.astype(np.float64)]
    aim = np.r_[reach[target], np.zeros(count)]
    program = Program(
        rows=np.vstack([np.hstack([reach, -flags]), np.hstack([reach, flags]), aim, cost]),
        low=np.r_[np.full(count, -FAR), np.zeros(count), 1.0, 0.0],
        high=np.r_[np.zeros(count), np.full(count, FAR), 1.0, threshold - 1.0],
        least=np.r_[np.full(width, -far), np.zeros(count)],
        most=np.r_[np.full(width, far), np.ones(count)],
        whole=np.r_[np.zeros(width, dtype=np.bool_), np.ones(count, dtype=np.bool_)],
    )
    found = program.minimum(cost)
    return None if found is None else np.flatnonzero(found[width:] > 0.5)
