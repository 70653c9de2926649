"""A questionnaire being checked: its elements with their paths in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..model import Defi, Element, Option, Question, Questionnaire
from ..problems import Path
from ..types import QuestionType, question_types


@dataclass
class Draft:
    """What the file says (`said`), what is asked of it (`asked`), and identifiers lost with what was refused."""

    said: Questionnaire
    asked: Questionnaire
    lost: frozenset[str] = frozenset()
    doubtful: set[Path] = field(default_factory=set[Path])
    """Questions (their paths) in which a fault was found already: what follows from it is not told."""
    lost_lists: frozenset[str] = frozenset()
    """Option lists (their file names) in which a fault was found already."""

    @cached_property
    def logics(self) -> list[str]:
        return [logic.id for logic in self.said.logics]

    @cached_property
    def questions(self) -> list[tuple[Path, Question]]:
        """Every question that the file writes out, with its path."""
        return [
            (("sections", section_place, "questions", place), question)
            for section_place, section in enumerate(self.said.sections)
            for place, question in enumerate(section.questions)
        ]

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each asked question."""
        return {question.id: place for place, question in enumerate(self.asked.questions())}

    @cached_property
    def asked_defis(self) -> set[str]:
        return {name for section in self.said.sections for name in section.defis}

    def is_doubtful(self, name: str) -> bool:
        """Whether what a question of this name offers is not well known."""
        return any(
            path in self.doubtful or question.option_list in self.lost_lists
            for path, question in self.questions
            if question.id == name
        )

    def defis(self) -> Iterator[tuple[Path, Defi]]:
        for place, defi in enumerate(self.said.defis):
            yield ("defis", place), defi

    def is_unknown(self, name: str, known: Iterable[str]) -> bool:
        """Whether a name is nowhere, not even among what was refused."""
        return name not in known and name not in self.lost


def kind_of(question: Question) -> QuestionType | None:
    """The question's type, None when there is none of that name."""
    return question_types().get(question.type)


def options_of(path: Path, question: Question) -> Iterator[tuple[Path, Option]]:
    for place, option in enumerate(question.options):
        yield (*path, "options", place), option


def ids(elements: Iterable[Element]) -> list[str]:
    return [element.id for element in elements]
