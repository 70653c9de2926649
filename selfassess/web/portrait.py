"""From a stored release to what its page shows: charts, tables, marks, method; nothing but the stored content."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ..charts import Chart
from ..charts.release import DefiPlace, LeanAxis, Portrait, release_charts
from ..disclosure.release import MEAN, TOTAL, Category, PublishedVariable, Release, release_from_content
from ..questionnaire.model import Language, Text
from ..responses.releases import Frozen
from .portrait_stacks import lean_categories, levels_of, model_stacks, percent_of, practice_stacks

OUTSIDE_LOOKS = {"hors_modele": 5, "non_comparee": 4}
"""The looks of what is not a logic, on the radar."""


def stored_release(frozen: Frozen) -> Release:
    """The release that was stored."""
    return _read(frozen.content)


@lru_cache(maxsize=8)
def _read(content: str) -> Release:
    return release_from_content(content)


def portrait_charts(release: Release, language: Language) -> list[Chart]:
    """The charts that the release has figures for."""
    return release_charts(portrait_of(release), language)


def portrait_of(release: Release) -> Portrait:
    """What the charts draw of a release."""
    if release.kind == "modele":
        return Portrait(tuple(model_stacks(release)), (), None, None, 1, 1, (), ())
    strength, handling = levels_of(release, "gravite"), levels_of(release, "prise_en_charge")
    series = lean_categories(release)
    return Portrait(
        stacks=tuple(practice_stacks(release)),
        defis=tuple(_defis(release)),
        strength_ends=(strength[0].label, strength[-1].label) if strength else None,
        handling_ends=(handling[0].label, handling[-1].label) if handling else None,
        strength_maximum=max(1, len(strength) - 1),
        handling_maximum=max(1, len(handling) - 1),
        series=tuple(_series(series)),
        axes=tuple(
            LeanAxis(variable.label, tuple(percent_of(release, variable, one.id, TOTAL) for one in series))
            for variable in release.of_topic("profil")
        ),
    )


def _mean(release: Release, variable: PublishedVariable | None) -> float | None:
    found = release.figure(variable.id, MEAN, TOTAL, "mean") if variable else None
    return found.value if found else None


def _series(categories: list[Category]) -> Iterator[tuple[Text, int]]:
    logics = 0
    for one in categories:
        outside = OUTSIDE_LOOKS.get(one.id)
        yield one.label, logics if outside is None else outside
        logics += outside is None


def _defis(release: Release) -> Iterator[DefiPlace]:
    scale = list(release.of_topic("prise_en_charge"))
    handling = {one.label.fr: one for one in scale} | {one.question: one for one in scale}
    for number, variable in enumerate(release.of_topic("gravite"), start=1):
        yield DefiPlace(
            number,
            variable.label,
            _mean(release, variable),
            _mean(release, handling.get(variable.question, handling.get(variable.label.fr))),
        )
