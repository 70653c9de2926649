"""A page's cells as the XML of a worksheet: every text is an inline string, every number a finite one, nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from xml.sax.saxutils import escape

from .dress import Dress, Role
from .letters import wrapped_lines
from .pages import Cell, Heading, Link, Number, Page
from .safe_text import escaped, needs_quote_prefix, safe_text

LINE = 13.5
"""Points that a line of text takes, at 10 points."""
EMPTY_ROW = 12.75
"""Points of a row that holds nothing."""
_MOST_LINES = 30
"""A row is 409 points high at most."""
_HEADER_ROLES: dict[Role, Role] = {
    "text": "header_text",
    "first_text": "header_first_text",
    "number_text": "header_number",
}
_LINK_ROLES: dict[Role, Role] = {"text": "link", "first_text": "first_link"}


@dataclass
class CellWriter:
    """Writes the rows of one page, while the file is written: a long page is never in memory as XML."""

    page: Page
    dress: Dress
    header_row: int
    known: dict[tuple[str, Role, bool], str] = field(default_factory=dict[tuple[str, Role, bool], str])
    """Cells of text from their place on: the same labels come back thousands of times."""

    def rows(self) -> Iterator[str]:
        """Every row, from the title on."""
        yield from self._above()
        yield self._row(self.header_row, self._header())
        letters = [column_letter(number) for number in range(1, len(self.page.headings) + 1)]
        roles: list[Role] = [_role(heading, place) for place, heading in enumerate(self.page.headings)]
        for place, row in enumerate(self.page.rows):
            number, heavy = self.header_row + 1 + place, place in self.page.blocks
            cells = zip(letters, roles, row, strict=True)
            yield self._row(
                number, [self._cell(f"{letter}{number}", cell, role, heavy) for letter, role, cell in cells]
            )

    def links(self) -> Iterator[tuple[str, Link]]:
        """The cells that lead somewhere, by place."""
        if self.page.contents_link is not None:
            yield f"A{self.header_row - 1}", self.page.contents_link
        for place, row in enumerate(self.page.rows, start=self.header_row + 1):
            for number, cell in enumerate(row, start=1):
                if isinstance(cell, Link):
                    yield f"{column_letter(number)}{place}", cell

    def height(self, number: int) -> float:
        """How high a row is, in points."""
        if number == 1:
            return 36 if self.page.cover else 27
        if number < self.header_row:
            back = self.page.contents_link is not None and number == self.header_row - 1
            return 22 if back else LINE + 1
        if number == self.header_row:
            return header_height(self.page.headings)
        place = number - self.header_row - 1
        return self._body_height(self.page.rows[place]) if place < len(self.page.rows) else EMPTY_ROW

    def _body_height(self, row: Sequence[Cell]) -> float:
        lines = 1
        for place, width, indented in self._text_columns:
            cell = row[place]
            if isinstance(cell, str) and len(cell) > width * 0.8:
                lines = max(lines, wrapped_lines(cell, width, indented=indented))
        return LINE * min(lines, _MOST_LINES) + 3

    @cached_property
    def _text_columns(self) -> list[tuple[int, float, bool]]:
        """The place and width of each column of text, and whether it is set in."""
        return [(n, one.width, n > 0) for n, one in enumerate(self.page.headings) if one.kind != "number"]

    def _above(self) -> Iterator[str]:
        page = self.page
        yield self._row(1, [self._text("A1", page.title, "cover" if page.cover else "title")])
        for number, line in enumerate(page.lines, start=2):
            yield self._row(number, [self._text(f"A{number}", line, "line")])
        if page.contents_link is not None:
            number = len(page.lines) + 2
            yield self._row(number, [self._cell(f"A{number}", page.contents_link, "back", False)])

    def _header(self) -> list[str]:
        return [
            self._text(
                f"{column_letter(number)}{self.header_row}",
                heading.text,
                _HEADER_ROLES[_role(heading, number - 1)],
            )
            for number, heading in enumerate(self.page.headings, start=1)
        ]

    def _row(self, number: int, cells: list[str]) -> str:
        return f'<row r="{number}" ht="{self.height(number):g}" customHeight="1">{"".join(cells)}</row>'

    def _cell(self, place: str, cell: Cell, role: Role, heavy: bool) -> str:
        if isinstance(cell, str):
            return self._text(place, cell, role, heavy)
        if isinstance(cell, Number):
            return f'<c r="{place}" s="{self.dress.number("number", heavy, cell.form)}"><v>{finite(cell.value)}</v></c>'
        return self._text(place, cell.text, _LINK_ROLES.get(role, role), heavy)

    def _text(self, place: str, text: str, role: Role, heavy: bool = False) -> str:
        known = self.known.get((text, role, heavy))
        if known is None:
            content, quoted = _written(text)
            style = self.dress.number(role, heavy, quoted=quoted)
            known = self.known[text, role, heavy] = f'" s="{style}" t="inlineStr"><is>{content}</is></c>'
        return f'<c r="{place}{known}'


def _written(text: str) -> tuple[str, bool]:
    """The text's element, and whether it begins like a formula."""
    safe = safe_text(text) or "—"
    space = ' xml:space="preserve"' if safe != safe.strip() or "\n" in safe or "  " in safe else ""
    return f"<t{space}>{escape(escaped(safe))}</t>", needs_quote_prefix(safe)


def _role(heading: Heading, place: int) -> Role:
    """Texts are set in from the column before them; there is none before the first."""
    if heading.kind == "number":
        return "number_text"
    return "text" if place else "first_text"


def finite(value: float) -> str:
    """A number as XML; raises ValueError on one that no cell can hold."""
    if not math.isfinite(value):
        raise ValueError("a figure is a finite number")
    return str(int(value)) if value == int(value) else repr(float(value))


def header_height(headings: tuple[Heading, ...]) -> float:
    """The height of the header row in points: its longest heading, and room for the filter buttons."""
    lines = max(wrapped_lines(heading.text, heading.width, bold=True, indented=True) for heading in headings)
    return LINE * min(lines, _MOST_LINES - 1) + 10


def column_letter(number: int) -> str:
    """A, B… Z, AA…, of a column counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
