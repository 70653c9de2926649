"""Pages of figures: one row a group and a subject, one column a category, drawn from a release alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..disclosure.release import (
    ANSWERED,
    MEAN,
    NO_LOGIC,
    PARTICIPANTS,
    TOTAL,
    Category,
    Figure,
    FigureKind,
    Group,
    PublishedVariable,
    Release,
)
from ..questionnaire.model import Language, Text
from .declarations import DeclaredChart, SheetDeclaration
from .pages import Cell, Drawing, Heading, Number, Series
from .safe_text import headings, one_line
from .separation import degree, pairs_told_apart
from .spoken import RUNGS, absent, all_groups, bracketed, figure_cell, marks_of, said, sentence
from .vocabulary import COLUMNS, SUBJECTS

RADAR_AXES = 3
"""A radar of fewer is a line."""
MOST_DRAWN = 16
"""Rows that one chart shows legibly; the table has the others."""
_FAMILY_KINDS: Mapping[str, FigureKind] = {"effectifs": "count", "pourcentages": "percent"}


@dataclass(frozen=True)
class _Place:
    """A row: a variable in a group; one of its answers alone when the sheet has a column for it."""

    variable: PublishedVariable
    group: str
    category: Category | None = None


@dataclass(frozen=True)
class _Slot:
    """A column of the table; of a family, the category that it is about."""

    column: str
    heading: Heading
    category: Category | None = None


@dataclass(frozen=True)
class FigureTable:
    """What a topic's page shows, before it is one."""

    release: Release
    declaration: SheetDeclaration
    language: Language

    @cached_property
    def variables(self) -> tuple[PublishedVariable, ...]:
        """Those of the topic in their order; of what was ticked, the most frequent first; of dimensions, those that
        tell organisms apart best; the withheld ones last."""
        found = list(self.release.of_topic(self.declaration.topic))
        if "paires" in self.declaration.columns:
            found.sort(key=lambda variable: -(pairs_told_apart(self.release, variable) or 0.0))
        elif found and all(variable.kind == "multiple" for variable in found):
            found.sort(key=lambda variable: -self._share(variable))
        return tuple(sorted(found, key=lambda variable: variable.published == "withheld"))

    def _share(self, variable: PublishedVariable) -> float:
        """The published share of all participants that ticked it."""
        first = variable.categories[0].id if variable.categories else ""
        figure = total_figure(self.release, variable.id, first, "percent")
        return (figure.value or 0.0) if figure else 0.0

    @cached_property
    def figures(self) -> Mapping[tuple[str, str], tuple[Figure, ...]]:
        """The topic's figures by variable and group."""
        wanted = {variable.id for variable in self.variables}
        found: dict[tuple[str, str], list[Figure]] = {}
        for figure in self.release.figures:
            if figure.variable in wanted:
                found.setdefault((figure.variable, figure.group), []).append(figure)
        return {place: tuple(figures) for place, figures in found.items()}

    @cached_property
    def places(self) -> tuple[_Place, ...]:
        groups = list(self.groups)
        if self.declaration.rows == "par_groupe":
            every = ((variable, group) for group in groups for variable in self.variables)
        else:
            every = ((variable, group) for variable in self.variables for group in groups)
        found = [_Place(variable, group) for variable, group in every if (variable.id, group) in self.figures]
        if not self.by_answer:
            return tuple(found)
        return tuple(
            _Place(place.variable, place.group, category)
            for place in found
            for category in place.variable.categories
            if (place.variable.id, category.id, place.group, "count") in self.release.figure_by_place
        )

    @property
    def by_answer(self) -> bool:
        """Whether each answer has a row of its own: questions of different answers then share a table."""
        return "reponse" in self.declaration.columns

    @cached_property
    def slots(self) -> tuple[_Slot, ...]:
        made = [slot for name in self.declaration.columns for slot in self._slots(name)]
        texts = headings(slot.heading.text for slot in made)
        return tuple(
            _Slot(slot.column, Heading(text, slot.heading.width, slot.heading.kind), slot.category)
            for slot, text in zip(made, texts, strict=True)
        )

    def _slots(self, name: str) -> Iterator[_Slot]:
        column = COLUMNS["chiffres"][name]
        named = SUBJECTS.get(self.declaration.topic, {}).get(name, column.heading)
        heading = named.in_(self.language).replace("{max}", str(self._highest_level()))
        categories = self._categories(_FAMILY_KINDS[name]) if column.family and not self.by_answer else ()
        if len(categories) < 2:
            category = categories[0] if categories else None
            yield _Slot(name, Heading(heading, column.width, column.kind), category)
            return
        for category in categories:
            label = one_line(category.label.in_(self.language), 120)
            if name == "pourcentages":
                label += " (%)"
            yield _Slot(name, Heading(label, column.width, column.kind), category)

    def _categories(self, kind: FigureKind) -> tuple[Category, ...]:
        """The categories that have a figure of this kind, in order, each once."""
        having = {f.category for figures in self.figures.values() for f in figures if f.kind == kind}
        found: dict[str, Category] = {}
        for variable in self.variables:
            for category in variable.categories:
                if category.id in having:
                    found.setdefault(category.id, category)
        return tuple(found.values())

    def _highest_level(self) -> int:
        """Of a scale, read from the categories that have percentages: real answers only."""
        return max(1, len(self._categories("percent")) - 1)

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        if not self.places:
            message = said(self.language, "Aucun chiffre publié", "No published figure")
            return ((message, *(bracketed("x") for _ in self.slots[1:])),)
        return tuple(tuple(self._cell(place, slot) for slot in self.slots) for place in self.places)

    def _cell(self, place: _Place, slot: _Slot) -> Cell:
        otherwise = absent(self.release, place.variable.id)
        if slot.column in ("departage", "paires"):
            return self._separation(place, slot.column, otherwise)
        if slot.heading.kind == "number":
            return self._number(place, slot, otherwise)
        breakdown, group = self.groups[place.group]
        figures = self.figures[place.variable.id, place.group]
        if place.category is not None:
            figures = tuple(figure for figure in figures if figure.category == place.category.id)
        text = {
            "repartition": lambda: breakdown.in_(self.language),
            "groupe": lambda: self._told_apart(group.label, breakdown, self.twin_groups),
            "regroupement": lambda: self._merging(place.group) if place.variable.id == PARTICIPANTS else "",
            "reponse": lambda: sentence(self._answer(place)),
            "question": lambda: sentence(place.variable.question_label.in_(self.language)),
            "variable": lambda: sentence(
                self._told_apart(place.variable.label, place.variable.question_label, self.twin_variables)
            ),
            "marques": lambda: marks_of(figures, otherwise),
            "publication": lambda: RUNGS[place.variable.published].in_(self.language),
        }[slot.column]()
        return text or "—"

    def _answer(self, place: _Place) -> str:
        """The answer that the row is about; of one option of many, the option."""
        label = (
            place.variable.label
            if place.category is None or place.variable.kind == "multiple"
            else place.category.label
        )
        return label.in_(self.language)

    def _told_apart(self, label: Text, above: Text, twins: frozenset[str]) -> str:
        """The label; with what it belongs to when another of the table has the same."""
        shown = label.in_(self.language)
        return f"{shown} · {above.in_(self.language)}" if shown in twins else shown

    @cached_property
    def twin_groups(self) -> frozenset[str]:
        return _twins(group.label.in_(self.language) for _, group in self.groups.values())

    @cached_property
    def twin_variables(self) -> frozenset[str]:
        return _twins(variable.label.in_(self.language) for variable in self.variables)

    @cached_property
    def groups(self) -> Mapping[str, tuple[Text, Group]]:
        """The groups that a figure of the topic is about, with their breakdowns."""
        having = {group for _, group in self.figures}
        return {name: found for name, found in all_groups(self.release).items() if name in having}

    def _number(self, place: _Place, slot: _Slot, otherwise: str) -> Cell:
        if slot.column == "repondants":
            wanted: tuple[str, FigureKind] = (ANSWERED, "count")
        elif slot.column == "moyenne":
            wanted = (MEAN, "mean")
        else:
            category = place.category or slot.category
            if category is None:
                return otherwise
            wanted = (category.id, _FAMILY_KINDS[slot.column])
        return figure_cell(self.release.figure(place.variable.id, wanted[0], place.group, wanted[1]), otherwise)

    def _merging(self, group: str) -> str:
        said_of = [merge.words.in_(self.language) for merge in self.release.merges if merge.into == group]
        return " ".join(dict.fromkeys(said_of))

    def _separation(self, place: _Place, column: str, otherwise: str) -> Cell:
        """How far the dimension tells organisms apart: a number, or a word."""
        pairs = pairs_told_apart(self.release, place.variable, place.group)
        if pairs is None:
            return otherwise
        if column == "paires":
            return Number(math.floor(pairs + 0.5), "points")
        return degree(pairs, place.variable).in_(self.language)

    @cached_property
    def blocks(self) -> frozenset[int]:
        """The rows where the group (or, by variable, the variable) changes."""
        by_group = self.declaration.rows == "par_groupe"
        keys = [place.group if by_group else place.variable.id for place in self.places]
        alone = len(self.variables) < 2 if by_group else len(keys) == len(set(keys))
        if alone:
            return frozenset()
        return frozenset(index for index in range(1, len(keys)) if keys[index] != keys[index - 1])

    def drawing(self) -> Drawing | None:
        """The chart of the first block's complete rows; None when there is nothing to draw."""
        chart = self.declaration.chart
        if chart.kind == "aucun" or not self.places or chart.title is None or chart.alternative is None:
            return None
        series = [n for n, slot in enumerate(self.slots) if slot.column == chart.series]
        columns = [n for n in series if self.slots[n].category is not None or self.by_answer]
        first, count = self._complete_rows(columns)
        count = min(count, MOST_DRAWN) if chart.kind == "barres_empilees" and len(columns) == 1 else count
        least = {"radar": RADAR_AXES, "ligne": 2}.get(chart.kind, 1)
        if not columns or count < least:
            return None
        return self._drawn(chart, columns, first, count)

    def _complete_rows(self, columns: list[int]) -> tuple[int, int]:
        """The longest run of the first block's rows whose drawn cells are all numbers."""
        first_place = self.places[0]
        by_group = self.declaration.rows == "par_groupe"
        same = [
            place.group == first_place.group if by_group else place.variable.id == first_place.variable.id
            for place in self.places
        ]
        best = (0, 0)
        start = 0
        for index in range(len(same) + 1):
            complete = index < len(same) and same[index]
            if not complete or not all(isinstance(self.rows[index][column], Number) for column in columns):
                best = max(best, (index - start, -start))
                start = index + 1
        return -best[1], best[0]

    def _drawn(self, chart: DeclaredChart, columns: list[int], first: int, count: int) -> Drawing:
        labels = "variable" if self.declaration.rows == "par_groupe" else "groupe"
        ordinal = all(variable.kind == "ordinal" for variable in self.variables)
        ids = [slot.category.id if (slot := self.slots[column]).category else "" for column in columns]
        title = chart.title.in_(self.language) if chart.title else ""
        if self.declaration.rows == "par_variable" and len(self.variables) > 1 and not self.by_answer:
            title = f"{title} — {one_line(self.places[0].variable.label.in_(self.language), 120)}"
        return Drawing(
            kind=chart.kind,
            title=one_line(title),
            alternative=self._alternative(chart, first, count),
            label_column=next(n for n, slot in enumerate(self.slots) if slot.column == labels),
            first_row=first,
            rows=count,
            series=tuple(
                Series(column, self.slots[column].heading.text, ink)
                for column, ink in zip(columns, _inks(ids, ordinal), strict=True)
            ),
            percent=chart.series == "pourcentages",
        )

    def _alternative(self, chart: DeclaredChart, first: int, count: int) -> str:
        words = chart.alternative.in_(self.language) if chart.alternative else ""
        where = said(
            self.language,
            f"{count} lignes du tableau de la même feuille, qui donne tous les nombres.",
            f"{count} rows of the table on the same sheet, which gives every number.",
        )
        return one_line(f"{words} {where}", 2000)


