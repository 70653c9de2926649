"""JSON read strictly, each value of an object with its line: no duplicate key, no NaN, bounded depth and numbers."""

from __future__ import annotations

import json
import math
import re
from typing import NoReturn

from .problems import Path, shown
from .source import DEPTH_LIMIT, Source

_MARK = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\],:]|\n')


class _Refused(ValueError):
    """JSON that is right and not wanted, with the line where it is known, else the word to look for."""

    def __init__(self, fr: str, en: str, line: int | None = None, word: str = "") -> None:
        super().__init__(fr)
        self.fr, self.en, self.line, self.word = fr, en, line, word


def read_json(source: Source, text: str, first_line: int = 1) -> Source:
    """`source` with the text's data and lines, or with the one problem that stops the reading."""
    try:
        source.lines = key_lines(text, first_line)
        source.data = json.loads(text, parse_constant=_constant, parse_int=_integer, parse_float=_float)
    except json.JSONDecodeError as error:
        source.tell_at(
            first_line + error.lineno - 1,
            f"ceci n’est pas du JSON : {shown(error.msg)} (colonne {error.colno})",
            f"this is not JSON: {shown(error.msg)} (column {error.colno})",
            "vérifiez les guillemets, les virgules et les accolades",
            "check the quotes, the commas and the braces",
        )
    except _Refused as error:
        line = error.line or first_line + text.count("\n", 0, text.find(error.word))
        source.tell_at(line, error.fr, error.en, "corrigez cette valeur", "correct this value")
    return source


def key_lines(text: str, first_line: int) -> dict[Path, int]:
    """The line of each key; refuses a key given twice and what is nested too deep."""
    lines: dict[Path, int] = {(): first_line}
    line, last, path = first_line, "", list[str | int]()
    for mark in _MARK.findall(text):
        if mark == "\n":
            line += 1
        elif mark[0] == '"':
            last = mark
        elif mark in "{[":
            path.append(0 if mark == "[" else "")
            if len(path) > DEPTH_LIMIT:
                raise _Refused(
                    f"plus de {DEPTH_LIMIT} niveaux emboîtés", f"more than {DEPTH_LIMIT} nested levels", line
                )
        elif mark in "}]" and path:
            path.pop()
        elif mark == ":" and path:
            path[-1] = _unquoted(last)
            _note_once(lines, tuple(path), line)
        elif mark == "," and path and isinstance(path[-1], int):
            path[-1] += 1
    return lines


def _note_once(lines: dict[Path, int], path: Path, line: int) -> None:
    if path in lines:
        key = shown(path[-1])
        raise _Refused(f"la clé « {key} » est donnée deux fois", f"the key “{key}” is given twice", line)
    lines[path] = line


def _unquoted(quoted: str) -> str:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return quoted.strip('"')


def _constant(word: str) -> NoReturn:
    raise _Refused(f"« {word} » n’est pas un nombre", f"“{word}” is not a number", word=word)


def _integer(digits: str) -> int:
    if len(digits) > 18:
        raise _too_large(digits)
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _too_large(digits)
    return number


def _too_large(digits: str) -> _Refused:
    return _Refused(f"« {shown(digits)} » est trop grand", f"“{shown(digits)}” is too large", word=digits)
