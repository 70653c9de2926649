"""Verifies the figures of each variable, together with every earlier release, and publishes less where they say too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .claims import Claim, Columns, World, claims_of
from .crowd import Crowd, Part
from .deduction import Verdict, check
from .figures import Tally, Writer, columns_of, columns_of_codes
from .patterns import restricted
from .release import RUNGS, Figure, Parameters, Rung


@dataclass(frozen=True)
class Checked:
    """What is published of one variable: the first rung at which nothing protected is certain."""

    rung: Rung
    figures: tuple[Figure, ...]
    facts: int


def repaired(crowd: Crowd, writer: Writer, tally: Tally, left_out: str | None) -> Checked:
    """The most that can be published of a variable."""
    for rung in RUNGS:
        figures = writer.figures(tally, rung, left_out)
        if rung == "withheld" or (rung in ("coarser_means", "no_group_means") and tally.variable.kind != "ordinal"):
            continue
        verdict = verified(crowd, tally, figures, rung, writer.parameters)
        if verdict.fact is None:
            return Checked(rung, figures, verdict.checked)
    return Checked("withheld", writer.figures(tally, "withheld", left_out), 0)


def verified(crowd: Crowd, tally: Tally, figures: Sequence[Figure], rung: Rung, parameters: Parameters) -> Verdict:
    """Whether these figures, and what was published earlier on the same variable, make a protected fact certain."""
    now, *before = crowd.parts
    known = [part for part in before if _column(part, tally.variable.id) is not None]
    columns = _all_columns([tally.columns, *(columns_of(part.survey.variables[_at(part, tally)]) for part in known)])
    claims = claims_of(figures, now.places, columns, parameters, rung)
    for part in known:
        claims += _earlier_claims(part, tally.variable.id, columns)
    published = np.zeros(len(crowd.patterns.inside), dtype=np.bool_)
    published[[claim.group for claim in claims]] = True
    patterns, coarse = restricted(crowd.patterns, published)
    truth = np.zeros((len(patterns.sizes), columns.width), dtype=np.int64)
    column_of_row = _answers(crowd, now, known, tally, columns)
    np.add.at(truth, (coarse[crowd.patterns.of_unit], column_of_row), 1)
    world = World(patterns, columns, tuple(claims), published)
    return check(world, truth, parameters.threshold, parameters.insiders)


def _column(part: Part, variable: str) -> int | None:
    return next((place for place, one in enumerate(part.survey.variables) if one.id == variable), None)


def _at(part: Part, tally: Tally) -> int:
    place = _column(part, tally.variable.id)
    assert place is not None
    return place


def _all_columns(several: Sequence[Columns]) -> Columns:
    """The columns of every edition of a variable."""
    answers = dict.fromkeys(name for one in several for name in one.categories[: one.answers])
    others = dict.fromkeys(name for one in several for name in one.categories[one.answers :])
    return Columns((*answers, *others), len(answers))


def _earlier_claims(part: Part, variable: str, columns: Columns) -> list[Claim]:
    release = part.release
    assert release is not None
    figures = [f for f in release.figures if f.variable == variable and f.mark != "c"]
    return claims_of(figures, part.places, columns, release.parameters, release.variable_by_id[variable].published)


def _answers(crowd: Crowd, now: Part, known: Sequence[Part], tally: Tally, columns: Columns) -> NDArray[np.intp]:
    """The column of each row of the crowd; the last for those that were not asked."""
    found = np.full(len(crowd.patterns.of_unit), columns.width - 1, dtype=np.intp)
    for part in (*known, now):
        place = _at(part, tally)
        variable = part.survey.variables[place]
        names = columns_of(variable).categories
        renamed = np.array([*(columns.categories.index(name) for name in names), columns.width - 1], dtype=np.intp)
        found[part.rows] = renamed[columns_of_codes(variable, part.survey.codes[:, place])]
    return found
