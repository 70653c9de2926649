"""What the charts of a release draw: published figures and words only, filled in by the caller.

Percentages run from 0 to 100, means from 0 to their scale's highest level; None is a figure that is not published.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...questionnaire.model import Text


@dataclass(frozen=True)
class Shade:
    """A category of a stack: its colour, and whether what is written on it is dark."""

    label: Text
    color: str
    light: bool


@dataclass(frozen=True)
class Bar:
    """One bar: the published percentage of each category."""

    label: Text
    values: tuple[float | None, ...]
    heading: Text | None = None
    """Opens a group of bars."""

    @property
    def drawn(self) -> bool:
        return any(self.values) and None not in self.values


@dataclass(frozen=True)
class Stack:
    """Bars of the same categories."""

    id: str
    title: Text
    lead: Text
    """What a bar is, in a sentence."""
    row: Text
    """The heading of the bars' column in the table."""
    shades: tuple[Shade, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class DefiPlace:
    """One défi: how strongly it is felt and how far it is handled, on average."""

    number: int
    label: Text
    strength: float | None
    handling: float | None


@dataclass(frozen=True)
class LeanAxis:
    """One dimension: the share of organisms that lean to each series."""

    label: Text
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Portrait:
    """One release, as far as charts are concerned."""

    stacks: tuple[Stack, ...]
    defis: tuple[DefiPlace, ...]
    strength_ends: tuple[Text, Text] | None
    """The words of the lowest and of the highest level."""
    handling_ends: tuple[Text, Text] | None
    strength_maximum: int
    handling_maximum: int
    series: tuple[tuple[Text, int], ...]
    """The logics and what is outside them, each with the index of its look."""
    axes: tuple[LeanAxis, ...]
