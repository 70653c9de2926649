"""Words and groupings that templates ask for, kept out of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from ..questionnaire.model import AnswerValue, Mark, Option, Question, Questionnaire, no_answer_kind
from ..questionnaire.types import Cell, type_of
from .forms import NO_ANSWER_WORDS
from .words import language, say, text

MARKS: tuple[Mark, ...] = ("source", "infere", "projet")


def mark_words(mark: Mark) -> str:
    """A mark in words."""
    return {
        "source": say("Dans la source.", "In the source."),
        "infere": say("Inféré de la source.", "Inferred from the source."),
        "projet": say("Ajouté par le projet.", "Added by the project."),
    }[mark]


def marks() -> list[tuple[Mark, str]]:
    """Each mark with the words that begin a list of choices."""
    colon = say(" :", ":")
    return [(mark, mark_words(mark).removesuffix(".") + colon) for mark in MARKS]


def mark_meanings() -> list[tuple[Mark, str, str]]:
    """Each mark, its words, and what they mean."""
    meanings = {
        "source": say("Les mots viennent de l’affiche de recherche.", "The words come from the research poster."),
        "infere": say("Reformulé ou déduit de l’affiche.", "Reworded or deduced from the poster."),
        "projet": say("Ajouté par ce projet, hors de la recherche.", "Added by this project, outside the research."),
    }
    return [(mark, mark_words(mark).removesuffix("."), meanings[mark]) for mark in MARKS]


def question_shape(question: Question) -> str:
    """The macro that draws a question."""
    return type_of(question).shape


def grouped(question: Question) -> list[tuple[str, list[Option]]]:
    """A long list of options by the group that they are in today, groups and options by name."""
    today = datetime.datetime.now(datetime.UTC).date()
    groups: dict[str, list[Option]] = {}
    for option in question.options:
        groups.setdefault(option.group_at(today) or "", []).append(option)
    return sorted(groups.items())


def condition_words(questionnaire: Questionnaire, question: Question) -> str:
    """When a question is asked, in words, for a page that cannot hide it."""
    condition = question.shown_if
    named = questionnaire.question_by_id.get(condition.question) if condition and condition.question else None
    if condition is None or named is None:
        return say("À remplir seulement si cela vous concerne.", "Fill in only if it concerns you.")
    labels = [
        say(f"« {option.fr} »", f"“{option.en}”") for option in named.options if option.id in condition.among
    ] or [say("quelque chose", "something")]
    link = say(" ou ", " or ")
    return (
        say("À remplir si vous avez répondu ", "Fill in if you answered ")
        + link.join(labels)
        + say(f" à « {named.fr} ».", f" to “{named.en}”.")
    )


def cell_words(cells: Iterable[Cell]) -> str:
    """Compared cells in one line; a dash when there are none."""
    return say(" ; ", "; ").join(text(cell.label) for cell in cells) or "—"


def dimension_names(questionnaire: Questionnaire, names: Iterable[str]) -> list[str]:
    """Dimensions by their short names."""
    found = [questionnaire.question_by_id[name] for name in names]
    return [say(f"« {text(one.short)} »", f"“{text(one.short)}”") if one.short else text(one) for one in found]


def lower_first(words: str) -> str:
    """The same words, to go on within a sentence."""
    return words[:1].lower() + words[1:]


def answer_words(question: Question, value: AnswerValue | None) -> list[str]:
    """An answer in words, « sans réponse » included; nothing when there is none."""
    if value is None:
        return []
    kind = no_answer_kind(value)
    return [text(NO_ANSWER_WORDS[kind])] if kind else type_of(question).summary(question, value, language())


def capitalize_first(words: str) -> str:
    """The same words, to begin a sentence."""
    return words[:1].upper() + words[1:]
