"""A small release made by hand: every topic, kind of figure, mark and merge, for those who draw releases."""

from __future__ import annotations

from selfassess.disclosure.release import (
    ANSWERED,
    MEAN,
    PARTICIPANTS,
    TOTAL,
    Audience,
    Audit,
    Category,
    Figure,
    Group,
    Merge,
    Parameters,
    Participants,
    Period,
    PublishedBreakdown,
    PublishedVariable,
    Release,
    Repair,
)
from selfassess.questionnaire.model import Text

NO_ANSWERS = (
    Category("ne_sais_pas", Text(fr="Ne sais pas", en="Do not know")),
    Category("sans_objet", Text(fr="Ne s’applique pas", en="Does not apply")),
)
STRENGTH = (
    Category("absent", Text(fr="Absent", en="Absent")),
    Category("faible", Text(fr="Faible", en="Weak")),
    Category("moyen", Text(fr="Moyen", en="Medium")),
    Category("fort", Text(fr="Fort", en="Strong")),
    Category("tres_fort", Text(fr="Très fort", en="Very strong")),
)
HANDLING = (
    Category("ignore", Text(fr="Pas encore abordé", en="Not addressed yet")),
    Category("repere", Text(fr="Repéré", en="Identified")),
    Category("planifie", Text(fr="Planifié", en="Planned")),
    Category("mis_en_oeuvre", Text(fr="Mis en œuvre", en="Implemented")),
    Category("evalue", Text(fr="Évalué", en="Evaluated")),
)
LOGICS = (
    Category("employeurs", Text(fr="Répondre aux besoins des employeurs", en="Meeting employers’ needs")),
    Category("transformation", Text(fr="Vers une transformation du milieu", en="Towards a change in the community")),
    Category("preparation", Text(fr="Préparer au marché de l’emploi", en="Preparing for the labour market")),
)
OUTCOMES = (
    *LOGICS,
    Category("mixte", Text(fr="Profil mixte", en="Mixed profile")),
    Category("aucune", Text(fr="Aucune logique", en="No logic")),
    Category("insuffisant", Text(fr="Réponses insuffisantes", en="Too few answers")),
)
LEANS = (*LOGICS, Category("hors_modele", Text(fr="Hors modèle", en="Outside the model")))
YES = (Category("oui", Text(fr="Oui", en="Yes")),)
GROUPS = (
    Group(
        "territoire.agglomeration",
        Text(fr="Une agglomération secondaire", en="A smaller urban area"),
        ("agglomeration",),
    ),
    Group(
        "territoire.autres_regroupes",
        Text(fr="Autres (regroupés)", en="Others (grouped)"),
        ("metropole", "hors_agglomeration", "plusieurs"),
    ),
)
D1 = Text(fr="ouverture des employeurs", en="openness of employers")
D2 = Text(fr="roulement du personnel", en="staff turnover")

