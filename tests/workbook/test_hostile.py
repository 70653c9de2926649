"""Labels that attack: whatever they hold, the file stays one that spreadsheets open, and text stays text."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfassess.disclosure.release import Release
from selfassess.questionnaire.model import Text
from selfassess.workbook.downloads import csv_bytes, json_bytes
from selfassess.workbook.safe_text import (
    FORMULA_SIGNS,
    escaped,
    headings,
    one_line,
    safe_text,
    unescaped,
    utf16_length,
)
from selfassess.workbook.writing import workbook_bytes
from tests.disclosure.example import example_release
from tests.workbook.read_back import MAIN, parts

HOSTILE = [
    '=HYPERLINK("http://example.invalid","x")',
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "_x003D_1+1",
    "\ud800",
    "a\x00b\x07\x1b",
    "￾￿",
    "x" * 40_000,
    "𝄞" * 20_000,
    "#REF!",
    '&A&[File]&"Wingdings"&99',
    "]]><script>&amp;",
    "a\nb\r\nc\u2028d",
    "' OR 1=1",
    "\u202egnp.exe",
    "TRUE",
    "12",
    " ",
    "É" * 300,
]
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(), min_size=1, max_size=60),
    st.text("=+-@_x0D;\"'&<>]\n\t", min_size=1, max_size=30),
)


def with_labels(release: Release, labels: list[str]) -> Release:
    """The release with every text replaced by one of these, in turn."""
    turn = iter(range(10**9))

    def hostile(value: Any) -> Any:
        if isinstance(value, Text):
            label = labels[next(turn) % len(labels)]
            return Text.model_construct(fr=label, en=label)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.replace(
                value, **{f.name: hostile(getattr(value, f.name)) for f in dataclasses.fields(value)}
            )
        return tuple(hostile(item) for item in value) if isinstance(value, tuple) else value

    made = hostile(release)
    made.__dict__["sha256"] = (
        "3" * 64
    )  # no stored release has a lone surrogate; the files must not mind one all the same
    return made


def assert_safe(path: Path) -> None:
    every = parts(path)
    assert not [name for name in every if "external" in name.lower()]
    styles = every["xl/styles.xml"]
    prefixed = [xf.get("quotePrefix") in ("1", "true") for xf in styles.find(f"{MAIN}cellXfs")]
    for name, root in every.items():
        if name.endswith(".rels"):
            assert all(relation.get("TargetMode") != "External" for relation in root)
        if name.startswith("xl/worksheets/sheet"):
            assert not list(root.iter(f"{MAIN}f"))
            for cell in root.iter(f"{MAIN}c"):
                assert cell.get("t") in ("inlineStr", None)
                if cell.get("t") == "inlineStr":
                    text = "".join(cell.itertext())
                    assert 0 < utf16_length(unescaped(text)) <= 32_767
                    assert prefixed[int(cell.get("s", "0"))] or not unescaped(text).startswith(FORMULA_SIGNS)
        if name.startswith("xl/tables/"):
            columns = [column.get("name") for column in root.iter(f"{MAIN}tableColumn")]
            assert len({column.casefold() for column in columns}) == len(columns)
            assert all(0 < utf16_length(unescaped(column)) <= 255 for column in columns)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        assert [unescaped(cell.value) for cell in sheet[table.ref][0]] == list(table.column_names)
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        for footer in (sheet.oddFooter, sheet.oddHeader):
            assert all(len(part.text or "") <= 255 for part in (footer.left, footer.center, footer.right))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=1, max_size=12))
def test_hostile_labels_stay_text(labels):
    with TemporaryDirectory() as folder:
        path = Path(folder, "hostile.xlsx")
        path.write_bytes(workbook_bytes(with_labels(example_release(), labels), "fr"))
        assert_safe(path)


def test_every_known_attack_at_once(tmp_path):
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(workbook_bytes(with_labels(example_release(), HOSTILE), "en"))
    assert_safe(path)
    shown = {cell.value for row in openpyxl.load_workbook(path)["Data"].iter_rows() for cell in row}
    assert "=1+1" in shown
    assert "#REF!" in shown
    assert "_x005F_x003D_1+1" in shown
    assert "TRUE" in shown


@given(texts)
def test_a_cell_keeps_the_text_that_xml_can_say(text):
    safe = safe_text(text)
    safe.encode()
    assert utf16_length(safe) <= 32_767
    assert safe_text(safe) == safe
    assert unescaped(escaped(safe)) == safe
    assert "\n" not in one_line(text)


@given(st.lists(texts, min_size=1, max_size=8))
def test_headings_are_accepted_and_different(labels):
    made = headings(labels)
    assert len({heading.casefold() for heading in made}) == len(labels)
    assert all(heading and utf16_length(heading) <= 255 for heading in made)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_downloads_stay_data(language):
    release = with_labels(example_release(), HOSTILE)
    rows = list(csv.reader(io.StringIO(csv_bytes(release, language).decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {13}
    published = [figure for figure in release.figures if figure.value is not None]
    assert len(rows) == len(published) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert len(json.loads(json_bytes(release, language))["chiffres"]) == len(published)
