"""What the board's charts draw: intervals of three people, and what is computed from them; filled in by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...questionnaire.model import Text
from ..data import LogicSeries


@dataclass(frozen=True)
class Range:
    """About how many people: `low` to `low + 2`, of `people`."""

    low: int
    people: int

    @property
    def high(self) -> int:
        return min(self.low + 2, self.people)


@dataclass(frozen=True)
class Zone:
    """A place of the map, near the logics of these indices: one, two, or all of them for the middle."""

    label: Text
    near: tuple[int, ...]
    count: Range
    dots: int
    """How many are drawn."""


@dataclass(frozen=True)
class RoomMap:
    """The room between the logics."""

    logics: tuple[LogicSeries, ...]
    zones: tuple[Zone, ...]
    aside: Range
    """Who answered too little to be placed."""
    people: int


@dataclass(frozen=True)
class Quartiles:
    """A quarter of the people is below `first`, half below `median`, a quarter above `third`; 0 to 100."""

    first: int
    median: int
    third: int


@dataclass(frozen=True)
class Likeness:
    """One dimension: by logic, how far the room's answers resemble it (None: too few answers)."""

    label: Text
    by_logic: Mapping[str, Quartiles | None]


@dataclass(frozen=True)
class RoomRadar:
    """The room's likeness to the logics; `only`: the one that is drawn with its spread, None for all, medians alone."""

    logics: tuple[LogicSeries, ...]
    dimensions: tuple[Likeness, ...]
    only: LogicSeries | None
    people: int


@dataclass(frozen=True)
class Bar:
    """One answer, and about how many gave it; `aside`: no answer, « ne sais pas »… drawn after the others."""

    label: Text
    count: Range
    aside: bool = False


@dataclass(frozen=True)
class Distribution:
    """How the room answered one question."""

    id: str
    title: Text
    sentence: Text
    bars: tuple[Bar, ...]
    people: int


@dataclass(frozen=True)
class DefiSpot:
    """One défi: the room's mean strength and handling, in levels (None: too few answers)."""

    number: int
    label: Text
    strength: float | None
    handling: float | None


@dataclass(frozen=True)
class DefiSpots:
    """Every défi, and the words of each scale's two ends."""

    spots: tuple[DefiSpot, ...]
    strength_ends: tuple[Text, Text]
    handling_ends: tuple[Text, Text]
    maximum: tuple[int, int]
    """The highest level of strength, then of handling."""
    people: int


@dataclass(frozen=True)
class AgreementRow:
    """One question: by group, in the order of `Agreements.groups`, how far it agrees, −1 to 1 (None: too few answers)."""

    label: Text
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Agreements:
    """The questions on which people differ most, first; one series a group."""

    id: str
    title: Text
    sentence: Text
    groups: tuple[Text, ...]
    rows: tuple[AgreementRow, ...]
    in_words: bool = False
    """Whether only a word is shown of each group: small groups say no more."""
