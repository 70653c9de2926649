"""Tables of counts that agree with everything published on a question: each is a way things could be.

Two of them that differ in a count prove that this count stays open. They are found by walking from the true table, one
organism's answer at a time, and by whole-number programs where the walk does not reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .claims import World
from .patterns import Flags, Whole
from .programs import Numbers, Program

ROUND_OFF = 1e-6
CHAINS = 48
KEPT_AT = (1, 3, 8, 20, 50, 110)
"""The steps of each walk whose tables are kept."""
NEARBY = (4, 16)
"""The same, around a table that a program found."""


@dataclass(frozen=True, eq=False)
class Rules:
    """A world's claims as arrays, and the program that they make."""

    world: World
    group: Whole
    weights: Whole
    low: Whole
    high: Whole

    @property
    def shape(self) -> tuple[int, int]:
        """P × C."""
        return len(self.world.patterns.sizes), self.world.columns.width

    def values(self, tables: Whole) -> Whole:
        """M × R: what each claim's sum is in each of M tables."""
        sums = np.einsum("gp,mpc->mgc", self.world.patterns.inside.astype(np.int64), tables)
        return np.einsum("mrc,rc->mr", sums[:, self.group, :], self.weights)

    def other(self, cost: Whole, count: int, demand: Whole) -> Whole | None:
        """A table with at least `demand` in each cell and Σ cost·value below `count`, None when there is none.

        A bound over real numbers proves most of the times that there is none; else whole numbers decide.
        """
        program, flat = self._program(demand), cost.reshape(-1).astype(np.float64)
        bound = program.bound(flat)
        if bound is None or np.ceil(bound - ROUND_OFF) >= count:
            return None
        found = program.minimum(flat)
        table = None if found is None else np.rint(found).astype(np.int64).reshape(self.shape)
        return table if table is not None and int((cost * table).sum()) < count else None

    def _program(self, demand: Whole) -> Program:
        patterns, width = self.shape
        inside = self.world.patterns.inside[self.group].astype(np.float64)
        rows = (inside[:, :, None] * self.weights[:, None, :]).reshape(len(self.group), patterns * width)
        sizes = self.world.patterns.sizes.astype(np.float64)
        each: Numbers = np.repeat(np.eye(patterns), width, axis=1)
        return Program(
            rows=np.vstack([rows, each]),
            low=np.r_[self.low.astype(np.float64), sizes],
            high=np.r_[self.high.astype(np.float64), sizes],
            least=demand.reshape(-1).astype(np.float64),
            most=np.repeat(sizes, width),
            whole=np.ones(patterns * width, dtype=np.bool_),
        )


def rules_of(world: World) -> Rules:
    return Rules(world, *world.arrays())


def walked(rules: Rules, start: Whole, kept_at: Sequence[int] = KEPT_AT) -> Whole:
    """M × P × C: a table, and others that walks from it reach; a step moves one or two organisms at once."""
    rng = np.random.default_rng(len(rules.group))
    tables = np.repeat(start[None], CHAINS, axis=0)
    values = rules.values(tables)
    inside = rules.world.patterns.inside[rules.group]
    shares = rules.world.patterns.sizes / rules.world.patterns.sizes.sum()
    longer = max(1, len(shares) // 16)
    steps, at = kept_at[-1] * longer, {stop * longer for stop in kept_at}
    places = rng.choice(len(shares), size=(steps, 2, CHAINS), p=shares)
    moves = rng.integers(0, rules.shape[1], size=(steps, 2, 2, CHAINS))
    moves[:, 1, 1, ::2] = moves[:, 1, 0, ::2]
    each, kept = np.arange(CHAINS), [start[None]]
    for step in range(steps):
        moved, drawn = values.copy(), tables.copy()
        for place, (source, target) in zip(places[step], moves[step], strict=True):
            moved += ((rules.weights[:, target] - rules.weights[:, source]) * inside[:, place]).T
            drawn[each, place, source] -= 1
            drawn[each, place, target] += 1
        fits = ((moved >= rules.low) & (moved <= rules.high)).all(axis=1) & (drawn >= 0).all(axis=(1, 2))
        values[fits], tables[fits] = moved[fits], drawn[fits]
        if step + 1 in at:
            kept.append(tables.copy())
    return np.unique(np.concatenate(kept), axis=0)


def swaps(rules: Rules, tables: Whole) -> NDArray[np.bool_]:
    """M × P × C × C: whether, in each table, one of a pattern's organisms could have given another answer."""
    count, (patterns, width) = len(tables), rules.shape
    values = rules.values(tables)
    by_group = np.ones((len(rules.world.patterns.inside), count, width, width), dtype=np.bool_)
    for row, group in enumerate(rules.group):
        change = rules.weights[row][None, :] - rules.weights[row][:, None]
        least, most = rules.low[row] - values[:, row], rules.high[row] - values[:, row]
        by_group[group] &= (change >= least[:, None, None]) & (change <= most[:, None, None])
    possible: Flags = np.broadcast_to((tables > 0)[:, :, :, None], (count, patterns, width, width)).copy()
    for place in range(patterns):
        for group in np.flatnonzero(rules.world.patterns.inside[:, place]):
            possible[:, place] &= by_group[group]
    possible[:, :, np.arange(width), np.arange(width)] = False
    return possible
