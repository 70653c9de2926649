"""The last hand on a workbook's parts: cells put in, dates fixed, charts described; equal parts give equal bytes."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.etree import ElementTree

from .cells import CellWriter
from .pages import Book, Page

_ROWS_AT_A_TIME = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CELLS = re.compile(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')


@dataclass(frozen=True)
class Filling:
    """What writes a page's cells as XML, and the range that they fill."""

    page: Page
    place: str
    writer: CellWriter


def settled(made: io.BytesIO, fillings: list[Filling], book: Book) -> bytes:
    """The archive's parts again, in their order, finished."""
    drawn = [filling.page for filling in fillings if filling.page.drawing is not None]
    finished = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(finished, "w") as archive:
        for name in parts.namelist():
            content = parts.read(name)
            whole: Iterable[bytes] | None = None
            number = int(re.sub(r"\D", "", name) or 0)
            if name == "docProps/core.xml":
                content = _dated(content, book.date)
            elif name.startswith("xl/worksheets/sheet"):
                whole = _filled(content, fillings[number - 1])
            elif name.startswith("xl/drawings/drawing"):
                content = _described(content, drawn[number - 1])
            elif name.startswith("xl/charts/chart"):
                content = _own_formats(content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 0
            with archive.open(entry, "w") as written:
                for part in whole or [content]:
                    written.write(part)
    return finished.getvalue()


def _filled(content: bytes, filling: Filling) -> Iterator[bytes]:
    """The worksheet with its own cells, part by part: it may be long."""
    content, dimensions = _DIMENSION.subn(f'<dimension ref="{filling.place}"'.encode(), content, count=1)
    cells = _CELLS.search(content)
    if not cells or not dimensions:
        raise RuntimeError("openpyxl no longer writes worksheets as this module expects")
    yield content[: cells.start()] + b"<sheetData>"
    rows = filling.writer.rows()
    while some := list(islice(rows, _ROWS_AT_A_TIME)):
        yield "".join(some).encode()
    yield b"</sheetData>" + content[cells.end() :]


def _dated(content: bytes, date: str) -> bytes:
    """The properties say the release's date, never today's."""
    root = ElementTree.fromstring(content)  # noqa: S314  our own bytes
    moment = datetime.date.fromisoformat(date).strftime("%Y-%m-%dT00:00:00Z")
    for element in root.iter():
        if element.tag.endswith(("}created", "}modified")):
            element.text = moment
    return _serialised(root)


def _described(content: bytes, page: Page) -> bytes:
    """The chart has a name, and a text for who does not see it."""
    root = ElementTree.fromstring(content)  # noqa: S314  our own bytes
    for element in root.iter(f"{{{_DRAWING}}}cNvPr"):
        element.set("name", f"{page.table} 1")
        if page.drawing is not None:
            element.set("title", page.drawing.title)
            element.set("descr", page.drawing.alternative)
    return _serialised(root)


def _own_formats(content: bytes) -> bytes:
    """The numbers on charts are shown in the chart's format, not in that of the cells."""
    root = ElementTree.fromstring(content)  # noqa: S314  our own bytes
    for element in root.iter(f"{{{_CHART}}}numFmt"):
        element.set("sourceLinked", "0")
    return _serialised(root)


def _serialised(root: Any) -> bytes:
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
