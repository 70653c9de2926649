"""The marks that stand beside published figures, in words, with Statistics Canada's equivalents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..questionnaire.model import Text

Mark = Literal["", "c", "r", "z", "x", "u", "p"]


@dataclass(frozen=True)
class MarkMeaning:
    """What a mark says, and the sign that Statistics Canada gives to the same thing (empty when it has none)."""

    meaning: Text
    statistics_canada: str


MARKS: Mapping[Mark, MarkMeaning] = {
    "c": MarkMeaning(
        Text(
            fr="Retenu : le chiffre pourrait révéler la réponse d’un organisme.",
            en="Withheld: the figure could reveal the answer of an organization.",
        ),
        "x",
    ),
    "r": MarkMeaning(
        Text(
            fr="Arrondi au hasard, sans biais ; une somme peut différer de son total.",
            en="Rounded at random, without bias; a sum may differ from its total.",
        ),
        "",
    ),
    "z": MarkMeaning(
        Text(
            fr="Arrondi à zéro : aucun organisme, ou très peu.",
            en="Rounds to zero: no organization, or very few.",
        ),
        "0s",
    ),
    "x": MarkMeaning(Text(fr="Non disponible pour cette période.", en="Not available for this period."), ".."),
    "u": MarkMeaning(
        Text(
            fr="Trop peu de réponses à cette question pour un chiffre fiable.",
            en="Too few answers to this question for a reliable figure.",
        ),
        "F",
    ),
    "p": MarkMeaning(Text(fr="Provisoire.", en="Preliminary."), "p"),
}
"""Every mark but the empty one, which says that the figure is exact."""
