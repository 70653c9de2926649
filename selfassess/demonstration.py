"""A data folder filled with organisms that do not exist, to try the tool out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, cast

from .questionnaire.answering import checked_answers
from .questionnaire.conditions import answers_that_count
from .questionnaire.model import Questionnaire
from .questionnaire.types import type_of
from .responses.records import Change
from .responses.store import Store
from .scoring import ENGINE

NAMES = ("Organisme fictif Rivière-Bleue", "Organisme fictif Trois-Clochers", "Organisme fictif Pointe-aux-Vents",
         "Organisme fictif Val-Imaginaire", "Organisme fictif Cap-Inventé", "Organisme fictif Mont-Nulle-Part")  # fmt: skip


def fill_demonstration(store: Store, questionnaire: Questionnaire) -> Iterator[str]:
    """Six fictional organisms answer and send; yields a line for each, with its return code.

    A store that already holds responses is left alone.
    """
    if next(iter(store.submissions(questionnaire.id)), None) is not None:
        yield "Des réponses existent déjà : la démonstration n’ajoute rien."
        return
    store.keep_edition(questionnaire)
    chance = random.Random(2026)  # noqa: S311
    logics = [logic.id for logic in questionnaire.logics]
    for place, name in enumerate(NAMES):
        answers = fictional_answers(questionnaire, logics[place % len(logics)], chance)
        text = next((q.id for q in questionnaire.questions() if q.type == "texte_long" and not q.defi), None)
        answers |= {text: f"{name} : cet organisme n’existe pas."} if text else {}
        answers = answers_that_count(questionnaire, checked_answers(questionnaire, answers)[0])
        response = store.begin(questionnaire.edition, "fr")
        store.save(response.id, {question: Change(value) for question, value in answers.items()})
        code = store.give_code(response.id)
        store.submit(response.id, answers, {}, ENGINE, ())
        yield f"{name} — code : {code.replace('-', ' ')}"


def fictional_answers(questionnaire: Questionnaire, logic: str, chance: random.Random) -> dict[str, Any]:
    """Answers near a logic: what it holds, about a third of it changed at random."""
    answers: dict[str, Any] = {}
    for question in questionnaire.questions():
        options = [option.id for option in question.options if not option.specify and not option.exclusive]
        if question.dimension:
            held = type_of(question).held(question, logic)
            if isinstance(held, list):
                held = [o for o in options if (o in held) != (chance.random() < 0.15)] or cast(list[str], held)
            answers[question.id] = held
        elif question.type in ("choix", "echelle") and options:
            answers[question.id] = chance.choice(options)
        elif question.type == "choix_multiple" and options:
            answers[question.id] = chance.sample(options, min(2, len(options)))
        elif question.type == "nombre":
            answers[question.id] = chance.randint(int(question.minimum or 0), int(question.maximum or 100))
    return answers
