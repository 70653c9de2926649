"""From a stored release to what its page shows: charts, tables, marks, method; nothing but the stored content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from ..charts import Chart
from ..charts.drawing.series import look
from ..charts.release import Bar, DefiPlace, LeanAxis, Portrait, Shade, Stack, release_charts
from ..disclosure.release import MEAN, TOTAL, Category, PublishedVariable, Release, Topic, release_from_content
from ..questionnaire.model import Language, Text
from ..responses.releases import Frozen
from ..workbook.inks import INKS
from ..workbook.spoken import all_groups

GREYS = {"mixte": "#8a8a92", "hors_modele": "#6b6b73", "aucune": "#b5b5bc", "insuffisant": "#dedee3"}
"""What is not a logic is grey, everywhere."""
LIGHT = {"#D55E00", "#009E73", "#CC79A7", "#8a8a92", "#b5b5bc", "#dedee3"}
OUTSIDE_LOOK = 5
"""The look of what is outside the logics, on the radar."""


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
    strength, handling = _levels(release, "gravite"), _levels(release, "prise_en_charge")
    series = _lean_categories(release)
    return Portrait(
        stacks=tuple(_stacks(release)),
        defis=tuple(_defis(release)),
        strength_ends=(strength[0].label, strength[-1].label) if strength else None,
        handling_ends=(handling[0].label, handling[-1].label) if handling else None,
        strength_maximum=max(1, len(strength) - 1),
        handling_maximum=max(1, len(handling) - 1),
        series=tuple(_series(series)),
        axes=tuple(
            LeanAxis(variable.label, tuple(_percent(release, variable, one.id, TOTAL) for one in series))
            for variable in release.of_topic("profil")
        ),
    )


def _percent(release: Release, variable: PublishedVariable, category: str, group: str) -> float | None:
    found = release.figure(variable.id, category, group, "percent")
    return found.value if found else None


def _mean(release: Release, variable: PublishedVariable | None) -> float | None:
    found = release.figure(variable.id, MEAN, TOTAL, "mean") if variable else None
    return found.value if found else None


def _shared(release: Release, variables: Iterable[PublishedVariable]) -> list[Category]:
    """The categories that have percentages, each once, in order."""
    having = {figure.category for figure in release.figures if figure.kind == "percent"}
    every = chain.from_iterable(variable.categories for variable in variables)
    return list({one.id: one for one in every if one.id in having}.values())


def _levels(release: Release, topic: Topic) -> list[Category]:
    real = [variable for variable in release.of_topic(topic) if variable.kind == "ordinal"]
    return [one for one in _shared(release, real) if one.id not in ("ne_sais_pas", "sans_objet")]


def _lean_categories(release: Release) -> list[Category]:
    return _shared(release, release.of_topic("profil"))


def _series(categories: list[Category]) -> Iterator[tuple[Text, int]]:
    logics = 0
    for one in categories:
        outside = one.id in GREYS
        yield one.label, OUTSIDE_LOOK if outside else logics
        logics += not outside


def _shades(categories: list[Category]) -> tuple[Shade, ...]:
    """Logics keep the look that they have everywhere; the rest is grey."""
    shades: list[Shade] = []
    logics = 0
    for one in categories:
        color = GREYS.get(one.id) or look(logics).color
        logics += one.id not in GREYS
        shades.append(Shade(one.label, color, color in LIGHT))
    return tuple(shades)


def _level_shades(categories: list[Category]) -> tuple[Shade, ...]:
    """A scale darkens from its lowest level to its highest."""
    last = max(1, len(categories) - 1)
    inks = [INKS[f"level_{round(4 * place / last)}"] for place in range(len(categories))]
    return tuple(Shade(one.label, f"#{ink.colour}", ink.light) for one, ink in zip(categories, inks, strict=True))


def _stacks(release: Release) -> Iterator[Stack]:
    closest = next((variable for variable in release.of_topic("logiques") if variable.kind == "nominal"), None)
    if closest is not None:
        yield _logic_stack(release, closest)
    for topic, name, title, lead in SCALES:
        levels, variables = _levels(release, topic), list(release.of_topic(topic))
        if levels:
            bars = tuple(
                Bar(variable.label, tuple(_percent(release, variable, one.id, TOTAL) for one in levels))
                for variable in variables
            )
            yield Stack(name, title, lead, Text(fr="Défi", en="Challenge"), _level_shades(levels), bars)


SCALES: tuple[tuple[Topic, str, Text, Text], ...] = (
    (
        "gravite",
        "strength-stack",
        Text(fr="À quel point chaque défi est vécu", en="How strongly each challenge is felt"),
        Text(fr="Chaque barre partage les organismes selon leur réponse.", en="Each bar divides the organizations by their answer."),
    ),
    (
        "prise_en_charge",
        "handling-stack",
        Text(fr="À quel point chaque défi est pris en charge", en="How far each challenge is handled"),
        Text(fr="Chaque barre partage les organismes selon leur réponse.", en="Each bar divides the organizations by their answer."),
    ),
)  # fmt: skip


def _logic_stack(release: Release, closest: PublishedVariable) -> Stack:
    categories = _shared(release, [closest])
    bars: list[Bar] = []
    before = ""
    for group_id, (breakdown, group) in all_groups(release).items():
        if group in release.periods or release.figure(closest.id, categories[0].id, group_id, "percent") is None:
            continue
        heading = breakdown if group_id != TOTAL and breakdown.fr != before else None
        before = breakdown.fr
        values = tuple(_percent(release, closest, one.id, group_id) for one in categories)
        bars.append(Bar(group.label, values, heading))
    return Stack(
        "logic-stack",
        Text(fr="De quelle logique les pratiques sont proches", en="Which logic the practices are close to"),
        Text(
            fr="Chaque barre partage les organismes d’un groupe.", en="Each bar divides the organizations of a group."
        ),
        Text(fr="Groupe", en="Group"),
        _shades(categories),
        tuple(bars),
    )


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
