"""What a comparison says: the frozen values that pages, files and reports are drawn from.

Logics, dimensions, défis and options are named by their ids; labels are looked up in the questionnaire. Every mapping by
logic has all the logics, in the questionnaire's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..questionnaire.model import NoAnswer
from ..questionnaire.types import Cell

ENGINE = "1"
"""The version of the method: it grows when the same answers could give another result."""

Outcome = Literal["insuffisant", "exaequo", "logique", "tendance", "aucune"]
DefiStatus = Literal["known", "to_clarify", "left_out", "unanswered"]
RivalMeasure = Literal["jaccard", "dice", "gower", "city_block"]


def indices(s: Mapping[str, float]) -> dict[str, float]:
    """By logic, the « indice de correspondance »: 100·max(0, s)."""
    return {logic: 100.0 * max(0.0, value) for logic, value in s.items()}


@dataclass(frozen=True)
class Match:
    """How near the answers are to each logic. Numbers are unrounded; no -0.0, never NaN."""

    s: Mapping[str, float]
    """By logic, the correspondence: 1 identical, 0 chance, below 0 less than chance."""
    z: Mapping[str, float]
    """By logic, the same in standard deviations under chance."""
    coverage: float
    """Share 0 to 1 of the questionnaire's weight that has a real answer."""
    margin: float
    """`s` of the first less `s` of the second; 0 or more."""
    stability: float
    """Share 0 to 1 of the leave-one and leave-two-dimensions-out runs in which the first stays strictly first;
    0 when two logics share the lead or when there is nothing to leave out."""
    ranking: tuple[str, ...]
    """All logics, nearest first; those of equal `s` (within 1e-9) by French label."""
    leaders: tuple[str, ...]
    """The first of `ranking` and those that tie with it."""

    @property
    def indices(self) -> Mapping[str, float]:
        return indices(self.s)


@dataclass(frozen=True)
class CellComparison:
    """One dimension's compared cells against one logic, in the questionnaire's order.

    A cell is an option, an option that has a role, a level of a scale, or a (family, relation) pair. A cell given different
    roles by the two, or two different levels of a scale, is in both `only_organism` and `only_logic`.
    """

    shared: tuple[Cell, ...]
    only_organism: tuple[Cell, ...]
    only_logic: tuple[Cell, ...]
    unreadable: tuple[Cell, ...]
    """Cells that count neither for nor against this logic: its source is not readable there."""


@dataclass(frozen=True)
class DimensionResult:
    """One compared question (weight above 0): what was answered, and what it brings to each logic."""

    dimension: str
    """The question's id."""
    reach: float
    """e·g: how much this dimension can weigh."""
    answered: bool
    """Has a real answer, and is asked."""
    no_answer: NoAnswer | None
    """« ne sais pas » or « ne s'applique pas », None when answered or simply left blank."""
    informative: bool
    """Counts in the match: answered, and its agreement is defined for every logic."""
    agreement: Mapping[str, float]
    """By logic, r: 1 identical, 0 chance (far levels of a long scale can go below -1); empty when not informative."""
    contribution: Mapping[str, float]
    """By logic, e·g·r/Σe·g: over the dimensions these add up to `s`; 0 when not informative."""
    lean: str | None
    """The logic that this dimension is nearest to (of equals, the first in the ranking); None when not informative, or
    « hors modèle » when it is informative."""
    comparisons: Mapping[str, CellComparison]
    """By logic; empty when not answered."""
    common: tuple[Cell, ...]
    """Said and not compared, because every logic holds it or the mandate demands it."""
    outside: tuple[Cell, ...]
    """Said, and held by no logic."""


@dataclass(frozen=True)
class Pull:
    """How far one dimension draws the answers to the first logic rather than to the second."""

    dimension: str
    amount: float
    """Difference of contributions, in `s`: positive draws to the first, negative to the second."""


