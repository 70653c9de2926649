"""What is usually done instead, for the attacker to break: written to the same files as a release, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from selfassess.disclosure.release import ANSWERED, MEAN, Figure, Group, PublishedBreakdown, PublishedVariable, Release
from selfassess.disclosure.survey import Survey
from selfassess.questionnaire.model import Language
from tests.disclosure import files
from tests.disclosure.attacker import Publication, Row
from tests.disclosure.example import example_release

LEAST = 5


def groups(of: Survey) -> dict[str, np.ndarray]:
    """Every declared group that has somebody, and the total."""
    found = {"total": np.ones(len(of.contributors), dtype=bool)}
    for place, breakdown in enumerate(of.breakdowns):
        for number, category in enumerate(breakdown.categories):
            inside = of.memberships[:, place] == number
            if inside.any():
                found[f"{breakdown.id}.{category.id}"] = inside
    return found


def exact(of: Survey) -> Iterator[tuple[str, dict[str, dict[str, int]]]]:
    """By variable: exact counts by group and category."""
    for place, asked in enumerate(of.variables):
        codes = of.codes[:, place]
        yield (
            asked.id,
            {
                group: {category.id: int((codes[inside] == n).sum()) for n, category in enumerate(asked.categories)}
                for group, inside in groups(of).items()
            },
        )


def _publication(of: Survey, rows: list[Row], hidden: tuple[int, int] | None = None) -> Publication:
    keys = np.array(of.submissions)
    return Publication(rows, {name: frozenset(keys[inside].tolist()) for name, inside in groups(of).items()}, 3, hidden)


def exact_totals(of: Survey) -> Publication:
    """Exact counts of all participants."""
    return _publication(
        of,
        [
            Row(name, category, "total", "count", float(count), "")
            for name, table in exact(of)
            for category, count in table["total"].items()
        ],
    )


def _cells(of: Survey, *, complementary: bool) -> list[Row]:
    rows: list[Row] = []
    for name, table in exact(of):
        categories = list(table["total"])
        hidden = {(g, c) for g in table for c in categories if g != "total" and 0 < table[g][c] < LEAST}
        if complementary:
            for breakdown in of.breakdowns:
                mine = [g for g in table if g.startswith(breakdown.id + ".")]
                for category in categories:
                    gone = [g for g in mine if (g, category) in hidden]
                    others = [g for g in mine if (g, category) not in hidden and table[g][category]]
                    if len(gone) == 1 and others:
                        hidden.add((min(others, key=lambda g: table[g][category]), category))
        for group, counts in table.items():
            rows.append(Row(name, ANSWERED, group, "count", float(sum(counts.values())), ""))
            for category, count in counts.items():
                gone = (group, category) in hidden
                rows.append(Row(name, category, group, "count", None if gone else float(count), "c" if gone else ""))
    return rows


def small_cells_hidden(of: Survey) -> list[Publication]:
    """Counts of 1 to 4 are hidden, all totals are exact."""
    return [_publication(of, _cells(of, complementary=False), (1, LEAST - 1))]


def complementary_cells_hidden(of: Survey) -> list[Publication]:
    """The same, with a second cell hidden where one alone would follow from its total."""
    return [_publication(of, _cells(of, complementary=True))]


def precise_means(of: Survey) -> list[Publication]:
    """Complementary hiding, and means to two decimals."""
    rows = _cells(of, complementary=True)
    for name, table in exact(of):
        for group, counts in table.items():
            answered = sum(counts.values())
            if answered >= LEAST:
                total = sum(level * count for level, count in enumerate(counts.values()))
                rows.append(Row(name, MEAN, group, "mean", round(total / answered, 2), ""))
    return [_publication(of, rows)]


def exact_without_isolation(of: Survey) -> list[Publication]:
    """Exact counts of every group of ten or more, of every breakdown, whatever their differences isolate."""
    big = {name for name, inside in groups(of).items() if inside.sum() >= 10}
    return [
        _publication(
            of,
            [
                Row(name, category, group, "count", float(count), "")
                for name, table in exact(of)
                for group, counts in table.items()
                if group in big
                for category, count in counts.items()
            ],
        )
    ]


SCHEMES = (small_cells_hidden, complementary_cells_hidden, precise_means, exact_without_isolation)


def as_release(rows: Iterable[Row], of: Survey) -> Release:
    """These rows as a release, for the same writers."""
    breakdowns = tuple(
        PublishedBreakdown(
            one.id, one.label, tuple(Group(f"{one.id}.{c.id}", c.label, (c.id,)) for c in one.categories)
        )
        for one in of.breakdowns
    )
    variables = tuple(
        PublishedVariable(v.id, v.label, v.topic, v.kind, v.question, v.question_label, v.categories)
        for v in of.variables
    )
    figures = tuple(Figure(r.variable, r.category, r.group, r.kind, r.value, r.mark, r.step) for r in rows)  # type: ignore[arg-type]
    return replace(
        example_release(), breakdowns=breakdowns, periods=(), variables=variables, figures=figures, merges=()
    )


def filed(told: Publication, of: Survey, kinds: Iterable[str], language: Language = "fr") -> Publication:
    """The same publication, as its files say it."""
    return replace(told, rows=files.told(as_release(told.rows, of), kinds, language))
