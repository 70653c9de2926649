"""The published figures for other programs: CSV as Excel in Québec opens it, and JSON with a codebook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import lru_cache

from ..disclosure.marks import MARKS
from ..disclosure.release import ANSWERED, MEAN, Release
from ..questionnaire.model import Language
from .data_rows import ANSWERED_LABEL, MEAN_LABEL, DataRow, data_rows, published_word
from .documents import column_meaning
from .methodology import citation, methodology
from .safe_text import needs_quote_prefix, one_line
from .spoken import all_groups
from .vocabulary import COLUMNS, TOPIC_NAMES

JSON_FORMAT = "2"


def csv_bytes(release: Release, language: Language) -> bytes:
    """The rows of « Données »: UTF-8 with BOM, « ; », a decimal comma in French."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading.in_(language) for column in COLUMNS["donnees"].values()])
    for row in data_rows(release, language):
        writer.writerow([_csv_cell(cell, language) for cell in _cells(row, language)])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _cells(row: DataRow, language: Language) -> Iterator[str | float | None]:
    yield from (row.topic, row.variable, row.variable_label, row.category, row.category_label, row.breakdown)
    yield from (row.group, row.group_label, row.measure, row.value, row.unit, row.step)
    yield row.status or published_word(language)


def _csv_cell(cell: str | float | None, language: Language) -> str:
    """A number in the language's form; a text on one line, with an apostrophe where it could start a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _csv_text(cell)
    number = f"{cell:.10g}"
    return number.replace(".", ",") if language == "fr" else number


@lru_cache(maxsize=4096)
def _csv_text(cell: str) -> str:
    text = one_line(cell, 32_000)
    return f"'{text}" if needs_quote_prefix(text) else text


def json_bytes(release: Release, language: Language) -> bytes:
    """The figures by code, and a codebook that says what each code means; the same release gives the same bytes."""
    content = {
        "format": JSON_FORMAT,
        "langue": language,
        "publication": {
            "titre": release.title.in_(language),
            "portrait": release.kind,
            "destinataires": release.audience.label.in_(language),
            "periode": {
                "nom": release.period.label.in_(language),
                "du": release.period.since,
                "au": release.period.until,
            },
            "participants": release.participants.words.in_(language),
            "sha256": release.sha256,
            "citation": citation(release, language),
        },
        "chiffres": [
            {
                "variable": row.variable,
                "categorie": row.category,
                "groupe": row.group,
                "mesure": row.kind,
                "valeur": row.value,
                "pas": row.step,
                "marque": row.mark,
            }
            for row in data_rows(release, language)
        ],
        "codes": _codebook(release, language),
        "methodologie": [
            {"theme": theme, "element": item, "texte": words} for theme, item, words in methodology(release, language)
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return (text.encode("utf-8", "replace").decode() + "\n").encode()


def _codebook(release: Release, language: Language) -> dict[str, object]:
    return {
        "colonnes": {name: column_meaning(name, language) for name in COLUMNS["donnees"]},
        "sujets": {topic: words.in_(language) for topic, words in TOPIC_NAMES.items()},
        "marques": {mark: meaning.meaning.in_(language) for mark, meaning in MARKS.items()},
        "groupes": {
            group.id: {"libelle": group.label.in_(language), "repartition": breakdown.in_(language),
                       "categories": list(group.categories)}
            for breakdown, group in all_groups(release).values()
        },
        "categories_communes": {ANSWERED: ANSWERED_LABEL.in_(language), MEAN: MEAN_LABEL.in_(language)},
        "variables": {
            variable.id: {
                "libelle": variable.label.in_(language),
                "sujet": variable.topic,
                "genre": variable.kind,
                "question": variable.question_label.in_(language),
                "publie": variable.published,
                "categories": {category.id: category.label.in_(language) for category in variable.categories},
            }
            for variable in release.variables
        },
    }  # fmt: skip
