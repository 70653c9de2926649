"""How near one response is to each logic: the scalar path, which is the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import fsum, sqrt
from typing import Any

from ..questionnaire.conditions import is_asked
from ..questionnaire.model import Answers, NoAnswer, Question, no_answer_kind
from .agreement import agreements
from .assessment import Match
from .model import Dimension, Model

TIE = 1e-9
"""Scores nearer than this are equal."""


@dataclass(frozen=True)
class Reading:
    """What one dimension's answer gives."""

    dimension: Dimension
    value: Any
    """The real answer, None when there is none."""
    no_answer: NoAnswer | None
    vector: tuple[float, ...] | None
    agreement: Mapping[str, float] | None
    """r by logic, None when the dimension informs about none."""


def read_dimensions(model: Model, answers: Answers) -> list[Reading]:
    """One reading a dimension, in order; the answer to a question that is not asked is no answer."""
    return [_read(model, dimension, answers) for dimension in model.dimensions]


def _read(model: Model, dimension: Dimension, answers: Answers) -> Reading:
    value = counted_answer(model, dimension.question, answers)
    kind = no_answer_kind(value)
    if kind is not None or value is None:
        return Reading(dimension, None, kind, None, None)
    vector = dimension.encode(value)
    found = None if vector is None else agreements(dimension.encoding, vector, model.logics)
    return Reading(dimension, value, None, vector, found)


def counted_answer(model: Model, question: Question, answers: Answers) -> Any:
    """What is answered to a question, « sans réponse » included; None when left blank, empty, or not asked."""
    value = answers.get(question.id)
    if value is None or value in ([], {}, ""):
        return None
    return value if question.shown_if is None or is_asked(model.questionnaire, question, answers) else None


def informative(readings: Iterable[Reading]) -> list[tuple[Dimension, Mapping[str, float]]]:
    """The dimensions that count, each with its agreement by logic."""
    return [(reading.dimension, reading.agreement) for reading in readings if reading.agreement is not None]


def match(model: Model, readings: Sequence[Reading]) -> Match:
    """S, Z, coverage, margin and stability of one response."""
    counted = informative(readings)
    reach = fsum(dimension.reach for dimension, _ in counted)
    noise = sqrt(fsum(dimension.weight**2 for dimension, _ in counted))
    totals = {logic: fsum(dimension.reach * found[logic] for dimension, found in counted) for logic in model.logics}
    s = {logic: total / reach if reach else 0.0 for logic, total in totals.items()}
    z = {logic: total / noise if noise else 0.0 for logic, total in totals.items()}
    ranking, leaders = ranked(model, s)
    best, next_best = sorted(s.values(), reverse=True)[:2]
    return Match(
        s=s,
        z=z,
        coverage=coverage(model, readings),
        margin=best - next_best,
        stability=stability(counted, leaders[0], model.logics) if len(leaders) == 1 else 0.0,
        ranking=ranking,
        leaders=leaders,
    )


def coverage(model: Model, readings: Iterable[Reading]) -> float:
    """The share of e·g that has a real answer, informative or not."""
    answered = fsum(reading.dimension.reach for reading in readings if reading.value is not None)
    return answered / model.full_reach if model.full_reach else 0.0


def ranked(model: Model, s: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All logics nearest first, equals by French label; and the leaders."""
    left = sorted(s, key=lambda logic: -s[logic])
    tied: list[list[str]] = []
    while left:
        best = s[left[0]]
        equals = [logic for logic in left if s[logic] > best - TIE]
        tied.append(sorted(equals, key=model.alphabetical.__getitem__))
        left = left[len(equals) :]
    return tuple(chain.from_iterable(tied)), tuple(tied[0])


def stability(counted: Sequence[tuple[Dimension, Mapping[str, float]]], first: str, logics: Sequence[str]) -> float:
    """The share of leave-one and leave-two-out runs in which `first` stays strictly first; one left empty does not."""
    rows = [
        (dimension.reach, [dimension.reach * (found[first] - found[logic]) for logic in logics if logic != first])
        for dimension, found in counted
    ]
    if not rows:
        return 0.0
    reach = sum(row[0] for row in rows)
    leads = [sum(column) for column in zip(*(row[1] for row in rows), strict=True)]
    runs = [(reach - less_reach, less) for less_reach, less in _left_out(rows)]
    kept = [left > TIE * reach and _ahead(left, leads, less) for left, less in runs]
    return sum(kept) / len(kept)


def _left_out(rows: Sequence[tuple[float, list[float]]]) -> Iterator[tuple[float, list[float]]]:
    """The reach and the leads of every one, then of every two dimensions."""
    yield from rows
    for (reach, leads), (other_reach, other_leads) in combinations(rows, 2):
        yield reach + other_reach, [a + b for a, b in zip(leads, other_leads, strict=True)]


def _ahead(reach: float, leads: Sequence[float], left_out: Sequence[float]) -> bool:
    return all(lead - less > TIE * reach for lead, less in zip(leads, left_out, strict=True))
