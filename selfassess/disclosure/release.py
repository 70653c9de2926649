"""A frozen release: the only thing that pages, charts, workbooks and downloads about a group are drawn from.

It holds published figures and words, never a contributor, a code, a date of submission or an exact count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from ..questionnaire.model import Text
from .canonical import ADDED, canonical, from_canonical
from .marks import Mark

DISCLOSURE_ENGINE = "1"
"""The version of the rules of disclosure: it grows when the same answers could give other figures."""

Topic = Literal[
    "participation",
    "logiques",
    "gravite",
    "prise_en_charge",
    "profil",
    "recommandations",
    "hors_modele",
    "evolution",
]
TOPICS: tuple[Topic, ...] = (
    "participation",
    "logiques",
    "gravite",
    "prise_en_charge",
    "profil",
    "recommandations",
    "hors_modele",
    "evolution",
)
ReleaseKind = Literal["pratiques", "modele"]
TOPICS_OF: Mapping[ReleaseKind, tuple[Topic, ...]] = {
    "pratiques": ("participation", "logiques", "gravite", "prise_en_charge", "profil", "recommandations", "evolution"),
    "modele": ("logiques", "profil", "hors_modele", "evolution"),
}
"""What each kind of portrait is about: nothing else is collected, rounded, verified or published in it.

« pratiques » is what funders and the network read; « modele », for the research team, puts the logics to the test.
"""
RESEARCH = "recherche"
"""The consent, by its id in a questionnaire, that the kind « modele » asks for, and that no other kind may use."""
NO_LOGIC = ("mixte", "exaequo", "aucune", "insuffisant", "hors_modele", "non_comparee")
"""The categories of outcomes and of leans that are not one logic, by id."""
VariableKind = Literal["nominal", "multiple", "ordinal"]
FigureKind = Literal["count", "percent", "mean"]
Rung = Literal["whole", "coarser_means", "no_group_means", "total_only", "withheld"]
RUNGS: tuple[Rung, ...] = ("whole", "coarser_means", "no_group_means", "total_only", "withheld")
"""How much of a variable is published, from all to nothing."""

TOTAL = "total"
"""The group of all participants."""
PARTICIPANTS = "participants"
"""The variable, and its only category, that counts the organisms of each group."""
ANSWERED = "repondu"
"""The category that counts those who gave a real answer: what percentages and means are over."""
MEAN = "moyenne"
"""The category that means stand under."""
PERIODS = "periode"
"""What stands before the dot in the groups of `evolution`; no breakdown has this id."""


@dataclass(frozen=True)
class Audience:
    """Whom a release is for."""

    id: str
    label: Text


@dataclass(frozen=True)
class Period:
    """The declared period, whose last day closes it; ISO dates, both included."""

    id: str
    label: Text
    since: str
    until: str


@dataclass(frozen=True)
class Parameters:
    """The rules' numbers, printed in the methodology."""

    threshold: int = 10
    """K: no figure is about fewer organisms; at least 5."""
    base: int = 3
    """Counts are multiples of it."""
    steps: tuple[float, ...] = (0.05, 0.1, 0.25, 0.5, 1.0)
    """A mean over n answers has the smallest step h of these with h·n ≥ 2."""
    insiders: int = 2
    """Up to how many participants that share what they answered the audit stands against."""

    def __post_init__(self) -> None:
        if self.threshold < 5:
            raise ValueError(f"the threshold is 5 organisms at least, not {self.threshold}")


@dataclass(frozen=True)
class Participants:
    """How many organisms contributed, as it may be said."""

    published: int | None
    """Rounded; None when fewer than the threshold."""
    words: Text
    """« environ 24 participants », « moins de 10 participants »."""


@dataclass(frozen=True)
class Category:
    """One answer that is counted."""

    id: str
    label: Text


@dataclass(frozen=True)
class PublishedVariable:
    """One thing that was asked or found, and how much of it is published."""

    id: str
    label: Text
    topic: Topic
    kind: VariableKind
    question: str
    """What it is about: a question, a défi, a dimension, a recommandation. Variables of a « multiple » share it."""
    question_label: Text
    categories: tuple[Category, ...]
    """In order; of an ordinal, levels 0, 1, 2…; « ne sais pas » and « sans objet » after the real answers."""
    published: Rung = "whole"


