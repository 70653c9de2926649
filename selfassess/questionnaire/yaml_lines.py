"""YAML read strictly, each value with its line.

No anchor, alias, merge key, tag, duplicate key or second document; scalars as in YAML 1.2, so that `no`, `oui`
and dates stay text; size and depth are bounded before anything is built.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath
from typing import Any, NoReturn

import yaml

from .problems import Path, Problem, in_order, shown
from .source import DEPTH_LIMIT, SIZE_LIMIT, Source, file_text
from .yaml_faults import IN_QUOTES, faulty_line, mended_line, misread

PROBLEM_LIMIT = 100
MENDED_LINES_LIMIT = 20

_YAML: Any = yaml
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_HASH = re.compile(r"\s*#[^\s#]")
_FORBIDDEN = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """Nothing more can be read; the problem is already told."""


def read_yaml_file(path: FilePath, limit: int = SIZE_LIMIT) -> Source:
    """The data of a file, and all that is wrong with it as YAML; never raises."""
    source = Source(str(path))
    text = file_text(path, source, limit)
    return source if text is None else read_yaml(source, text)


def read_yaml(source: Source, text: str) -> Source:
    """`source` with the text's data and lines; a line that YAML refuses is told, set aside, and reading goes on."""
    if not _only_plain_characters(source, text):
        return source
    lines = text.split("\n")
    for _ in range(MENDED_LINES_LIMIT):
        attempt = _Reader(Source(source.file, lost=source.lost), lines)
        try:
            attempt.read()
        except Unreadable:
            source.problems += attempt.source.problems
            break
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            if not _told_and_mended(source, lines, error):
                source.problems += attempt.source.problems
                break
        else:
            source.data, source.lines = attempt.source.data, attempt.source.lines
            source.problems += attempt.source.problems
            break
    source.problems = in_order(source.problems)
    return source


def _only_plain_characters(source: Source, text: str) -> bool:
    for found in islice(_FORBIDDEN.finditer(text), PROBLEM_LIMIT):
        line = text.count("\n", 0, found.start()) + 1
        if found[0] == "\t":
            source.tell_at(
                line,
                "une tabulation ; le YAML n’en veut pas",
                "a tab; YAML wants none",
                "remplacez-la par des espaces",
                "replace it with spaces",
            )
        else:
            source.tell_at(
                line,
                f"un caractère invisible (U+{ord(found[0]):04X})",
                f"an invisible character (U+{ord(found[0]):04X})",
                "effacez-le, ou retapez la ligne",
                "delete it, or type the line again",
            )
    source.problems = in_order(source.problems)
    return not source.problems


def _told_and_mended(source: Source, lines: list[str], error: Exception) -> bool:
    """Tell a syntax error; whether its line could be set right enough, in memory, for reading to go on."""
    number = faulty_line(error, lines)
    if any(problem.line == number + 1 for problem in source.problems):
        return False
    message, mend = misread(error, lines[number] if number < len(lines) else "")
    source.problems.append(Problem(source.file, number + 1, message, mend))
    mended = mended_line(lines[number]) if number < len(lines) else None
    if mended is None:
        return False
    source.lost.update(re.findall(r"\bid:\s*([a-z0-9_]+)", lines[number]))
    lines[number] = mended
    _set_aside_continuation(lines, number)
    return True


def _set_aside_continuation(lines: list[str], number: int) -> None:
    """Blank what can only be the rest of the text that begins on a line."""
    margin = len(re.match(r"[ -]*", lines[number])[0])  # type: ignore[index]
    for following in range(number + 1, len(lines)):
        line = lines[following]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= margin:
            return
        lines[following] = ""


