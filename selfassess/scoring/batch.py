"""Many responses to one questionnaire compared at once, in numpy: the same numbers as `match`, within 1e-12."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..questionnaire.model import Answers, no_answer_kind
from ..questionnaire.types import Encoding
from .agreement import nearness
from .assessment import Outcome
from .match import TIE, counted_answer
from .model import Model
from .outcome import (
    CLEAR_MARGIN,
    CLEAR_STABILITY,
    CLEAR_Z,
    COVERAGE_FLOOR,
    LIKELY_MARGIN,
    LIKELY_STABILITY,
    LIKELY_Z,
    MIXED_SHARE,
    TIE_Z,
)

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

OUTCOMES: tuple[Outcome, ...] = ("insuffisant", "exaequo", "logique", "tendance", "aucune")
_CLEAR = [OUTCOMES.index("logique"), OUTCOMES.index("tendance")]
CHUNK = 1000
"""Responses to compare at a time: a few megabytes of arrays."""


@dataclass(frozen=True)
class EncodedResponses:
    """n responses as numbers, by dimension: what `encode` gives, zeros where there is nothing."""

    vectors: tuple[Numbers, ...]
    """By dimension, n × cells (n × 1 for a level of a scale)."""
    answered: Flags
    """n × dimensions."""
    placed: Flags
    """n × dimensions: answered, and encoded."""


@dataclass(frozen=True)
class BatchMatch:
    """`Match` for n responses, K logics (in the questionnaire's order) and D dimensions."""

    s: Numbers
    """n × K."""
    z: Numbers
    """n × K."""
    coverage: Numbers
    """n."""
    margin: Numbers
    """n."""
    stability: Numbers
    """n."""
    places: NDArray[np.intp]
    """n × K: each logic's place in the ranking, 0 the first."""
    leaders: Flags
    """n × K: the logic that comes first, or those that tie for it."""
    outcome: NDArray[np.intp]
    """n places in `OUTCOMES`."""
    mixed: Flags
    """n."""
    informative: Flags
    """n × D."""
    contributions: Numbers
    """n × D × K; they add up to `s` over D."""


def encode_responses(model: Model, responses: Sequence[Answers]) -> EncodedResponses:
    """The responses as numbers."""
    count = len(responses)
    answered = np.zeros((count, len(model.dimensions)), dtype=np.bool_)
    placed = np.zeros_like(answered)
    vectors: list[Numbers] = []
    for column, dimension in enumerate(model.dimensions):
        rows = np.zeros((count, _width(dimension.encoding)))
        for place, answers in enumerate(responses):
            value = counted_answer(model, dimension.question, answers)
            if value is not None and no_answer_kind(value) is None:
                answered[place, column] = True
                vector = dimension.encode(value)
                if vector is not None:
                    placed[place, column] = True
                    rows[place] = vector
        vectors.append(rows)
    return EncodedResponses(tuple(vectors), answered, placed)


def _width(encoding: Encoding) -> int:
    return 1 if encoding.pattern == "level" else encoding.size


def match_encoded(model: Model, encoded: EncodedResponses) -> BatchMatch:
    """S, Z, coverage, margin, stability and outcome of every response."""
    agreement, informative = agreements_of(model, encoded)
    reach = np.array([dimension.reach for dimension in model.dimensions])
    weight = np.array([dimension.weight for dimension in model.dimensions])
    weighted = agreement * reach[:, None]
    counted = informative @ reach
    s = correspondence(weighted, counted)
    noise = np.sqrt(informative @ weight**2)
    z = _divided(weighted.sum(axis=1), noise[:, None])
    leaders = leaders_of(s)
    places = places_of(s, [model.alphabetical[logic] for logic in model.logics])
    ordered = np.sort(s, axis=1)
    margin = ordered[:, -1] - ordered[:, -2]
    steady = _stability(weighted, informative, reach, leaders)
    coverage = np.minimum(encoded.answered @ reach / model.full_reach, 1) if model.full_reach else np.zeros(len(s))
    outcome = _outcome(coverage, leaders, z.max(axis=1), steady, margin)
    mixed = np.isin(outcome, _CLEAR) & _has_second(agreement, informative, places)
    contributions = _divided(weighted, counted[:, None, None])
    return BatchMatch(s, z, coverage, margin, steady, places, leaders, outcome, mixed, informative, contributions)


def _divided(numbers: NDArray[Any], by: NDArray[Any]) -> Numbers:
    """The quotient, 0 where the divisor is."""
    return np.divide(numbers, by, out=np.zeros_like(numbers), where=by > 0)


def correspondence(weighted: Numbers, counted: NDArray[Any]) -> Numbers:
    """S, n × K, from e·g·r (n × D × K) and Σe·g (n); 0 where nothing informs."""
    return np.minimum(_divided(weighted.sum(axis=1), counted[:, None]), 1)


def leaders_of(s: Numbers) -> Flags:
    """n × K: the greatest S of each response and those within `TIE` of it."""
    return s > s.max(axis=1, keepdims=True) - TIE


def places_of(s: Numbers, labels: Sequence[tuple[str, str]]) -> NDArray[np.intp]:
    """n × K: the place of each logic by S, equals by label."""
    order = np.argsort(-s, axis=1, kind="stable")
    ordered = np.take_along_axis(s, order, axis=1)
    group = np.zeros(s.shape, dtype=np.intp)
    head = ordered[:, 0].copy()
    for place in range(1, s.shape[1]):
        lower = ordered[:, place] <= head - TIE
        group[:, place] = group[:, place - 1] + lower
        head[lower] = ordered[lower, place]
    alphabetical = np.array([sorted(labels).index(label) for label in labels])
    keys = np.take_along_axis(group, np.argsort(order, axis=1), axis=1) * len(labels) + alphabetical
    return np.argsort(np.argsort(keys, axis=1), axis=1)


def _has_second(agreement: Numbers, informative: Flags, places: NDArray[np.intp]) -> Flags:
    """Whether a logic other than the first has its share of the informative dimensions."""
    logics = places.shape[1]
    best = agreement.max(axis=2)
    near = agreement > best[:, :, None] - TIE
    lean: NDArray[np.intp] = np.where(near, places[:, None, :], logics).min(axis=2)
    lean[~informative | (best <= TIE)] = logics
    counts = np.array([np.count_nonzero(lean == place, axis=1) for place in range(1, logics)])
    return counts.max(axis=0) >= (MIXED_SHARE - TIE) * np.maximum(informative.sum(axis=1), 1)


def agreements_of(model: Model, encoded: EncodedResponses) -> tuple[Numbers, Flags]:
    """r, n × D × K, 0 where a dimension does not inform; and where it does, n × D."""
    shape = (len(encoded.answered), len(model.dimensions), len(model.logics))
    agreement = np.full(shape, np.nan)
    for column, (dimension, rows) in enumerate(zip(model.dimensions, encoded.vectors, strict=True)):
        for place, logic in enumerate(model.logics):
            agreement[:, column, place] = _agreement(dimension.encoding, rows, logic)
    informative = encoded.placed & ~np.isnan(agreement).any(axis=2)
    agreement[~informative] = 0.0
    return agreement, informative


def _agreement(encoding: Encoding, rows: Numbers, logic: str) -> Numbers:
    """r of each row with one logic, NaN where it is undefined."""
    profile = encoding.profiles[logic]
    if encoding.measure == "correlation":
        return _correlation(rows, profile)
    held = profile[0] if profile else None
    found = [None if held is None else nearness(level, held, encoding.size) for level in range(encoding.size)]
    table = np.array([np.nan if r is None else r for r in found])
    return table[rows[:, 0].astype(np.intp)]


def _correlation(rows: Numbers, profile: Sequence[float | None]) -> Numbers:
    known = [cell for cell, p in enumerate(profile) if p is not None]
    said = rows[:, known]
    held = np.array([p for p in profile if p is not None], dtype=np.float64)
    said_sum, held_sum = said.sum(axis=1), held.sum()
    said_spread = len(known) * (said * said).sum(axis=1) - said_sum * said_sum
    held_spread = len(known) * (held * held).sum() - held_sum * held_sum
    spread = np.sqrt(np.maximum(said_spread, 0) * max(held_spread, 0))
    shared = len(known) * (said @ held) - said_sum * held_sum
    return np.divide(shared, spread, out=np.full(len(rows), np.nan), where=spread > 0)


def _stability(weighted: Numbers, informative: Flags, reach: Numbers, leaders: Flags) -> Numbers:
    """The share of leave-one and leave-two-out runs in which the only leader stays strictly first; 0 if several lead."""
    size, logics = weighted.shape[1], weighted.shape[2]
    first = leaders.argmax(axis=1)
    leads = np.take_along_axis(weighted, first[:, None, None], axis=2) - weighted
    runs = _runs(size)
    total = informative @ reach
    left = total[:, None] - (informative * reach) @ runs.T
    ahead = left > TIE * total[:, None]
    everything = leads.sum(axis=1)
    for logic in range(logics):
        lead = everything[:, logic, None] - leads[:, :, logic] @ runs.T
        ahead &= (lead > TIE * left) | (first == logic)[:, None]
    real: Flags = (~informative @ runs.T) == 0
    made = np.count_nonzero(real, axis=1)
    kept = np.count_nonzero(ahead & real, axis=1)
    alone = np.count_nonzero(leaders, axis=1) == 1
    return np.divide(kept, made, out=np.zeros(len(weighted)), where=(made > 0) & alone)


def _runs(size: int) -> Numbers:
    """Runs × dimensions: 1 for each of the one or two dimensions that a run leaves out."""
    pairs = list(combinations(range(size), 2))
    runs = np.zeros((size + len(pairs), size))
    runs[np.arange(size), np.arange(size)] = 1
    for row, pair in enumerate(pairs, start=size):
        runs[row, list(pair)] = 1
    return runs


def _outcome(coverage: Numbers, leaders: Flags, z: Numbers, stability: Numbers, margin: Numbers) -> NDArray[np.intp]:
    def reaches(least_z: float, least_stability: float, least_margin: float) -> Flags:
        return (z >= least_z - TIE) & (stability >= least_stability - TIE) & (margin >= least_margin - TIE)

    conditions = [
        coverage < COVERAGE_FLOOR - TIE,
        (leaders.sum(axis=1) > 1) & (z >= TIE_Z - TIE),
        reaches(CLEAR_Z, CLEAR_STABILITY, CLEAR_MARGIN),
        reaches(LIKELY_Z, LIKELY_STABILITY, LIKELY_MARGIN),
    ]
    return np.select(conditions, range(len(conditions)), len(conditions)).astype(np.intp)
