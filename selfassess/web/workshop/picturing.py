"""The picture of a workshop as it is stored: made once a version, whoever asks and in whatever language."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ...charts import Chart
from ...questionnaire.model import Language, Question, Questionnaire
from ...responses.workshop_records import Workshop
from ...workshop.counting import picture, version_of
from ...workshop.picture import Picture
from ...workshop.scenes import Scene, picture_scenes
from ...workshop.variables import variables_of
from ..catalogue import site
from .door import questionnaire_of

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The latest values made, by key: many who ask for the same one at once make it once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._values[key] = made
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
            return made


_PICTURES: Kept[Picture] = Kept(32)
_SCENES: Kept[tuple[Scene, ...]] = Kept(8)


def picture_of(workshop: Workshop, version: int) -> Picture:
    """What may be shown of the workshop, at this version or a later one."""
    return _PICTURES.get((workshop.id, workshop.edition, workshop.form, version), lambda: _picture(workshop))


def _picture(workshop: Workshop) -> Picture:
    questionnaire: Questionnaire = questionnaire_of(workshop)
    states = site().store.workshops.states(workshop.id)
    return picture(states, variables_of(questionnaire, workshop.form), version_of(states))


def scenes_at(workshop: Workshop, version: int, language: Language) -> tuple[Scene, ...]:
    """The scenes of the board but the first, at this version or a later one."""
    key = (workshop.id, workshop.edition, workshop.form, version, language)
    make = lambda: picture_scenes(picture_of(workshop, version), questionnaire_of(workshop), workshop.form, language)  # noqa: E731
    return _SCENES.get(key, make)


def question_charts(workshop: Workshop, question: Question, language: Language) -> list[Chart]:
    """How the room answered this question; nothing before five people are done."""
    name = f"question-{question.id}"
    scenes = scenes_at(workshop, site().store.workshops.version(workshop.id), language)
    return [one.chart for one in scenes if one.chart and (one.id == name or one.id.startswith(f"{name}-"))]
