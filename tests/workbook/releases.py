"""Releases of a likely size, made without the rules of disclosure: the workbook's own subject is how figures are shown."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from selfassess.disclosure.release import (
    ANSWERED,
    MEAN,
    PARTICIPANTS,
    TOPICS_OF,
    TOTAL,
    Audience,
    Audit,
    Category,
    Figure,
    Group,
    Parameters,
    Participants,
    Period,
    PublishedBreakdown,
    PublishedVariable,
    Release,
    Topic,
    VariableKind,
)
from selfassess.jobs import closing
from selfassess.questionnaire.model import Questionnaire, Text
from selfassess.questionnaire.reading import read_questionnaire
from tests.disclosure.example import LEANS, NO_ANSWERS, OUTCOMES, YES, example_release

QUESTIONNAIRE = Path(__file__).parents[2] / "questionnaires" / "regionalisation.yaml"
Breakdowns = dict[tuple[str, str, str], list[tuple[str, str, str]]]
BREAKDOWNS: Breakdowns = {
    ("territoire", "Territoire", "Territory"): [
        ("hors", "Hors agglomération", "Outside urban areas"),
        ("petite", "Une agglomération secondaire", "A smaller urban area"),
        ("autres", "Autres (regroupés)", "Others (grouped)"),
    ],
    ("direction", "Direction régionale", "Regional branch"): [
        ("est", "Est-du-Québec", "Eastern Québec"),
        ("centre", "Capitale-Nationale et Centre-du-Québec", "Capitale-Nationale and Centre-du-Québec"),
        ("nord", "Nord et Ouest", "North and West"),
        ("sud", "Estrie et Montérégie", "Estrie and Montérégie"),
    ],
    ("logique", "Logique la plus proche", "Closest logic"): [
        ("employeurs", "Répondre aux besoins des employeurs", "Meeting employers’ needs"),
        ("transformation", "Vers une transformation du milieu", "Towards a change in the host community"),
        ("autres", "Autres (regroupés)", "Others (grouped)"),
    ],
}


@cache
def questionnaire() -> Questionnaire:
    return read_questionnaire(QUESTIONNAIRE)


class _Maker:
    """Draws figures that look like real ones: rounded to 3, the same for the same seed."""

    def __init__(self, breakdowns: Breakdowns) -> None:
        self.random = random.Random(7)
        self.variables: list[PublishedVariable] = []
        self.figures: list[Figure] = []
        self.breakdowns = tuple(
            PublishedBreakdown(
                name,
                Text(fr=fr, en=en),
                tuple(Group(f"{name}.{code}", Text(fr=f, en=e), (code,)) for code, f, e in groups),
            )
            for (name, fr, en), groups in breakdowns.items()
        )
        self.sizes = {TOTAL: 120} | {
            group.id: self.random.choice((12, 24, 33, 48)) for b in self.breakdowns for group in b.groups
        }

    def add(self, variable: PublishedVariable, sizes: dict[str, int] | None = None, mean: bool = False) -> None:
        self.variables.append(variable)
        real = [c for c in variable.categories if c not in NO_ANSWERS]
        weights = [self.random.random() ** 2 + 0.02 for _ in real]
        for group, size in (sizes or self.sizes).items():
            answered = max(3, size - 3 * self.random.randrange(3))
            counts = [3 * round(answered * weight / sum(weights) / 3) for weight in weights]
            if len(real) == 1:
                counts = [3 * round(answered * self.random.random() / 3)]
            self._count(variable, ANSWERED, group, answered)
            for category, count in zip(real, counts, strict=True):
                self._count(variable, category.id, group, count)
            for category in variable.categories[len(real) :]:
                self._count(variable, category.id, group, 3 * self.random.randrange(2))
            for category, count in zip(real, counts, strict=True):
                share = round(min(100.0, 100 * count / answered), 1)
                self.figures.append(Figure(variable.id, category.id, group, "percent", share, "r" if count else "z"))
            if mean:
                step = 0.05 if answered >= 40 else 0.1
                level = sum(n * weight for n, weight in enumerate(weights)) / sum(weights)
                self.figures.append(
                    Figure(variable.id, MEAN, group, "mean", round(round(level / step) * step, 2), "r", step)
                )

    def _count(self, variable: PublishedVariable, category: str, group: str, value: int) -> None:
        self.figures.append(Figure(variable.id, category, group, "count", float(value), "r" if value else "z", 3.0))


def _variable(
    name: str,
    label: Text,
    topic: Topic,
    kind: VariableKind,
    categories: tuple[Category, ...],
    question: Text | None = None,
) -> PublishedVariable:
    return PublishedVariable(name, label, topic, kind, name, question or label, categories)


def full_release(research: bool = False, breakdowns: int = 3) -> Release:
    """About 120 organisms, up to three breakdowns, nine défis, every dimension of the shipped questionnaire, three periods."""
    return release_by(dict(list(BREAKDOWNS.items())[:breakdowns]), research)


def largest_release(research: bool = False) -> Release:
    """Every breakdown that can be declared, and each of its categories a group: what a million organisms could give."""
    every = closing.possible_breakdowns(questionnaire())
    groups = {(b.id, b.label.fr, b.label.en): [(c.id, c.label.fr, c.label.en) for c in b.categories] for b in every}
    return release_by(groups, research)


def release_by(breakdowns: Breakdowns, research: bool) -> Release:
    """A release with these groups."""
    maker, asked = _Maker(breakdowns), questionnaire()
    kind = "modele" if research else "pratiques"
    people = Text(fr="Organismes participants", en="Participating organizations")
    maker.variables.append(
        _variable(PARTICIPANTS, people, "participation", "nominal", (Category(PARTICIPANTS, people),))
    )
    for group, size in maker.sizes.items():
        maker.figures.append(Figure(PARTICIPANTS, PARTICIPANTS, group, "count", float(size), "r", 3.0))
    closest = Text(fr="Logique la plus proche", en="Closest logic")
    logics = tuple(Category(e.id, Text(fr=e.fr, en=e.en)) for e in asked.logics)
    outcomes, leans = (*logics, *OUTCOMES[3:]), (*logics, LEANS[-1])
    maker.add(_variable("logique", closest, "logiques", "nominal", outcomes))
    strength = tuple(Category(e.id, Text(fr=e.fr, en=e.en)) for e in asked.scales.strength)
    handling = tuple(Category(e.id, Text(fr=e.fr, en=e.en)) for e in asked.scales.handling)
    for topic, levels, suffix in (("gravite", strength, "force"), ("prise_en_charge", handling, "reponse")):
        for defi in asked.defis:
            label = defi.short or Text(fr=defi.fr, en=defi.en)
            maker.add(_variable(f"{defi.id}_{suffix}", label, topic, "ordinal", (*levels, *NO_ANSWERS)), mean=True)
    for question in asked.dimensions:
        label = question.short or Text(fr=question.fr, en=question.en)
        maker.add(_variable(f"profil.{question.id}", label, "profil", "nominal", leans))
    for advice in asked.advice[:4]:
        label = Text(fr=advice.fr, en=advice.en)
        maker.add(_variable(f"recommandation.{advice.id}", label, "recommandations", "multiple", YES))
    _add_outside(maker, asked)
    periods = tuple(
        Group(f"periode.{year}", Text(fr=f"Automne {year}", en=f"Fall {year}"), (str(year),))
        for year in (2025, 2026, 2027)
    )
    sizes = {period.id: 60 + 30 * n for n, period in enumerate(periods)}
    maker.add(_variable("evolution.logique", closest, "evolution", "nominal", outcomes), sizes)
    example = example_release()
    kept = {v.id: v for v in maker.variables if v.topic in TOPICS_OF[kind] or v.id == PARTICIPANTS}
    return Release(
        title=Text(fr="Portrait du réseau, automne 2027", en="Portrait of the network, fall 2027"),
        audience=Audience("recherche", Text(fr="Équipe de recherche", en="Research team"))
        if research
        else Audience("bailleurs", Text(fr="Bailleurs de fonds", en="Funders")),
        period=Period("2027", Text(fr="Automne 2027", en="Fall 2027"), "2027-09-01", "2027-12-15"),
        questionnaire="regionalisation",
        editions=("0" * 64,),
        scoring_engine="1",
        disclosure_engine="1",
        parameters=Parameters(),
        participants=Participants(120, Text(fr="environ 120 participants", en="about 120 participants")),
        breakdowns=maker.breakdowns,
        periods=periods,
        variables=tuple(kept.values()),
        figures=tuple(figure for figure in maker.figures if figure.variable in kept),
        merges=example.merges,
        audit=Audit("passed", len(kept), 18_400, (), example.audit.words),
        earlier=("1" * 64,),
        seal="2" * 64,
        kind=kind,
    )


def _add_outside(maker: _Maker, asked: Questionnaire) -> None:
    for question in asked.dimensions:
        options = [o for o in getattr(question, "options", ()) if not o.logics and not o.unknown and not o.common]
        for option in options[:2]:
            maker.add(
                _variable(
                    f"hors_modele.{question.id}.{option.id}",
                    Text(fr=option.fr, en=option.en),
                    "hors_modele",
                    "multiple",
                    YES,
                    question.short or Text(fr=question.fr, en=question.en),
                )
            )


def small_release() -> Release:
    """Fewer participants than the threshold: nothing but that is said."""
    example = example_release()
    words = Text(fr="moins de 10 participants", en="fewer than 10 participants")
    verdict = Text(fr="Trop peu de participants pour publier.", en="Too few participants to publish.")
    return Release(
        title=example.title,
        audience=example.audience,
        period=example.period,
        questionnaire=example.questionnaire,
        editions=example.editions,
        scoring_engine=example.scoring_engine,
        disclosure_engine=example.disclosure_engine,
        parameters=example.parameters,
        participants=Participants(None, words),
        breakdowns=(),
        periods=(),
        variables=(),
        figures=(),
        merges=(),
        audit=Audit("too_few", 0, 0, (), verdict),
        earlier=(),
        seal=example.seal,
    )
