"""How figures, marks and groups are said in a workbook."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable

from ..disclosure.release import TOTAL, Figure, Group, Release, ReleaseKind, Rung
from ..questionnaire.model import Language, Text
from ..questionnaire.typography import NO_BREAK, french
from .pages import Cell, Number, NumberForm

_MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
RUNGS: dict[Rung, Text] = {
    "whole": Text(fr="tout", en="everything"),
    "coarser_means": Text(fr="moyennes plus arrondies", en="means rounded more"),
    "no_group_means": Text(fr="sans moyenne de groupe", en="no group means"),
    "total_only": Text(fr="ensemble seulement", en="total only"),
    "withheld": Text(fr="rien (retenu)", en="nothing (withheld)"),
}
PORTRAITS: dict[ReleaseKind, Text] = {
    "pratiques": Text(fr="Portrait des pratiques", en="Portrait of practices"),
    "modele": Text(fr="Le modèle à l’épreuve", en="The model under test"),
}
PURPOSES: dict[ReleaseKind, Text] = {
    "pratiques": Text(
        fr="Ce que les organismes vivent et font : logiques, défis, prise en charge, recommandations. Pour les bailleurs de fonds et le réseau.",
        en="What organizations live and do: logics, challenges, handling, recommandations. For funders and the network.",
    ),
    "modele": Text(
        fr="Où le modèle range les pratiques, et où il ne les range pas : pour discuter, au prochain groupe, si trois logiques suffisent. Pour l’équipe de recherche.",
        en="Where the model fits practices and where it does not: to discuss, at the next focus group, whether three logics are enough. For the research team.",
    ),
}
"""What each kind of portrait is for."""
TOTAL_LABEL = Text(fr="Ensemble", en="Total")
PERIODS_LABEL = Text(fr="Période", en="Period")
KINDS: dict[str, Text] = {
    "count": Text(fr="effectif", en="count"),
    "percent": Text(fr="pourcentage", en="percentage"),
    "mean": Text(fr="moyenne", en="mean"),
}
UNITS: dict[str, Text] = {
    "count": Text(fr="organismes", en="organizations"),
    "percent": Text(fr="% des réponses", en="% of answers"),
    "mean": Text(fr="niveau, de 0 au plus fort", en="level, from 0 upwards"),
}
PUBLISHED = Text(fr="publié", en="published")


def said(language: Language, fr: str, en: str) -> str:
    """One of two texts, with its language's typography."""
    return en if language == "en" else french(fr)


def bracketed(mark: str) -> str:
    """A mark as it stands in a cell."""
    return f"[{mark}]"


def absent(release: Release, variable: str) -> str:
    """The mark of a figure that the release does not give."""
    published = release.variable_by_id[variable].published
    return bracketed("x" if published == "whole" else "c")


def figure_cell(figure: Figure | None, otherwise: str) -> Cell:
    """A figure as a numeric cell, or the mark that stands for it."""
    if figure is None:
        return otherwise
    if figure.value is None:
        return bracketed(figure.mark or "c")
    return Number(figure.value, _form(figure))


def _form(figure: Figure) -> NumberForm:
    zero = figure.mark == "z"
    if figure.kind == "count":
        return "zero" if zero else "count"
    if figure.kind == "percent":
        return "zero_percent" if zero else "percent"
    return mean_form(figure.step)


def mean_form(step: float | None) -> NumberForm:
    """As many decimals as the mean's rounding step has."""
    if step is None:
        return "mean_2"
    decimals = next((n for n in (0, 1, 2) if abs(step * 10**n - round(step * 10**n)) < 1e-9), 2)
    return ("mean_0", "mean_1", "mean_2")[decimals]


def marks_of(figures: Iterable[Figure], otherwise: str) -> str:
    """The marks of some figures, each once, in the order of the Notes sheet; « — » when all are exact."""
    found = {figure.mark for figure in figures}
    marks = [bracketed(mark) for mark in ("c", "z", "x", "u", "p", "r") if mark in found]
    return " ".join(marks) or (otherwise if not found else "—")


def number(value: float, language: Language, decimals: int) -> str:
    """A number in a sentence, rounded as spreadsheets do: a half goes up."""
    shown = f"{math.floor(value * 10**decimals + 0.5 + 1e-9) / 10**decimals:,.{decimals}f}"
    return shown.replace(",", NO_BREAK).replace(".", ",") if language == "fr" else shown


def percent(value: float, language: Language) -> str:
    """A share in a sentence."""
    return number(value, language, 0) + (f"{NO_BREAK}%" if language == "fr" else "%")


def mean(figure: Figure, language: Language) -> str:
    """A mean in a sentence, with its step's decimals."""
    return number(figure.value or 0.0, language, int(mean_form(figure.step)[-1]))


def long_date(iso: str, language: Language) -> str:
    """« 15 décembre 2027 », “December 15, 2027”."""
    day = datetime.date.fromisoformat(iso)
    month = _MONTHS[language][day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}"
    return f"{'1er' if day.day == 1 else day.day}{NO_BREAK}{month} {day.year}"


def period_words(release: Release, language: Language) -> str:
    """The period's name and its dates; its dates alone when it has no other name."""
    since, until = (long_date(day, language) for day in (release.period.since, release.period.until))
    name = release.period.label.in_(language)
    if release.period.since in name:
        return said(language, f"du {since} au {until}", f"{since} to {until}")
    return said(language, f"{name} : du {since} au {until}", f"{name}: {since} to {until}")


def all_groups(release: Release) -> dict[str, tuple[Text, Group]]:
    """Every group that figures may be about, with the breakdown it belongs to: total, breakdowns, periods."""
    found = {TOTAL: (TOTAL_LABEL, release.groups[TOTAL])}
    for breakdown in release.breakdowns:
        found |= {group.id: (breakdown.label, group) for group in breakdown.groups}
    return found | {group.id: (PERIODS_LABEL, group) for group in release.periods}


def sentence(words: str) -> str:
    """The words with a capital first."""
    return words[:1].upper() + words[1:]
