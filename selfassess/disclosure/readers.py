"""Reads the answers to one question, response after response; what was read lately is remembered."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..questionnaire.model import Answers, Question, no_answer_kind
from ..scoring.match import counted_answer
from ..scoring.model import Dimension, Model
from .survey import NO_ANSWER_CODES, NOT_ANSWERED

REMEMBERED = 4096
"""Different answers to a question that are kept."""
BY_VALUE = 2
"""The last format of marshal that does not tell whether two parts are the same object."""


def _value(model: Model, question: Question, answers: Answers) -> Any:
    """What is answered to a question; None when left blank, or not asked."""
    if question.shown_if is None:
        return answers.get(question.id)
    return counted_answer(model, question, answers) if question.id in answers else None


def _key(value: Any) -> object:
    """Something that only equal answers share, and that a dictionary takes."""
    return value if value is None or isinstance(value, str) else marshal.dumps(value, BY_VALUE)


def _is_real(value: Any) -> bool:
    return value is not None and value not in ([], {}, "") and no_answer_kind(value) is None


@dataclass(eq=False)
class Reader:
    """Codes the answers to one question."""

    question: Question
    names: tuple[str, ...]
    """The variables that it fills."""
    code: Callable[[object], Sequence[int]]
    """The codes of a real answer."""
    known: dict[object, bytes] = field(default_factory=dict[object, bytes])

    def row(self, model: Model, answers: Answers) -> bytes:
        """One code a variable."""
        value = _value(model, self.question, answers)
        key = _key(value)
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[key] = np.array(self._codes(value), dtype=np.int8).tobytes()
        return found

    def _codes(self, value: Any) -> Sequence[int]:
        if _is_real(value):
            return self.code(value)
        kind = no_answer_kind(value)
        return [NO_ANSWER_CODES[kind] if kind else NOT_ANSWERED] * len(self.names)


class DimensionReader:
    """Encodes the answers to one compared question."""

    def __init__(self, dimension: Dimension) -> None:
        self.dimension = dimension
        encoding = dimension.encoding
        self.known: dict[object, int] = {}
        self.vectors = np.zeros((64, 1 if encoding.pattern == "level" else encoding.size))
        self.standing = np.zeros(64, dtype=np.int8)
        """0 for no real answer, 1 for one without a place among the cells, 2 for one that has it."""

    def place(self, model: Model, answers: Answers) -> int:
        """Where the answer stands in `vectors` and `standing`."""
        value = _value(model, self.dimension.question, answers)
        key = _key(value)
        found = self.known.get(key)
        return self._added(key, value) if found is None else found

    def _added(self, key: object, value: Any) -> int:
        place = self.known[key] = len(self.known)
        if place == len(self.standing):
            self.vectors = np.concatenate([self.vectors, np.zeros_like(self.vectors)])
            self.standing = np.concatenate([self.standing, np.zeros_like(self.standing)])
        vector = self.dimension.encode(value) if _is_real(value) else None
        self.vectors[place] = 0.0 if vector is None else vector
        self.standing[place] = 2 if vector is not None else int(_is_real(value))
        return place

    def encoded(self, places: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[Any], NDArray[Any]]:
        """Of n responses: vectors (n × cells), and whether each is answered, and placed. What is known may be forgotten."""
        rows = np.array(places, dtype=np.intp)
        standing = self.standing[rows]
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        return self.vectors[rows], standing > 0, standing == 2
