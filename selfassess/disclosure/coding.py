"""Responses as codes: for each variable, the place of what was answered or found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..questionnaire.model import Answers, Question
from ..questionnaire.types import type_of
from ..scoring.batch import OUTCOMES as SCORED
from ..scoring.batch import BatchMatch, EncodedResponses, match_encoded
from ..scoring.match import TIE
from ..scoring.model import Model
from .readers import DimensionReader, Reader
from .release import TOPICS, Topic
from .survey import NO_ANSWER_CODES, NOT_ANSWERED, Variable
from .variables import LEANS, OUTCOMES, is_participation, outside_options, variables_of

Codes = NDArray[np.int8]
YES, NO = 0, 1
NEVER = NO_ANSWER_CODES["sans_objet"]
UNSURE = NO_ANSWER_CODES["ne_sais_pas"]


@dataclass(frozen=True, eq=False)
class Coder:
    """Codes responses to one edition."""

    model: Model
    variables: tuple[Variable, ...]

    def codes(self, responses: Sequence[Answers]) -> Codes:
        """n × variables."""
        encoded = self._encoded(responses)
        found = match_encoded(self.model, encoded)
        columns = {"logique": _outcomes(found), **self._profiles(encoded, found)}
        columns.update(self._said(responses))
        columns.update(self._advice(columns, len(responses)))
        return np.stack([columns[variable.id] for variable in self.variables], axis=1).astype(np.int8)

    def _encoded(self, responses: Sequence[Answers]) -> EncodedResponses:
        """What `encode_responses` gives; an answer that was seen lately is not encoded again."""
        found = [
            reader.encoded([reader.place(self.model, answers) for answers in responses]) for reader in self._encoders
        ]
        vectors, answered, placed = zip(*found, strict=True) if found else ((), (), ())
        shape = len(responses), len(found)
        flags = [np.array(one, dtype=np.bool_).T.reshape(shape) for one in (answered, placed)]
        return EncodedResponses(tuple(vectors), *flags)

    @cached_property
    def _encoders(self) -> list[DimensionReader]:
        return [DimensionReader(dimension) for dimension in self.model.dimensions]

    def _profiles(self, encoded: EncodedResponses, found: BatchMatch) -> dict[str, Codes]:
        """By dimension, the logic that it leans to, « hors modèle », « non comparée », or no answer."""
        reach = np.array([dimension.reach for dimension in self.model.dimensions])
        counted = found.informative @ reach
        r = found.contributions * counted[:, None, None] / np.maximum(reach, TIE)[None, :, None]
        best = r.max(axis=2)
        logics = r.shape[2]
        lean: NDArray[Any] = np.where(r > best[:, :, None] - TIE, found.places[:, None, :], logics).argmin(axis=2)
        outside, not_compared = (logics + place for place in range(len(LEANS)))
        lean[best <= TIE] = outside
        lean[~found.informative] = not_compared
        lean[~encoded.answered] = NOT_ANSWERED
        return {f"profil.{d.id}": lean[:, place].astype(np.int8) for place, d in enumerate(self.model.dimensions)}

    def _said(self, responses: Sequence[Answers]) -> dict[str, Codes]:
        """What is read in the answers one by one."""
        names = [name for reader in self._readers for name in reader.names]
        rows = b"".join([reader.row(self.model, answers) for answers in responses for reader in self._readers])
        codes = np.frombuffer(rows, dtype=np.int8).reshape(len(responses), len(names))
        return {name: codes[:, place] for place, name in enumerate(names)}

    @cached_property
    def _readers(self) -> list[Reader]:
        """One for each question whose answers are counted as they are, on the wanted topics."""
        known = {variable.id: variable for variable in self.variables}
        found: list[Reader] = []
        for question in self.model.questionnaire.questions():
            if question.id in known:
                found.append(Reader(question, (question.id,), _place(known[question.id])))
            elif is_participation(question):
                options = [option.id for option in question.options]
                names = tuple(f"{question.id}.{option}" for option in options)
                found.append(Reader(question, names, _ticks(question, options)))
        for dimension in self.model.dimensions:
            options = [option.id for option in outside_options(dimension.question)]
            if options:
                names = tuple(f"hors_modele.{dimension.id}.{option}" for option in options)
                found.append(Reader(dimension.question, names, _ticks(dimension.question, options)))
        return [reader for reader in found if reader.names[0] in known]

    def _advice(self, columns: dict[str, Codes], count: int) -> dict[str, Codes]:
        """Whether each recommandation is called for, as `advice.called_advice` says."""
        wanted = {variable.id for variable in self.variables}
        none = np.full(count, NOT_ANSWERED, dtype=np.int8)
        priorities = {
            defi.id: self._priority(columns.get(f"{defi.id}_force", none), columns.get(f"{defi.id}_reponse", none))
            for defi in self.model.questionnaire.defis
        }
        made: dict[str, Codes] = {}
        for advice in self.model.questionnaire.advice:
            if f"recommandation.{advice.id}" not in wanted:
                continue
            mine = np.stack(
                [priorities[name] for name in advice.answers if name in priorities] or [np.full(count, np.nan)]
            )
            known, called = ~np.isnan(mine), mine > self.model.rules.threshold - TIE
            code = np.where(called.any(axis=0), YES, np.where(known.any(axis=0), NO, NOT_ANSWERED))
            made[f"recommandation.{advice.id}"] = code.astype(np.int8)
        return made

    def _priority(self, felt: Codes, handled: Codes) -> NDArray[np.float64]:
        """0 to 1, NaN where it is not known."""
        top_strength, top_handling = len(self.model.strength_levels) - 1, len(self.model.handling_levels) - 1
        full = max(1, top_strength * top_handling)
        known = (felt >= 0) & (handled >= 0)
        priority = np.where(known, felt.astype(float) * (top_handling - handled.astype(float)) / full, np.nan)
        return np.where((felt == NEVER) | (handled == NEVER), np.nan, np.where(felt == 0, 0.0, priority))


def coder_of(model: Model, topics: Collection[Topic] = TOPICS) -> Coder:
    return Coder(model, variables_of(model, topics))


def _outcomes(found: BatchMatch) -> Codes:
    """The logic when one is clear, mixed when a second counts; else why there is none."""
    logics = found.places.shape[1]
    places = {category.id: logics + place for place, category in enumerate(OUTCOMES)}
    code: NDArray[Any] = found.places.argmin(axis=1)
    code[found.mixed] = places["mixte"]
    for outcome in ("exaequo", "aucune", "insuffisant"):
        code[found.outcome == SCORED.index(outcome)] = places[outcome]
    return code.astype(np.int8)


def _place(variable: Variable) -> Callable[[object], Sequence[int]]:
    places: dict[object, int] = {category.id: place for place, category in enumerate(variable.categories)}
    return lambda value: [places.get(value, NOT_ANSWERED)]


def _ticks(question: Question, options: Sequence[str]) -> Callable[[object], list[int]]:
    """Yes or no for each option; of roles, yes when any role is given to it."""
    tallies = type_of(question).tallies
    roles = question.type == "roles"

    def code(value: object) -> list[int]:
        said = {key.partition(".")[2] if roles else key for key in tallies(question, value)}
        return [YES if option in said else NO for option in options]

    return code
