"""What each type of question uses, needs and ignores."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import VOCABULARY, Option, Question
from ..problems import Fault, Path, fault, unknown
from ..types import QuestionType, question_types
from .draft import Draft, kind_of, options_of

TYPED_KEYS = ("options", "columns", "families", "roles", "minimum", "maximum", "unit", "option_list")
TYPED_OPTION_KEYS = ("implies", "common", "compared", "exclusive", "off_scale", "specify", "family")
SET_ON_READING = ("companion_of", "defi")


def kind_faults(draft: Draft) -> Iterator[Fault]:
    """Unknown types, keys that a type does not use, and what it cannot do without."""
    for path, question in draft.questions:
        kind = kind_of(question)
        if kind is None:
            yield unknown((*path, "type"), "le type", "type", question.type, question_types())
            continue
        yield from _unused_keys(path, question, kind)
        if path not in draft.doubtful:
            yield from _needs(path, question, kind)
        for option_path, option in options_of(path, question):
            yield from _option_faults(draft, question, kind, option_path, option)


def word(attribute: str) -> str:
    """The file's word for an attribute of the model."""
    return VOCABULARY.get(attribute, attribute)


def _useless(path: Path, name: str, why_fr: str, why_en: str) -> Fault:
    return fault((*path, name), f"« {name} » {why_fr}", f"“{name}” {why_en}", f"retirez « {name} »", f"remove “{name}”")


def _unused_keys(path: Path, question: Question, kind: QuestionType) -> Iterator[Fault]:
    given = question.model_fields_set - ({"options"} if question.option_list else set())
    for attribute in TYPED_KEYS:
        if attribute in given and attribute not in kind.keys:
            yield _useless(
                path,
                word(attribute),
                f"ne sert pas à une question de type « {kind.name} »",
                f"is of no use to a question of type “{kind.name}”",
            )
    for attribute in SET_ON_READING:
        if attribute in given:
            yield _useless(path, word(attribute), "est posé par le programme", "is set by the program")
    if question.dimension and not kind.comparable:
        yield _useless(
            path,
            "dimension",
            f"n’est pas possible pour le type « {kind.name} », qui ne se compare pas",
            f"is not possible for the type “{kind.name}”, which is not compared",
        )
    if "weight" in given and not question.dimension:
        yield _useless(path, "poids", "ne compte que pour une dimension", "counts for a dimension only")


def _needs(path: Path, question: Question, kind: QuestionType) -> Iterator[Fault]:
    wanted = {"options": 1 if kind.holding == "columns" else 2, "columns": 1, "roles": 1}
    if question.dimension:
        wanted["families"] = 2
    for attribute, least in wanted.items():
        given = len(getattr(question, attribute))
        if attribute in kind.keys and given < least and not question.option_list:
            name = word(attribute)
            yield fault(
                path,
                f"il manque « {name} » : le type « {kind.name} » en demande au moins {least}",
                f"“{name}” is missing: the type “{kind.name}” needs at least {least}",
                f"ajoutez « {name}: »",
                f"add “{name}:”",
            )
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low >= high:
        yield fault(
            (*path, "maximum"),
            f"le maximum ({high:g}) n’est pas plus grand que le minimum ({low:g})",
            f"the maximum ({high:g}) is not greater than the minimum ({low:g})",
            "échangez-les",
            "swap them",
        )


def _option_faults(draft: Draft, question: Question, kind: QuestionType, path: Path, option: Option) -> Iterator[Fault]:
    for attribute in TYPED_OPTION_KEYS:
        if attribute in option.model_fields_set and attribute not in kind.option_keys:
            yield _useless(
                path,
                word(attribute),
                f"ne sert pas à un choix d’une question de type « {kind.name} »",
                f"is of no use to a choice of a question of type “{kind.name}”",
            )
    if option.logics and "family" in kind.option_keys and option.family is None:
        yield fault(
            path,
            f"« {option.id} » n’a pas de famille, et ne serait jamais comparé",
            f"“{option.id}” has no family, and would never be compared",
            "ajoutez « famille: »",
            "add “famille:”",
        )
    idle = not question.dimension and question.id not in draft.said.leads_from
    if option.logics and idle and path[:4] not in draft.doubtful:
        yield fault(
            (*path, "logiques"),
            "« logiques » ne sert pas : la question n’est pas une dimension",
            "“logiques” is of no use: the question is not a dimension",
            "ajoutez « dimension: true » à la question, ou retirez « logiques »",
            "add “dimension: true” to the question, or remove “logiques”",
            "avertissement",
        )
    if option.common and option.compared:
        yield _useless(path, "comparee", "contredit « commun »", "contradicts “commun”")
    yield from _exclusion_faults(question, path, option)


def _exclusion_faults(question: Question, path: Path, option: Option) -> Iterator[Fault]:
    if not option.exclusive:
        return
    if option.implies or any(option.id in other.implies for other in question.options):
        yield fault(
            (*path, "exclusive"),
            f"« {option.id} » ne peut aller avec un autre choix, et en implique un ou est impliqué",
            f"“{option.id}” cannot go with another choice, and implies one or is implied",
            "retirez « exclusive » ou « implique »",
            "remove “exclusive” or “implique”",
        )
