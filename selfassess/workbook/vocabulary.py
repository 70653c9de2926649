"""The closed vocabulary of sheet declarations: contents, columns, charts, and what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..questionnaire.model import Text
from .pages import ColumnKind

Content = Literal["couverture", "sommaire", "notes", "chiffres", "donnees", "dictionnaire", "methodologie", "versions"]
Order = Literal["par_groupe", "par_variable"]
WhenEmpty = Literal["dire", "omettre"]
Which = Literal["tous", "pratiques", "modele"]
"""The kind of portrait that a sheet is in, or all kinds."""


@dataclass(frozen=True)
class Column:
    """What stands above a column, how wide it is (in characters) and what its cells are."""

    heading: Text
    width: float
    kind: ColumnKind = "text"
    family: bool = False
    """Whether it is one column a category."""


def _column(fr: str, en: str, width: float, kind: ColumnKind = "text", family: bool = False) -> Column:
    return Column(Text(fr=fr, en=en), width, kind, family)


COLUMNS: Mapping[Content, Mapping[str, Column]] = {
    "couverture": {
        "sujet": _column("Sujet", "Topic", 24),
        "constat": _column("Ce qui ressort", "What stands out", 62),
        "feuille": _column("Feuille", "Sheet", 22),
    },
    "sommaire": {
        "feuille": _column("Feuille", "Sheet", 24),
        "titre": _column("Titre", "Title", 34),
        "contenu": _column("Ce qu’on y trouve", "What it holds", 52),
        "lignes": _column("Lignes", "Rows", 9, "number"),
    },
    "notes": {
        "marque": _column("Marque", "Mark", 11, "code"),
        "sens": _column("Sens", "Meaning", 70),
        "statcan": _column("Signe de Statistique Canada", "Statistics Canada’s sign", 25, "code"),
    },
    "chiffres": {
        "repartition": _column("Répartition", "Breakdown", 21),
        "groupe": _column("Groupe", "Group", 29),
        "regroupement": _column("Regroupement", "Merging", 40),
        "question": _column("Question", "Question", 26),
        "variable": _column("Sujet", "Subject", 34),
        "reponse": _column("Réponse", "Answer", 34),
        "repondants": _column("Réponses", "Answers", 11, "number"),
        "effectifs": _column("Nombre d’organismes", "Number of organizations", 14.5, "number", family=True),
        "pourcentages": _column("Pourcentage", "Percentage", 14.5, "number", family=True),
        "moyenne": _column("Moyenne (de 0 à {max})", "Mean (from 0 to {max})", 12, "number"),
        "departage": _column("Départage", "Tells apart", 12),
        "paires": _column("Paires départagées (sur 100)", "Pairs told apart (out of 100)", 13, "number"),
        "marques": _column("Marques", "Marks", 10.5, "code"),
        "publication": _column("Publié", "Published", 20),
    },
    "donnees": {
        "sujet": _column("Sujet", "Topic", 17, "code"),
        "variable": _column("Variable", "Variable", 24, "code"),
        "variable_libelle": _column("Libellé de la variable", "Variable’s label", 34),
        "categorie": _column("Catégorie", "Category", 16, "code"),
        "categorie_libelle": _column("Libellé de la catégorie", "Category’s label", 28),
        "repartition": _column("Répartition", "Breakdown", 16),
        "groupe": _column("Groupe", "Group", 22, "code"),
        "groupe_libelle": _column("Libellé du groupe", "Group’s label", 28),
        "mesure": _column("Mesure", "Measure", 13),
        "valeur": _column("Valeur", "Value", 10, "number"),
        "unite": _column("Unité", "Unit", 17),
        "pas": _column("Pas d’arrondi", "Rounding step", 10, "number"),
        "statut": _column("Statut", "Status", 10, "code"),
    },
    "dictionnaire": {
        "nature": _column("Nature", "Nature", 13),
        "code": _column("Code", "Code", 34, "code"),
        "libelle": _column("Libellé", "Label", 40),
        "dans": _column("Dans", "Within", 28, "code"),
        "precision": _column("Précision", "Details", 42),
    },
    "methodologie": {
        "theme": _column("Thème", "Theme", 20),
        "element": _column("Élément", "Item", 28),
        "texte": _column("Explication", "Explanation", 68),
    },
    "versions": {
        "element": _column("Élément", "Item", 36),
        "valeur": _column("Valeur", "Value", 74, "code"),
    },
}

DEFI = Text(fr="Défi", en="Challenge")
DIMENSION = Text(fr="Dimension", en="Dimension")
SUBJECTS: Mapping[str, Mapping[str, Text]] = {
    "gravite": {"variable": DEFI},
    "prise_en_charge": {"variable": DEFI},
    "profil": {"variable": DIMENSION},
    "recommandations": {"variable": Text(fr="Recommandation", en="Recommandation")},
    "hors_modele": {"question": DIMENSION, "variable": Text(fr="Option", en="Option")},
}
"""What the columns of subjects are called, by topic, when they have a name of their own."""

TOPIC_NAMES: Mapping[str, Text] = {
    "participation": Text(fr="Participation", en="Participation"),
    "logiques": Text(fr="Logiques", en="Logics"),
    "gravite": Text(fr="Gravité des défis", en="Strength of challenges"),
    "prise_en_charge": Text(fr="Prise en charge des défis", en="Handling of challenges"),
    "profil": Text(fr="Profil, par dimension", en="Profile, by dimension"),
    "recommandations": Text(fr="Recommandations", en="Recommandations"),
    "hors_modele": Text(fr="Hors modèle", en="Outside the model"),
    "evolution": Text(fr="Évolution", en="Change over time"),
}
