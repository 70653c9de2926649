"""What the charts draw: a result reduced to the numbers and words that are shown, filled in by the caller.

Mappings are keyed by a logic's id. Agreements run from -1 to 1, indices from 0 (chance) to 100 (identical).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from ..questionnaire.model import Text

Part = Literal["verdict", "dimensions", "why", "scheme", "defis", "release", "board"]
Place = Literal["organisation", "clients", "parcours", "milieu"]


@dataclass(frozen=True)
class LogicSeries:
    """One logic; its colour, dash and marker follow from its `index` in the file's order."""

    id: str
    label: Text
    index: int


@dataclass(frozen=True)
class DimensionPoint:
    """One dimension: how far the answer agrees with each logic there (None: not scored)."""

    id: str
    short: Text
    label: Text
    agreement: Mapping[str, float | None]
    contribution: Mapping[str, float]
    """The dimension's share of each logic's score S (-1 to 1): they add up to it. Shown times 100, in points."""
    lean: str | None
    """The logic that this dimension leans to, if it leans to one."""

    @property
    def scored(self) -> bool:
        return any(value is not None for value in self.agreement.values())


@dataclass(frozen=True)
class DefiPoint:
    """One défi: its levels (positions on the two scales, None: unanswered) and their words."""

    id: str
    number: int
    short: Text
    label: Text
    strength: int | None
    handling: int | None
    strength_words: Text | None
    handling_words: Text | None
    priority: float | None
    """From 0 to 1."""
    to_clarify: bool


@dataclass(frozen=True)
class SchemeItem:
    """One line of a box; `shared`: the organism and the closest logic both hold it."""

    label: Text
    shared: bool


@dataclass(frozen=True)
class SchemeBox:
    """One box of the map: what the organism answered, and what the closest logic holds."""

    id: str
    label: Text
    place: Place
    mine: tuple[SchemeItem, ...]
    theirs: tuple[SchemeItem, ...]


@dataclass(frozen=True)
class ResultData:
    """One result, as far as charts are concerned."""

    logics: tuple[LogicSeries, ...]
    indices: Mapping[str, float]
    leaders: tuple[str, ...]
    """The closest logic; several when they are tied; none when nothing stands out."""
    dimensions: tuple[DimensionPoint, ...]
    defis: tuple[DefiPoint, ...]
    strength_levels: tuple[Text, ...]
    """The words of each level of strength, lowest first."""
    handling_levels: tuple[Text, ...]
    scheme: tuple[SchemeBox, ...]
    scheme_logic: str | None
    """The logic drawn beside the organism's own scheme."""

    @cached_property
    def ranking(self) -> tuple[LogicSeries, ...]:
        """The logics, closest first: leaders, then by index, then by score (which is not cut at 0)."""

        def place(logic: LogicSeries) -> tuple[bool, float, float, int]:
            score = sum(dimension.contribution.get(logic.id, 0.0) for dimension in self.dimensions)
            return logic.id not in self.leaders, -self.indices.get(logic.id, 0.0), -score, logic.index

        return tuple(sorted(self.logics, key=place))

    @cached_property
    def logic_by_id(self) -> Mapping[str, LogicSeries]:
        return {logic.id: logic for logic in self.logics}


@dataclass(frozen=True)
class Table:
    """A chart's numbers as read: every cell is a finished text, the first column heads its row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One chart, four ways: a sentence, an SVG, a table, and a Plotly figure (None when it has none)."""

    id: str
    part: Part
    title: str
    sentence: str
    svg: str
    table: Table
    figure: dict[str, Any] | None
