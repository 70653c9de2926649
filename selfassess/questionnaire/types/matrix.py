"""A matrix: for each row (an actor), the columns (relations) that apply, several allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from ..model import AnswerValue, Column, Element, Language, Option, Question, Text
from .shape import (
    AnswerProblem,
    Cell,
    Encoder,
    Encoding,
    Fields,
    QuestionType,
    Remainder,
    posted,
    problem,
    unknown_option,
)


def rows_of(question: Question, family: Element) -> list[Option]:
    return [row for row in question.options if row.family == family.id]


def held(question: Question, family: Element, column: Column, logic: str) -> float | None:
    """1 when a row of the family holds the column in the logic, None when the source is not readable, else 0."""
    rows = rows_of(question, family)
    if any(isinstance(row.logics, dict) and column.id in row.logics.get(logic, ()) for row in rows):
        return 1.0
    return None if column.lost or any(logic in row.unknown for row in rows) else 0.0


def compared_cells(question: Question, logics: Iterable[str]) -> list[tuple[Element, Column]]:
    """Omega: the (family, column) pairs whose known membership differs between logics."""
    names = list(logics)
    return [
        (family, column)
        for family in question.families
        for column in question.columns
        if len({held(question, family, column, logic) for logic in names} - {None}) > 1
    ]


def cell_of(family: Element, column: Column) -> Cell:
    label = Text(fr=f"{family.fr}\u00a0: {column.fr}", en=f"{family.en}: {column.en}")
    return Cell(f"{family.id}.{column.id}", label)


class Matrix(QuestionType):
    """Rows × columns; compared by family of rows. Form fields: `<question>.<row>`, once a column."""

    name = "matrice"
    shape = "matrix"
    keys = frozenset({"options", "columns", "families"})
    comparable = True
    option_keys = frozenset({"family", "specify"})
    holding = "columns"

    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        given = {row.id: posted(fields, f"{question.id}.{row.id}") for row in question.options}
        return {row: columns for row, columns in given.items() if columns} or None

    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        if not isinstance(value, dict):
            yield problem(
                "Pour chaque ligne, une liste de colonnes est attendue.",
                "For each row, a list of columns is expected.",
            )
            return
        names = {column.id for column in question.columns}
        for row, columns in cast(dict[str, object], value).items():
            if row not in question.option_by_id:
                yield unknown_option(question, row)
            if not isinstance(columns, list):
                example = min(names, default="")
                yield problem(
                    f"« {row} » attend une liste, par exemple [{example}].",
                    f"“{row}” expects a list, for example [{example}].",
                    at=row,
                )
                continue
            for column in cast(list[object], columns):
                if not isinstance(column, str) or column not in names:
                    known = ", ".join(column.id for column in question.columns)
                    yield problem(
                        f"« {column} » n’est pas une colonne de cette question. Colonnes : {known}.",
                        f"“{column}” is not a column of this question. Columns: {known}.",
                        at=row,
                    )

    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        ordered = {
            row.id: [column.id for column in question.columns if column.id in value[row.id]]
            for row in question.options
            if row.id in value
        }
        return {row: columns for row, columns in ordered.items() if columns} or None

    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        colon = "\u00a0: " if language == "fr" else ": "
        return [
            row.in_(language)
            + colon
            + ", ".join(column.in_(language) for column in question.columns if column.id in value[row.id])
            for row in question.options
            if value.get(row.id)
        ]

    def lines(self, question: Question, value: AnswerValue) -> list[tuple[Text, tuple[str, ...]]]:
        names = {column.id: column for column in question.columns}
        found: list[tuple[Text, tuple[str, ...]]] = []
        for row in question.options:
            columns = [names[name] for name in value.get(row.id, ())]
            if columns:
                fr, en = ", ".join(c.fr for c in columns), ", ".join(c.en for c in columns)
                cells = tuple(f"{row.family}.{column.id}" for column in columns)
                found.append((Text(fr=f"{row.fr}\u00a0: {fr}", en=f"{row.en}: {en}"), cells))
        return found

    def held(self, question: Question, logic: str) -> AnswerValue | None:
        rows = [(row.id, row.logics) for row in question.options if isinstance(row.logics, dict)]
        return {row: list(logics[logic]) for row, logics in rows if logic in logics} or None

    def tallies(self, question: Question, value: AnswerValue) -> list[str]:
        return [f"{row}.{column}" for row, columns in value.items() for column in columns]

    def encoding(self, question: Question, logics: Iterable[str]) -> Encoding:
        names = list(logics)
        pairs = compared_cells(question, names)
        cells = tuple(cell_of(family, column) for family, column in pairs)
        profiles = {logic: tuple(held(question, family, column, logic) for family, column in pairs) for logic in names}
        brings = tuple(frozenset({number}) for number in range(len(cells)))
        return Encoding("correlation", len(cells), cells, profiles, "subset", brings)

    def encode(self, question: Question, value: AnswerValue, logics: Iterable[str]) -> tuple[float, ...] | None:
        return self.encoder(question, logics)(value)

    def encoder(self, question: Question, logics: Iterable[str]) -> Encoder:
        families = {row.id: row.family for row in question.options}
        compared = [(family.id, column.id) for family, column in compared_cells(question, logics)]

        def encode(value: AnswerValue) -> tuple[float, ...]:
            said = {(families.get(row), column) for row, columns in value.items() for column in columns}
            return tuple([1.0 if pair in said else 0.0 for pair in compared])

        return encode

    def remainder(self, question: Question, logics: Iterable[str]) -> Remainder:
        names = list(logics)
        families = {row.id: row.family for row in question.options}
        compared = compared_cells(question, names)
        common: list[Cell] = []
        outside: list[Cell] = []
        for family in question.families:
            for column in question.columns:
                if (family, column) not in compared:
                    by_all = 1.0 in {held(question, family, column, logic) for logic in names}
                    (common if by_all else outside).append(cell_of(family, column))

        def said(value: AnswerValue) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
            ticked = {f"{families.get(row)}.{column}" for row, columns in value.items() for column in columns}
            return tuple(c for c in common if c.id in ticked), tuple(c for c in outside if c.id in ticked)

        return said
