"""The whole workbook of the example, as text: a change of any cell, style or chart is seen and meant.

To accept what changed: SELFASSESS_GOLDEN=write python -m pytest tests/workbook/test_golden.py
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_example_gives_the_same_workbook(tmp_path, language):
    write_workbook(example_release(), language, tmp_path / "example.xlsx")
    found, golden = listing(tmp_path / "example.xlsx"), GOLDEN / f"workbook-{language}.txt"
    if os.environ.get("SELFASSESS_GOLDEN") == "write":
        golden.write_text(found, "utf-8")
    expected = golden.read_text("utf-8")
    changed = [pair for pair in zip(found.splitlines(), expected.splitlines(), strict=False) if pair[0] != pair[1]]
    assert found == expected, changed[:5]
