"""What a reader sees: LibreOffice opens every workbook, its charts are drawn, no cell shows an error."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from selfassess.workbook.writing import write_workbook
from tests.disclosure.example import example_release
from tests.workbook.releases import full_release, small_release
from tests.workbook.test_hostile import HOSTILE, with_labels

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TOOLS = OFFICE and shutil.which("pdftoppm") and shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(not TOOLS, reason="LibreOffice Calc or poppler-utils is missing")
ERRORS = re.compile(r"#(REF|NAME|VALUE|DIV/0|N/A|NUM|NULL)[!?]?|(Err|Erreur) ?:\s*5\d\d")
LOGICS = {"employeurs": (0x00, 0x72, 0xB2), "transformation": (0xD5, 0x5E, 0x00), "preparation": (0x00, 0x9E, 0x73)}
ACCENT = (0x1F, 0x4F, 0x8F)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """Folder of workbooks turned into PDF, and their data into CSV, by LibreOffice with a profile of its own."""
    folder = tmp_path_factory.mktemp("readers")
    write_workbook(example_release(), "fr", folder / "example.xlsx")
    write_workbook(example_release(), "en", folder / "english.xlsx")
    write_workbook(full_release(breakdowns=1), "fr", folder / "practices.xlsx")
    write_workbook(full_release(research=True, breakdowns=1), "fr", folder / "model.xlsx")
    write_workbook(small_release(), "fr", folder / "small.xlsx")
    write_workbook(
        with_labels(example_release(), [text for text in HOSTILE if len(text) < 500]), "fr", folder / "hostile.xlsx"
    )
    names = [str(path) for path in sorted(folder.glob("*.xlsx"))]
    _convert(folder, "pdf", names)
    _convert(folder, "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1", names[:2])
    return folder


def _convert(folder: Path, kind: str, names: list[str]) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr


def _pages(path: Path) -> list[str]:
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.split("\f")


def _picture(path: Path, page: int) -> np.ndarray:
    """A page's pixels, height × width × 3."""
    command = ["pdftoppm", "-r", "40", "-f", str(page), "-l", str(page), str(path)]
    content = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout
    _, size, _, pixels = content.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 3)


def _has(picture: np.ndarray, colour: tuple[int, int, int], pixels: int = 8) -> bool:
    return int((np.abs(picture.astype(int) - colour).max(axis=2) < 40).sum()) >= pixels


@pytest.mark.parametrize("name", ["example", "english", "practices", "model", "small"])
def test_no_page_shows_an_error(converted, name):
    shown = "\n".join(_pages(converted / f"{name}.pdf"))
    assert len(shown) > 2000
    assert not ERRORS.search(shown), ERRORS.search(shown)


def test_hostile_labels_are_shown_as_they_are(converted):
    shown = "\n".join(_pages(converted / "hostile.pdf"))
    assert "=1+1" in shown
    assert "_x003D_1+1" in shown


@pytest.mark.parametrize(
    ("name", "title", "colours"),
    [
        ("practices", "Organismes participants, par groupe", [ACCENT]),
        ("practices", "Logique la plus proche, par groupe", [*LOGICS.values()]),
        ("practices", "Gravité des défis, ensemble des participants", [(0x17, 0x3C, 0x6E)]),
        ("practices", "Prise en charge des défis, ensemble", [(0x17, 0x3C, 0x6E)]),
        ("practices", "Profil moyen, ensemble des participants", [*LOGICS.values()]),
        ("practices", "Recommandations appelées, ensemble", [ACCENT]),
        ("practices", "Évolution (% des organismes)", [*LOGICS.values()]),
        ("model", "Organismes participants, par groupe", [ACCENT]),
        ("model", "Organismes par logique, ou sans logique nette", [*LOGICS.values()]),
        ("model", "Vers quoi penche chaque dimension", [*LOGICS.values()]),
        ("model", "Options hors du modèle, ensemble", [ACCENT]),
        ("model", "Évolution (% des organismes)", [*LOGICS.values()]),
    ],
)
def test_charts_are_drawn_on_one_page_of_their_own(converted, name, title, colours):
    path = converted / f"{name}.pdf"
    places = [number for number, text in enumerate(_pages(path), start=1) if title in text]
    assert len(places) == 1
    picture = _picture(path, places[0])
    for colour in colours:
        assert _has(picture, colour)


def test_no_page_is_blank(converted):
    for name in ("example", "small"):
        *pages, _ = _pages(converted / f"{name}.pdf")
        assert [number for number, text in enumerate(pages, start=1) if len(text.split()) < 15] == []


@pytest.mark.parametrize(("name", "sheet"), [("example", "Données"), ("english", "Data")])
def test_libreoffice_reads_the_published_figures(converted, name, sheet):
    content = (converted / f"{name}-{sheet}.csv").read_text("utf-8")
    rows = [row for row in csv.reader(content.splitlines(), delimiter=";") if len(row) == 13 and row[12]]
    found = [(r[1], r[3], r[6], float(r[9].replace(",", "."))) for r in rows[1:]]
    figures = [figure for figure in example_release().figures if figure.value is not None]
    assert found == [(f.variable, f.category, f.group, f.value) for f in figures]
