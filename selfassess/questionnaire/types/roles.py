"""Ranked roles: who is first, who is second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from ..model import AnswerValue, Language, Question, Text
from .shape import AnswerProblem, Cell, Encoding, Fields, QuestionType, posted, problem, unknown_option


class Roles(QuestionType):
    """One option for each role; the same option cannot have two. Form fields: `<question>.<role>`."""

    name = "roles"
    shape = "roles"
    keys = frozenset({"options", "roles"})
    comparable = True
    option_keys = frozenset({"specify"})
    holding = "roles"

    def parse(self, question: Question, fields: Fields) -> AnswerValue | None:
        given = {role.id: posted(fields, f"{question.id}.{role.id}") for role in question.roles}
        return {role: texts[0] for role, texts in given.items() if texts} or None

    def problems(self, question: Question, value: AnswerValue) -> Iterator[AnswerProblem]:
        if not isinstance(value, dict):
            yield problem("Un choix par rôle est attendu ici.", "One choice for each role is expected here.")
            return
        names = {role.id for role in question.roles}
        given = cast(dict[str, object], value)
        for role, option in given.items():
            if role not in names:
                known = ", ".join(sorted(names))
                yield problem(
                    f"« {role} » n’est pas un rôle de cette question ({known}).",
                    f"“{role}” is not a role of this question ({known}).",
                    at=role,
                )
            elif not isinstance(option, str) or option not in question.option_by_id:
                yield unknown_option(question, option)
        options = [option for option in given.values() if isinstance(option, str)]
        for option in sorted({o for o in options if options.count(o) > 1} & set(question.option_by_id)):
            label = question.option_by_id[option]
            yield problem(
                f"« {label.fr} » ne peut pas avoir deux rôles : gardez le premier des deux.",
                f"“{label.en}” cannot have two roles: keep the first of the two.",
                at=option,
            )

    def normal(self, question: Question, value: AnswerValue) -> AnswerValue | None:
        return {role.id: value[role.id] for role in question.roles if role.id in value} or None

    def summary(self, question: Question, value: AnswerValue, language: Language) -> list[str]:
        colon = "\u00a0: " if language == "fr" else ": "
        return [
            f"{role.in_(language)}{colon}{question.option_by_id[value[role.id]].in_(language)}"
            for role in question.roles
            if role.id in value
        ]

    def lines(self, question: Question, value: AnswerValue) -> list[tuple[Text, tuple[str, ...]]]:
        given = [(role, question.option_by_id[value[role.id]]) for role in question.roles if role.id in value]
        return [
            (Text(fr=f"{role.fr}\u00a0: {option.fr}", en=f"{role.en}: {option.en}"), (option.id,))
            for role, option in given
        ]

    def held(self, question: Question, logic: str) -> AnswerValue | None:
        holders = [(option.id, option.logics) for option in question.options if isinstance(option.logics, dict)]
        return {str(logics[logic]): option for option, logics in holders if logic in logics} or None

    def tallies(self, question: Question, value: AnswerValue) -> list[str]:
        return [f"{role}.{option}" for role, option in value.items()]

    def encoding(self, question: Question, logics: Iterable[str]) -> Encoding:
        points = {role.id: float(role.points) for role in question.roles}
        profiles: dict[str, tuple[float | None, ...]] = {}
        for logic in logics:
            held = [
                points[cast(str, option.logics[logic])]
                if isinstance(option.logics, dict) and logic in option.logics
                else 0.0
                for option in question.options
            ]
            profiles[logic] = tuple(
                None if logic in option.unknown else number
                for option, number in zip(question.options, held, strict=True)
            )
        cells = tuple(Cell(option.id, option) for option in question.options)
        return Encoding("correlation", len(cells), cells, profiles, "ranks", ranks=tuple(points.values()))

    def encode(self, question: Question, value: AnswerValue, logics: Iterable[str]) -> tuple[float, ...] | None:
        points = {value[role.id]: float(role.points) for role in question.roles if role.id in value}
        return tuple(points.get(option.id, 0.0) for option in question.options)
