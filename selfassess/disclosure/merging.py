"""Which groups of a declared breakdown are published: small ones are merged, never hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..questionnaire.model import Text
from .patterns import Flags
from .release import Group, Merge, PublishedBreakdown
from .survey import UNPLACED, Breakdown, Survey

OTHERS = "autres_regroupes"
OTHERS_LABEL = Text(fr="Autres (regroupés)", en="Others (grouped)")
NOT_GIVEN = "non_precise"
NOT_GIVEN_LABEL = Text(fr="Non précisé", en="Not given")

Places = frozenset[int]
"""The places of the categories that one group holds; `UNPLACED` for contributors in none."""


@dataclass(frozen=True)
class Partition:
    """The groups of one breakdown as they stand: none when it is withheld."""

    breakdown: Breakdown
    sizes: Mapping[int, int]
    """By place of a category that has contributors, how many."""
    groups: tuple[Places, ...]
    others: Places | None = None
    """Which of the groups is « Autres (regroupés) »."""
    joined: tuple[Places, ...] = ()
    """The groups that were merged because a combination isolated somebody."""

    def size(self, group: Places) -> int:
        return sum(self.sizes[place] for place in group)

    def name(self, place: int) -> str:
        return NOT_GIVEN if place == UNPLACED else self.breakdown.categories[place].id

    def identifier(self, group: Places) -> str:
        """`<breakdown>.<category>`, the categories joined by + when several were merged."""
        parts = OTHERS if group == self.others else "+".join(self.name(place) for place in sorted(group))
        return f"{self.breakdown.id}.{parts}"


def partition_of(survey: Survey, place: int, threshold: int) -> Partition:
    """One breakdown's groups after the first merges: none has fewer than `threshold` contributors."""
    names, counts = np.unique(survey.memberships[:, place], return_counts=True)
    sizes = {int(name): int(count) for name, count in zip(names, counts, strict=True)}
    named = sorted(
        (frozenset({one}) for one in sizes if sizes[one] >= threshold), key=lambda g: (sizes[min(g)], min(g))
    )
    pool = frozenset(one for one in sizes if sizes[one] < threshold)
    start = Partition(survey.breakdowns[place], sizes, ())
    while pool and named and (start.size(pool) < threshold or len(pool) < 2):
        pool |= named.pop(0)
    groups = (*sorted(named, key=min), *([pool] if pool else []))
    if len(groups) < 2 or (pool and start.size(pool) < threshold):
        return start
    return replace(start, groups=groups, others=pool or None)


def merged_once(partitions: Sequence[Partition]) -> list[Partition]:
    """The same, the two smallest groups of the breakdown that has most made one; one group alone is withheld."""
    place = max(range(len(partitions)), key=lambda one: len(partitions[one].groups))
    chosen = partitions[place]
    by_size = sorted(chosen.groups, key=lambda group: (chosen.size(group), sorted(group)))
    first, second, *rest = by_size
    both = first | second
    others = both if chosen.others in (first, second) else chosen.others
    joined = (*(group for group in chosen.joined if not group <= both), both)
    groups = tuple(sorted([*rest, both], key=lambda group: (group == others, min(group)))) if rest else ()
    made = replace(chosen, groups=groups, others=others, joined=joined)
    return [made if one == place else partition for one, partition in enumerate(partitions)]


def members(survey: Survey, partitions: Sequence[Partition]) -> Flags:
    """n × groups of all partitions, in order: who is in each."""
    columns = [
        np.isin(survey.memberships[:, place], sorted(group))
        for place, partition in enumerate(partitions)
        for group in partition.groups
    ]
    return np.array(columns, dtype=np.bool_).reshape(len(columns), len(survey.contributors)).T


def published_breakdown(partition: Partition) -> PublishedBreakdown:
    """The breakdown as a release says it."""
    groups = tuple(
        Group(partition.identifier(group), _label(partition, group), tuple(map(partition.name, sorted(group))))
        for group in partition.groups
    )
    return PublishedBreakdown(partition.breakdown.id, partition.breakdown.label, groups)


def _label(partition: Partition, group: Places) -> Text:
    if group == partition.others:
        return OTHERS_LABEL
    labels = [
        NOT_GIVEN_LABEL if place == UNPLACED else partition.breakdown.categories[place].label for place in sorted(group)
    ]
    return Text(fr=" ; ".join(label.fr for label in labels), en="; ".join(label.en for label in labels))


def merges_of(partition: Partition, threshold: int) -> list[Merge]:
    """What was merged and why, in words."""
    breakdown = partition.breakdown.id
    if not partition.groups:
        names = tuple(partition.name(place) for place in sorted(partition.sizes))
        return [Merge(breakdown, names, None, "too_few_groups", _withheld(threshold))]
    return [
        Merge(
            breakdown,
            tuple(partition.name(place) for place in sorted(group)),
            partition.identifier(group),
            "isolation" if group in partition.joined else "fewer_than_threshold",
            _isolation(threshold) if group in partition.joined else _small(threshold),
        )
        for group in partition.groups
        if len(group) > 1
    ]


def _small(threshold: int) -> Text:
    return Text(
        fr=f"Regroupés : au moins l’un d’eux a moins de {threshold} participants.",
        en=f"Grouped: at least one of them has fewer than {threshold} participants.",
    )


def _isolation(threshold: int) -> Text:
    return Text(
        fr=f"Regroupés : en combinant les groupes publiés, on aurait isolé moins de {threshold} participants.",
        en=f"Grouped: combining the published groups would have isolated fewer than {threshold} participants.",
    )


def _withheld(threshold: int) -> Text:
    return Text(
        fr=f"Retenue : elle n’a pas deux groupes d’au moins {threshold} participants qui se publient sans risque.",
        en=f"Withheld: it has no two groups of {threshold} participants or more that can be published safely.",
    )
