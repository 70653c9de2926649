"""The published figures of one variable, from the exact counts that never leave this module and the audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .claims import Columns
from .marks import Mark
from .patterns import Patterns, Whole
from .release import ANSWERED, MEAN, RUNGS, TOTAL, Figure, FigureKind, Parameters, Rung
from .rounding import TWENTIETHS, percent, rounded_count, rounded_mean, step_of
from .survey import NO_ANSWER_CODES, Survey, Variable

LIMBS = 4
PUBLISHED_OF_MULTIPLE = 1
"""Of « oui » and « non », only the first is published."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Exact counts of one variable by pattern, and the sums of the keys of those counted."""

    variable: Variable
    columns: Columns
    counts: Whole
    """P × C."""
    keys: NDArray[np.float64]
    """P × C × 4: sums of `Survey.key_numbers`."""

    def of_group(self, inside: NDArray[np.bool_]) -> tuple[Whole, list[int]]:
        """By column: how many of the group's contributors, and the sum of their keys."""
        limbs = self.keys[inside].sum(axis=0)
        numbers = [sum(int(limb) << (24 * place) for place, limb in enumerate(column)) for column in limbs.tolist()]
        return self.counts[inside].sum(axis=0), numbers


def columns_of(variable: Variable) -> Columns:
    """How the counts of a variable are split: answers, counted « sans réponse », the rest."""
    names = [category.id for category in variable.categories]
    return Columns((*names, *variable.no_answers), len(names))


def columns_of_codes(variable: Variable, codes: NDArray[np.int8]) -> NDArray[np.intp]:
    """The column of each code."""
    columns = columns_of(variable)
    places = codes.astype(np.intp)
    found = np.where(places >= 0, places, columns.width - 1)
    for offset, kind in enumerate(variable.no_answers):
        found[codes == NO_ANSWER_CODES[kind]] = columns.answers + offset
    return found


def tally(survey: Survey, place: int, of_unit: NDArray[np.intp], patterns: int) -> Tally:
    """The exact counts of the variable at `place`; `of_unit` gives each contributor's pattern."""
    variable = survey.variables[place]
    columns = columns_of(variable)
    cells = of_unit * columns.width + columns_of_codes(variable, survey.codes[:, place])
    size = patterns * columns.width
    counts = np.bincount(cells, minlength=size).reshape(patterns, columns.width)
    keys = np.empty((size, LIMBS), dtype=np.float64)
    for limb in range(LIMBS):
        keys[:, limb] = np.bincount(cells, survey.key_numbers[:, limb], size)
    return Tally(variable, columns, counts.astype(np.int64), keys.reshape(patterns, -1, LIMBS))


@dataclass(frozen=True)
class Writer:
    """Writes the figures of variables, for the groups of one release."""

    patterns: Patterns
    groups: Sequence[str]
    """The groups' ids, as in `patterns.inside`; the total first."""
    parameters: Parameters
    secret: bytes

    def figures(self, tally: Tally, rung: Rung, left_out: str | None = None) -> tuple[Figure, ...]:
        """Every figure of a variable at this rung; groups of the breakdown `left_out` have none, not even a mark."""
        found: list[Figure] = []
        for place, group in enumerate(self.groups):
            if group == TOTAL or group.partition(".")[0] != left_out:
                found += self._group_figures(tally, rung, place, group)
        return tuple(found)

    def _group_figures(self, tally: Tally, rung: Rung, place: int, group: str) -> Iterator[Figure]:
        hidden = rung == "withheld" or (rung == "total_only" and group != TOTAL)
        counts, keys = tally.of_group(self.patterns.inside[place])
        shown = {
            category: None if hidden else self._rounded(tally.variable, counts, keys, list(columns))
            for category, columns in _counted(tally)
        }
        answered = shown[ANSWERED]
        for category, value in shown.items():
            yield _figure(tally.variable, category, group, "count", value, self.parameters.base)
        for category in published_answers(tally.variable):
            value = None if answered is None else percent(shown[category] or 0, answered)
            mark: Mark = "c" if hidden else "u" if value is None else "r" if value else "z"
            yield Figure(tally.variable.id, category, group, "percent", value, mark)
        if tally.variable.kind == "ordinal":
            bare = group != TOTAL and RUNGS.index(rung) >= RUNGS.index("no_group_means")
            yield self._mean(tally, rung, group, None if hidden or bare else counts)

    def _rounded(self, variable: Variable, counts: Whole, keys: Sequence[int], columns: Sequence[int]) -> int:
        question = variable.question if len(columns) > 1 else variable.id
        total, key = int(counts[columns].sum()), sum(keys[column] for column in columns)
        return rounded_count(self.secret, question, key, total, self.parameters.base)

    def _mean(self, tally: Tally, rung: Rung, group: str, counts: Whole | None) -> Figure:
        name = tally.variable.id
        if counts is None:
            return Figure(name, MEAN, group, "mean", None, "c")
        levels = counts[: tally.columns.answers]
        answered = int(levels.sum())
        if answered < self.parameters.threshold:
            return Figure(name, MEAN, group, "mean", None, "u")
        step = step_of(answered, self.parameters.steps) * (1 if rung == "whole" else 2)
        steps = rounded_mean(int(levels @ np.arange(len(levels))), answered, step)
        return Figure(name, MEAN, group, "mean", round(steps * step / TWENTIETHS, 2), "r", step / TWENTIETHS)


def published_answers(variable: Variable) -> list[str]:
    """The real answers that are published: of a yes/no, yes."""
    names = [category.id for category in variable.categories]
    return names[:PUBLISHED_OF_MULTIPLE] if variable.kind == "multiple" else names


def _counted(tally: Tally) -> Iterator[tuple[str, range]]:
    """What is counted: who answered, each published answer, each « sans réponse »."""
    yield ANSWERED, range(tally.columns.answers)
    for category in published_answers(tally.variable):
        place = tally.columns.categories.index(category)
        yield category, range(place, place + 1)
    for place in range(tally.columns.answers, len(tally.columns.categories)):
        yield tally.columns.categories[place], range(place, place + 1)


def _figure(variable: Variable, category: str, group: str, kind: FigureKind, value: int | None, base: int) -> Figure:
    if value is None:
        return Figure(variable.id, category, group, kind, None, "c")
    return Figure(variable.id, category, group, kind, float(value), "r" if value else "z", float(base))
