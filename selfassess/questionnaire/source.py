"""A file being read: its text, its data with the line of each value, and what is wrong with it so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from .problems import Fault, Path, Problem, fault, located

SIZE_LIMIT = 256 * 1024
"""Bytes a questionnaire, or a list of options."""
DEPTH_LIMIT = 24
TOLD_LIMIT = 300


@dataclass
class Source:
    """A file's data, the line of each path in it, and what is wrong with it so far."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    problems: list[Problem] = field(default_factory=list[Problem])
    lost: set[str] = field(default_factory=set[str])
    """Identifiers of elements that could not be read: naming one is no further problem."""

    def line(self, path: Path) -> int:
        """The line of the nearest element that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def tell(self, found: Fault) -> None:
        self.problems.append(located(self.file, self.line(found.path), found))

    def tell_all(self, found: Iterable[Fault]) -> None:
        """Tell these problems, no more than anyone could read."""
        for count, one in enumerate(found):
            if count == TOLD_LIMIT:
                self.tell(
                    fault(
                        (),
                        f"plus de {TOLD_LIMIT} problèmes : les suivants ne sont pas dits",
                        f"more than {TOLD_LIMIT} problems: the next ones are not told",
                        "corrigez d’abord ceux-ci",
                        "mend these first",
                    )
                )
                return
            self.tell(one)

    def tell_at(self, line: int, fr: str, en: str, mend_fr: str, mend_en: str) -> None:
        self.problems.append(located(self.file, line, fault((), fr, en, mend_fr, mend_en)))


def file_text(path: FilePath, source: Source, limit: int) -> str | None:
    """A file's text with plain line ends, None (the problem told) when it cannot be had."""
    try:
        with path.open("rb") as opened:
            content = opened.read(limit + 1)
    except (OSError, ValueError) as error:
        there = not isinstance(error, FileNotFoundError)
        source.tell_at(
            1,
            "ce fichier ne peut pas être lu" if there else "ce fichier n’existe pas",
            "this file cannot be read" if there else "there is no such file",
            "vérifiez son nom, son dossier et vos droits",
            "check its name, its folder and your rights",
        )
        return None
    return decoded(content, source, limit)


def decoded(content: bytes, source: Source, limit: int) -> str | None:
    """Bytes as text with plain line ends, None (the problem told) when too long or not UTF-8."""
    if len(content) > limit:
        source.tell_at(
            1,
            f"ce fichier dépasse la limite de {limit // 1024} Kio",
            f"this file is over the limit of {limit // 1024} KiB",
            "gardez les textes utiles seulement, ou faites-en deux fichiers",
            "keep the useful texts only, or make two files of it",
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source.tell_at(
            content.count(b"\n", 0, error.start) + 1,
            "ce fichier n’est pas en UTF-8 à partir d’ici",
            "this file is not UTF-8 from here on",
            "enregistrez-le en UTF-8 dans votre éditeur",
            "save it as UTF-8 in your editor",
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")
