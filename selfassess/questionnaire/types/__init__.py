"""The question types, discovered: one file each, one class each, every face of an answer in it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from ..model import Question
from .shape import AnswerProblem, Cell, Encoder, Encoding, QuestionType, Remainder

__all__ = ["AnswerProblem", "Cell", "Encoder", "Encoding", "QuestionType", "Remainder", "question_types", "type_of"]


@cache
def question_types() -> Mapping[str, QuestionType]:
    """Every question type by the name that `type:` gives in a questionnaire; two of one name stop the start."""
    found: dict[str, QuestionType] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, QuestionType) and thing.__module__ == module.__name__:
                name = getattr(thing, "name", None)
                if name is None:
                    continue
                if name in found:
                    raise RuntimeError(f"two question types are named {name!r}: {found[name]!r}, {thing!r}")
                found[name] = thing()
    return found


def type_of(question: Question) -> QuestionType:
    """The type of a question that was read (its name is known to exist)."""
    return question_types()[question.type]
