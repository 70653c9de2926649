"""Text that a spreadsheet shows as it is and never runs: cells, headings, names of sheets and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

CELL_LIMIT = 32_767
HEADING_LIMIT = 255
SHEET_NAME_LIMIT = 31
TABLE_NAME_LIMIT = 255

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")
_REORDERING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_SPACES = re.compile("[ \t\n]+")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFUSED_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_TABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*")
RESERVED_SHEET_NAMES = frozenset({"history", "historique"})
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What some spreadsheet takes for the start of a formula; the last four are the full-width forms."""


def safe_text(text: str, limit: int = CELL_LIMIT) -> str:
    """The text without what XML or a cell refuses: control characters, lone surrogates, marks that reorder, excess."""
    cleaned = _REORDERING.sub("", _NOT_XML.sub("\ufffd", _LINE_ENDS.sub("\n", text)))
    return cleaned if utf16_length(cleaned) <= limit else _shortened(cleaned, limit)


def one_line(text: str, limit: int = HEADING_LIMIT) -> str:
    """The same on one line, « — » when nothing is left: what headings, titles and names are made from."""
    return safe_text(_SPACES.sub(" ", safe_text(text, limit * 2)).strip(), limit) or "—"


def utf16_length(text: str) -> int:
    """How long spreadsheets find a text: they count UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _shortened(text: str, limit: int) -> str:
    kept = text[: limit - 1]
    while utf16_length(kept) > limit - 1:
        kept = kept[: -max(1, (utf16_length(kept) - limit + 1) // 2)]
    return kept + "…"


def escaped(text: str) -> str:
    """The text as the file holds it: what looks like an escape (`_x003D_`) is written so that it is shown as it is."""
    return _ESCAPE_LIKE.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """The inverse of `escaped`, as spreadsheets read it."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def needs_quote_prefix(text: str) -> bool:
    """Whether the cell is marked as text, so that a formula is not born when somebody edits it."""
    return text.startswith(FORMULA_SIGNS)


def headings(texts: Iterable[str]) -> tuple[str, ...]:
    """Column headings that one Table accepts: on one line, short, different whatever the case."""
    given: list[str] = []
    for text in texts:
        heading, number = one_line(text), 1
        while heading.casefold() in {other.casefold() for other in given}:
            number += 1
            suffix = f" ({number})"
            heading = one_line(text, HEADING_LIMIT - len(suffix)) + suffix
        given.append(heading)
    return tuple(given)


def refusals_of_sheet_name(name: str) -> Iterable[tuple[str, str]]:
    """Why Excel would refuse this name for a sheet, in French and in English; nothing when it would not."""
    if not name.strip():
        yield "un nom de feuille ne peut pas être vide", "a sheet’s name cannot be empty"
    if utf16_length(name) > SHEET_NAME_LIMIT:
        yield (
            f"un nom de feuille a {SHEET_NAME_LIMIT} signes au plus ; celui-ci en a {utf16_length(name)}",
            f"a sheet’s name has {SHEET_NAME_LIMIT} characters at most; this one has {utf16_length(name)}",
        )
    found = _REFUSED_IN_SHEET_NAME.search(name)
    if found:
        yield f"Excel refuse « {found[0]} » dans un nom de feuille", f"Excel refuses “{found[0]}” in a sheet’s name"
    if name.startswith("'") or name.endswith("'"):
        yield "Excel refuse ' au bord d’un nom de feuille", "Excel refuses ' at the edge of a sheet’s name"
    if name.casefold() in RESERVED_SHEET_NAMES:
        yield f"Excel garde le nom « {name} » pour lui", f"Excel keeps the name “{name}” to itself"
    if safe_text(name) != name or "\n" in name:
        yield "ce nom de feuille a un caractère invisible", "this sheet’s name has an invisible character"


def refusals_of_table_name(name: str) -> Iterable[tuple[str, str]]:
    """Why Excel would refuse this name for a Table; nothing when it would not."""
    if not _TABLE_NAME.fullmatch(name) or len(name) > TABLE_NAME_LIMIT:
        yield (
            "un nom de tableau a des lettres sans accent, des chiffres et _, une lettre d’abord",
            "a Table’s name has plain letters, digits and _, a letter first",
        )
    elif _LIKE_A_CELL.fullmatch(name):
        yield (
            f"Excel prend « {name} » pour l’adresse d’une cellule",
            f"Excel takes “{name}” for a cell’s address",
        )
