"""Options read from a CSV file beside the questionnaire: `code,nom,region,depuis,jusqua`, others ignored.

An option may have several rows, one a dated period; its identifier is `<file name>_<code>`.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

from .problems import shown
from .source import SIZE_LIMIT, Source, file_text

COLUMNS = ("code", "nom", "region", "depuis", "jusqua")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[a-z0-9_]{1,40}")


def read_options(path: FilePath) -> tuple[list[dict[str, Any]], Source]:
    """The options of a CSV file, as a questionnaire's YAML would give them, and what is wrong in the file."""
    source = Source(str(path))
    text = file_text(path, source, SIZE_LIMIT)
    if text is None:
        return [], source
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, dict[str, Any]] = {}
    try:
        if _has_columns(source, rows.fieldnames or ()):
            for row in rows:
                _add(source, found, path.stem, rows.line_num, row)
    except csv.Error:
        source.tell_at(
            rows.line_num,
            "cette ligne n’est pas du CSV",
            "this line is not CSV",
            "vérifiez les guillemets et les virgules",
            "check the quotes and the commas",
        )
    for option in found.values():
        _check_periods(source, option)
    return [
        {**option, "periodes": [p for _, p in option["periodes"] if p["groupe"]]} for option in found.values()
    ], source


def _has_columns(source: Source, given: Any) -> bool:
    missing = [name for name in COLUMNS if name not in given]
    if missing:
        source.tell_at(
            1,
            f"il manque des colonnes : {', '.join(missing)}",
            f"columns are missing: {', '.join(missing)}",
            f"la première ligne doit nommer {', '.join(COLUMNS)}",
            f"the first line must name {', '.join(COLUMNS)}",
        )
    return not missing


def _add(source: Source, found: dict[str, dict[str, Any]], stem: str, line: int, row: dict[str, Any]) -> None:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not _CODE.fullmatch(values["code"]) or not values["nom"]:
        source.tell_at(
            line,
            "il faut un code (minuscules sans accent, chiffres, _) et un nom",
            "a code (plain lower-case letters, digits, _) and a name are needed",
            "complétez la ligne",
            "complete the line",
        )
        return
    name = values["nom"].replace("'", "’")
    option = found.setdefault(
        values["code"],
        {"id": f"{stem}_{values['code']}", "fr": name, "en": name, "source": "projet", "periodes": []},
    )
    if option["fr"] != name:
        source.tell_at(
            line,
            f"le code « {values['code']} » a déjà un autre nom : « {shown(option['fr'])} »",
            f"the code “{values['code']}” already has another name: “{shown(option['fr'])}”",
            "gardez un seul nom par code",
            "keep one name a code",
        )
        return
    period = {"groupe": values["region"], **_dates(source, line, values)}
    option["periodes"].append((line, period))


def _dates(source: Source, line: int, values: dict[str, str]) -> dict[str, str]:
    dates: dict[str, str] = {}
    for name in ("depuis", "jusqua"):
        if values[name] and not is_date(values[name]):
            source.tell_at(
                line,
                f"« {shown(values[name])} » n’est pas une date ({name})",
                f"“{shown(values[name])}” is not a date ({name})",
                "écrivez-la comme 2021-07-08",
                "write it like 2021-07-08",
            )
        elif values[name]:
            dates[name] = values[name]
    return dates


def is_date(text: str) -> bool:
    """Whether a text is a day written as 2021-07-08."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DATE.fullmatch(text))


def _check_periods(source: Source, option: dict[str, Any]) -> None:
    ordered = sorted(option["periodes"], key=lambda dated: dated[1].get("depuis", ""))
    for line, period in ordered:
        if period.get("depuis", "") > period.get("jusqua", "9999"):
            source.tell_at(
                line,
                f"la période de « {option['fr']} » finit avant de commencer",
                f"the period of “{option['fr']}” ends before it begins",
                "échangez les deux dates",
                "swap the two dates",
            )
    for (_, before), (line, after) in pairwise(ordered):
        if before.get("jusqua", "9999") >= after.get("depuis", ""):
            source.tell_at(
                line,
                f"deux périodes de « {option['fr']} » se chevauchent",
                f"two periods of “{option['fr']}” overlap",
                "une période finit la veille du début de la suivante",
                "a period ends the day before the next begins",
            )
