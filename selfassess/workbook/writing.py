"""The doors of this package: a release written as a workbook, a CSV or a JSON file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..disclosure.release import Release
from ..questionnaire.model import Language
from ..resources import resource_folder
from .book import make_book
from .declarations import SheetDeclaration, read_exports
from .downloads import csv_bytes, json_bytes
from .files import write_whole


@cache
def shipped_sheets() -> tuple[SheetDeclaration, ...]:
    """The sheets that the product declares, read once."""
    return read_exports(resource_folder("exports"))


def workbook_bytes(release: Release, language: Language) -> bytes:
    """The workbook, in memory; the same release gives the same bytes."""
    # openpyxl is loaded for the first workbook, not at the start of the server.
    from .spreadsheet import spreadsheet

    return spreadsheet(make_book(release, language, shipped_sheets()))


def write_workbook(release: Release, language: Language, to: Path) -> None:
    """The workbook is at `to`, whole; raises `FileNotWritten` and leaves what was there otherwise."""
    write_whole(workbook_bytes(release, language), to)


def write_csv(release: Release, language: Language, to: Path) -> None:
    """The figures as CSV are at `to`; raises `FileNotWritten`."""
    write_whole(csv_bytes(release, language), to)


def write_json(release: Release, language: Language, to: Path) -> None:
    """The figures and their codebook as JSON are at `to`; raises `FileNotWritten`."""
    write_whole(json_bytes(release, language), to)
