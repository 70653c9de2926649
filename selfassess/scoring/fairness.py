"""Whether chance favours a logic: the share of random answers that each one wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..questionnaire.model import Questionnaire
from ..questionnaire.types import Encoding
from .batch import EncodedResponses, Numbers, agreements_of, correspondence, leaders_of
from .model import Model, model_of

RATES = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True)
class FairnessFigures:
    """How often each logic comes first when answers are drawn at random; ties are split."""

    shares: Mapping[float, Mapping[str, float]]
    """By tick rate, then by logic: the share 0 to 1 of the wins."""
    predicted_shares: Mapping[float, Mapping[str, float]] | None
    """The same as a fair measure would give it, some profiles being nearer each other than others: 1/4 + asin(rho)/2π, rho
    the correlation of a logic's leads over the two others. Only for three logics."""
    overall: Mapping[str, float]
    """By logic, the mean of `shares` over the rates."""
    predicted: Mapping[str, float] | None
    """By logic, the mean of `predicted_shares` over the rates."""

    @property
    def widest_gap(self) -> float | None:
        """The largest difference, at any rate, between a share and what is predicted; None without a prediction."""
        expected = self.predicted_shares
        if expected is None:
            return None
        return max(
            abs(share - expected[rate][logic]) for rate, by in self.shares.items() for logic, share in by.items()
        )


def fairness_figures(
    questionnaire: Questionnaire, answers: int = 20_000, rates: Sequence[float] = RATES, seed: int = 2026
) -> FairnessFigures:
    """The figures over `answers` random responses at each tick rate; the same for the same arguments."""
    model = model_of(questionnaire)
    chance = np.random.default_rng(seed)
    s = {rate: random_correspondence(model, answers, rate, chance) for rate in rates}
    shares = {rate: _named(model, _wins(numbers)) for rate, numbers in s.items()}
    expected: dict[float, dict[str, float]] | None = None
    if len(model.logics) == 3:
        expected = {rate: _named(model, _fair_shares(numbers)) for rate, numbers in s.items()}
    return FairnessFigures(shares, expected, _mean(shares), None if expected is None else _mean(expected))


def _mean(shares: Mapping[float, Mapping[str, float]]) -> dict[str, float]:
    rows = list(shares.values())
    return {logic: sum(row[logic] for row in rows) / len(rows) for logic in rows[0]}


def _named(model: Model, numbers: Numbers) -> dict[str, float]:
    return {logic: float(number) for logic, number in zip(model.logics, numbers, strict=True)}


def random_correspondence(model: Model, count: int, rate: float, chance: np.random.Generator) -> Numbers:
    """S, count × K, of full random responses."""
    found, informative = agreements_of(model, random_responses(model, count, rate, chance))
    reach = np.array([dimension.reach for dimension in model.dimensions])
    return correspondence(found * reach[:, None], informative @ reach)


def random_responses(model: Model, count: int, rate: float, chance: np.random.Generator) -> EncodedResponses:
    """Full random responses: cells of sets ticked with probability `rate`, everything else uniform."""
    vectors = tuple(_draw(dimension.encoding, count, rate, chance) for dimension in model.dimensions)
    answered = np.ones((count, len(vectors)), dtype=np.bool_)
    return EncodedResponses(vectors, answered, answered)


def _draw(encoding: Encoding, count: int, rate: float, chance: np.random.Generator) -> Numbers:
    size = encoding.size
    if encoding.pattern == "level":
        return chance.integers(max(size, 1), size=(count, 1)).astype(np.float64)
    if encoding.pattern == "subset":
        ticked = (chance.random((count, size)) < rate).astype(np.float64)
        for cell, brought in enumerate(encoding.brings):
            for other in brought - {cell}:
                np.maximum(ticked[:, other], ticked[:, cell], out=ticked[:, other])
        return ticked
    ranks = np.zeros(size)
    given = (1.0,) if encoding.pattern == "one" else encoding.ranks[:size]
    ranks[: len(given)] = given
    return ranks[np.argsort(chance.random((count, size)), axis=1)]


def _wins(s: Numbers) -> Numbers:
    """The share of the wins of each logic, ties split."""
    leaders = leaders_of(s)
    return (leaders / leaders.sum(axis=1, keepdims=True)).mean(axis=0)


def _fair_shares(s: Numbers) -> Numbers:
    """For three logics, the chance that two centred normal leads of this correlation are both positive."""
    variances = np.cov(s, rowvar=False)

    def shared(first: int, second: int, third: int) -> float:
        """The covariance of the leads of `first` over the two others."""
        return float(
            variances[first, first] - variances[first, second] - variances[first, third] + variances[second, third]
        )

    shares: list[float] = []
    for first, second, third in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        spread = shared(first, second, second) * shared(first, third, third)
        rho = shared(first, second, third) / spread**0.5 if spread > 0 else 0.0
        shares.append(0.25 + float(np.arcsin(np.clip(rho, -1, 1))) / (2 * np.pi))
    return np.array(shares)
