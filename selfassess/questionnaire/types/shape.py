"""What every question type offers. A type is one class in one file of this folder."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from ..model import AnswerValue, Language, NoAnswer, Question, Text

NO_ANSWER_PREFIX = "_"
"""In a form, the field named after the question with the value `_ne_sais_pas` says « ne sais pas »."""


class Fields(Protocol):
    """Posted form fields: werkzeug's MultiDict, or anything with its `getlist`."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True)
class AnswerProblem:
    """What is wrong with one answer, in both languages, and the option or row that it concerns if any."""

    message: Text
    at: str | None = None


@dataclass(frozen=True)
class Cell:
    """One thing that is compared: an option, or a (family, column) pair."""

    id: str
    label: Text


@dataclass(frozen=True)
class Encoding:
    """One question as numbers, for comparing an answer with the logics.

    `measure`: "correlation" (vectors over `cells`) or "ordinal" (a level 0 … size − 1 in a vector of one).
    `size`: N or q, the number of cells or levels. `profiles`: by logic, one number a cell, None where the
    source is not readable; an empty tuple where the logic holds nothing.

    What an answer can be over the cells is said by `pattern`: "subset" (any cells, together with those that each one
    `brings`; a cell of `alone` is ticked without another), "one" (a single cell), "ranks" (each number of `ranks` to
    another cell, the rest 0), or "level".
    """

    measure: Literal["correlation", "ordinal"]
    size: int
    cells: tuple[Cell, ...]
    profiles: Mapping[str, tuple[float | None, ...]]
    pattern: Literal["subset", "one", "ranks", "level"]
    brings: tuple[frozenset[int], ...] = ()
    """By cell, the cells that are ticked with it, itself included."""
    alone: frozenset[int] = frozenset()
    ranks: tuple[float, ...] = ()


Encoder = Callable[[AnswerValue], tuple[float, ...] | None]
Remainder = Callable[[AnswerValue], tuple[tuple[Cell, ...], tuple[Cell, ...]]]


def problem(fr: str, en: str, at: str | None = None) -> AnswerProblem:
    return AnswerProblem(Text(fr=quotable(fr), en=quotable(en)), at)


def quotable(words: str) -> str:
    """Words short and printable enough for a message that quotes what somebody sent."""
    words = "".join(sign if sign.isprintable() or sign.isspace() else "\ufffd" for sign in words[:600])
    return words if len(words) <= 400 else words[:399] + "…"


class QuestionType(ABC):
    """Every face of one kind of answer."""

    name: ClassVar[str]
    """The word that `type:` has in a questionnaire."""
    shape: ClassVar[str]
    """The macro that draws it: templates/shapes/<shape>.html."""
    keys: ClassVar[frozenset[str]] = frozenset()
    """The question's model attributes, beyond those common to all, that this type uses."""
    comparable: ClassVar[bool] = False
    """Whether it may be a dimension."""
    option_keys: ClassVar[frozenset[str]] = frozenset()
    """The options' model attributes, beyond those common to all, that this type uses."""
    holding: ClassVar[Literal["several", "one", "roles", "columns"]] = "several"
    """What a logic holds of it, and so how `logiques` is written: options, one option, a role each, columns each."""

    @abstractmethod
    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        """The answer that a posted form gives, None when nothing was given. Never raises: what is odd is kept
        as posted, for `problems` to name and the page to show again."""

    @abstractmethod
    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        """What is wrong with a real answer (not None, not a « sans réponse »), from a form or a file."""

    @abstractmethod
    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        """The one way to write a valid answer (ids in the questionnaire's order, no duplicates); None if empty."""

    @abstractmethod
    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        """A real answer in words, one line a thing said."""

    def lines(self, question: Question, value: AnswerValue) -> list[tuple[Text, tuple[str, ...]]]:
        """A real answer in words, one text a thing said, each with the ids of the cells that it stands in."""
        texts = zip(self.summary(question, value, "fr"), self.summary(question, value, "en"), strict=True)
        return [(Text(fr=fr, en=en), ()) for fr, en in texts]

    def held(self, question: Question, logic: str) -> AnswerValue | None:
        """What a logic holds, written as an answer; None when it holds nothing."""
        return None

    def tallies(self, question: Question, value: AnswerValue) -> list[str]:
        """The keys that a real answer adds one to when answers are counted."""
        return []

    def encoding(self, question: Question, logics: Iterable[str]) -> Encoding:
        """The question as numbers; only for a type that is `comparable`."""
        raise NotImplementedError(self.name)

    def encode(self, question: Question, value: AnswerValue, logics: Iterable[str]) -> tuple[float, ...] | None:
        """A real answer as a vector over the cells of `encoding` after closure; None when it has no place there."""
        raise NotImplementedError(self.name)

    def encoder(self, question: Question, logics: Iterable[str]) -> Encoder:
        """`encode` for many answers to one question: what does not depend on the answer is done once."""
        names = tuple(logics)
        return lambda value: self.encode(question, value, names)

    def remainder(self, question: Question, logics: Iterable[str]) -> Remainder:
        """What a real answer says outside the cells of `encoding`: what is common to all logics, what is in none."""
        return lambda value: ((), ())


def posted_no_answer(question: Question, fields: Fields) -> NoAnswer | None:
    """The « sans réponse » that a form ticks for a question, None if none that the question offers."""
    for posted in fields.getlist(question.id):
        kind = posted.removeprefix(NO_ANSWER_PREFIX)
        if posted.startswith(NO_ANSWER_PREFIX) and kind in question.no_answer:
            return kind
    return None


def posted(fields: Fields, name: str) -> list[str]:
    """What a form gives under a name, empty strings and « sans réponse » left out."""
    return [text for text in fields.getlist(name) if text.strip() and not text.startswith(NO_ANSWER_PREFIX)]


def unknown_option(question: Question, given: Any) -> AnswerProblem:
    known = ", ".join(option.id for option in question.options[:12])
    return problem(
        f"« {given} » n’est pas un choix de cette question. Choix possibles : {known}.",
        f"“{given}” is not a choice of this question. Possible choices: {known}.",
        at=str(given),
    )


def closed(question: Question, ticked: Iterable[str]) -> frozenset[str]:
    """The options ticked and all that they imply, directly or not."""
    found: set[str] = set()
    waiting = [option for option in ticked if option in question.option_by_id]
    while waiting:
        option = waiting.pop()
        if option not in found:
            found.add(option)
            waiting += question.option_by_id[option].implies
    return frozenset(found)
