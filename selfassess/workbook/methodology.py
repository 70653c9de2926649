"""How a release was made and what it cannot say, in words: the sheet « Méthodologie »."""

from __future__ import annotations

from collections.abc import Iterator

from ..disclosure.release import Release
from ..questionnaire.model import Language, Text
from .spoken import PORTRAITS, PURPOSES, RUNGS, long_date, number, period_words, said, sentence

Line = tuple[str, str, str]


def methodology(release: Release, language: Language) -> Iterator[Line]:
    """Theme, item and explanation: who and when, rules, merges, verification, limits, citation."""
    yield from _who(release, language)
    if release.kind == "modele":
        yield from _reading(language)
    yield from _rules(release, language)
    yield from _merges(release, language)
    yield from _audit(release, language)
    yield from _unreliable(release, language)
    yield from _limits(language)
    theme = said(language, "Usage", "Use")
    yield theme, said(language, "Pour citer", "How to cite"), citation(release, language)
    yield (
        theme,
        said(language, "Ce que ce n’est pas", "What it is not"),
        said(
            language,
            "L’outil décrit des pratiques ; il ne les note pas. Ces chiffres ne servent ni à classer ni à choisir un organisme.",
            "The tool describes practices; it does not grade them. These figures are not for ranking or choosing an organization.",
        ),
    )


def citation(release: Release, language: Language) -> str:
    """How a report names this release."""
    title, period = release.title.in_(language), period_words(release, language)
    return said(
        language,
        f"{title} ({period}). Données agrégées et arrondies, empreinte {release.sha256[:12]}.",
        f"{title} ({period}). Aggregated and rounded data, fingerprint {release.sha256[:12]}.",
    )


def _who(release: Release, language: Language) -> Iterator[Line]:
    theme = said(language, "Portée", "Scope")
    since, until = (long_date(day, language) for day in (release.period.since, release.period.until))
    yield theme, PORTRAITS[release.kind].in_(language), said(language, *_both(PURPOSES[release.kind]))
    yield theme, said(language, "Destinataires", "Audience"), release.audience.label.in_(language)
    yield (
        theme,
        said(language, "Période", "Period"),
        said(language, f"Du {since} au {until}, inclusivement.", f"{since} to {until}, inclusive."),
    )
    yield theme, said(language, "Participation", "Participation"), sentence(release.participants.words.in_(language))
    yield (
        theme,
        said(language, "Qui est compté", "Who is counted"),
        said(
            language,
            "Les organismes qui ont consenti à cet usage, pour ces destinataires. Un organisme compte une fois, pour sa dernière réponse consentie. La publication est figée : rien ne s’y ajoute.",
            "The organizations that consented to this use, for this audience. Each counts once, by its last consented answers. The release is frozen: nothing is added to it.",
        ),
    )


def _both(words: Text) -> tuple[str, str]:
    return words.fr, words.en


def _reading(language: Language) -> Iterator[Line]:
    """What the tables that put the model to the test mean."""
    theme = said(language, "Lire les tableaux", "Reading the tables")
    yield (
        theme,
        said(language, "Logique la plus proche", "Closest logic"),
        said(
            language,
            "Un organisme est près d’une logique quand ses réponses y ressemblent nettement plus qu’au hasard, et plus qu’aux autres. « Mixte » : une seconde logique compte aussi. « À égalité » : deux logiques ou plus se valent. « Aucune » : aucune ne ressort assez.",
            "An organization is close to a logic when its answers resemble it clearly more than chance would, and more than the others. “Mixed”: a second logic counts too. “Tie”: two logics or more are level. “None”: none stands out enough.",
        ),
    )
    yield (
        theme,
        said(language, "Départage", "Tells apart"),
        said(
            language,
            "Sur 100 paires d’organismes prises au hasard, combien penchent vers deux logiques différentes. Aucune si tous penchent vers la même ; peu si la plupart n’en suivent aucune. « Bien » : plus des deux tiers du plus grand nombre possible ; « à peine » : moins du tiers. Calculé sur les pourcentages publiés.",
            "Of 100 pairs of organizations drawn at random, how many lean to two different logics. None if all lean to the same one; few if most follow none. “Well”: above two thirds of the most that is possible; “barely”: below one third. Computed from the published percentages.",
        ),
    )
    yield (
        theme,
        said(language, "Hors modèle", "Outside the model"),
        said(
            language,
            "Une option est hors modèle quand aucune logique ne la tient et que le mandat ne l’exige pas. Une dimension penche hors du modèle quand la réponse ne ressemble à aucune logique ; elle n’est pas comparée quand la réponse ne permet pas de la situer.",
            "An option is outside the model when no logic holds it and the mandate does not demand it. A dimension leans outside the model when the answer resembles no logic; it is not compared when the answer does not let it be placed.",
        ),
    )


