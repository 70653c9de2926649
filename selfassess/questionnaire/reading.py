"""A questionnaire file read into a `Questionnaire`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import yaml

from .expansion import expanded
from .model import Questionnaire


def read_questionnaire(path: Path) -> Questionnaire:
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    for section in raw["sections"]:
        for question in section.get("questions", []):
            if "liste" in question:
                question["options"] = options_of(path.parent / question["liste"])
    return expanded(Questionnaire.model_validate(raw, by_alias=True, by_name=False))


def options_of(path: Path) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            option = found.setdefault(
                row["code"],
                {
                    "id": f"mrc_{row['code']}",
                    "fr": row["nom"],
                    "en": row["nom"],
                    "source": "projet",
                    "periodes": [],
                },
            )
            period = {
                "groupe": row["region"],
                "depuis": row["depuis"] or None,
                "jusqua": row["jusqua"] or None,
            }
            option["periodes"].append({key: value for key, value in period.items() if value})
    return list(found.values())
