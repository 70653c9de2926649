"""A release written to its files and read back as anybody reads them, hidden sheets too: what the attacker is given.

A table is read wherever its headings name a variable, a category and a group. A number in a column that nothing announces
is taken for an exact count, and so is what a sheet shows of a figure that the tidy rows do not say, or say otherwise.
"""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selfassess.disclosure.release import NO_LOGIC, Release
from selfassess.questionnaire.model import Language
from selfassess.workbook.writing import write_csv, write_json, write_workbook
from tests.disclosure.attacker import Row
from tests.workbook.read_back import loaded, shown_rows, tables

EVERY = ("json", "csv", "xlsx")
WRITERS = {"json": write_json, "csv": write_csv, "xlsx": write_workbook}
HEADINGS = {
    "variable": "variable",
    "categorie": "category",
    "category": "category",
    "groupe": "group",
    "group": "group",
    "mesure": "kind",
    "measure": "kind",
    "valeur": "value",
    "value": "value",
    "pas": "step",
    "pas d’arrondi": "step",
    "rounding step": "step",
    "marque": "mark",
    "statut": "mark",
    "status": "mark",
}
WORDS = {"sujet", "topic", "repartition", "breakdown", "unite", "unit"}
"""Other columns, of words; so are those of labels."""
KINDS = {"pourcentage": "percent", "percentage": "percent", "percent": "percent", "moyenne": "mean", "mean": "mean"}
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(styles|workbook|theme/theme1)\.xml"
    r"|xl/(worksheets/sheet|tables/table|drawings/drawing|charts/chart)\d+\.xml|xl/([a-z]+/)?_rels/[a-z]+\d*\.xml\.rels"
)


def told(release: Release, kinds: Iterable[str] = EVERY, language: Language = "fr") -> list[Row]:
    """What the files of a release say, each thing once."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"portrait.{kind}") for kind in kinds]
        for path in paths:
            WRITERS[path.suffix[1:]](release, language, path)
        return list(dict.fromkeys(row for path in paths for row in rows_of(path)))


def rows_of(path: Path) -> list[Row]:
    """What a file says."""
    if path.suffix == ".json":
        return list(_found_in(json.loads(path.read_bytes())))
    if path.suffix == ".csv":
        return list(_rows(csv.reader(path.read_bytes().decode("utf-8-sig").splitlines(), delimiter=";")))
    tidy = [row for sheet in loaded(path).worksheets for row in _rows(sheet.iter_rows(values_only=True))]
    said = {(row.variable, row.category, row.group, row.kind, row.value) for row in tidy}
    shown = [row for row in shown_rows(path) if row.value is not None]
    return tidy + [row for row in shown if (row.variable, row.category, row.group, row.kind, row.value) not in said]


def _found_in(content: Any) -> Iterator[Row]:
    """The rows of a JSON document, wherever they are."""
    if isinstance(content, list):
        for one in content:
            yield from _found_in(one)
    elif isinstance(content, dict):
        yield from _rows([tuple(content), tuple(content.values())])
        for one in content.values():
            yield from _found_in(one)


def _rows(table: Iterable[Sequence[Any]]) -> Iterator[Row]:
    names: list[str] = []
    for cells in table:
        plain = [_plain(cell) for cell in cells]
        if {"variable", "category", "group"} <= {HEADINGS.get(name) for name in plain}:
            names = [HEADINGS.get(name, name) for name in plain]
        elif names:
            yield from _row(dict(zip(names, cells, strict=False)))


def _plain(cell: Any) -> str:
    letters = unicodedata.normalize("NFKD", str(cell).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _row(cells: Mapping[str, Any]) -> Iterator[Row]:
    place = (str(cells["variable"]), str(cells["category"]), str(cells["group"]))
    if "value" in cells:
        mark = str(cells.get("mark") or "")
        mark = mark.strip("[]") if mark.startswith("[") or len(mark) == 1 else ""
        kind = KINDS.get(str(cells.get("kind")), "count")
        value = _number(cells["value"])
        if value is not None or mark:
            yield Row(*place, kind, value, mark, _number(cells.get("step")))
    for name, cell in cells.items():
        if name not in HEADINGS.values() and name not in WORDS and "libelle" not in name and "label" not in name:
            number = _number(cell)
            if number is not None:
                yield Row(*place, "count", number, "")


def _number(cell: Any) -> float | None:
    if isinstance(cell, int | float):
        return float(cell)
    try:
        return float(str(cell).replace(",", "."))
    except ValueError:
        return None


def pairs_told_apart(rows: Iterable[Row]) -> set[float]:
    """What published percentages give: of 100 pairs, how many lean to different logics."""
    bars: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows:
        if row.kind == "percent" and row.value is not None:
            bars.setdefault((row.variable, row.group), {})[row.category] = row.value
    found: set[float] = set()
    for bar in bars.values():
        logics = [share / (sum(bar.values()) or 1) for name, share in bar.items() if name not in NO_LOGIC]
        found.add(float(math.floor(100 * (sum(logics) ** 2 - sum(share**2 for share in logics)) + 0.5)))
    return found


def unexplained(path: Path, rows: Sequence[Row]) -> list[tuple[str, str, Any]]:
    """What a workbook holds, in any corner, beside words, these rows, what follows from them and how long sheets are."""
    published = {number for row in rows for number in (row.value, row.step)} | pairs_told_apart(rows)
    sizes = {float(len(table.rows)) for table in tables(path)}
    found: list[tuple[str, str, Any]] = []
    for sheet in loaded(path).worksheets:
        known = published | (sizes if sheet.title in ("Sommaire", "Contents") else set())
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            if cell.comment is not None or (isinstance(cell.value, int | float) and float(cell.value) not in known):
                found.append((sheet.title, cell.coordinate, cell.comment or cell.value))
    with zipfile.ZipFile(path) as archive:
        found += [(name, "", "another part") for name in archive.namelist() if not PARTS.fullmatch(name)]
        for name in archive.namelist():
            if name.startswith("xl/charts/"):
                kept = re.findall(r"<(?:c:)?v>([^<]*)</", archive.read(name).decode())
                found += [(name, "", text) for text in kept if _number(text) not in published | {None}]
    return found
