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
from .insiders import Insiders, coalitions, open_cells
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
        for column in range(self.protected):
            moving: list[int] = []
            for place in np.flatnonzero(~open_[:, column] & (others > 0)).tolist():
                count = self._certain_count(place, column, insiders.demand)
                if count is None:
                    moving.append(place)
                elif others[place] < limit or count == others[place]:
                    yield Fact(kind, column, count, (place,), insiders.cells)
            found = stuck_set(self, column, moving, others, limit, insiders.demand)
            if found is not None:
                yield Fact(kind, column, found[1], found[0], insiders.cells)

    def _certain_count(self, place: int, column: int, demand: Whole) -> int | None:
        """How many of the others in a pattern gave an answer, when some did for certain; else None."""
        counts = self.tables[(self.tables >= demand).all(axis=(1, 2)), place, column]
        count = int(counts[0] - demand[place, column])
        inside = np.arange(len(demand)) == place
        if not count or (counts != counts[0]).any() or not self.certain(inside, column, int(counts[0]), demand):
            return None
        return count


def check(world: World, truth: Whole, threshold: int, insiders: int) -> Verdict:
    """Whether some protected fact is certain; `truth` is the true table, P × C."""
    checker = Checker(world, truth, threshold)
    checked = (int(world.published.sum()) + len(world.patterns.sizes)) * checker.protected
    for fact in checker.group_facts():
        return Verdict(fact, checked)
    alone = np.zeros(checker.rules.shape, dtype=np.int64)
    every = coalitions(checker.tables, insiders)
    for some in ((Insiders((), alone),), *every):
        for who, open_ in open_cells(checker.tables, checker.swaps, checker.protected, some):
            if not open_.all():
                for fact in checker.set_facts(who, open_):
                    return Verdict(fact, checked)
    return Verdict(None, checked)
