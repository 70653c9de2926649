"""What published figures say of the counts behind them: linear bounds on how many of each group gave each answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .patterns import Flags, Patterns, Whole
from .programs import FAR
from .release import ANSWERED, RUNGS, Figure, Parameters, Rung
from .rounding import TWENTIETHS

UNBOUNDED = int(FAR)


@dataclass(frozen=True)
class Claim:
    """low ≤ Σ weight·count ≤ high over the columns of one group."""

    group: int
    weights: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Columns:
    """The answers that one question's counts are split into: the last column is for no counted answer at all."""

    categories: tuple[str, ...]
    """Every column but the last, real answers first."""
    answers: int
    """How many of them are real answers."""

    @property
    def width(self) -> int:
        return len(self.categories) + 1

    def weights(self, given: Mapping[int, int]) -> tuple[int, ...]:
        return tuple(given.get(column, 0) for column in range(self.width))


def claims_of(
    figures: Iterable[Figure], groups: Mapping[str, int], columns: Columns, parameters: Parameters, rung: Rung
) -> list[Claim]:
    """What one variable's figures say, to somebody who knows the rules."""
    found: list[Claim] = []
    for figure in figures:
        if figure.kind == "count" and figure.value is not None:
            found.append(_count_claim(figure, groups[figure.group], columns))
        elif figure.kind == "mean" and figure.mark == "u":
            found.append(_answered(groups[figure.group], columns, 0, parameters.threshold - 1))
        elif figure.kind == "mean" and figure.value is not None:
            found += _mean_claims(figure, groups[figure.group], columns, parameters, rung)
    return found


def _count_claim(figure: Figure, group: int, columns: Columns) -> Claim:
    value, far = round(figure.value or 0), round(figure.step or 1) - 1
    if figure.category == ANSWERED:
        return _answered(group, columns, value - far, value + far)
    return Claim(group, columns.weights({columns.categories.index(figure.category): 1}), value - far, value + far)


def _answered(group: int, columns: Columns, low: int, high: int) -> Claim:
    return Claim(group, columns.weights(dict.fromkeys(range(columns.answers), 1)), low, high)


def _mean_claims(figure: Figure, group: int, columns: Columns, parameters: Parameters, rung: Rung) -> Iterable[Claim]:
    """(k − ½)·h ≤ mean < (k + ½)·h in whole numbers; and what the choice of the step h says of n."""
    step = round((figure.step or 1) * TWENTIETHS)
    steps = round((figure.value or 0) * TWENTIETHS / step)
    for low, high, half in ((0, UNBOUNDED, -1), (-UNBOUNDED, -1, 1)):
        weights = {level: 2 * TWENTIETHS * level - (2 * steps + half) * step for level in range(columns.answers)}
        yield Claim(group, columns.weights(weights), low, high)
    chosen = step if rung == RUNGS[0] else step // 2
    finer = [one for one in _twentieths(parameters.steps) if one < chosen]
    least = max(parameters.threshold, -(-2 * TWENTIETHS // chosen) if chosen < TWENTIETHS else 0)
    most = -(-2 * TWENTIETHS // finer[-1]) - 1 if finer else UNBOUNDED
    yield _answered(group, columns, least, most)


def _twentieths(steps: Sequence[float]) -> list[int]:
    return sorted(round(step * TWENTIETHS) for step in steps)


@dataclass(frozen=True, eq=False)
class World:
    """What can be known of one question: who stands where, and the claims. Tables are P patterns × C columns."""

    patterns: Patterns
    columns: Columns
    claims: tuple[Claim, ...]
    published: Flags
    """G: whether the group has figures on this question."""

    def arrays(self) -> tuple[Whole, Whole, Whole, Whole]:
        """Of the R claims: group (R), weights (R × C), low and high (R)."""
        width = self.columns.width
        return (
            np.array([claim.group for claim in self.claims], dtype=np.int64),
            np.array([claim.weights for claim in self.claims], dtype=np.int64).reshape(len(self.claims), width),
            np.array([claim.low for claim in self.claims], dtype=np.int64),
            np.array([claim.high for claim in self.claims], dtype=np.int64),
        )
