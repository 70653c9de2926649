"""A rehearsal: simulated people who arrive, answer and finish; nothing of it is ever stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from ..questionnaire.answering import normal_answer
from ..questionnaire.conditions import answers_that_count
from ..questionnaire.model import AnswerValue, Question, Questionnaire
from ..questionnaire.types import type_of
from ..scoring import assess
from .counting import State, advance, empty, enter
from .variables import MOST_CHOICES, Form, contribution

PEOPLE = 32
ARRIVALS = 2
"""How many people arrive at each step."""
FIRST_ANSWER, LAST_ANSWER = 1, 3
"""How many steps after arriving a person begins, and ends."""
LAST_STEP = PEOPLE // ARRIVALS + LAST_ANSWER
FAITHFUL, UNSURE = 0.6, 0.06
_KEPT = 8


@dataclass(frozen=True)
class Rehearsed:
    """One moment of a rehearsal; it has what the board asks of who is here."""

    joined: int
    answering: int
    done: int
    states: Mapping[str, State]
    erased: int = 0


def rehearsed(
    questionnaire: Questionnaire, form: Form, roles: Sequence[str], organisms: Sequence[str], seed: str, step: int
) -> Rehearsed:
    """The room at a step, 0 empty, `LAST_STEP` everybody done; the same arguments give the same room."""
    joined, begun, done = (arrived(step - late) for late in (0, FIRST_ANSWER, LAST_ANSWER))
    states: dict[str, State] = {}
    brought = _contributions(questionnaire, form, seed)
    for number in range(done):
        for group in _groups(chance_of(f"{seed}/{number}/groups"), roles, organisms):
            waiting = enter(states.get(group, empty()), str(number))
            states[group] = advance(waiting, brought, _seed(f"{seed}/{group}/{waiting['people']}"))
    return Rehearsed(joined, begun - done, done, states)


def chance_of(words: str) -> Random:
    """The same draws for the same words: simulated people have no secret to keep."""
    return Random(words)  # noqa: S311


def arrived(step: int) -> int:
    return max(0, min(PEOPLE, ARRIVALS * step))


def _groups(chance: Random, roles: Sequence[str], organisms: Sequence[str]) -> list[str]:
    """The room, a role and an organism: the first ones more often, so that some reach five people."""
    return [
        "",
        *(f"role:{role}" for role in _picked(chance, roles)),
        *(f"organisme:{label}" for label in _picked(chance, organisms)),
    ]


def _picked(chance: Random, names: Sequence[str]) -> list[str]:
    return chance.choices(names, [1 / (place + 1) for place in range(len(names))]) if names else []


def _seed(words: str) -> list[int]:
    drawn = sha256(words.encode()).digest()
    return [int.from_bytes(drawn[place : place + 4]) for place in range(0, 16, 4)]


_kept: dict[tuple[str, Form, str], dict[str, dict[str, int]]] = {}


def _contributions(questionnaire: Questionnaire, form: Form, seed: str) -> dict[str, dict[str, int]]:
    """What each simulated person brings; the last rehearsals are kept, since comparing takes a while."""
    key = (questionnaire.edition, form, seed)
    found = _kept.get(key)
    if found is None:
        found = {}
        for number in range(PEOPLE):
            answers = simulated(questionnaire, form, chance_of(f"{seed}/{number}"))
            found[str(number)] = contribution(questionnaire, form, answers, assess(questionnaire, answers))
        while len(_kept) >= _KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = found
    return found


def simulated(questionnaire: Questionnaire, form: Form, chance: Random) -> dict[str, AnswerValue]:
    """Valid answers of one person who leans to one logic, without a word of free text."""
    leaning = chance.choice(questionnaire.logics).id
    answers: dict[str, AnswerValue] = {}
    for question in questionnaire.questions():
        if form == "whole" or question.short_form:
            value = normal_answer(question, _answer(question, leaning, chance))
            if value is not None:
                answers[question.id] = value
    return answers_that_count(questionnaire, answers)


def _answer(question: Question, leaning: str, chance: Random) -> AnswerValue | None:
    if question.no_answer and chance.random() < UNSURE:
        return {"sans_reponse": question.no_answer[0]}
    held = type_of(question).held(question, leaning) if chance.random() < FAITHFUL else None
    return _anything(question, chance) if held is None else held


def _anything(question: Question, chance: Random) -> AnswerValue | None:
    options = [option.id for option in question.options]
    if not options or (question.type in ("choix", "echelle") and len(options) > MOST_CHOICES):
        return None
    if question.type in ("choix", "echelle"):
        likely = chance_of(question.id).randrange(len(options))
        return options[max(0, min(len(options) - 1, likely + round(chance.gauss(0, 1.2))))]
    if question.type == "choix_multiple":
        together = [option.id for option in question.options if not option.exclusive]
        ticked = [option for option in together if chance.random() < 0.25]
        return ticked or [chance.choice(options)]
    if question.type == "roles":
        return dict(zip((role.id for role in question.roles), chance.sample(options, len(options)), strict=False))
    if question.type == "matrice":
        columns = [column.id for column in question.columns]
        return {row: [chance.choice(columns)] for row in options if chance.random() < 0.5}
    return None
