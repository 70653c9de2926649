"""One level of an ordered scale."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import AnswerValue, Option, Question
from .shape import Cell, Encoding
from .single import Single


def levels(question: Question) -> list[Option]:
    """The options that have a place on the scale, lowest first."""
    return [option for option in question.options if not option.off_scale]


class Ordinal(Single):
    """A single choice whose options are levels, lowest first; `hors_echelle` options have no place on it."""

    name = "echelle"
    shape = "ordinal"
    option_keys = frozenset({"off_scale", "specify"})

    def encoding(self, question: Question, logics: Iterable[str]) -> Encoding:
        scale = levels(question)
        profiles: dict[str, tuple[float | None, ...]] = {}
        for logic in logics:
            held = [float(place) for place, option in enumerate(scale) if logic in option.logics]
            lost = any(logic in option.unknown for option in scale)
            profiles[logic] = (None,) if lost else tuple(held[:1])
        return Encoding("ordinal", len(scale), tuple(Cell(option.id, option) for option in scale), profiles, "level")

    def encode(self, question: Question, value: AnswerValue, logics: Iterable[str]) -> tuple[float, ...] | None:
        places = {option.id: float(place) for place, option in enumerate(levels(question))}
        return (places[value],) if value in places else None
