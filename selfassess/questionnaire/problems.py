"""A problem of a file, told with its place, what is wrong and how to mend it, in both languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .model import Language, Text

Severity = Literal["erreur", "avertissement"]
Path = tuple[str | int, ...]
"""Where something is in a file's data: keys and places, from the root."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a file; a warning (`avertissement`) refuses nothing."""

    file: str
    line: int
    message: Text
    mend: Text
    severity: Severity = "erreur"

    def __str__(self) -> str:
        return self.told()

    def told(self, language: Language = "fr") -> str:
        """`file:line: message → mend`."""
        return f"{self.file}:{self.line}: {self.message.in_(language)} → {self.mend.in_(language)}"


@dataclass(frozen=True)
class Fault:
    """A problem that knows its path in the data, not yet its line."""

    path: Path
    message: Text
    mend: Text
    severity: Severity = "erreur"


class QuestionnaireRefused(Exception):
    """The file is no questionnaire as it stands; `problems` says why, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problem.told() for problem in self.problems))


def text(fr: str, en: str) -> Text:
    return Text(fr=fr[:2000], en=en[:2000])


def fault(path: Path, fr: str, en: str, mend_fr: str, mend_en: str, severity: Severity = "erreur") -> Fault:
    return Fault(path, text(fr, en), text(mend_fr, mend_en), severity)


def located(file: str, line: int, found: Fault) -> Problem:
    return Problem(file, line, found.message, found.mend, found.severity)


def refused(problems: Iterable[Problem]) -> bool:
    """Whether any of these is an error."""
    return any(problem.severity == "erreur" for problem in problems)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and line, each told once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line))


def shown(value: Any) -> str:
    """A value as a message can quote it: short, printable, on one line."""
    words = value if isinstance(value, str) else str(value)[:200]
    words = " ".join(words[:200].split())
    words = "".join(character if character.isprintable() else "\ufffd" for character in words)
    return words if len(words) <= 60 else words[:59] + "…"


def suggestion(given: str, known: Iterable[str]) -> Text:
    """What to write instead of an unknown word: the nearest known one, or the list."""
    names = list(known)
    near = difflib.get_close_matches(given[:60], names[:500], n=1)
    if near:
        return text(f"écrivez « {near[0]} »", f"write “{near[0]}”")
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    if not listed:
        return text("retirez-le, ou ajoutez ce qu’il nomme", "remove it, or add what it names")
    return text(f"choisissez parmi : {listed}", f"choose among: {listed}")


def unknown(path: Path, what_fr: str, what_en: str, given: Any, known: Iterable[str]) -> Fault:
    """A reference to something that does not exist."""
    return Fault(
        path,
        text(f"{what_fr} « {shown(given)} » n’existe pas", f"there is no {what_en} “{shown(given)}”"),
        suggestion(str(given), known),
    )
