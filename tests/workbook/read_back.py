"""A workbook read as its reader gets it, hidden sheets too: the rows that the attacker takes, and every number shown.

It knows nothing of the release: codes come from the file's own « Données » and « Dictionnaire ».
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl

from tests.disclosure.attacker import ANSWERED, MEAN, Row

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
KINDS = {
    "effectif": "count",
    "count": "count",
    "pourcentage": "percent",
    "percentage": "percent",
    "moyenne": "mean",
    "mean": "mean",
}
TOPICS = {
    "Participation": "participation",
    "Logiques": "logiques",
    "Gravite": "gravite",
    "Prise_en_charge": "prise_en_charge",
    "Profil_moyen": "profil",
    "Recommandations": "recommandations",
    "Evolution": "evolution",
    "Dimensions": "profil",
    "Hors_modele": "hors_modele",
}
SUBJECTS = ("Option", "Recommandation", "Défi", "Challenge", "Dimension", "Sujet", "Subject")
"""What the column of the variable is called: of an option, « Dimension » stands beside it."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetTable:
    """The one table of a sheet, as it stands in its cells."""

    sheet: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def loaded(path: Path) -> Any:
    """The workbook as openpyxl reads it; read once, since that is slow."""
    stat = path.stat()
    return _loaded(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=10)
def _loaded(path: Path, _changed: int, _size: int) -> Any:
    return openpyxl.load_workbook(path)


def tables(path: Path) -> list[SheetTable]:
    """Every table of every sheet, whatever its state."""
    book = loaded(path)
    found: list[SheetTable] = []
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            cells = [tuple(_plain(cell.value) for cell in row) for row in sheet[table.ref]]
            found.append(SheetTable(sheet.title, table.displayName, cells[0], tuple(cells[1:])))
    return found


def _plain(value: Any) -> Any:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value) if isinstance(value, str) else value


def data_rows(path: Path) -> list[Row]:
    """The rows of the tidy sheet."""
    table = next(table for table in tables(path) if table.name == "Donnees")
    return [_row(cells) for cells in table.rows]


def _row(cells: tuple[Any, ...]) -> Row:
    _, variable, _, category, _, _, group, _, measure, value, _, step, status = cells
    return Row(
        variable,
        category,
        group,
        KINDS[measure],
        float(value),
        status.strip("[]") if status.startswith("[") else "",
        float(step) if isinstance(step, int | float) else None,
    )


def shown_rows(path: Path) -> list[Row]:
    """What the thematic sheets show, by code: for the attacker to read beside the tidy rows; no step is said there."""
    every = tables(path)
    codes = _Codes(next(table for table in every if table.name == "Dictionnaire"))
    return [row for table in every if table.name in TOPICS for row in _shown(table, codes)]


class _Codes:
    """From labels to codes, as the file's dictionary gives them."""

    def __init__(self, dictionary: SheetTable) -> None:
        self.variables: dict[tuple[str, str], str] = {}
        self.groups: dict[str, str] = {}
        self.categories: dict[tuple[str, str], str] = {}
        self.only: dict[str, list[str]] = {}
        for nature, code, label, within, details in dictionary.rows:
            if nature == "variable":
                question = re.split(r" — (?:publié|published)", details)[0]
                for told in (label, f"{label} · {question}", f"{_capital(label)} · {_capital(question)}"):
                    self.variables[within, _capital(told)] = code
                if not question.startswith(("publié", "published")):
                    self.variables.setdefault((within, _capital(question)), code)
            elif nature in ("groupe", "group"):
                for told in (label, f"{label} · {within}"):
                    self.groups[told] = code
            elif nature in ("catégorie", "category"):
                self.categories[within, label] = code
                self.only.setdefault(within, []).append(code)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _shown(table: SheetTable, codes: _Codes) -> list[Row]:
    topic, found = TOPICS[table.name], []
    alone = {code for (within, _), code in codes.variables.items() if within == topic}
    for cells in table.rows:
        named = dict(zip(table.headings, cells, strict=True))
        group = codes.groups.get(named.get("Groupe", named.get("Group")))
        label = next((named[heading] for heading in SUBJECTS if heading in named), None)
        variable = codes.variables.get((topic, label)) if label else next(iter(alone), None)
        if "Réponse" in named or "Answer" in named:
            found += _answered(named, topic, group, codes)
            continue
        if group is None or variable is None:
            continue
        for heading, value in named.items():
            place = _place(heading, variable, codes)
            if place is not None:
                number = float(value) if isinstance(value, int | float) else None
                found.append(Row(variable, place[0], group, place[1], number, ""))
    return found


def _answered(named: dict[str, Any], topic: str, group: str | None, codes: _Codes) -> list[Row]:
    """A row that is about one answer to one question."""
    answer = named.get("Réponse", named.get("Answer"))
    count = named.get("Nombre d’organismes", named.get("Number of organizations"))
    asked = [
        code for (within, label), code in codes.variables.items() if within == topic and label == named["Question"]
    ]
    ticked = [
        code
        for (within, label), code in codes.variables.items()
        if within == topic and label == f"{answer} · {named['Question']}"
    ]
    place = _of_answer(asked, answer, codes) or ((ticked[0], "oui") if ticked else None)
    if group is None or place is None:
        return []
    return [Row(place[0], place[1], group, "count", float(count) if isinstance(count, int | float) else None, "")]


def _of_answer(asked: list[str], answer: str, codes: _Codes) -> tuple[str, str] | None:
    found = [
        (variable, code)
        for (variable, label), code in codes.categories.items()
        if variable in asked and _capital(label) == answer
    ]
    return found[0] if found else None


def _place(heading: str, variable: str, codes: _Codes) -> tuple[str, str] | None:
    """The category and the kind that a column is about; None of a column of words."""
    if heading in ("Réponses", "Answers"):
        return ANSWERED, "count"
    if heading.startswith(("Moyenne (", "Mean (")):
        return MEAN, "mean"
    if heading in ("Nombre d’organismes", "Number of organizations"):
        return codes.only[variable][0], "count"
    if heading in ("Pourcentage", "Percentage"):
        return codes.only[variable][0], "percent"
    if heading.endswith(" (%)"):
        code = codes.categories.get((variable, heading.removesuffix(" (%)")))
        return (code, "percent") if code else None
    return None


def parts(path: Path) -> dict[str, ElementTree.Element]:
    """Every XML part of the file, parsed."""
    with zipfile.ZipFile(path) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
