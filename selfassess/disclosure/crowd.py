"""Everybody that a release and all earlier ones are about, and the groups that each stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .patterns import Flags, Patterns, patterns_of
from .release import TOTAL, Release
from .survey import UNPLACED, Survey


@dataclass(frozen=True, eq=False)
class Earlier:
    """A release that was published, of any audience, and what it was made from."""

    release: Release
    survey: Survey

    @property
    def members(self) -> Flags:
        """n × groups in the order of `groups`."""
        columns = [np.ones(len(self.survey.contributors), dtype=np.bool_)]
        for place, breakdown in enumerate(self.survey.breakdowns):
            published = next((b for b in self.release.breakdowns if b.id == breakdown.id), None)
            names = {category.id: at for at, category in enumerate(breakdown.categories)}
            for group in published.groups if published else ():
                places = [names.get(category, UNPLACED) for category in group.categories]
                columns.append(np.isin(self.survey.memberships[:, place], places))
        return np.array(columns, dtype=np.bool_).T

    @property
    def groups(self) -> tuple[str, ...]:
        by_id = {breakdown.id: breakdown.groups for breakdown in self.release.breakdowns}
        return (TOTAL, *(group.id for b in self.survey.breakdowns for group in by_id.get(b.id, ())))


@dataclass(frozen=True, eq=False)
class Part:
    """One release in the crowd: its groups, from column `offset` on, and the row of each of its contributors."""

    survey: Survey
    groups: tuple[str, ...]
    offset: int
    rows: NDArray[np.intp]
    release: Release | None = None
    """None for the release that is being made."""

    @property
    def places(self) -> Mapping[str, int]:
        return {group: self.offset + place for place, group in enumerate(self.groups)}


@dataclass(frozen=True, eq=False)
class Crowd:
    """The release that is being made, first, and the earlier ones."""

    parts: tuple[Part, ...]
    patterns: Patterns
    """Over rows × all groups."""

    def pattern_of(self, part: Part) -> NDArray[np.intp]:
        """The pattern of each contributor of one part."""
        return self.patterns.of_unit[part.rows]


@dataclass
class _Rows:
    """Rows by key, in order of appearance."""

    by_key: dict[object, int] = field(default_factory=dict[object, int])

    def of(self, keys: Iterable[object]) -> NDArray[np.intp]:
        return np.array([self.by_key.setdefault(key, len(self.by_key)) for key in keys], dtype=np.intp)


def organisms(survey: Survey) -> Sequence[object]:
    """The key under which an organism is the same, whatever it answers."""
    return survey.contributors


def answers_given(survey: Survey) -> Sequence[object]:
    """The key under which an organism's answers are the same."""
    engine = survey.scoring_engine
    return [(*pair, engine) for pair in zip(survey.contributors, survey.submissions, strict=True)]


def crowd_of(
    survey: Survey, groups: Sequence[str], members: Flags, earlier: Sequence[Earlier], *, same_answers: bool
) -> Crowd:
    """The crowd whose rows are organisms, or, with `same_answers`, what organisms submitted."""
    keys = answers_given if same_answers else organisms
    rows = _Rows()
    everybody = np.ones((len(survey.contributors), 1), dtype=np.bool_)
    blocks = [np.hstack([everybody, members]), *(one.members for one in earlier)]
    parts = [Part(survey, (TOTAL, *groups), 0, rows.of(keys(survey)))]
    for one in earlier:
        offset = parts[-1].offset + len(parts[-1].groups)
        parts.append(Part(one.survey, one.groups, offset, rows.of(keys(one.survey)), one.release))
    matrix = np.zeros((len(rows.by_key), sum(block.shape[1] for block in blocks)), dtype=np.bool_)
    for part, block in zip(parts, blocks, strict=True):
        matrix[part.rows, part.offset : part.offset + block.shape[1]] = block
    return Crowd(tuple(parts), patterns_of(matrix))
