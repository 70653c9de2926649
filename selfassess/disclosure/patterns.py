"""Who stands in which groups: contributors that stand in the same ones cannot be told apart by any figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Patterns:
    """P patterns of membership in G groups, over units (contributors, or what they submitted)."""

    sizes: Whole
    """P: how many units have each pattern."""
    inside: Flags
    """G × P: which groups hold which patterns."""
    of_unit: NDArray[np.intp]
    """The pattern of each unit."""

    @property
    def group_sizes(self) -> Whole:
        """G."""
        return self.inside @ self.sizes


def patterns_of(members: Flags) -> Patterns:
    """The patterns of units × G memberships, in an order that depends on the memberships alone."""
    packed = np.packbits(members, axis=1)
    distinct, of_unit, sizes = np.unique(packed, axis=0, return_inverse=True, return_counts=True)
    inside = np.unpackbits(distinct, axis=1, count=members.shape[1]).astype(np.bool_).T
    return Patterns(sizes.astype(np.int64), inside, of_unit.reshape(-1))


def restricted(patterns: Patterns, kept: Flags) -> tuple[Patterns, NDArray[np.intp]]:
    """The patterns in the groups of `kept` (G) alone, in none of the others; and the new pattern of each old one."""
    coarse = patterns_of((patterns.inside & kept[:, None]).T)
    sizes = np.bincount(coarse.of_unit, patterns.sizes, len(coarse.sizes)).astype(np.int64)
    return Patterns(sizes, coarse.inside, coarse.of_unit[patterns.of_unit]), coarse.of_unit
