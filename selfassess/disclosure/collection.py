"""From consented submissions, a few at a time, to the packed survey that a release is made from."""

from __future__ import annotations

import gc
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ..questionnaire.model import Answers, Questionnaire
from ..scoring.assessment import ENGINE
from ..scoring.match import counted_answer
from ..scoring.model import model_of
from .breakdowns import LOGIC, Declared
from .coding import Coder, Codes, coder_of
from .release import TOPICS, Topic
from .survey import NOT_ANSWERED, UNPLACED, Survey, Variable, sorted_survey

AT_A_TIME = 250
"""Submissions coded together: few enough to stay in the processor's cache, measured twice as fast as 1000."""


@dataclass(frozen=True)
class Contribution:
    """One submission that was consented to; `contributor` is the organism's opaque key, `submission` its own."""

    contributor: str
    submission: str
    edition: str
    answers: Answers


class UnknownEdition(LookupError):
    """A contribution answers a questionnaire that was not given."""


def collected(
    questionnaires: Sequence[Questionnaire],
    contributions: Iterable[Contribution],
    declared: Sequence[Declared],
    topics: Collection[Topic] = TOPICS,
) -> Survey:
    """The survey of all contributions on these topics, the last one of each contributor; few are held at once.

    `questionnaires`: the editions of one questionnaire, the newest first. Raises UnknownEdition.
    """
    coders = {questionnaire.edition: coder_of(model_of(questionnaire), topics) for questionnaire in questionnaires}
    variables = _all_variables(list(coders.values()))
    packed = _Packed(coders, variables, declared)
    with _no_search_for_cycles():
        for chunk in _chunks(contributions):
            packed.add(chunk)
    newest = questionnaires[0]
    return sorted_survey(
        Survey(
            newest.id,
            tuple(sorted(packed.editions)),
            ENGINE,
            variables,
            tuple(one.breakdown for one in declared),
            *packed.kept(),
        )
    )


@contextmanager
def _no_search_for_cycles() -> Generator[None]:
    """Answers that were parsed hold none, and searching them was a quarter of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _chunks(contributions: Iterable[Contribution]) -> Iterator[list[Contribution]]:
    source = iter(contributions)
    while chunk := list(islice(source, AT_A_TIME)):
        yield chunk


class _Packed:
    """What was read so far."""

    def __init__(
        self, coders: Mapping[str, Coder], variables: Sequence[Variable], declared: Sequence[Declared]
    ) -> None:
        self.coders = coders
        self.declared = declared
        self.width = len(variables)
        self.recodings = {edition: _recoding(coder.variables, variables) for edition, coder in coders.items()}
        self.editions: set[str] = set()
        self.codes: list[Codes] = []
        self.memberships: list[NDArray[np.int16]] = []
        self.last: dict[str, tuple[int, str]] = {}
        self.read = 0

    def add(self, chunk: Sequence[Contribution]) -> None:
        rows: dict[str, int] = {}
        for edition in dict.fromkeys(one.edition for one in chunk):
            if edition not in self.coders:
                raise UnknownEdition(edition)
            mine = [one for one in chunk if one.edition == edition]
            rows.update((one.submission, self.read + place) for place, one in enumerate(mine))
            self._add(edition, mine)
        for one in chunk:
            self.last[one.contributor] = (rows[one.submission], one.submission)

    def _add(self, edition: str, chunk: Sequence[Contribution]) -> None:
        coder = self.coders[edition]
        found = coder.codes([one.answers for one in chunk])
        self.codes.append(_recoded(found, self.recodings[edition], self.width))
        self.memberships.append(self._memberships(coder, chunk, found))
        self.read += len(chunk)
        self.editions.add(edition)

    def _memberships(self, coder: Coder, chunk: Sequence[Contribution], codes: Codes) -> NDArray[np.int16]:
        made = np.full((len(chunk), len(self.declared)), UNPLACED, dtype=np.int16)
        names = [variable.id for variable in coder.variables]
        for column, one in enumerate(self.declared):
            if one.breakdown.question == LOGIC:
                made[:, column] = codes[:, names.index(LOGIC)]
                continue
            question = coder.model.questionnaire.question_by_id.get(one.breakdown.question or "")
            for row, given in enumerate(chunk):
                answer = counted_answer(coder.model, question, given.answers) if question else None
                made[row, column] = one.place(given.contributor, answer)
        return made

    def kept(self) -> tuple[tuple[str, ...], tuple[str, ...], Codes, NDArray[np.int16]]:
        """Contributors, submissions, codes and memberships, the last of each contributor."""
        rows = [row for row, _ in self.last.values()]
        codes = np.concatenate([np.zeros((0, self.width), dtype=np.int8), *self.codes])[rows]
        memberships = np.concatenate([np.zeros((0, len(self.declared)), dtype=np.int16), *self.memberships])[rows]
        return tuple(self.last), tuple(submission for _, submission in self.last.values()), codes, memberships


def _all_variables(coders: Sequence[Coder]) -> tuple[Variable, ...]:
    """The variables of every edition, the newest's words first; categories that another edition adds come last."""
    found: dict[str, Variable] = {}
    for variable in (variable for coder in coders for variable in coder.variables):
        known = found.get(variable.id)
        if known is not None:
            names = {category.id for category in known.categories}
            more = tuple(category for category in variable.categories if category.id not in names)
            variable = replace(known, categories=(*known.categories, *more))
        found[variable.id] = variable
    return tuple(found.values())


def _recoding(mine: Sequence[Variable], every: Sequence[Variable]) -> list[tuple[int, NDArray[np.int8]]]:
    """For each variable of an edition, its column among all, and the place there of each of its categories."""
    columns = {variable.id: place for place, variable in enumerate(every)}
    made: list[tuple[int, NDArray[np.int8]]] = []
    for variable in mine:
        column = columns[variable.id]
        names = [category.id for category in every[column].categories]
        made.append((column, np.array([names.index(category.id) for category in variable.categories], dtype=np.int8)))
    return made


def _recoded(codes: Codes, recoding: Sequence[tuple[int, NDArray[np.int8]]], width: int) -> Codes:
    made = np.full((len(codes), width), NOT_ANSWERED, dtype=np.int8)
    for place, (column, places) in enumerate(recoding):
        mine = codes[:, place]
        made[:, column] = np.where(mine >= 0, places[np.maximum(mine, 0)], mine) if len(places) else mine
    return made
