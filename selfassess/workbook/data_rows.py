"""The tidy rows: one published number each, and nothing else; the sheet « Données », the CSV and the JSON are these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..disclosure.marks import Mark
from ..disclosure.release import ANSWERED, MEAN, FigureKind, Release
from ..questionnaire.model import Language, Text
from .spoken import KINDS, PUBLISHED, UNITS, all_groups, bracketed
from .vocabulary import TOPIC_NAMES

ANSWERED_LABEL = Text(fr="Ont répondu", en="Answered")
MEAN_LABEL = Text(fr="Moyenne", en="Mean")
UNKNOWN = Text(fr="—", en="—")


@dataclass(frozen=True, slots=True)
class DataRow:
    """A figure with its names in one language."""

    topic: str
    variable: str
    variable_label: str
    category: str
    category_label: str
    breakdown: str
    group: str
    group_label: str
    kind: FigureKind
    measure: str
    value: float
    unit: str
    step: float | None
    mark: Mark

    @property
    def status(self) -> str:
        """The mark in brackets, empty for an exact figure."""
        return bracketed(self.mark) if self.mark else ""


def data_rows(release: Release, language: Language) -> Iterator[DataRow]:
    """Every figure of the release that is a number, in its order: what is withheld has no row."""
    groups = all_groups(release)
    labels = {
        (variable.id, category.id): category.label for variable in release.variables for category in variable.categories
    }
    special = {ANSWERED: ANSWERED_LABEL, MEAN: MEAN_LABEL}
    for figure in release.figures:
        if figure.value is None:
            continue
        variable = release.variable_by_id[figure.variable]
        breakdown, group = groups[figure.group]
        category = labels.get((figure.variable, figure.category)) or special.get(figure.category, UNKNOWN)
        yield DataRow(
            topic=variable.topic,
            variable=variable.id,
            variable_label=variable.label.in_(language),
            category=figure.category,
            category_label=category.in_(language),
            breakdown=breakdown.in_(language),
            group=figure.group,
            group_label=group.label.in_(language),
            kind=figure.kind,
            measure=KINDS[figure.kind].in_(language),
            value=figure.value,
            unit=UNITS[figure.kind].in_(language),
            step=figure.step,
            mark=figure.mark,
        )


def published_word(language: Language) -> str:
    """The status of an exact figure."""
    return PUBLISHED.in_(language)


def topic_name(topic: str, language: Language) -> str:
    return TOPIC_NAMES[topic].in_(language)
