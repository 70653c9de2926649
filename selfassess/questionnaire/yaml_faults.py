"""What YAML's own complaints mean for someone who types French text, and how to mend the line."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from .model import Text
from .problems import text

IN_QUOTES = (
    'mettez ce texte entre guillemets droits "…" ou écrivez-le en bloc avec >-',
    'put this text in straight quotes "…" or write it as a block with >-',
)
LINE_LIMIT = 2000
_ENTRY = re.compile(r"^(\s*(?:- +)*)([^\s:#{}\[\],\"'&*!|>%@`?-][^:]*?):\s+(\S.*?)\s*$")
_ITEM = re.compile(r"^(\s*(?:- +)+)(\S.*?)\s*$")
_STARTS = {
    "@": ("« @ » ne peut pas commencer un texte", "“@” cannot begin a text"),
    "`": ("« ` » ne peut pas commencer un texte", "“`” cannot begin a text"),
    "%": ("« % » ne peut pas commencer un texte", "“%” cannot begin a text"),
    "?": ("« ? » suivi d’une espace ne peut pas commencer un texte", "“?” and a space cannot begin a text"),
    "-": ("« - » suivi d’une espace ne peut pas commencer un texte", "“-” and a space cannot begin a text"),
    "*": ("« * » ne peut pas commencer un texte", "“*” cannot begin a text"),
    "&": ("« & » ne peut pas commencer un texte", "“&” cannot begin a text"),
    "!": ("« ! » ne peut pas commencer un texte", "“!” cannot begin a text"),
    ">": ("« > » suivi d’un texte sur la même ligne n’est pas du YAML", "“>” and a text on its line is not YAML"),
    "|": ("« | » suivi d’un texte sur la même ligne n’est pas du YAML", "“|” and a text on its line is not YAML"),
    "[": ("« [ » ouvre une liste et ne peut pas commencer un texte", "“[” opens a list and cannot begin a text"),
    "'": (
        "l’apostrophe ' ferme le texte trop tôt, ou ne le ferme pas",
        "the apostrophe ' closes the text too early, or never closes it",
    ),
    '"': (
        'le guillemet droit " ferme le texte trop tôt, ou ne le ferme pas',
        'the straight quote " closes the text too early, or never closes it',
    ),
}
_QUOTE_MENDS = {
    "'": (
        'écrivez l’apostrophe ’ et entourez le texte de guillemets droits "…", ou écrivez-le en bloc avec >-',
        'write the apostrophe ’ and put the text in straight quotes "…", or write it as a block with >-',
    ),
    '"': (
        'dans le texte, écrivez « » au lieu de ", ou écrivez-le en bloc avec >-',
        'inside the text, write “ ” instead of ", or write it as a block with >-',
    ),
}
_COLON = (
    "« : » suivi d’une espace coupe ce texte, qui est pris pour une clé",
    "“:” followed by a space cuts this text, which is taken for a key",
)
_BRACES = (
    "entre accolades, ce texte est coupé par une virgule, un « : », un « # », une accolade ou un guillemet",
    "between braces, this text is cut by a comma, a “:”, a “#”, a brace or a quote",
)
_TEXT_BRACE = (
    "« { » ouvre un groupe de clés et ne peut pas commencer un texte",
    "“{” opens a group of keys and cannot begin a text",
)
_INDENT = (
    "le retrait de cette ligne ne correspond à rien de ce qui précède",
    "the indentation of this line matches nothing above it",
)
_INDENT_MEND = (
    "alignez-la sur ses voisines avec des espaces, ou mettez le texte d’au-dessus entre guillemets droits",
    "line it up with its neighbours with spaces, or put the text above in straight quotes",
)


def faulty_line(error: Exception, lines: list[str]) -> int:
    """The index of the line to mend: the complaint's own, or where what was never closed was opened."""
    unclosed = _unclosed_quote(lines)
    if unclosed is not None:
        return unclosed
    mark: Any = getattr(error, "problem_mark", None)
    opened: Any = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", "") or "")
    if mark is None:
        return opened.line if opened is not None else 0
    if opened is None or opened.line == mark.line:
        return mark.line
    at_end = not any(line.strip() for line in lines[mark.line :])
    flow = "flow" in context and not lines[int(opened.line)].rstrip().endswith(("{", "[", ","))
    return opened.line if at_end or flow or "quoted" in context else mark.line


def _entry(line: str) -> re.Match[str] | None:
    """A line as `key: value`; None for one that is not, or too long for anyone to have typed."""
    return _ENTRY.match(line) if len(line) <= LINE_LIMIT else None


def _unclosed_quote(lines: list[str]) -> int | None:
    """The index of a line whose quote does not close before what is plainly the next key."""
    for number, (line, following) in enumerate(pairwise(lines)):
        entry = _entry(line)
        quote = entry[3][0] if entry else ""
        if entry and quote in ("'", '"') and quote not in entry[3][1:] and _entry(following):
            return number
    return None


def misread(error: Exception, line: str) -> tuple[Text, Text]:
    """What is wrong with a line that YAML refuses, and how to mend it."""
    what, mend = _diagnosis(line[:LINE_LIMIT].strip(), str(error))
    return text(*what), text(*mend)


def _diagnosis(line: str, complaint: str) -> tuple[tuple[str, str], tuple[str, str]]:
    entry = _entry(line)
    value = entry[3] if entry else (item[2] if (item := _ITEM.match(line)) else line)
    first = value[:1]
    if entry and "mapping values" in complaint and not re.fullmatch(r"[\w.-]+", entry[2].strip()):
        return _COLON, IN_QUOTES
    if "unknown escape" in complaint:
        return (
            (
                "entre guillemets droits, la barre « \\ » commence un code, et celui-ci n’existe pas",
                "in straight quotes, “\\” begins a code, and this one does not exist",
            ),
            ("écrivez \\\\ ou /", "write \\\\ or /"),
        )
    if first == "{":
        return (_BRACES if value.endswith("}") else _TEXT_BRACE), IN_QUOTES
    if entry and first in _STARTS:
        return _STARTS[first], _QUOTE_MENDS.get(first, IN_QUOTES)
    if re.search(r"\S\s*:(\s|$)", value) and (entry or "mapping values" not in complaint):
        return _COLON, IN_QUOTES
    if first in _STARTS and first != "-":
        return _STARTS[first], _QUOTE_MENDS.get(first, IN_QUOTES)
    return _INDENT, _INDENT_MEND


def mended_line(line: str) -> str | None:
    """The line made harmless, so that the rest of the file can be read; None when there is no simple way."""
    found = _entry(line)
    before, value = (f"{found[1]}{found[2]}: ", found[3]) if found else ("", "")
    if not found:
        item = _ITEM.match(line) if len(line) <= LINE_LIMIT else None
        if not item:
            return None
        before, value = item[1], item[2]
    if value.startswith("{"):
        return before + "{}" if value.endswith("}") else before + json.dumps(value)
    return before + json.dumps(value, ensure_ascii=False)