def _rules(release: Release, language: Language) -> Iterator[Line]:
    theme = said(language, "Règles", "Rules")
    k, base = release.parameters.threshold, release.parameters.base
    steps = [number(step, language, 2).rstrip("0").rstrip(",.") for step in release.parameters.steps]
    joined = (" ; " if language == "fr" else ", ").join(steps)
    yield (
        theme,
        said(language, f"Seuil K = {k}", f"Threshold K = {k}"),
        said(
            language,
            f"Aucun chiffre ne porte sur moins de {k} organismes. Les petites catégories sont réunies, jamais effacées une à une ; aucune combinaison de groupes, d’ici ou d’une publication antérieure, n’isole moins de {k} organismes.",
            f"No figure is about fewer than {k} organizations. Small categories are merged, never removed one by one; no combination of groups, here or in an earlier release, isolates fewer than {k} organizations.",
        ),
    )
    yield (
        theme,
        said(language, f"Effectifs, base {base}", f"Counts, base {base}"),
        said(
            language,
            f"Chaque effectif est arrondi à un multiple de {base}, au hasard et sans biais, toujours de la même façon pour les mêmes organismes. Les totaux sont arrondis à part : une somme peut différer de son total.",
            f"Each count is rounded to a multiple of {base}, at random and without bias, always the same way for the same organizations. Totals are rounded on their own: a sum may differ from its total.",
        ),
    )
    yield (
        theme,
        said(language, "Pourcentages", "Percentages"),
        said(
            language,
            "Calculés sur les effectifs arrondis de ceux qui ont répondu ; « ne sais pas » et « ne s’applique pas » n’en sont pas. Leur somme peut s’écarter de 100.",
            "Computed from the rounded counts of those who answered; “do not know” and “does not apply” are left out. They may not add up to 100.",
        ),
    )
    yield (
        theme,
        said(language, "Moyennes", "Means"),
        said(
            language,
            f"Niveaux comptés à partir de 0. Calculées sur les données exactes, puis arrondies au plus petit pas permis par le nombre de réponses : {joined}. Lisez-les toujours avec la répartition des réponses.",
            f"Levels counted from 0. Computed from exact data, then rounded to the smallest step that the number of answers allows: {joined}. Always read them with the distribution of answers.",
        ),
    )
    yield (
        theme,
        said(language, "Jamais publié", "Never published"),
        said(
            language,
            "Minimum, maximum, médiane, rang, écart type, texte libre, date d’envoi, identité, croisement non déclaré.",
            "Minimum, maximum, median, rank, standard deviation, free text, dates of submission, identities, undeclared breakdowns.",
        ),
    )


def _merges(release: Release, language: Language) -> Iterator[Line]:
    theme = said(language, "Regroupements", "Merging")
    breakdowns = {breakdown.id: breakdown.label.in_(language) for breakdown in release.breakdowns}
    for merge in release.merges:
        listed = ", ".join(merge.categories)
        codes = said(language, f"Catégories : {listed}.", f"Categories: {listed}.")
        name = breakdowns.get(merge.breakdown, merge.breakdown)
        yield theme, name, f"{merge.words.in_(language)} {codes}"
    if not release.merges:
        yield theme, "—", said(language, "Aucun regroupement n’a été nécessaire.", "No merging was needed.")


def _audit(release: Release, language: Language) -> Iterator[Line]:
    theme = said(language, "Vérification", "Verification")
    audit = release.audit
    yield theme, said(language, "Verdict", "Verdict"), audit.words.in_(language)
    variables, facts = number(audit.variables, language, 0), number(audit.facts, language, 0)
    yield (
        theme,
        said(language, "Étendue", "Extent"),
        said(
            language,
            f"{variables} sujets vérifiés ; {facts} faits protégés restés ouverts. L’attaquant imaginé connaît jusqu’à {release.parameters.insiders} participants et leurs réponses.",
            f"{variables} subjects verified; {facts} protected facts shown to stay open. The imagined attacker knows up to {release.parameters.insiders} participants and their answers.",
        ),
    )
    for repair in audit.repairs:
        variable = release.variable_by_id.get(repair.variable)
        label = variable.label.in_(language) if variable else repair.variable
        published = said(language, f"Publié : {RUNGS[repair.published].in_(language)}.",
                         f"Published: {RUNGS[repair.published].in_(language)}.")  # fmt: skip
        yield theme, label, f"{repair.words.in_(language)} {published}"


def _unreliable(release: Release, language: Language) -> Iterator[Line]:
    """The means that too few answers leave out, by subject."""
    theme = said(language, "Vérification", "Verification")
    found: dict[str, list[str]] = {}
    for figure in release.figures:
        if figure.value is None and figure.mark == "u":
            groups = found.setdefault(figure.variable, [])
            groups += [label] if (label := release.groups[figure.group].label.in_(language)) not in groups else []
    for variable, groups in found.items():
        listed = (" ; " if language == "fr" else "; ").join(groups)
        yield (
            theme,
            release.variable_by_id[variable].label.in_(language),
            said(language, f"[u] Trop peu de réponses : {listed}.", f"[u] Too few answers: {listed}."),
        )


def _limits(language: Language) -> Iterator[Line]:
    theme = said(language, "Limites", "Limits")
    yield (
        theme,
        said(language, "Protection", "Protection"),
        said(
            language,
            "La vérification trouve ce qui se déduit avec certitude, pas ce qui est seulement probable. La clé d’arrondi doit rester secrète. Aucune garantie de confidentialité différentielle.",
            "The verification finds what follows with certainty, not what is merely likely. The rounding key must stay secret. No differential-privacy guarantee.",
        ),
    )
    yield (
        theme,
        said(language, "Petits nombres", "Small numbers"),
        said(
            language,
            "Sous une vingtaine d’organismes, l’ensemble seulement est publié ; les tableaux par région deviennent utiles au-delà d’une centaine.",
            "Below about twenty organizations only the total is published; tables by region become useful above about a hundred.",
        ),
    )
    yield (
        theme,
        said(language, "Le modèle", "The model"),
        said(
            language,
            "Les trois logiques viennent de trois entrevues : c’est un repère pour en discuter, pas une typologie validée.",
            "The three logics come from three interviews: a reference point for discussion, not a validated typology.",
        ),
    )
    yield (
        theme,
        said(language, "Participation", "Participation"),
        said(
            language,
            "Les organismes participent s’ils le veulent : ceux qui ont répondu ne représentent pas forcément les autres.",
            "Organizations take part if they wish: those who answered do not necessarily stand for the others.",
        ),
    )
