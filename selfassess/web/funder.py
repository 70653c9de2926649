"""The doors of funders: the portraits published to them, one page each, and their files. Nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, render_template

from ..disclosure.marks import MARKS
from ..disclosure.release import Release
from ..questionnaire.model import Language
from ..responses.releases import Frozen, NoSuchRelease
from ..workbook.book import make_book
from ..workbook.downloads import csv_bytes, json_bytes
from ..workbook.findings import findings
from ..workbook.methodology import methodology
from ..workbook.pages import Cell, Number, Page
from ..workbook.spoken import PORTRAITS, PURPOSES
from ..workbook.spoken import number as written
from ..workbook.vocabulary import TOPIC_NAMES
from ..workbook.writing import shipped_sheets, workbook_bytes
from .access import Access, Door
from .catalogue import site
from .portrait import portrait_charts, stored_release
from .staff import known_person
from .words import language, say

door = Door("funder", __name__)
HERE = "/<any(fr,en):language>/portraits"
ONE = HERE + "/<declaration>"


def readable(declaration: str) -> Frozen:
    """The release, if it was published to an audience of this person, or to anyone for an administrator; 404."""
    person = known_person()
    store = site().store.releases
    try:
        return store.frozen(declaration) if person.role == "admin" else store.read(declaration, person.audiences)
    except NoSuchRelease:
        abort(404)


@door.opens(HERE + "/", Access.FUNDER)
def releases() -> str:
    """The portraits published to this person's audiences."""
    person = known_person()
    store = site().store.releases
    if person.role == "admin":
        found = [one for one in store.declarations() if one.state == "published"]
    else:
        found = store.published(person.audiences)
    return render_template("funder/releases.html", declarations=found, portraits=PORTRAITS)


@door.opens(ONE, Access.FUNDER)
def release(declaration: str) -> str:
    """A portrait: what stands out, its charts with their tables, its marks and its method."""
    frozen = readable(declaration)
    found = stored_release(frozen)
    drawn = portrait_charts(found, language())
    return render_template(
        "funder/release.html",
        d=frozen.declaration,
        release=found,
        portrait=PORTRAITS[found.kind],
        purpose=PURPOSES[found.kind],
        findings=[(TOPIC_NAMES[topic].in_(language()), typeset(words)) for topic, words in findings(found, language())],
        charts=drawn,
        figures={chart.id: chart.figure for chart in drawn if chart.figure},
        sheets=figure_pages(found, language()),
        marks=MARKS,
        methodology=[[typeset(words) for words in line] for line in methodology(found, language())],
    )


@door.opens(ONE + "/tableau/<table>", Access.FUNDER)
def table(declaration: str, table: str) -> Any:
    """All the published figures of one subject, as in the workbook."""
    frozen = readable(declaration)
    found = stored_release(frozen)
    page = next((page for page in figure_pages(found, language()) if page.table == table), None)
    if page is None:
        abort(404)
    return render_template("funder/table.html", d=frozen.declaration, release=found, page=page, cell=cell_words)


def typeset(words: str) -> str:
    """Words that are in the page's language already, with its spaces."""
    return say(words, words)


def figure_pages(release: Release, language: Language) -> list[Page]:
    """The workbook's pages of figures, which the site shows as they are."""
    sheets = shipped_sheets()
    wanted = {sheet.table for sheet in sheets if sheet.content == "chiffres"}
    return [page for page in make_book(release, language, sheets).pages if page.table in wanted]


DECIMALS = {"mean_1": 1, "mean_2": 2}


def cell_words(cell: Cell) -> tuple[str, bool]:
    """A cell as it is read, and whether it is a number."""
    if isinstance(cell, Number):
        return written(cell.value, language(), DECIMALS.get(cell.form, 0)), True
    return typeset(cell if isinstance(cell, str) else cell.text), False


WRITERS: dict[str, tuple[Callable[[Release, Language], bytes], str]] = {
    "xlsx": (workbook_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_bytes, "text/csv; charset=utf-8"),
    "json": (json_bytes, "application/json"),
}


@door.opens(ONE + "/portrait.<any(xlsx,csv,json):kind>", Access.FUNDER)
def download(declaration: str, kind: str) -> Response:
    """The portrait as a workbook, as CSV, or as JSON with its codebook."""
    frozen = readable(declaration)
    write, kind_of_content = WRITERS[kind]
    response = Response(write(stored_release(frozen), language()), content_type=kind_of_content)
    name = f"portrait-{frozen.declaration.last_day.isoformat()}-{language()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