@dataclass(frozen=True)
class Group:
    """A published group of contributors."""

    id: str
    """`<breakdown>.<category>`, or `total`."""
    label: Text
    categories: tuple[str, ...]
    """The declared categories in it; several when they were merged."""


@dataclass(frozen=True)
class PublishedBreakdown:
    """A declared partition, as published: its groups, or none when it is withheld."""

    id: str
    label: Text
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Merge:
    """Why some categories of a breakdown stand together, or why it is withheld (`into` is then None)."""

    breakdown: str
    categories: tuple[str, ...]
    into: str | None
    reason: Literal["fewer_than_threshold", "isolation", "too_few_groups"]
    words: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number, or its absence with the mark that says why."""

    variable: str
    category: str
    group: str
    kind: FigureKind
    value: float | None
    """A count is a multiple of its step, a percent 0 to 100, a mean on its levels; None when withheld."""
    mark: Mark
    step: float | None = None
    """The rounding step of a count or a mean; None for percents and withheld figures."""


@dataclass(frozen=True)
class Repair:
    """A variable of which less is published, because more would have revealed something."""

    variable: str
    published: Rung
    words: Text


@dataclass(frozen=True)
class Audit:
    """What the verification of the figures says."""

    verdict: Literal["passed", "too_few"]
    variables: int
    """How many were verified."""
    facts: int
    """How many protected facts were shown to stay open, on all variables."""
    repairs: tuple[Repair, ...]
    words: Text


@dataclass(frozen=True)
class Release:
    """Everything that is published of one audience's contributors for one period."""

    title: Text
    audience: Audience
    period: Period
    questionnaire: str
    editions: tuple[str, ...]
    """The questionnaires' SHA-256, sorted."""
    scoring_engine: str
    disclosure_engine: str
    parameters: Parameters
    participants: Participants
    breakdowns: tuple[PublishedBreakdown, ...]
    periods: tuple[Group, ...]
    """The periods that figures of the topic `evolution` are about, oldest first: `periode.<id>`, this one included."""
    variables: tuple[PublishedVariable, ...]
    """By topic, in the questionnaire's order; empty when there are too few participants."""
    figures: tuple[Figure, ...]
    """By variable, then group (the total first): counts (who answered, then each category), percentages of the real
    answers, and the mean of an ordinal. What is withheld is there, without a value, marked `c`."""
    merges: tuple[Merge, ...]
    audit: Audit
    earlier: tuple[str, ...]
    """The SHA-256 of the releases that this one was verified with."""
    seal: str
    """HMAC-SHA256 of what the figures were made from, under the instance's secret."""
    kind: ReleaseKind = field(default="pratiques", metadata=ADDED)
    """One that was stored before there were kinds is about practices, with whatever it holds."""

    @cached_property
    def content(self) -> str:
        """The whole release as canonical JSON: what is stored, and what is hashed."""
        return canonical(self)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of `content`, in hexadecimal."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @cached_property
    def variable_by_id(self) -> Mapping[str, PublishedVariable]:
        return {variable.id: variable for variable in self.variables}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Every group that figures are about, by id, the total first."""
        total = Group(TOTAL, Text(fr="Ensemble des participants", en="All participants"), ())
        published = [group for breakdown in self.breakdowns for group in breakdown.groups]
        return {group.id: group for group in (total, *published, *self.periods)}

    @cached_property
    def figure_by_place(self) -> Mapping[tuple[str, str, str, FigureKind], Figure]:
        """Figures by (variable, category, group, kind)."""
        return {(f.variable, f.category, f.group, f.kind): f for f in self.figures}

    def of_topic(self, topic: Topic) -> Iterator[PublishedVariable]:
        """The variables of one sheet, in order."""
        return (variable for variable in self.variables if variable.topic == topic)

    def figure(self, variable: str, category: str, group: str = TOTAL, kind: FigureKind = "count") -> Figure | None:
        """One figure, None when nothing is published there."""
        return self.figure_by_place.get((variable, category, group, kind))


def release_from_content(content: str) -> Release:
    """The release that was stored; the inverse of `Release.content`. Raises ValueError or TypeError on anything else."""
    release = from_canonical(Release, content)
    # Hashed as it was stored: writing it anew would cost more than the rest of a workbook.
    release.__dict__["sha256"] = hashlib.sha256(content.encode()).hexdigest()
    return release
