"""What is named must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import Option, Question
from ..problems import Fault, Path, fault, unknown
from .draft import Draft, ids, options_of

_LOGIC, _OPTION = ("la logique", "logic"), ("le choix", "choice")
_QUESTION, _DEFI = ("la question", "question"), ("le défi", "défi")


def reference_faults(draft: Draft) -> Iterator[Fault]:
    """Names of logics, options, questions, défis, families, columns, roles and levels that are nowhere."""
    for path, question in draft.questions:
        for option_path, option in options_of(path, question):
            yield from _option_faults(draft, question, option_path, option)
        yield from _cycle_faults(path, question)
    for place, section in enumerate(draft.said.sections):
        yield from _listed(draft, ("sections", place, "defis"), section.defis, ids(draft.said.defis), _DEFI)
    for path, _ in draft.defis():
        yield from _practice_faults(draft, path)
    for place, advice in enumerate(draft.said.advice):
        yield from _listed(draft, ("recommandations", place, "repond_a"), advice.answers, ids(draft.said.defis), _DEFI)
    yield from _listed(draft, ("pistes_de",), draft.said.leads_from, _written(draft), _QUESTION)
    for place, box in enumerate(draft.said.scheme):
        yield from _listed(draft, ("schema", place, "questions"), box.questions, draft.order, _QUESTION)
    yield from _level_faults(draft)


def _written(draft: Draft) -> list[str]:
    return [question.id for _, question in draft.questions]


def _listed(
    draft: Draft, path: Path, names: Iterable[str], known: Iterable[str], what: tuple[str, str]
) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if draft.is_unknown(name, known):
            yield unknown((*path, place), *what, name, known)
        elif name in seen:
            yield fault(
                (*path, place),
                f"« {name} » est nommé deux fois",
                f"“{name}” is named twice",
                "retirez-en un",
                "remove one",
            )
        seen.add(name)


def _option_faults(draft: Draft, question: Question, path: Path, option: Option) -> Iterator[Fault]:
    yield from _listed(draft, (*path, "inconnu"), option.unknown, draft.logics, _LOGIC)
    yield from _listed(draft, (*path, "implique"), option.implies, ids(question.options), _OPTION)
    if option.family and draft.is_unknown(option.family, ids(question.families)):
        yield unknown((*path, "famille"), "la famille", "family", option.family, ids(question.families))
    if isinstance(option.logics, dict):
        for logic, held in option.logics.items():
            place = (*path, "logiques", logic)
            if draft.is_unknown(logic, draft.logics):
                yield unknown(place, *_LOGIC, logic, draft.logics)
            if isinstance(held, str):
                if question.roles and draft.is_unknown(held, ids(question.roles)):
                    yield unknown(place, "le rôle", "role", held, ids(question.roles))
            elif question.columns:
                yield from _listed(draft, place, held, ids(question.columns), ("la colonne", "column"))
    else:
        yield from _listed(draft, (*path, "logiques"), option.logics, draft.logics, _LOGIC)


def _cycle_faults(path: Path, question: Question) -> Iterator[Fault]:
    """An option that implies itself, directly or through others."""
    circling = _circling(question)
    for option_path, option in options_of(path, question):
        if option.id not in circling:
            continue
        reached: set[str] = set()
        waiting = list(option.implies)
        while waiting:
            name = waiting.pop()
            if name not in reached and name in question.option_by_id:
                reached.add(name)
                waiting += question.option_by_id[name].implies
        if option.id in reached:
            yield fault(
                (*option_path, "implique"),
                f"« {option.id} » s’implique lui-même, de proche en proche",
                f"“{option.id}” implies itself, step by step",
                "n’impliquez que du particulier vers le général",
                "imply only from the particular to the general",
            )


def _circling(question: Question) -> set[str]:
    """The options whose implications never end."""
    waiting = {option.id: set(option.implies) & question.option_by_id.keys() for option in question.options}
    ended = [name for name, implied in waiting.items() if not implied]
    implied_by: dict[str, list[str]] = {}
    for name, implied in waiting.items():
        for other in implied:
            implied_by.setdefault(other, []).append(name)
    while ended:
        name = ended.pop()
        del waiting[name]
        for other in implied_by.get(name, ()):
            waiting[other].discard(name)
            if not waiting[other]:
                ended.append(other)
    return set(waiting)


def _practice_faults(draft: Draft, path: Path) -> Iterator[Fault]:
    known = [f"{question.id}.{option.id}" for _, question in draft.questions for option in question.options]
    for place, reference in enumerate(draft.said.defis[int(path[1])].practices):
        question, _, option = reference.partition(".")
        if reference not in known and not {question, option} & draft.lost:
            yield unknown((*path, "pratiques", place), "la pratique", "practice", reference, known)


def _level_faults(draft: Draft) -> Iterator[Fault]:
    """`outille_des`, and one example a level of handling."""
    scales = draft.said.scales
    if scales is None:
        return
    levels = ids(scales.handling)
    if draft.is_unknown(scales.handled_from, levels):
        yield unknown(("echelles_defis", "outille_des"), "le niveau", "level", scales.handled_from, levels)
    for path, defi in draft.defis():
        for name in defi.examples:
            if draft.is_unknown(name, levels):
                yield unknown((*path, "exemples", name), "le niveau", "level", name, levels)
        missing = [name for name in levels if name not in defi.examples]
        if missing:
            yield fault(
                (*path, "exemples"),
                f"il manque un exemple pour : {', '.join(missing)}",
                f"an example is missing for: {', '.join(missing)}",
                "donnez un exemple concret par niveau de réponse",
                "give one concrete example a level of handling",
            )
