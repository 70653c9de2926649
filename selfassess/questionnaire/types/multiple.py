"""Several choices among several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import AnswerValue, Language, Option, Question, Text
from .shape import (
    AnswerProblem,
    Cell,
    Encoder,
    Encoding,
    Fields,
    QuestionType,
    Remainder,
    closed,
    posted,
    problem,
    unknown_option,
)


def held_by(question: Question, logic: str) -> frozenset[str]:
    """What a logic holds, closed under implication."""
    return closed(question, (option.id for option in question.options if logic in option.logics))


def compared_options(question: Question, logics: Iterable[str]) -> list[Option]:
    """Omega: the options whose known membership differs between logics, and those declared `comparee`."""
    names = list(logics)
    held = {logic: held_by(question, logic) for logic in names}

    def tells(option: Option) -> bool:
        known = {option.id in held[logic] for logic in names if logic not in option.unknown}
        return option.compared or (not option.common and len(known) > 1)

    return [option for option in question.options if tells(option)]


class Multiple(QuestionType):
    """As many choices as apply."""

    name = "choix_multiple"
    shape = "multiple"
    keys = frozenset({"options", "option_list"})
    comparable = True
    option_keys = frozenset({"implies", "common", "compared", "exclusive", "specify"})

    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        return posted(fields, question.id) or None

    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):  # type: ignore[misc]
            yield problem("Une liste de choix est attendue ici.", "A list of choices is expected here.")
            return
        for item in value:  # type: ignore[misc]
            if item not in question.option_by_id:
                yield unknown_option(question, item)
        alone = [item for item in value if item in question.option_by_id and question.option_by_id[item].exclusive]  # type: ignore[misc]
        if alone and len(set(value)) > 1:  # type: ignore[misc]
            label = question.option_by_id[alone[0]]  # type: ignore[misc]
            yield problem(
                f"« {label.fr} » ne peut pas être coché avec un autre choix.",
                f"“{label.en}” cannot be ticked with another choice.",
                at=label.id,
            )

    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        return [option.id for option in question.options if option.id in value] or None

    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        return [option.in_(language) for option in question.options if option.id in value]

    def lines(self, question: Question, value: AnswerValue) -> list[tuple[Text, tuple[str, ...]]]:
        return [(option, (option.id,)) for option in question.options if option.id in value]

    def held(self, question: Question, logic: str) -> AnswerValue | None:
        return [option.id for option in question.options if logic in option.logics] or None

    def tallies(self, question: Question, value: AnswerValue) -> list[str]:
        return list(value)

    def encoding(self, question: Question, logics: Iterable[str]) -> Encoding:
        names = list(logics)
        omega = compared_options(question, names)
        profiles: dict[str, tuple[float | None, ...]] = {}
        for logic in names:
            held = held_by(question, logic)
            profiles[logic] = tuple(None if logic in o.unknown else float(o.id in held) for o in omega)
        place = {option.id: number for number, option in enumerate(omega)}
        brings = tuple(frozenset(place[o] for o in closed(question, [option.id]) if o in place) for option in omega)
        alone = frozenset(number for number, option in enumerate(omega) if option.exclusive)
        cells = tuple(Cell(option.id, option) for option in omega)
        return Encoding("correlation", len(omega), cells, profiles, "subset", brings, alone)

    def encode(self, question: Question, value: AnswerValue, logics: Iterable[str]) -> tuple[float, ...] | None:
        return self.encoder(question, logics)(value)

    def encoder(self, question: Question, logics: Iterable[str]) -> Encoder:
        compared = [option.id for option in compared_options(question, logics)]
        brings = {option.id: closed(question, [option.id]) for option in question.options}

        def encode(value: AnswerValue) -> tuple[float, ...]:
            ticked = frozenset[str]().union(*(brings[option] for option in value if option in brings))
            return tuple([1.0 if option in ticked else 0.0 for option in compared])

        return encode

    def remainder(self, question: Question, logics: Iterable[str]) -> Remainder:
        names = list(logics)
        compared = {option.id for option in compared_options(question, names)}
        held = frozenset[str]().union(*(held_by(question, logic) for logic in names))
        rest = [option for option in question.options if option.id not in compared]
        common = [Cell(option.id, option) for option in rest if option.common or option.id in held]
        outside = [Cell(option.id, option) for option in rest if not (option.common or option.id in held)]

        def said(value: AnswerValue) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
            ticked = closed(question, value)
            return tuple(c for c in common if c.id in ticked), tuple(c for c in outside if c.id in ticked)

        return said