VARIABLES = (
    PublishedVariable(
        PARTICIPANTS,
        Text(fr="Organismes participants", en="Participating organizations"),
        "participation",
        "nominal",
        PARTICIPANTS,
        Text(fr="Participation", en="Participation"),
        (Category(PARTICIPANTS, Text(fr="Organismes participants", en="Participating organizations")),),
    ),
    PublishedVariable(
        "logique",
        Text(fr="Logique la plus proche", en="Closest logic"),
        "logiques",
        "nominal",
        "logique",
        Text(fr="Logique la plus proche", en="Closest logic"),
        OUTCOMES,
    ),
    PublishedVariable("d1_force", D1, "gravite", "ordinal", "d1", D1, (*STRENGTH, *NO_ANSWERS)),
    PublishedVariable("d2_force", D2, "gravite", "ordinal", "d2", D2, (*STRENGTH, *NO_ANSWERS), "withheld"),
    PublishedVariable(
        "d1_reponse", D1, "prise_en_charge", "ordinal", "d1", D1, (*HANDLING, *NO_ANSWERS), "no_group_means"
    ),
    PublishedVariable(
        "profil.mission",
        Text(fr="Mission", en="Mission"),
        "profil",
        "nominal",
        "mission",
        Text(fr="Mission", en="Mission"),
        LEANS,
        "total_only",
    ),
    PublishedVariable(
        "recommandation.r1",
        Text(fr="Mieux faire connaître l’immigration", en="Making immigration better known"),
        "recommandations",
        "multiple",
        "recommandations",
        Text(fr="Recommandations appelées", en="Recommandations called for"),
        YES,
    ),
    PublishedVariable(
        "hors_modele.mission.francisation",
        Text(fr="Francisation", en="Learning French"),
        "hors_modele",
        "multiple",
        "mission",
        Text(fr="Mission", en="Mission"),
        YES,
    ),
    PublishedVariable(
        "evolution.logique",
        Text(fr="Logique la plus proche", en="Closest logic"),
        "evolution",
        "nominal",
        "logique",
        Text(fr="Logique la plus proche", en="Closest logic"),
        OUTCOMES,
    ),
)


def _count(variable: str, category: str, group: str, value: int) -> Figure:
    return Figure(variable, category, group, "count", float(value), "r" if value else "z", 3.0)


def _counts(variable: str, group: str, answered: int, counts: dict[str, int]) -> list[Figure]:
    """The counts of one group, who answered, and the percentages that follow."""
    made = [_count(variable, ANSWERED, group, answered)]
    made += [_count(variable, category, group, value) for category, value in counts.items()]
    return made + [
        Figure(variable, category, group, "percent", round(100 * value / answered, 1), "r" if value else "z")
        for category, value in counts.items()
        if category not in ("ne_sais_pas", "sans_objet")
    ]


def _withheld(variable: str, answers: tuple[Category, ...], group: str, *others: Category) -> list[Figure]:
    """Everything that stands there when nothing is withheld, marked."""
    names = [ANSWERED, *(category.id for category in (*answers, *others))]
    marked = [Figure(variable, name, group, "count", None, "c") for name in names]
    return marked + [Figure(variable, category.id, group, "percent", None, "c") for category in answers]


def _scale(levels: tuple[Category, ...], counts: list[int]) -> dict[str, int]:
    return dict(zip([level.id for level in (*levels, *NO_ANSWERS)], counts, strict=True))


def _figures() -> list[Figure]:
    small, others = (group.id for group in GROUPS)
    outcomes = ["employeurs", "transformation", "preparation", "mixte", "aucune", "insuffisant"]
    found = [_count(PARTICIPANTS, PARTICIPANTS, group, n) for group, n in ((TOTAL, 27), (small, 12), (others, 15))]
    for group, answered, numbers in (
        (TOTAL, 27, [6, 9, 6, 3, 3, 0]),
        (small, 12, [3, 3, 3, 0, 3, 0]),
        (others, 15, [3, 6, 3, 3, 0, 0]),
    ):
        found += _counts("logique", group, answered, dict(zip(outcomes, numbers, strict=True)))
    for group, answered, numbers, mean, step in (
        (TOTAL, 24, [3, 3, 6, 9, 3, 3, 0], 2.3, 0.1),
        (small, 12, [0, 3, 3, 3, 0, 0, 0], 2.0, 0.25),
        (others, 15, [0, 3, 3, 6, 3, 0, 0], 2.5, 0.25),
    ):
        found += _counts("d1_force", group, answered, _scale(STRENGTH, numbers))
        found.append(Figure("d1_force", MEAN, group, "mean", mean, "r", step))
    for group in (TOTAL, small, others):
        found += _withheld("d2_force", STRENGTH, group, *NO_ANSWERS)
        found.append(Figure("d2_force", MEAN, group, "mean", None, "c"))
    found += _counts("d1_reponse", TOTAL, 27, _scale(HANDLING, [9, 6, 6, 3, 3, 0, 0]))
    found.append(Figure("d1_reponse", MEAN, TOTAL, "mean", 1.4, "r", 0.1))
    for group, answered, numbers in ((small, 12, [3, 3, 3, 0, 0, 0, 0]), (others, 15, [6, 3, 3, 3, 3, 0, 0])):
        found += _counts("d1_reponse", group, answered, _scale(HANDLING, numbers))
        found.append(Figure("d1_reponse", MEAN, group, "mean", None, "c"))
    leans = {"employeurs": 6, "transformation": 12, "preparation": 3, "hors_modele": 6}
    found += _counts("profil.mission", TOTAL, 27, leans)
    for group in (small, others):
        found += _withheld("profil.mission", LEANS, group)
    for group, answered, called in ((TOTAL, 27, 21), (small, 12, 9), (others, 15, 12)):
        found += _counts("recommandation.r1", group, answered, {"oui": called})
    for group, answered, ticked in ((TOTAL, 27, 9), (small, 12, 3), (others, 15, 3)):
        found += _counts("hors_modele.mission.francisation", group, answered, {"oui": ticked})
    for period, answered, numbers in (("2026", 18, [3, 6, 3, 3, 0, 0]), ("2027", 27, [6, 9, 6, 3, 3, 0])):
        found += _counts("evolution.logique", f"periode.{period}", answered, dict(zip(outcomes, numbers, strict=True)))
    return found


