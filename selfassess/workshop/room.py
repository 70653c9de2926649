"""A room to draw: its picture, beside the questionnaire that says what it is a picture of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..charts.data import LogicSeries
from ..questionnaire.model import Questionnaire, Text
from .picture import Picture, Tally, Variable
from .variables import Form, text, variables_of


@dataclass(frozen=True)
class Room:
    """What scenes are made from."""

    picture: Picture
    questionnaire: Questionnaire
    form: Form

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        return variables_of(self.questionnaire, self.form)

    @cached_property
    def by_question(self) -> Mapping[str, tuple[Variable, ...]]:
        """The variables of each question's answer, in the order of the questions."""
        found: dict[str, tuple[Variable, ...]] = {}
        for variable in self.variables:
            if variable.question is not None and variable.kind != "dimension":
                found[variable.question] = (*found.get(variable.question, ()), variable)
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Variable]:
        return {variable.id: variable for variable in self.variables}

    @cached_property
    def logics(self) -> tuple[LogicSeries, ...]:
        return tuple(LogicSeries(one.id, text(one), place) for place, one in enumerate(self.questionnaire.logics))

    def tally(self, variable: str) -> Tally:
        return self.picture.tallies[variable]


def joined(one: Text, other: Text) -> Text:
    return Text(fr=f"{one.fr} : {other.fr}", en=f"{one.en}: {other.en}")
