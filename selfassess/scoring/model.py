"""A questionnaire made ready for comparing: what is derived from it once, whatever the answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum, sqrt
from threading import Lock

from ..questionnaire.model import AdviceRules, Question, Questionnaire
from ..questionnaire.types import Encoder, Encoding, Remainder, type_of
from ..questionnaire.types.shape import closed
from .possible import greatest_gaps

KEPT_MODELS = 64


@dataclass(frozen=True, eq=False)
class Dimension:
    """One compared question of positive weight."""

    question: Question
    encoding: Encoding
    encode: Encoder
    remainder: Remainder
    logics: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def weight(self) -> float:
        """e, the editorial weight."""
        return self.question.weight

    @cached_property
    def reach(self) -> float:
        """e·g, g = sqrt(N − 1): more cells tell more."""
        return self.weight * sqrt(max(self.encoding.size - 1, 0))

    @cached_property
    def gaps(self) -> Mapping[tuple[str, str], float]:
        """By (logic, other logic), the most that r to the first can exceed r to the second; at least 0."""
        return greatest_gaps(self.encoding, self.logics)

    @cached_property
    def held(self) -> Mapping[str, Sequence[float | None]]:
        """By logic, one number a cell."""
        return {logic: points(self.encoding, self.encoding.profiles[logic]) for logic in self.logics}

    @cached_property
    def held_by_some(self) -> Sequence[bool]:
        """By cell, whether a logic is known to hold it."""
        return [any(numbers) for numbers in zip(*self.held.values(), strict=True)]


def points(encoding: Encoding, vector: Sequence[float | None] | None) -> Sequence[float | None]:
    """One number a cell: a level of a scale becomes 1 in its cell; nothing is 0 everywhere."""
    if encoding.pattern == "level":
        level = next(iter(vector), -1.0) if vector else -1.0
        return [None if level is None else float(place == level) for place in range(encoding.size)]
    return vector or [0.0] * encoding.size


@dataclass(frozen=True)
class Practice:
    """An option that may be offered as a piste."""

    question: str
    option: str
    logics: tuple[str, ...]
    defis: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that comparing needs from one questionnaire."""

    questionnaire: Questionnaire

    @cached_property
    def logics(self) -> tuple[str, ...]:
        return tuple(logic.id for logic in self.questionnaire.logics)

    @cached_property
    def alphabetical(self) -> Mapping[str, tuple[str, str]]:
        """By logic, a key that sorts by French label."""
        return {logic.id: (_plain(logic.fr), logic.id) for logic in self.questionnaire.logics}

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The compared questions; one of weight 0 is as if it were not there."""
        return tuple(self._dimension(question) for question in self.questionnaire.dimensions if question.weight > 0)

    def _dimension(self, question: Question) -> Dimension:
        kind = type_of(question)
        return Dimension(
            question,
            kind.encoding(question, self.logics),
            kind.encoder(question, self.logics),
            kind.remainder(question, self.logics),
            self.logics,
        )

    @cached_property
    def full_reach(self) -> float:
        return fsum(dimension.reach for dimension in self.dimensions)

    @cached_property
    def rules(self) -> AdviceRules:
        return self.questionnaire.advice_rules or AdviceRules.model_construct()

    @cached_property
    def strength_levels(self) -> Mapping[str, int]:
        scales = self.questionnaire.scales
        return {level.id: place for place, level in enumerate(scales.strength)} if scales else {}

    @cached_property
    def handling_levels(self) -> Mapping[str, int]:
        scales = self.questionnaire.scales
        return {level.id: place for place, level in enumerate(scales.handling)} if scales else {}

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        """The options that may be pistes, in the questionnaire's order."""
        return tuple(
            practice
            for name in self.questionnaire.leads_from
            if name in self.questionnaire.question_by_id
            for practice in self._practices_of(self.questionnaire.question_by_id[name])
        )

    def _practices_of(self, question: Question) -> Iterator[Practice]:
        held = {
            logic: closed(question, [option.id for option in question.options if logic in option.logics])
            for logic in self.logics
        }
        for option in question.options:
            logics = tuple(logic for logic in self.logics if option.id in held[logic])
            reference = f"{question.id}.{option.id}"
            defis = tuple(defi.id for defi in self.questionnaire.defis if reference in defi.practices)
            if logics and defis and not option.common:
                yield Practice(question.id, option.id, logics, defis)


def _plain(label: str) -> str:
    """A label without accents or capitals, for sorting."""
    decomposed = unicodedata.normalize("NFKD", label.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


_models: dict[str, Model] = {}
_lock = Lock()


def model_of(questionnaire: Questionnaire) -> Model:
    """The model of a questionnaire, made once an edition; the last editions used are kept."""
    found = _models.get(questionnaire.edition)
    if found is None:
        found = Model(questionnaire)
        with _lock:
            while len(_models) >= KEPT_MODELS:
                del _models[next(iter(_models))]
            _models[questionnaire.edition] = found
    return found