def example_release() -> Release:
    """A release of about 27 organisms with one breakdown, one merge, and every rung of repair but one."""
    return Release(
        title=Text(fr="Portrait du réseau, automne 2027", en="Portrait of the network, fall 2027"),
        audience=Audience("bailleurs", Text(fr="Bailleurs de fonds", en="Funders")),
        period=Period("2027", Text(fr="Automne 2027", en="Fall 2027"), "2027-09-01", "2027-12-15"),
        questionnaire="regionalisation",
        editions=("0" * 64,),
        scoring_engine="1",
        disclosure_engine="1",
        parameters=Parameters(),
        participants=Participants(27, Text(fr="environ 27 participants", en="about 27 participants")),
        breakdowns=(
            PublishedBreakdown("territoire", Text(fr="Territoire", en="Territory"), GROUPS),
            PublishedBreakdown("region", Text(fr="Région", en="Region"), ()),
        ),
        periods=(
            Group("periode.2026", Text(fr="Automne 2026", en="Fall 2026"), ("2026",)),
            Group("periode.2027", Text(fr="Automne 2027", en="Fall 2027"), ("2027",)),
        ),
        variables=VARIABLES,
        figures=tuple(_figures()),
        merges=(
            Merge(
                "territoire",
                ("metropole", "hors_agglomeration", "plusieurs"),
                "territoire.autres_regroupes",
                "fewer_than_threshold",
                Text(
                    fr="Regroupés : moins de 10 organismes dans au moins l’un d’eux.",
                    en="Grouped: fewer than 10 organizations in at least one of them.",
                ),
            ),
            Merge(
                "region",
                ("01", "11"),
                None,
                "too_few_groups",
                Text(
                    fr="Retenue : moins de deux groupes de 10 organismes.",
                    en="Withheld: fewer than two groups of 10 organizations.",
                ),
            ),
        ),
        audit=Audit(
            "passed",
            len(VARIABLES),
            1840,
            (
                Repair("d1_reponse", "no_group_means", Text(fr="Sans moyennes de groupe.", en="No group means.")),
                Repair("profil.mission", "total_only", Text(fr="L’ensemble seulement.", en="All participants only.")),
                Repair("d2_force", "withheld", Text(fr="Retenue.", en="Withheld.")),
            ),
            Text(
                fr="Aucun fait protégé ne se déduit avec certitude des chiffres publiés.",
                en="No protected fact follows with certainty from the published figures.",
            ),
        ),
        earlier=("1" * 64,),
        seal="2" * 64,
    )
