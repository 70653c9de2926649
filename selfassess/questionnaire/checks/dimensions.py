"""A dimension must tell the logics apart, and be defined for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..model import Option, Question
from ..problems import Fault, Path, fault
from ..types import QuestionType
from .draft import Draft, ids, kind_of, options_of

SHAPES = {
    "several": ("une liste de logiques : [a, b]", "a list of logics: [a, b]"),
    "one": ("une liste de logiques : [a, b]", "a list of logics: [a, b]"),
    "roles": ("un rôle par logique : {a: principal, b: secondaire}", "one role a logic: {a: principal, b: secondaire}"),
    "columns": ("des colonnes par logique : {a: [x, y], b: [x]}", "columns by logic: {a: [x, y], b: [x]}"),
}


def dimension_faults(draft: Draft) -> Iterator[Fault]:
    """Dimensions without a short name, with a wrong membership, or that compare nothing."""
    compared = [(path, question, kind_of(question)) for path, question in draft.questions]
    for path, question, kind in compared:
        if kind is None or not kind.comparable:
            continue
        wrong = list(_shape_faults(path, question, kind))
        yield from wrong
        if not question.dimension:
            continue
        if question.short is None:
            yield fault(
                path,
                f"la dimension « {question.id} » n’a pas de nom court",
                f"the dimension “{question.id}” has no short name",
                "ajoutez « court: {fr: …, en: …} »",
                "add “court: {fr: …, en: …}”",
            )
        if not wrong and path not in draft.doubtful and question.options and not _names_lost(draft, question):
            yield from _profile_faults(draft, path, question, kind)
    if not any(question.dimension for _, question, _ in compared) and not (draft.lost or draft.doubtful):
        yield fault(
            ("sections",),
            "aucune question n’est une dimension : rien ne se compare aux logiques",
            "no question is a dimension: nothing is compared with the logics",
            "ajoutez « dimension: true » aux questions à comparer",
            "add “dimension: true” to the questions to compare",
        )


def _names_lost(draft: Draft, question: Question) -> bool:
    """Whether a question names something that was refused elsewhere, so that it cannot be compared as it stands."""
    named = {name for option in question.options for name in (*option.implies, *_held(option))}
    return not draft.lost.isdisjoint(named - {*ids(question.options), *ids(question.roles), *ids(question.columns)})


def _held(option: Option) -> Iterator[str]:
    """The roles or columns that an option says are held."""
    for held in option.logics.values() if isinstance(option.logics, dict) else ():
        yield from (held,) if isinstance(held, str) else held


def _shape_faults(path: Path, question: Question, kind: QuestionType) -> Iterator[Fault]:
    for option_path, option in options_of(path, question):
        if option.logics and not _has_shape(option, kind):
            fr, en = SHAPES[kind.holding]
            yield fault(
                (*option_path, "logiques"),
                f"« logiques » n’a pas la forme que demande le type « {kind.name} »",
                f"“logiques” does not have the form that the type “{kind.name}” asks for",
                f"écrivez {fr}",
                f"write {en}",
            )


def _has_shape(option: Option, kind: QuestionType) -> bool:
    if kind.holding in ("several", "one"):
        return not isinstance(option.logics, dict)
    if not isinstance(option.logics, dict):
        return False
    return all(isinstance(held, str) == (kind.holding == "roles") for held in option.logics.values())


def _profile_faults(draft: Draft, path: Path, question: Question, kind: QuestionType) -> Iterator[Fault]:
    if kind.holding == "one":
        wrong = list(_one_choice_faults(draft, path, question))
    elif kind.holding == "roles":
        wrong = list(_role_faults(draft, path, question))
    else:
        wrong = []
    yield from wrong
    if not wrong:
        yield from _comparison_faults(draft, path, question, kind)


def _one_choice_faults(draft: Draft, path: Path, question: Question) -> Iterator[Fault]:
    for logic in draft.logics:
        held = [(place, option) for place, option in options_of(path, question) if logic in option.logics]
        if not held:
            yield _holds_nothing(path, question, logic)
        elif len(held) > 1:
            yield fault(
                (*held[1][0], "logiques"),
                f"la logique « {logic} » tient plusieurs choix de « {question.id} », où un seul est permis",
                f"the logic “{logic}” holds several choices of “{question.id}”, where only one is allowed",
                "gardez-en un, ou prenez le type choix_multiple",
                "keep one, or take the type choix_multiple",
            )
        elif held[0][1].off_scale:
            yield fault(
                (*held[0][0], "logiques"),
                f"la logique « {logic} » tient un choix hors échelle, qui ne se compare pas",
                f"the logic “{logic}” holds a choice that is off the scale, which is not compared",
                "donnez-lui un niveau de l’échelle",
                "give it a level of the scale",
            )


def _role_faults(draft: Draft, path: Path, question: Question) -> Iterator[Fault]:
    for logic in draft.logics:
        roles = Counter(option.logics.get(logic) for option in question.options if isinstance(option.logics, dict))
        roles.pop(None, None)
        if not roles:
            yield _holds_nothing(path, question, logic)
        for role, count in roles.items():
            if count > 1:
                yield fault(
                    (*path, "options"),
                    f"la logique « {logic} » donne le rôle « {role} » à plusieurs choix de « {question.id} »",
                    f"the logic “{logic}” gives the role “{role}” to several choices of “{question.id}”",
                    "gardez un choix par rôle",
                    "keep one choice a role",
                )


def _holds_nothing(path: Path, question: Question, logic: str) -> Fault:
    return fault(
        path,
        f"la logique « {logic} » ne tient rien de connu dans « {question.id} »",
        f"the logic “{logic}” holds nothing known in “{question.id}”",
        "donnez-lui un choix (logiques), ou retirez « dimension »",
        "give it a choice (logiques), or remove “dimension”",
    )


def _comparison_faults(draft: Draft, path: Path, question: Question, kind: QuestionType) -> Iterator[Fault]:
    encoding = kind.encoding(question, draft.logics)
    profiles = [encoding.profiles[logic] for logic in draft.logics]
    if encoding.size < 2 or len(set(profiles)) == 1:
        yield fault(
            path,
            f"la dimension « {question.id} » ne distingue pas les logiques",
            f"the dimension “{question.id}” does not tell the logics apart",
            "donnez au moins deux choix que toutes les logiques ne tiennent pas, ou retirez « dimension »",
            "give at least two choices that not all logics hold, or remove “dimension”",
        )
        return
    for logic, profile in zip(draft.logics, profiles, strict=True):
        known = [number for number in profile if number is not None]
        if not known or (encoding.measure == "correlation" and not any(known)):
            yield _holds_nothing(path, question, logic)
        elif encoding.measure == "correlation" and len(set(known)) == 1:
            yield _holds_all(path, question, kind, logic)


def _holds_all(path: Path, question: Question, kind: QuestionType, logic: str) -> Fault:
    mend = (
        (
            "ajoutez des colonnes ou des familles que cette logique ne tient pas",
            "add columns or families that it does not hold",
        )
        if kind.holding == "columns"
        else (
            "ajoutez un choix hors modèle, par exemple « autre », avec « comparee: true »",
            "add a choice outside the model, “autre” for example, with “comparee: true”",
        )
    )
    return fault(
        path,
        f"la logique « {logic} » tient tout ce qui se compare dans « {question.id} »",
        f"the logic “{logic}” holds all that is compared in “{question.id}”",
        *mend,
    )
