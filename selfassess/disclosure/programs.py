"""Linear programs in whole or real numbers, by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FAR = 1e12
"""What stands for no limit."""
INFEASIBLE = 2
"""The status that scipy gives to a program without solution."""


@cache
def solver() -> Any:
    """scipy's optimizers, loaded when first asked for: the pages that never audit start without them."""
    return import_module("scipy.optimize")


class ProgramFailed(RuntimeError):
    """HiGHS gave neither a solution nor a proof that there is none."""


@dataclass(frozen=True, eq=False)
class Program:
    """low ≤ rows·x ≤ high and least ≤ x ≤ most, where some x are whole numbers."""

    rows: Numbers
    low: Numbers
    high: Numbers
    least: Numbers
    most: Numbers
    whole: NDArray[np.bool_]

    def minimum(self, cost: Numbers) -> Numbers | None:
        """An x with the smallest cost·x, None when there is no x at all. Raises ProgramFailed."""
        found = self._solved(cost, self.whole)
        return None if found.x is None else np.asarray(found.x, dtype=np.float64)

    def bound(self, cost: Numbers) -> float | None:
        """A number that cost·x is never below, whole or not: the least over real x. None when there is no x at all."""
        found = self._solved(cost, np.zeros_like(self.whole))
        return None if found.x is None else float(found.fun)

    def _solved(self, cost: Numbers, whole: NDArray[np.bool_]) -> Any:
        low, high = np.where(self.low > -FAR, self.low, -np.inf), np.where(self.high < FAR, self.high, np.inf)
        optimize = solver()
        found = optimize.milp(
            cost,
            integrality=whole.astype(np.int64),
            bounds=optimize.Bounds(self.least, self.most),
            constraints=optimize.LinearConstraint(self.rows, low, high),
            # Small programs in real numbers are solved faster as they are.
            options={"presolve": bool(whole.any())},
        )
        if found.x is None and found.status != INFEASIBLE:
            raise ProgramFailed(found.message)
        return found
