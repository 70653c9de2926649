"""A page's cells as the XML of a worksheet: every text is an inline string, every number a finite one, nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from .dress import Dress, Role
from .letters import wrapped_lines
from .pages import Cell, Heading, Link, Number, Page
from .safe_text import escaped, needs_quote_prefix, safe_text

LINE = 13.5
"""Points that a line of text takes, at 10 points."""
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
    """Writes the rows of one page."""

    page: Page
    dress: Dress
    header_row: int
    known: dict[str, tuple[str, bool]] = field(default_factory=dict[str, tuple[str, bool]])
    """Texts already made safe: the same labels come back thousands of times."""
    links: list[tuple[str, Link]] = field(default_factory=list[tuple[str, Link]])
    """Cells that lead somewhere."""
    heights: dict[int, float] = field(default_factory=dict[int, float])
    """Of each row, in points."""

    def rows(self) -> Iterator[str]:
        """Every row, from the title on."""
        yield from self._above()
        yield self._row(self.header_row, self._header(), header_height(self.page.headings))
        letters = [column_letter(number) for number in range(1, len(self.page.headings) + 1)]
        widths = [heading.width for heading in self.page.headings]
        numeric = [heading.kind == "number" for heading in self.page.headings]
        roles: list[Role] = [_role(heading, place) for place, heading in enumerate(self.page.headings)]
        for place, row in enumerate(self.page.rows):
            number, heavy = self.header_row + 1 + place, place in self.page.blocks
            made: list[str] = []
            lines = 1
            for letter, width, is_number, role, cell in zip(letters, widths, numeric, roles, row, strict=True):
                made.append(self._cell(f"{letter}{number}", cell, role, heavy))
                if isinstance(cell, str) and not is_number and len(cell) > width * 0.8:
                    lines = max(lines, wrapped_lines(cell, width, indented=letter != "A"))
            yield self._row(number, made, LINE * min(lines, _MOST_LINES) + 3)

    def _above(self) -> Iterator[str]:
        page = self.page
        title = self._text("A1", page.title, "cover" if page.cover else "title")
        yield self._row(1, [title], 36 if page.cover else 27)
        for number, line in enumerate(page.lines, start=2):
            yield self._row(number, [self._text(f"A{number}", line, "line")], LINE + 1)
        if page.contents_link is not None:
            number = len(page.lines) + 2
            yield self._row(number, [self._cell(f"A{number}", page.contents_link, "back", False)], 22)

    def _header(self) -> list[str]:
        return [
            self._text(
                f"{column_letter(number)}{self.header_row}",
                heading.text,
                _HEADER_ROLES[_role(heading, number - 1)],
            )
            for number, heading in enumerate(self.page.headings, start=1)
        ]

    def _row(self, number: int, cells: list[str], height: float) -> str:
        self.heights[number] = height
        return f'<row r="{number}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'

    def _cell(self, place: str, cell: Cell, role: Role, heavy: bool) -> str:
        if isinstance(cell, Number):
            return f'<c r="{place}" s="{self.dress.number("number", heavy, cell.form)}"><v>{finite(cell.value)}</v></c>'
        if isinstance(cell, Link):
            self.links.append((place, cell))
            return self._text(place, cell.text, _LINK_ROLES.get(role, role), heavy)
        return self._text(place, cell, role, heavy)

    def _text(self, place: str, text: str, role: Role, heavy: bool = False) -> str:
        known = self.known.get(text)
        if known is None:
            known = self.known[text] = _written(text)
        content, quoted = known
        style = self.dress.number(role, heavy, quoted=quoted)
        return f'<c r="{place}" s="{style}" t="inlineStr"><is>{content}</is></c>'


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
