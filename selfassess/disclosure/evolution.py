"""What changed since the audience's earlier releases: their published figures again, never new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .crowd import Earlier
from .release import PERIODS, TOTAL, Figure, Group, Period, PublishedVariable, Release, Topic

FOLLOWED: tuple[Topic, ...] = ("logiques", "gravite", "prise_en_charge", "recommandations")
"""The topics that are followed from one period to the next."""
PREFIX = "evolution."


@dataclass(frozen=True)
class Evolution:
    """The periods, oldest first, and the totals of each; all empty at the first release."""

    periods: tuple[Group, ...] = ()
    variables: tuple[PublishedVariable, ...] = ()
    figures: tuple[Figure, ...] = ()


def evolution_of(
    blank: Release,
    variables: Sequence[PublishedVariable],
    figures: Sequence[Figure],
    earlier: Iterable[Earlier],
) -> Evolution:
    """The totals of this release's followed variables, in it and in the audience's earlier releases."""
    known = [one.release for one in earlier if _same_series(one.release, blank)]
    series = {release.period.id: (release.period, release.figures) for release in sorted(known, key=_age)}
    if not series:
        return Evolution()
    series[blank.period.id] = (blank.period, tuple(figures))
    followed = {variable.id: variable for variable in variables if variable.topic in FOLLOWED}
    return Evolution(
        tuple(Group(_group(period), period.label, (period.id,)) for period, _ in series.values()),
        tuple(replace(variable, id=PREFIX + variable.id, topic="evolution") for variable in followed.values()),
        tuple(
            replace(figure, variable=PREFIX + figure.variable, group=_group(period))
            for variable in followed
            for period, told in series.values()
            for figure in told
            if figure.variable == variable and figure.group == TOTAL
        ),
    )


def _same_series(one: Release, other: Release) -> bool:
    return (one.kind, one.audience.id, one.questionnaire) == (other.kind, other.audience.id, other.questionnaire)


def _age(release: Release) -> tuple[str, str]:
    return release.period.until, release.period.id


def _group(period: Period) -> str:
    return f"{PERIODS}.{period.id}"
