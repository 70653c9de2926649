"""Two things must not have the same identifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..expansion import DEFI_PARTS
from ..model import Element
from ..problems import Fault, Path, fault
from .draft import Draft

_NAMED = {
    "logiques": ("logics", ("une logique", "a logic")),
    "sections": ("sections", ("une section", "a section")),
    "defis": ("defis", ("un défi", "a défi")),
    "recommandations": ("advice", ("une recommandation", "a recommandation")),
    "schema": ("scheme", ("une boîte du schéma", "a box of the scheme")),
    "consentements": ("purposes", ("un consentement", "a purpose")),
}
_IN_QUESTION = {
    "options": ("un choix de cette question", "a choice of this question"),
    "colonnes": ("une colonne de cette question", "a column of this question"),
    "familles": ("une famille de cette question", "a family of this question"),
    "roles": ("un rôle de cette question", "a role of this question"),
}


def identifier_faults(draft: Draft) -> Iterator[Fault]:
    """Identifiers given twice, among the file's elements and the questions made from them."""
    for key, (attribute, what) in _NAMED.items():
        yield from _twice((key,), getattr(draft.said, attribute), what)
    if draft.said.scales:
        for key, levels in (("force", draft.said.scales.strength), ("reponse", draft.said.scales.handling)):
            yield from _twice(("echelles_defis", key), levels, ("un niveau de cette échelle", "a level of this scale"))
    for path, question in draft.questions:
        groups = (question.options, question.columns, question.families, question.roles)
        for (key, what), group in zip(_IN_QUESTION.items(), groups, strict=True):
            if key != "options" or question.option_list is None:
                yield from _twice((*path, key), group, what)
    yield from _question_faults(draft)
    yield from _practice_faults(draft)


def _twice(path: Path, elements: Iterable[Element], what: tuple[str, str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, element in enumerate(elements):
        if element.id in seen:
            yield _taken((*path, place, "id"), element.id, what)
        seen.add(element.id)


def _taken(path: Path, name: str, what: tuple[str, str]) -> Fault:
    return fault(
        path,
        f"l’identifiant « {name} » est déjà celui d’{what[0].removeprefix('d’')}",
        f"the identifier “{name}” is already that of {what[1]}",
        "donnez-en un autre",
        "give another",
    )


def _question_faults(draft: Draft) -> Iterator[Fault]:
    """Question identifiers, those of the défis' questions and of the « précisez » texts included."""
    made = dict(_made_names(draft))
    seen: set[str] = set()
    for path, question in draft.questions:
        if question.id in seen:
            yield _taken((*path, "id"), question.id, ("une autre question", "another question"))
        elif question.id in made:
            yield _taken((*path, "id"), question.id, made[question.id])
        seen.add(question.id)


def _made_names(draft: Draft) -> Iterator[tuple[str, tuple[str, str]]]:
    for _, defi in draft.defis():
        for part in DEFI_PARTS:
            yield (
                f"{defi.id}_{part}",
                (f"une question faite pour le défi « {defi.id} »", f"a question made for the défi “{defi.id}”"),
            )
        yield f"{defi.id}_pratiques_autre", (f"une précision du défi « {defi.id} »", f"a text of the défi “{defi.id}”")
    for _, question in draft.questions:
        for option in question.options:
            if option.specify:
                yield (
                    f"{question.id}_{option.id}",
                    (
                        f"une précision, faite pour le choix « {option.id} » de « {question.id} »",
                        f"a text made for the choice “{option.id}” of “{question.id}”",
                    ),
                )


def _practice_faults(draft: Draft) -> Iterator[Fault]:
    """Two practices of a défi become options of one question: their option identifiers must differ."""
    for path, defi in draft.defis():
        seen = {"autre"}
        for place, reference in enumerate(defi.practices):
            option = reference.partition(".")[2]
            if option in seen:
                what = ("une autre pratique de ce défi", "another practice of this défi")
                yield _taken((*path, "pratiques", place), option, what)
            seen.add(option)