def _twins(labels: Iterable[str]) -> frozenset[str]:
    """The labels that are there more than once."""
    return frozenset(label for label, times in Counter(labels).items() if times > 1)


LOGIC_INKS = ("employeurs", "transformation", "preparation")
OUTSIDE_INKS: Mapping[str, str] = dict(
    zip(NO_LOGIC, ("grey_1", "grey_2", "grey_3", "grey_4", "grey_1", "grey_4"), strict=True)
)


def _inks(categories: list[str], ordinal: bool) -> list[str]:
    """The ink of each category: a scale's levels darken; a logic has one look everywhere; the rest is grey."""
    if len(categories) == 1:
        return ["accent"]
    if ordinal:
        return [f"level_{round(4 * place / max(1, len(categories) - 1))}" for place in range(len(categories))]
    others = iter([ink for ink in (*LOGIC_INKS, "fourth", "fifth", "sixth") if ink not in categories])
    return [
        category if category in LOGIC_INKS else OUTSIDE_INKS.get(category) or next(others, "grey_3")
        for category in categories
    ]


def is_shown(release: Release, declaration: SheetDeclaration) -> bool:
    """Whether the sheet is in this kind of portrait, and the release has what it asks for."""
    if release.kind not in declaration.kinds:
        return False
    if declaration.content != "chiffres":
        return True
    return declaration.when_empty == "dire" or any(release.of_topic(declaration.topic))


def total_figure(release: Release, variable: str, category: str, kind: FigureKind) -> Figure | None:
    """A published figure of all participants; None when withheld or not there."""
    found = release.figure(variable, category, TOTAL, kind)
    return found if found is not None and found.value is not None else None
