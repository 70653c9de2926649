"""The rows of the pages that are read: cover, contents, marks, data, dictionary, methodology, versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..disclosure.marks import MARKS
from ..disclosure.release import Release
from ..questionnaire.model import Language
from .data_rows import ANSWERED_LABEL, MEAN_LABEL, data_rows, published_word
from .declarations import SheetDeclaration
from .findings import findings
from .methodology import citation, methodology
from .pages import Cell, Link, Number
from .spoken import KINDS, PORTRAITS, RUNGS, all_groups, bracketed, long_date, said
from .vocabulary import COLUMNS, TOPIC_NAMES

WORKBOOK_FORMAT = "2"
"""The version of the workbook's form: it grows when the same release would give other cells."""

Row = Mapping[str, Cell]


def cover_rows(release: Release, language: Language, sheets: Sequence[SheetDeclaration]) -> Iterator[Row]:
    """What stands out, a topic a row, with the sheet that shows it."""
    by_topic = {sheet.topic: sheet for sheet in reversed(sheets) if sheet.content == "chiffres"}
    for topic, words in findings(release, language):
        sheet = by_topic.get(topic)
        name = sheet.name.in_(language) if sheet else ""
        yield {
            "sujet": TOPIC_NAMES[topic].in_(language),
            "constat": words,
            "feuille": Link(name, name) if sheet else "—",
        }
    withheld = [variable for variable in release.variables if variable.published == "withheld"]
    if withheld:
        method = next((s.name.in_(language) for s in sheets if s.content == "methodologie"), None)
        yield {
            "sujet": said(language, "Chiffres retenus [c]", "Withheld figures [c]"),
            "constat": said(
                language,
                f"{len(withheld)} sujet(s) sur {len(release.variables)}, pour protéger les organismes.",
                f"{len(withheld)} subject(s) out of {len(release.variables)}, to protect the organizations.",
            ),
            "feuille": Link(method, method) if method else "—",
        }


def contents_rows(language: Language, sheets: Sequence[tuple[SheetDeclaration, int]]) -> Iterator[Row]:
    """Every sheet, with a link."""
    for sheet, rows in sheets:
        name = sheet.name.in_(language)
        yield {
            "feuille": Link(name, name),
            "titre": sheet.title.in_(language),
            "contenu": sheet.summary.in_(language),
            "lignes": Number(rows, "plain"),
        }


def mark_rows(language: Language) -> Iterator[Row]:
    for mark, meaning in MARKS.items():
        yield {
            "marque": bracketed(mark),
            "sens": meaning.meaning.in_(language),
            "statcan": meaning.statistics_canada or said(language, "aucun", "none"),
        }
    yield {
        "marque": "—",
        "sens": said(language, "Chiffre exact, sans réserve.", "Exact figure, no reservation."),
        "statcan": said(language, "aucun", "none"),
    }


def figure_data_rows(release: Release, language: Language) -> Iterator[Row]:
    """Every published figure, a row each."""
    exact = published_word(language)
    for row in data_rows(release, language):
        status = row.status
        yield {
            "sujet": row.topic,
            "variable": row.variable,
            "variable_libelle": row.variable_label,
            "categorie": row.category,
            "categorie_libelle": row.category_label,
            "repartition": row.breakdown,
            "groupe": row.group,
            "groupe_libelle": row.group_label,
            "mesure": row.measure,
            "valeur": Number(row.value, "plain"),
            "unite": row.unit,
            "pas": "—" if row.step is None else Number(row.step, "plain"),
            "statut": status or exact,
        }


def dictionary_rows(release: Release, language: Language, data_columns: Sequence[str]) -> Iterator[Row]:
    """What every column, topic, variable, category, group and measure of the data means."""
    natures = {
        "column": said(language, "colonne", "column"),
        "topic": said(language, "sujet", "topic"),
        "variable": said(language, "variable", "variable"),
        "category": said(language, "catégorie", "category"),
        "group": said(language, "groupe", "group"),
        "measure": said(language, "mesure", "measure"),
    }

    def row(nature: str, code: str, label: str, within: str, details: str) -> Row:
        texts = (natures[nature], code, label, within, details)
        names = ("nature", "code", "libelle", "dans", "precision")
        return {name: text or "—" for name, text in zip(names, texts, strict=True)}

    for name in data_columns:
        heading = COLUMNS["donnees"][name].heading.in_(language)
        yield row("column", heading, heading, said(language, "Données", "Data"), column_meaning(name, language))
    for topic in dict.fromkeys(variable.topic for variable in release.variables):
        yield row("topic", topic, TOPIC_NAMES[topic].in_(language), "", "")
    for kind, words in KINDS.items():
        yield row("measure", words.in_(language), words.in_(language), "", _measure_meaning(kind, language))
    for breakdown, group in all_groups(release).values():
        merged = ", ".join(group.categories) if len(group.categories) > 1 else ""
        details = said(language, f"réunit : {merged}", f"brings together: {merged}") if merged else ""
        yield row("group", group.id, group.label.in_(language), breakdown.in_(language), details)
    for variable in release.variables:
        published = said(language, "publié : ", "published: ") + RUNGS[variable.published].in_(language)
        question = variable.question_label.in_(language)
        details = published if question == variable.label.in_(language) else f"{question} — {published}"
        yield row("variable", variable.id, variable.label.in_(language), variable.topic, details)
        for category in variable.categories:
            yield row("category", category.id, category.label.in_(language), variable.id, "")
    for code, label in (("repondu", ANSWERED_LABEL), ("moyenne", MEAN_LABEL)):
        yield row("category", code, label.in_(language), "", _special_meaning(code, language))


