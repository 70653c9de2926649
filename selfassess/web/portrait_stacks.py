"""The stacked bars of a stored release: logics by group, défis by level; of the model under test, dimensions and options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from ..charts.drawing.series import look
from ..charts.release import Bar, Shade, Stack
from ..disclosure.release import NO_LOGIC, TOTAL, Category, PublishedVariable, Release, Topic
from ..questionnaire.model import Text
from ..workbook.figure_pages import MOST_DRAWN
from ..workbook.inks import INKS
from ..workbook.separation import pairs_told_apart
from ..workbook.spoken import all_groups, number

GREYS: Mapping[str, str] = dict(
    zip(NO_LOGIC, ("#8a8a92", "#a3a3ab", "#b9b9c0", "#dedee3", "#6b6b73", "#c9c9cf"), strict=True)
)
"""What is not a logic is grey, everywhere."""
DARK = {"#0072B2", "#6b6b73", "#8A6A00", "#767676"}


def percent_of(release: Release, variable: PublishedVariable, category: str, group: str) -> float | None:
    found = release.figure(variable.id, category, group, "percent")
    return found.value if found else None


def _categories(release: Release, variables: Iterable[PublishedVariable]) -> list[Category]:
    """The categories that have percentages, each once, in order."""
    having = {figure.category for figure in release.figures if figure.kind == "percent"}
    every = chain.from_iterable(variable.categories for variable in variables)
    return list({one.id: one for one in every if one.id in having}.values())


def levels_of(release: Release, topic: Topic) -> list[Category]:
    real = [variable for variable in release.of_topic(topic) if variable.kind == "ordinal"]
    return [one for one in _categories(release, real) if one.id not in ("ne_sais_pas", "sans_objet")]


def lean_categories(release: Release) -> list[Category]:
    return _categories(release, release.of_topic("profil"))


def _shades(categories: list[Category]) -> tuple[Shade, ...]:
    """Logics keep the look that they have everywhere; the rest is grey."""
    shades: list[Shade] = []
    logics = 0
    for one in categories:
        color = GREYS.get(one.id) or look(logics).color
        logics += one.id not in GREYS
        shades.append(Shade(one.label, color, color not in DARK))
    return tuple(shades)


def _level_shades(categories: list[Category]) -> tuple[Shade, ...]:
    """A scale darkens from its lowest level to its highest."""
    last = max(1, len(categories) - 1)
    inks = [INKS[f"level_{round(4 * place / last)}"] for place in range(len(categories))]
    return tuple(Shade(one.label, f"#{ink.colour}", ink.light) for one, ink in zip(categories, inks, strict=True))


def practice_stacks(release: Release) -> Iterator[Stack]:
    closest = next((variable for variable in release.of_topic("logiques") if variable.kind == "nominal"), None)
    if closest is not None:
        yield _logic_stack(release, closest)
    for topic, name, title, lead in SCALES:
        levels, variables = levels_of(release, topic), list(release.of_topic(topic))
        if levels:
            bars = tuple(
                Bar(variable.label, tuple(percent_of(release, variable, one.id, TOTAL) for one in levels))
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
    categories = _categories(release, [closest])
    bars: list[Bar] = []
    before = ""
    for group_id, (breakdown, group) in all_groups(release).items():
        if group in release.periods or release.figure(closest.id, categories[0].id, group_id, "percent") is None:
            continue
        heading = breakdown if group_id != TOTAL and breakdown.fr != before else None
        before = breakdown.fr
        values = tuple(percent_of(release, closest, one.id, group_id) for one in categories)
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


def model_stacks(release: Release) -> Iterator[Stack]:
    """What puts the model to the test: who is near which logic, which dimensions tell apart, what is outside."""
    closest = next((variable for variable in release.of_topic("logiques") if variable.kind == "nominal"), None)
    if closest is not None:
        yield _logic_stack(release, closest)
    dimensions = sorted(release.of_topic("profil"), key=lambda one: -(pairs_told_apart(release, one) or 0.0))
    if dimensions:
        yield _dimension_stack(release, dimensions)
    shares = [(percent_of(release, one, one.categories[0].id, TOTAL), one) for one in release.of_topic("hors_modele")]
    chosen = [found for found in shares if found[0] != 0]
    if chosen:
        yield _outside_stack(sorted(chosen, key=lambda found: -(found[0] or 0.0)))


def _dimension_stack(release: Release, dimensions: list[PublishedVariable]) -> Stack:
    categories = lean_categories(release)
    bars: list[Bar] = []
    for one in dimensions:
        pairs = pairs_told_apart(release, one)
        told = "" if pairs is None else f" ({number(pairs, 'en', 0)})"
        label = Text(fr=one.label.fr + told, en=one.label.en + told)
        bars.append(Bar(label, tuple(percent_of(release, one, category.id, TOTAL) for category in categories)))
    return Stack(
        "dimension-stack",
        Text(fr="Quelles dimensions départagent les organismes", en="Which dimensions tell organizations apart"),
        Text(
            fr="Chaque barre partage les organismes ; le nombre entre parenthèses dit combien de paires sur 100 penchent vers deux logiques différentes.",
            en="Each bar divides the organizations; the number in brackets says how many pairs out of 100 lean to two different logics.",
        ),
        Text(fr="Dimension", en="Dimension"),
        _shades(categories),
        tuple(bars),
    )


def _outside_stack(options: list[tuple[float | None, PublishedVariable]]) -> Stack:
    bars = tuple(
        Bar(Text(fr=f"{v.label.fr} ({v.question_label.fr})", en=f"{v.label.en} ({v.question_label.en})"), (share,))
        for share, v in options[:MOST_DRAWN]
    )
    return Stack(
        "outside-bars",
        Text(fr="Quelles options hors du modèle reviennent", en="Which options outside the model recur"),
        Text(
            fr="Chaque barre est la part des organismes qui ont choisi une option qu’aucune logique ne tient.",
            en="Each bar is the share of organizations that chose an option that no logic holds.",
        ),
        Text(fr="Option", en="Option"),
        (Shade(Text(fr="Ont choisi cette option", en="Chose this option"), f"#{INKS['accent'].colour}", False),),
        bars,
    )
