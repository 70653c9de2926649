"""Which protected facts follow with certainty from what is published on one question.

Protected: an exact positive count in a set of fewer than K organisms; a published group proved unanimous, or empty of an
answer; an exact count of 1 or 2 in a published group; and, to participants that share what they answered (j of them), an
exact positive count in a set of fewer than K − j of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .claims import World
from .insiders import Insiders, coalitions, fit, open_cells
from .patterns import Flags, Whole
from .sets import stuck_set
from .tables import NEARBY, Rules, rules_of, swaps, walked

FactKind = Literal["set", "unanimous", "empty", "few", "insiders"]


@dataclass(frozen=True)
class Fact:
    """A protected fact that is certain: in these patterns (or this group), the count of this column is known."""

    kind: FactKind
    column: int
    count: int
    patterns: tuple[int, ...]
    insiders: tuple[tuple[int, int], ...] = ()
    """(pattern, column) of each of those who share their answer."""


@dataclass(frozen=True)
class Verdict:
    """What the check of one question says: no fact, or the first one found."""

    fact: Fact | None
    checked: int
    """How many counts of groups and patterns were verified: it follows from who stands where, never from the answers."""


class Checker:
    """One question under check: the tables found so far, and what each of them allows to move."""

    def __init__(self, world: World, truth: Whole, threshold: int) -> None:
        self.rules: Rules = rules_of(world)
        self.truth = truth
        self.threshold = threshold
        self.protected = len(world.columns.categories)
        self.tables = walked(self.rules, truth)
        self.swaps = swaps(self.rules, self.tables)

    def add(self, table: Whole) -> None:
        """One more table, and those that are near it."""
        found = walked(self.rules, table, NEARBY)
        self.tables = np.concatenate([self.tables, found])
        self.swaps = np.concatenate([self.swaps, swaps(self.rules, found)])

    def certain(self, patterns: Flags, column: int, count: int, demand: Whole) -> bool:
        """Whether this is the only count that the patterns (P) can have, when each cell has at least its demand."""
        cost = np.zeros(self.rules.shape, dtype=np.int64)
        cost[patterns, column] = 1
        for sign in (-1, 1) if count else (-1,):
            table = self.rules.other(sign * cost, sign * count, demand)
            if table is not None:
                self.add(table)
                return False
        return True

    def group_facts(self) -> Iterator[Fact]:
        """What is certain of whole published groups."""
        world = self.rules.world
        nobody = np.zeros(self.rules.shape, dtype=np.int64)
        for group in np.flatnonzero(world.published):
            inside, size = world.patterns.inside[group], int(world.patterns.group_sizes[group])
            for column in range(self.protected):
                counts = self.tables[:, inside, column].sum(axis=1)
                value = int(counts[0])
                telling = value in (1, 2, size) or (value == 0 and column < world.columns.answers)
                if not telling or (counts != value).any():
                    continue
                if self.certain(inside, column, value, nobody):
                    kind: FactKind = "empty" if value == 0 else "unanimous" if value == size else "few"
                    yield Fact(kind, column, value, tuple(np.flatnonzero(inside).tolist()))

    def set_facts(self, insiders: Insiders, open_: Flags) -> Iterator[Fact]:
        """What is certain of sets of fewer than K − j others; `open_` (P × C) says which counts can move alone."""
        others = self.rules.world.patterns.sizes - insiders.demand.sum(axis=1)
        limit = self.threshold - len(insiders.cells)
        kind: FactKind = "insiders" if insiders.cells else "set"
        shut = ~open_ & (others > 0)[:, None]
        seen, low, high = self._seen(insiders)
        for column in np.flatnonzero(shut.any(axis=0)).tolist():
            moving = shut[:, column].copy()
            # A count that is zero as far as is seen tells nothing alone, and is not proved in vain.
            still = moving & (low == high)[:, column] & (low > insiders.demand)[:, column]
            for place in np.flatnonzero(still).tolist():
                if len(self.tables) > seen:
                    seen, low, high = self._seen(insiders)
                inside = np.arange(len(others)) == place
                known = low[place, column] == high[place, column]
                if not known or not self.certain(inside, column, int(low[place, column]), insiders.demand):
                    continue
                moving[place] = False
                count = int((low - insiders.demand)[place, column])
                if others[place] < limit or count == others[place]:
                    yield Fact(kind, column, count, (place,), insiders.cells)
            if len(self.tables) > seen:
                seen, low, high = self._seen(insiders)
            if (moving & (low < high)[:, column]).sum() > 1:
                found = stuck_set(self, column, np.flatnonzero(moving).tolist(), others, limit, insiders)
                if found is not None:
                    yield Fact(kind, column, found[1], found[0], insiders.cells)
                if len(self.tables) > seen:
                    seen, low, high = self._seen(insiders)

    def _seen(self, insiders: Insiders) -> tuple[int, Whole, Whole]:
        """How many tables were found so far, and the least and the most of each cell (P × C) in those that fit."""
        fitting = self.tables[fit(self.tables, insiders)]
        return len(self.tables), fitting.min(axis=0), fitting.max(axis=0)


def check(world: World, truth: Whole, threshold: int, insiders: int) -> Verdict:
    """Whether some protected fact is certain; `truth` is the true table, P × C."""
    checker = Checker(world, truth, threshold)
    checked = (int(world.published.sum()) + len(world.patterns.sizes)) * checker.protected
    for fact in checker.group_facts():
        return Verdict(fact, checked)
    alone = np.zeros(checker.rules.shape, dtype=np.int64)
    every = coalitions(checker.tables, truth, insiders)
    for some in ((Insiders((), alone),), *every):
        for who, open_ in open_cells(checker.tables, checker.swaps, checker.protected, some):
            if not open_.all():
                for fact in checker.set_facts(who, open_):
                    return Verdict(fact, checked)
    return Verdict(None, checked)
