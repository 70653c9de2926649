"""The whole workbook of the example, as text: a change of any cell, style or chart is seen and meant.

To accept what changed: SELFASSESS_GOLDEN=write python -m pytest tests/workbook/test_golden.py
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from selfassess.disclosure.release import PARTICIPANTS, TOPICS_OF, Release
from selfassess.workbook.writing import write_workbook
from tests.disclosure.example import example_release
from tests.workbook.read_back import parts

GOLDEN = Path(__file__).parents[1] / "golden"


def listing(path: Path) -> str:
    """Every part of the file, one element a line, one row of cells a line, attributes in order, names without their namespaces."""
    lines: list[str] = []
    for name, root in parts(path).items():
        if not name.startswith("xl/theme/"):
            lines.append(f"── {name}")
            _list(root, 0, lines)
    return "\n".join(lines) + "\n"


def _list(element: ElementTree.Element, depth: int, lines: list[str]) -> None:
    name = _short(element.tag)
    if name == "row":
        cells = " | ".join(f"s{cell.get('s')} {''.join(cell.itertext())}" for cell in element)
        lines.append(f"row {element.get('r')} ht={element.get('ht')}: {cells}")
        return
    attributes = " ".join(f"{_short(key)}={value!r}" for key, value in sorted(element.attrib.items()))
    text = (element.text or "").strip()
    lines.append(" " * depth + f"{name} {attributes} {text}".rstrip())
    for child in element:
        _list(child, depth + 1, lines)


def _short(name: str) -> str:
    return re.sub(r"\{[^}]*\}", "", name)


def model_example() -> Release:
    """The example as a portrait that puts the model to the test."""
    example = example_release()
    kept = {v.id: v for v in example.variables if v.topic in TOPICS_OF["modele"] or v.id == PARTICIPANTS}
    figures = tuple(figure for figure in example.figures if figure.variable in kept)
    return replace(example, kind="modele", variables=tuple(kept.values()), figures=figures)


@pytest.mark.parametrize(
    ("name", "make", "language"),
    [
        ("workbook-fr", example_release, "fr"),
        ("workbook-en", example_release, "en"),
        ("workbook-modele-fr", model_example, "fr"),
    ],
)
def test_the_example_gives_the_same_workbook(tmp_path, name, make, language):
    write_workbook(make(), language, tmp_path / "example.xlsx")
    found, golden = listing(tmp_path / "example.xlsx"), GOLDEN / f"{name}.txt"
    if os.environ.get("SELFASSESS_GOLDEN") == "write":
        golden.write_text(found, "utf-8")
    expected = golden.read_text("utf-8")
    changed = [pair for pair in zip(found.splitlines(), expected.splitlines(), strict=False) if pair[0] != pair[1]]
    assert found == expected, changed[:5]
