"""How the room answered each question, as rows for a projector: the most frequent answers in large, the others behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...charts.board.data import Bar, Distribution
from ...questionnaire.model import Questionnaire
from ...workshop.picture import FIRST, Picture
from ...workshop.room import Room
from ...workshop.room_data import distributions
from ...workshop.variables import Form

MOST = 6
"""Answers that a projected page has room for, in letters that are read at ten metres."""


@dataclass(frozen=True)
class Bars:
    """The answers to one question."""

    large: tuple[Bar, ...]
    rest: tuple[Bar, ...]
    """On a projector, told in one line."""
    aside: tuple[Bar, ...]
    """« Ne sais pas » and its like."""
    people: int

    @property
    def most_of_rest(self) -> int:
        """The most people that any of the rest may have."""
        return max(one.count.high for one in self.rest)

    def share(self, count: int) -> float:
        """A number of people, on a bar 1000 long."""
        return round(1000 * count / self.people, 1)


def bars_of(picture: Picture, questionnaire: Questionnaire, form: Form) -> Mapping[str, Bars]:
    """The rows of each question, by scene; none below five people."""
    if picture.people < FIRST:
        return {}
    return {one.id: _bars(one) for one in distributions(Room(picture, questionnaire, form))}


def _bars(data: Distribution) -> Bars:
    real = [bar for bar in data.bars if not bar.aside]
    if len(real) > MOST:
        # Too many to keep their order: the most frequent first.
        real.sort(key=lambda bar: -bar.count.low)
    aside = tuple(bar for bar in data.bars if bar.aside)
    return Bars(tuple(real[:MOST]), tuple(real[MOST:]), aside, data.people)
