"""A `Book` as the bytes of an .xlsx file: equal books give equal bytes, no text is ever a formula.

openpyxl makes the parts (styles, tables, charts, print settings); the cells are written beside it, five times faster.
"""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any

from ..questionnaire.model import Language
from . import untyped as xl
from .cells import CellWriter, column_letter
from .drawn_charts import HEIGHT, WIDTH, chart_of
from .dress import Dress, normal_font
from .inks import ACCENT, FONT, QUIET, RULE
from .pages import Book, Page
from .safe_text import HEADING_LIMIT, escaped, one_line
from .settling import Filling, settled

CREATOR = "selfassess"
_LANGUAGES: dict[Language, str] = {"fr": "fr-CA", "en": "en-CA"}
_CHART_COLUMN, _GAP_COLUMN = 13.0, 2.5
_CENTIMETRES_A_COLUMN = (7 * _CHART_COLUMN + 5) * 2.54 / 96
_LETTER = (27.94, 21.59)
"""Across and down, landscape, in centimetres."""
_SIDE_MARGIN, _TOP_MARGIN, _BOTTOM_MARGIN = 0.5, 0.5, 0.55
"""In inches."""
_POINTS_A_CENTIMETRE = 72 / 2.54
_ROWS_OF_ONE_PAGE = 20
"""A page of so few rows is printed on one sheet of paper."""


def spreadsheet(book: Book) -> bytes:
    """The whole file, in memory."""
    workbook: Any = xl.Workbook()
    workbook.remove(workbook.active)
    workbook._named_styles["Normal"].font = normal_font()
    workbook._fonts[0] = normal_font()
    _say_properties(workbook, book)
    dress: Dress | None = None
    fillings: list[Filling] = []
    for page in book.pages:
        sheet = workbook.create_sheet(page.name)
        dress = dress or Dress(sheet, book.language)
        fillings.append(_fill(sheet, page, dress, book))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        xl.ExcelWriter(workbook, archive).write_data()
    return settled(made, fillings, book)


def _say_properties(workbook: Any, book: Book) -> None:
    properties = workbook.properties
    properties.title, properties.subject = book.title, book.subject
    properties.description, properties.language = book.description, _LANGUAGES[book.language]
    properties.creator = properties.lastModifiedBy = CREATOR


def _fill(sheet: Any, page: Page, dress: Dress, book: Book) -> Filling:
    """The sheet has all but its cells, which are written last."""
    header_row = len(page.lines) + (3 if page.contents_link else 2)
    writer = CellWriter(page, dress, header_row)
    for place, link in writer.links():
        target = f"{xl.quote_sheetname(link.sheet)}!A1"
        cell = sheet[place]
        cell._value = "link"
        cell._hyperlink = xl.Hyperlink(ref=place, location=target, display=escaped(one_line(link.text)))
    for number, heading in enumerate(page.headings, start=1):
        sheet.column_dimensions[column_letter(number)].width = heading.width
    _add_table(sheet, page, header_row)
    if page.drawing is not None:
        sheet.add_chart(chart_of(page, page.drawing, header_row))
    _set_view(sheet, page, header_row)
    _set_printing(sheet, page, header_row, writer, book)
    last = f"{column_letter(len(page.headings))}{header_row + len(page.rows)}"
    return Filling(page, f"A1:{last}", writer)


def _add_table(sheet: Any, page: Page, header_row: int) -> None:
    place = f"A{header_row}:{column_letter(len(page.headings))}{header_row + len(page.rows)}"
    table = xl.Table(displayName=page.table, ref=place)
    table.autoFilter = xl.AutoFilter(ref=place)
    table.tableColumns = [
        xl.TableColumn(id=number, name=escaped(one_line(heading.text, HEADING_LIMIT)))
        for number, heading in enumerate(page.headings, start=1)
    ]
    table.tableStyleInfo = xl.TableStyleInfo(showRowStripes=False)
    sheet.add_table(table)


def _set_view(sheet: Any, page: Page, header_row: int) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = f"A{header_row + 1}"
    for pane in sheet.sheet_view.selection:
        pane.activeCell = pane.sqref = f"A{header_row + 1}"
    sheet.sheet_properties.tabColor = ACCENT if page.drawing else RULE


def _set_printing(sheet: Any, page: Page, header_row: int, writer: CellWriter, book: Book) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.orientation = "landscape" if page.orientation == "paysage" else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    alone = page.drawing is None and len(page.rows) <= _ROWS_OF_ONE_PAGE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(alone)
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_margins = xl.PageMargins(
        left=_SIDE_MARGIN, right=_SIDE_MARGIN, top=_TOP_MARGIN, bottom=_BOTTOM_MARGIN, header=0.25, footer=0.25
    )
    left, middle = (part.replace("&", "&&") for part in book.footer)
    for part, text in (
        (sheet.oddFooter.left, left),
        (sheet.oddFooter.center, middle),
        (sheet.oddFooter.right, "&P / &N"),
        (sheet.oddHeader.right, "&A"),
    ):
        part.text, part.font, part.size, part.color = text, f"{FONT},Regular", 8, QUIET
    sheet.print_area = _print_areas(sheet, page, header_row, writer)


def _print_areas(sheet: Any, page: Page, header_row: int, writer: CellWriter) -> list[str]:
    """The table; then the chart, which stands to the right, on a page of its own."""
    table = f"A1:{column_letter(len(page.headings))}{header_row + len(page.rows)}"
    if page.drawing is None:
        return [table]
    first = len(page.headings) + 2
    row, covered = header_row, 0.0
    while covered < HEIGHT * _POINTS_A_CENTIMETRE:
        row += 1
        covered += writer.height(row)
    columns = math.ceil(_width_that_fits(covered + writer.height(header_row)) / _CENTIMETRES_A_COLUMN)
    sheet.column_dimensions[column_letter(first - 1)].width = _GAP_COLUMN
    for number in range(first, first + columns):
        sheet.column_dimensions[column_letter(number)].width = _CHART_COLUMN
    return [table, f"{column_letter(first)}{header_row + 1}:{column_letter(first + columns - 1)}{row}"]


def _width_that_fits(points: float) -> float:
    """How wide, in centimetres, the chart's range is for its height and the repeated header to stand on one page."""
    room_across, room_down = _LETTER[0] - 2 * _SIDE_MARGIN * 2.54, _LETTER[1] - (_TOP_MARGIN + _BOTTOM_MARGIN) * 2.54
    down = points / _POINTS_A_CENTIMETRE
    return max(WIDTH, room_across * down / (room_down * 0.98) if down > room_down * 0.98 else 0.0)
