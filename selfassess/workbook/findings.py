"""What stands out of a release, in a sentence a topic: the cover, read in a minute; from published figures only."""

from __future__ import annotations

from collections.abc import Iterator

from ..disclosure.release import MEAN, NO_LOGIC, PublishedVariable, Release, Topic
from ..questionnaire.model import Language
from .figure_pages import total_figure
from .separation import pairs_told_apart
from .spoken import mean, number, percent, said, sentence

NAMED = 3
"""How many défis, options or recommandations a sentence names."""


def findings(release: Release, language: Language) -> Iterator[tuple[Topic, str]]:
    """One sentence for each topic that has something published, in the order of the sheets."""
    yield "participation", _participation(release, language)
    yield from _of_model(release, language) if release.kind == "modele" else _of_practices(release, language)
    if len(release.periods) > 1:
        first, last = (release.periods[place].label.in_(language) for place in (0, -1))
        yield (
            "evolution",
            said(language, f"De « {first} » à « {last} », {len(release.periods)} périodes.",
                 f"From “{first}” to “{last}”, {len(release.periods)} periods."),
        )  # fmt: skip


def _of_practices(release: Release, language: Language) -> Iterator[tuple[Topic, str]]:
    logics = _leading(release, "logiques", language)
    if logics:
        yield "logiques", said(language, f"Logique la plus proche : {logics}.", f"Closest logic: {logics}.")
    strongest = _by_mean(release, "gravite", language, highest=True)
    if strongest:
        yield "gravite", said(language, f"Défis les plus forts : {strongest}.", f"Strongest challenges: {strongest}.")
    least = _by_mean(release, "prise_en_charge", language, highest=False)
    if least:
        yield (
            "prise_en_charge",
            said(language, f"Défis les moins pris en charge : {least}.", f"Challenges least dealt with: {least}."),
        )
    profile = _profile(release, language)
    if profile:
        yield "profil", profile
    called = _most_frequent(release, "recommandations", language)
    if called:
        yield (
            "recommandations",
            said(language, f"Les plus souvent appelées : {called}.", f"Most often called for: {called}."),
        )


def _of_model(release: Release, language: Language) -> Iterator[tuple[Topic, str]]:
    placed, left = _placed(release, language)
    if placed or left:
        yield (
            "logiques",
            said(language, f"Organismes près d’une logique : {placed or '—'}. Organismes que le modèle ne range pas : {left or '—'}.",
                 f"Organizations close to one logic: {placed or '—'}. Organizations that the model does not place: {left or '—'}."),
        )  # fmt: skip
    ordered = _by_separation(release, language)
    if ordered:
        best, least = ", ".join(ordered[:NAMED]), ", ".join(ordered[NAMED:][: -NAMED - 1 : -1]) or "—"
        yield (
            "profil",
            said(language, f"Paires d’organismes départagées, sur 100. Le plus : {best}. Le moins : {least}.",
                 f"Pairs of organizations told apart, out of 100. Most: {best}. Least: {least}."),
        )  # fmt: skip
    ticked = _most_frequent(release, "hors_modele", language)
    if ticked:
        yield "hors_modele", said(language, f"Reviennent le plus : {ticked}.", f"Recur most: {ticked}.")


def _placed(release: Release, language: Language) -> tuple[str, str]:
    """The organisms of each logic, and of each case that is not one, as published."""
    variable = next((v for v in release.of_topic("logiques") if v.kind == "nominal"), None)
    if variable is None:
        return "", ""
    found: tuple[list[str], list[str]] = [], []
    for category in variable.categories:
        count = total_figure(release, variable.id, category.id, "count")
        if count is not None and count.value:
            named = _quoted(category.label.in_(language), number(count.value, language, 0), language)
            found[category.id in NO_LOGIC].append(named)
    return ", ".join(found[0]), ", ".join(found[1])


def _by_separation(release: Release, language: Language) -> list[str]:
    """The dimensions with how many pairs they tell apart, the best first."""
    pairs = [(pairs_told_apart(release, v), v.label.in_(language)) for v in release.of_topic("profil")]
    ordered = sorted(((found, label) for found, label in pairs if found is not None), key=lambda pair: -pair[0])
    return [_quoted(label, number(found, language, 0), language) for found, label in ordered]


def _participation(release: Release, language: Language) -> str:
    words = sentence(release.participants.words.in_(language))
    published = [breakdown for breakdown in release.breakdowns if breakdown.groups]
    if not published:
        return said(language, f"{words} ; l’ensemble seulement, sans groupe.", f"{words}; the total only, no group.")
    listed = ", ".join(f"{b.label.in_(language)} ({len(b.groups)})" for b in published)
    return said(language, f"{words} ; groupes publiés : {listed}.", f"{words}; published groups: {listed}.")


def _leading(release: Release, topic: Topic, language: Language) -> str:
    """The shares of the first nominal variable of a topic, largest first."""
    variable = next((v for v in release.of_topic(topic) if v.kind == "nominal"), None)
    if variable is None:
        return ""
    labels = {category.id: category.label.in_(language) for category in variable.categories}
    shares = [(labels[category], value) for category, value in _shares(release, variable)]
    shares.sort(key=lambda share: -share[1])
    return ", ".join(_quoted(label, percent(value, language), language) for label, value in shares[:NAMED] if value)


def _shares(release: Release, variable: PublishedVariable) -> list[tuple[str, float]]:
    """The published percentages of all participants, by category."""
    found = (total_figure(release, variable.id, category.id, "percent") for category in variable.categories)
    return [(figure.category, figure.value) for figure in found if figure is not None and figure.value is not None]


def _by_mean(release: Release, topic: Topic, language: Language, highest: bool) -> str:
    means: list[tuple[float, str]] = []
    for variable in release.of_topic(topic):
        figure = total_figure(release, variable.id, MEAN, "mean")
        if figure is not None:
            level = said(language, f"moyenne {mean(figure, language)}", f"mean {mean(figure, language)}")
            means.append((figure.value or 0.0, _quoted(variable.label.in_(language), level, language)))
    means.sort(key=lambda item: -item[0] if highest else item[0])
    return ("\u202f; " if language == "fr" else "; ").join(words for _, words in means[:NAMED])


def _profile(release: Release, language: Language) -> str:
    """How many dimensions lean mostly to each category."""
    leads: dict[str, int] = {}
    dimensions = 0
    for variable in release.of_topic("profil"):
        shares = sorted(_shares(release, variable), key=lambda share: -share[1])
        if len(shares) > 1:
            dimensions += 1
            if shares[0][1] > shares[1][1]:
                label = next(c.label.in_(language) for c in variable.categories if c.id == shares[0][0])
                leads[label] = leads.get(label, 0) + 1
    if not dimensions:
        return ""
    ordered = sorted(leads.items(), key=lambda item: -item[1])
    listed = ", ".join(_quoted(label, str(count), language) for label, count in ordered) or "—"
    return said(
        language,
        f"Sur {dimensions} dimensions, la réponse la plus fréquente penche vers : {listed}.",
        f"Over {dimensions} dimensions, the most frequent answer leans to: {listed}.",
    )


def _most_frequent(release: Release, topic: Topic, language: Language) -> str:
    shares = [
        (value, variable.label.in_(language))
        for variable in release.of_topic(topic)
        for _, value in _shares(release, variable)
    ]
    shares.sort(key=lambda share: -share[0])
    return ", ".join(_quoted(label, percent(value, language), language) for value, label in shares[:NAMED] if value)


def _quoted(label: str, figure: str, language: Language) -> str:
    return said(language, f"« {label} » ({figure})", f"“{label}” ({figure})")