class _Reader:
    """Builds the data from the parser's events, so that no depth or alias is ever followed unseen."""

    def __init__(self, source: Source, lines: list[str]) -> None:
        self.source = source
        self.text_lines = lines
        self.events: Iterator[Any] = iter(_YAML.parse("\n".join(lines), Loader=_LOADER))

    def read(self) -> None:
        first = self._next_content()
        if isinstance(first, yaml.StreamEndEvent):
            self._stop(1, ("ce fichier est vide", "this file is empty"), ("écrivez-y des clés", "write keys in it"))
        self.source.data = self._value(first, (), 0)
        after = self._next_content()
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop(
                after.start_mark.line + 1,
                ("un second document commence ici", "a second document begins here"),
                ("retirez la ligne « --- »", "remove the line “---”"),
            )

    def _next_content(self) -> Any:
        for event in self.events:
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent):
                return event
        return yaml.StreamEndEvent()

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        line = event.start_mark.line + 1
        self.source.lines.setdefault(path, line)
        self._refuse_indirection(event, line)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if depth >= DEPTH_LIMIT:
            self._stop(
                line,
                (f"plus de {DEPTH_LIMIT} niveaux emboîtés", f"more than {DEPTH_LIMIT} nested levels"),
                ("aplatissez cette structure", "flatten this structure"),
            )
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(bool(event.flow_style), path, depth)
        return None

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found)), depth + 1))
        return found

    def _mapping(self, flow: bool, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self._key(event)
            ignored = name is None or name in found
            place = (*path, "" if name is None else name)
            if not ignored:
                self.source.lines[place] = event.start_mark.line + 1
            kept = dict(self.source.lines) if ignored else None
            value_event = next(self.events)
            value = self._value(value_event, place, depth + 1)
            if kept is not None:
                self.source.lines = kept
            if name is not None and not ignored:
                found[name] = value
                if flow and value is None and value_event.start_mark.index <= event.end_mark.index:
                    self._cut_by_comma(name, event.start_mark.line + 1)
            elif name is not None:
                self._duplicate(name, event.start_mark.line + 1, self.source.lines[place])
        return found

    def _key(self, event: Any) -> str | None:
        line = event.start_mark.line + 1
        self._refuse_indirection(event, line)
        if not isinstance(event, yaml.ScalarEvent):
            self._skip(event)
            self._tell(line, ("une clé doit être un mot", "a key must be a word"), IN_QUOTES)
            return None
        name = str(event.value)
        if name == "<<" and not event.style:
            self._tell(
                line,
                ("« << » (fusion) n’est pas permis ici", "“<<” (merge) is not allowed here"),
                ("recopiez les clés voulues", "copy the wanted keys"),
            )
            return None
        return name

    def _skip(self, event: Any) -> None:
        starts, ends = (yaml.MappingStartEvent, yaml.SequenceStartEvent), (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        depth = int(isinstance(event, starts))
        while depth:
            event = next(self.events)
            depth += isinstance(event, starts) - isinstance(event, ends)

    def _scalar(self, event: Any, line: int) -> Any:
        value = str(event.value)
        if event.style:
            if _FORBIDDEN.search(value.replace("\t", "")):
                self._tell(
                    line,
                    ("un caractère invisible dans ce texte", "an invisible character in this text"),
                    ("retapez ce texte", "type this text again"),
                )
                return _FORBIDDEN.sub("", value)
            return value
        self._refuse_cut_by_hash(event)
        return plain_value(value)

    def _refuse_cut_by_hash(self, event: Any) -> None:
        mark = event.end_mark
        if mark.line < len(self.text_lines) and _HASH.match(self.text_lines[int(mark.line)], int(mark.column)):
            self._tell(
                mark.line + 1,
                (
                    "le texte s’arrête ici : après une espace, « # » commence un commentaire",
                    "the text stops here: after a space, “#” begins a comment",
                ),
                IN_QUOTES,
            )

    def _refuse_indirection(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._tell(
                line,
                (
                    "« & » et « * » au début d’un texte ont un sens en YAML (ancre, renvoi), qui n’est pas permis ici",
                    "“&” and “*” at the start of a text mean something in YAML (anchor, alias), not allowed here",
                ),
                IN_QUOTES,
            )
        elif getattr(event, "tag", None) is not None:
            self._tell(
                line,
                (
                    "« ! » au début d’un texte a un sens en YAML (étiquette), qui n’est pas permis ici",
                    "“!” at the start of a text means something in YAML (tag), not allowed here",
                ),
                IN_QUOTES,
            )

    def _duplicate(self, name: str, line: int, first: int) -> None:
        self._tell(
            line,
            (
                f"la clé « {shown(name)} » est déjà donnée à la ligne {first}",
                f"the key “{shown(name)}” is already given at line {first}",
            ),
            ("gardez l’une des deux", "keep one of the two"),
        )

    def _cut_by_comma(self, name: str, line: int) -> None:
        self._tell(
            line,
            (
                f"entre accolades, la virgule coupe le texte : « {shown(name)} » est pris pour une clé",
                f"between braces, a comma cuts the text: “{shown(name)}” is taken for a key",
            ),
            IN_QUOTES,
        )

    def _tell(self, line: int, what: tuple[str, str], mend: tuple[str, str]) -> None:
        self.source.tell_at(line, *what, *mend)
        if len(self.source.problems) >= PROBLEM_LIMIT:
            raise Unreadable

    def _stop(self, line: int, what: tuple[str, str], mend: tuple[str, str]) -> NoReturn:
        self.source.tell_at(line, *what, *mend)
        raise Unreadable


def plain_value(value: str) -> Any:
    """What an unquoted scalar says: YAML 1.2's null, booleans and numbers, otherwise text."""
    if value in _NULL:
        return None
    if value in _BOOLEAN:
        return _BOOLEAN[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    if len(value) <= 40 and _FLOAT.fullmatch(value) and math.isfinite(number := float(value)):
        return number
    return value
