"""The breakdowns that can be declared over a questionnaire, and where each contributor stands in them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..questionnaire.model import Question, Questionnaire, Text
from .release import Category
from .survey import UNPLACED, Breakdown
from .variables import LOGIC_LABEL, OUTCOMES, categories, text

LOGIC = "logique"


@dataclass(frozen=True)
class Declared:
    """A breakdown, and what places a contributor in it: the answer to its question, or a list of contributors."""

    breakdown: Breakdown
    by_answer: Mapping[str, str] = field(default_factory=dict[str, str])
    """The category of each choice of the breakdown's question."""
    by_contributor: Mapping[str, str] = field(default_factory=dict[str, str])
    """The category of each contributor's key."""

    def place(self, contributor: str, answer: object) -> int:
        """The place of the contributor's category, `UNPLACED` when there is none."""
        name = self.by_contributor.get(contributor) or (self.by_answer.get(answer) if isinstance(answer, str) else None)
        return self.places.get(name or "", UNPLACED)

    @property
    def places(self) -> Mapping[str, int]:
        return {category.id: place for place, category in enumerate(self.breakdown.categories)}


def by_question(question: Question) -> Declared:
    """The contributors by their answer to a single-choice question."""
    label = text(question.short or question)
    breakdown = Breakdown(question.id, label, categories(question.options), question.id)
    return Declared(breakdown, {option.id: option.id for option in question.options})


def by_place(
    question: Question, day: datetime.date, label: Text, regrouping: Mapping[str, str] | None = None
) -> Declared:
    """The contributors by the group (the region) that their answer belongs to on `day`.

    `regrouping` joins groups, by name, into fewer: regional tables are useful above about 100 contributors only.
    """
    found = {option.id: option.group_at(day) for option in question.options}
    joined = {option: (regrouping or {}).get(group, group) for option, group in found.items() if group}
    names = {name: identifier(name) for name in sorted(set(joined.values()))}
    made = tuple(Category(name_id, Text(fr=name, en=name)) for name, name_id in names.items())
    breakdown = Breakdown(f"groupe_{question.id}", label, made, question.id)
    return Declared(breakdown, {option: names[name] for option, name in joined.items()})


def by_logic(questionnaire: Questionnaire) -> Declared:
    """The contributors by the outcome of their comparison."""
    return Declared(Breakdown(LOGIC, LOGIC_LABEL, (*categories(questionnaire.logics), *OUTCOMES), LOGIC))


def by_list(name: str, label: Text, made: tuple[Category, ...], of_contributor: Mapping[str, str]) -> Declared:
    """The contributors by something known of them beforehand, such as the direction that follows them."""
    return Declared(Breakdown(name, label, made), by_contributor=of_contributor)


def identifier(name: str) -> str:
    """A name in small letters without accents, words joined by _."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