@dataclass(frozen=True)
class Profile:
    """The mixed profile: how many informative dimensions lean to each logic."""

    counts: Mapping[str, int]
    outside: int
    """« hors modèle »: dimensions nearer to chance than to any logic."""
    informative: int
    """All of them: counts and outside add up to it."""
    second: str | None
    """Of the logics other than the first, the one with most dimensions; None when it has none."""

    def share(self, logic: str) -> float:
        """The share 0 to 1 of the informative dimensions that lean to `logic`."""
        return self.counts[logic] / self.informative if self.informative else 0.0


@dataclass(frozen=True)
class Removal:
    """A dimension without which another logic would be first, or tie for it."""

    dimension: str
    leaders: tuple[str, ...]


@dataclass(frozen=True)
class WhatIf:
    """What would change which logic comes first."""

    changes: tuple[str, ...]
    """The fewest answered dimensions that, answered otherwise, would put `towards` before the first; most telling first.
    Empty when no change is enough, or when no logic is alone in front."""
    towards: str | None
    removals: tuple[Removal, ...]
    """The dimensions whose removal alone takes the lead from the first."""


@dataclass(frozen=True)
class RivalResult:
    """What another, simpler measure would say."""

    measure: RivalMeasure
    scores: Mapping[str, float]
    """By logic, likeness 0 to 1."""
    leaders: tuple[str, ...]
    """Empty when nothing could be compared."""


@dataclass(frozen=True)
class DefiStanding:
    """One défi: how strongly it is felt, how it is handled, and the priority that follows."""

    defi: str
    status: DefiStatus
    """`known` has a priority; `to_clarify` has a « ne sais pas »; `left_out` a « ne s'applique pas »; else `unanswered`."""
    strength: int | None
    """Level, 0 the lowest; None when not given."""
    handling: int | None
    priority: float | None
    """0 to 1, only when `known`."""


@dataclass(frozen=True)
class CalledAdvice:
    """A recommandation that the answers call for."""

    advice: str
    priority: float
    """The highest of its défis."""
    reasons: tuple[DefiStanding, ...]
    """The défis that call for it, highest priority first."""


@dataclass(frozen=True)
class Lead:
    """A piste: a practice of some modelled logic, not ticked, that answers strong and little handled défis."""

    question: str
    option: str
    logics: tuple[str, ...]
    """Those that hold it, in the questionnaire's order."""
    defis: tuple[str, ...]
    """The défis that it answers, highest priority first."""
    priority: float

    @property
    def reference(self) -> str:
        """`question.option`."""
        return f"{self.question}.{self.option}"


@dataclass(frozen=True)
class Assessment:
    """The whole result of one response: a pure function of the questionnaire and the answers."""

    questionnaire: str
    edition: str
    engine: str
    outcome: Outcome
    mixed: bool
    """Added to `logique` or `tendance` when a second logic has at least a quarter of the dimensions."""
    closest: tuple[str, ...]
    """The logic or logics that come first; empty when `insuffisant`."""
    second: str | None
    """The second logic of the mixed profile (`profile.second`) when `mixed`, else the second of the ranking, else None
    (`insuffisant`, or `exaequo`, where `closest` names them all)."""
    match: Match
    dimensions: tuple[DimensionResult, ...]
    """In the questionnaire's order, informative or not."""
    profile: Profile
    pulls: tuple[Pull, ...]
    """The informative dimensions, from what draws most to the first of the ranking to what draws most to its second."""
    what_if: WhatIf
    decided: str | None
    """« Acquis »: the logic that stays first whatever is answered to the dimensions still open, None if not decided."""
    missing: tuple[str, ...]
    """The dimensions without a real answer (« ne sais pas » among them), those that would help most first."""
    rivals: tuple[RivalResult, ...]
    defis: tuple[DefiStanding, ...]
    """Every défi, in the questionnaire's order."""
    advice: tuple[CalledAdvice, ...]
    """Most pressing first; empty when nothing calls for any."""
    leads: tuple[Lead, ...]
    """Most pressing first."""
