"""A workbook before it is a file: pages of typed cells, with one table each and at most one chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..questionnaire.model import Language

NumberForm = Literal["count", "zero", "percent", "zero_percent", "mean_0", "mean_1", "mean_2", "plain", "points"]
Orientation = Literal["portrait", "paysage"]
ChartKind = Literal["aucun", "barres_empilees", "radar", "ligne"]
ColumnKind = Literal["text", "code", "number"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how it is shown."""

    value: float
    form: NumberForm


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a sheet of the same workbook."""

    text: str
    sheet: str


Cell = str | Number | Link


@dataclass(frozen=True)
class Heading:
    """A column of a page's table; its width is in characters."""

    text: str
    width: float
    kind: ColumnKind


@dataclass(frozen=True)
class Series:
    """A column of the table, drawn; `ink` says in which colour, pattern, dash and marker."""

    column: int
    label: str
    ink: str


@dataclass(frozen=True)
class Drawing:
    """A chart of consecutive rows of its page's table."""

    kind: ChartKind
    title: str
    alternative: str
    """What the chart shows, for who does not see it."""
    label_column: int
    first_row: int
    """Of the table's body, from 0."""
    rows: int
    series: tuple[Series, ...]
    percent: bool


@dataclass(frozen=True)
class Page:
    """A sheet."""

    name: str
    table: str
    title: str
    lines: tuple[str, ...]
    """What is read before the table, each a short paragraph."""
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    orientation: Orientation
    blocks: frozenset[int] = frozenset()
    """The rows that begin a group of rows, marked by a stronger rule."""
    drawing: Drawing | None = None
    cover: bool = False
    contents_link: Link | None = None


@dataclass(frozen=True)
class Book:
    """A whole workbook, and what its properties say."""

    language: Language
    title: str
    subject: str
    description: str
    date: str
    """The ISO date that the file carries: the period's last day, never today."""
    footer: tuple[str, str]
    """Left and middle; the page number is on the right."""
    pages: tuple[Page, ...]