def column_meaning(name: str, language: Language) -> str:
    """What a column of the data holds."""
    meanings = {
        "sujet": ("code du sujet, qui est aussi celui d’une feuille", "the topic’s code, which is also a sheet’s"),
        "variable": ("code de ce qui a été demandé ou trouvé", "code of what was asked or found"),
        "variable_libelle": ("la variable, en mots", "the variable, in words"),
        "categorie": ("code de la réponse comptée", "code of the answer that is counted"),
        "categorie_libelle": ("la réponse, en mots", "the answer, in words"),
        "repartition": ("à quelle répartition le groupe appartient", "the breakdown that the group belongs to"),
        "groupe": ("code du groupe ; « total » pour tous", "the group’s code; “total” for all"),
        "groupe_libelle": ("le groupe, en mots", "the group, in words"),
        "mesure": ("effectif, pourcentage ou moyenne", "count, percentage or mean"),
        "valeur": ("le nombre publié", "the published number"),
        "unite": ("ce que la valeur compte", "what the value counts"),
        "pas": ("le multiple auquel la valeur est arrondie", "the multiple that the value is rounded to"),
        "statut": ("la marque du chiffre, voir la feuille des notes", "the figure’s mark, see the sheet of notes"),
    }
    return said(language, *meanings[name])


def _measure_meaning(kind: str, language: Language) -> str:
    meanings = {
        "count": ("nombre arrondi d’organismes", "rounded number of organizations"),
        "percent": ("part des réponses, de 0 à 100, d’après les effectifs arrondis",
                    "share of the answers, 0 to 100, from rounded counts"),
        "mean": ("moyenne des niveaux, le premier valant 0", "mean of the levels, the first being 0"),
    }  # fmt: skip
    return said(language, *meanings[kind])


def _special_meaning(code: str, language: Language) -> str:
    if code == "moyenne":
        return said(language, "la catégorie des moyennes", "the category of means")
    return said(
        language,
        "ceux qui ont donné une vraie réponse : la base des pourcentages et des moyennes",
        "those who gave a real answer: what percentages and means are over",
    )


def methodology_rows(release: Release, language: Language) -> Iterator[Row]:
    for theme, item, words in methodology(release, language):
        yield {"theme": theme, "element": item, "texte": words or "—"}


def version_rows(release: Release, language: Language) -> Iterator[Row]:
    """What identifies the release and what it was made with."""
    since, until = (long_date(day, language) for day in (release.period.since, release.period.until))
    pairs: list[tuple[str, str]] = [
        (said(language, "Publication", "Release"), release.title.in_(language)),
        (said(language, "Portrait", "Portrait"), PORTRAITS[release.kind].in_(language)),
        (said(language, "Empreinte de la publication (SHA-256)", "Release’s fingerprint (SHA-256)"), release.sha256),
        (said(language, "Période", "Period"), said(language, f"du {since} au {until}", f"{since} to {until}")),
        (said(language, "Questionnaire", "Questionnaire"), release.questionnaire),
        *((said(language, "Édition du questionnaire (SHA-256)", "Questionnaire’s edition (SHA-256)"), edition)
          for edition in release.editions),
        (said(language, "Moteur de comparaison", "Scoring engine"), release.scoring_engine),
        (said(language, "Règles de diffusion", "Rules of disclosure"), release.disclosure_engine),
        (said(language, "Forme du classeur", "Workbook’s form"), WORKBOOK_FORMAT),
        *((said(language, "Publication antérieure vérifiée avec celle-ci", "Earlier release verified with this one"), sha)
          for sha in release.earlier),
        (said(language, "Sceau des données de départ", "Seal of the underlying data"), release.seal),
        (said(language, "Pour citer", "How to cite"), citation(release, language)),
    ]  # fmt: skip
    for item, value in pairs:
        yield {"element": item, "valeur": value or "—"}
