"""The room's picture: who is counted when, what each participant brings, and counts that are blurred alike whatever they are."""

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from selfassess.questionnaire.model import LANGUAGES, Text
from selfassess.questionnaire.types import type_of
from selfassess.questionnaire.typography import typography_faults
from selfassess.scoring import assess
from selfassess.workshop.counting import (
    advance,
    blurred,
    blurs,
    due,
    empty,
    enter,
    forget,
    picture,
    version_of,
    weight,
)
from selfassess.workshop.picture import Category, Picture, Tally, Variable, adding_up
from selfassess.workshop.variables import MAP, contribution, variables_of, zones

FORMS = ("whole", "short")


def room(answers: list[int], seed: tuple[int, ...] = (1, 2, 3, 4)) -> dict:
    state = empty()
    for number, answer in enumerate(answers):
        state = advance(enter(state, f"r{number}"), {f"r{n}": {"v": a} for n, a in enumerate(answers)}, seed)
        assert answer in (0, 1, 2)
    return state


@settings(max_examples=200, deadline=None, database=None)
@given(some.lists(some.sampled_from(["enter", "forget"]), max_size=40), some.data())
def test_people_are_counted_five_first_then_by_threes_whatever_happens(moves, data):
    state, waiting, counted, seen = empty(), [], [], []
    for number, move in enumerate(moves):
        if move == "enter":
            state, waiting = enter(state, f"r{number}"), [*waiting, f"r{number}"]
        elif waiting or counted:
            gone = data.draw(some.sampled_from([*waiting, *counted]))
            state, waiting = forget(state, gone), [one for one in waiting if one != gone]
        ready = due(state)
        state = advance(state, {one: {"v": 0} for one in ready})
        counted += ready
        waiting = waiting[len(ready) :]
        assert state["waiting"] == waiting
        assert state["people"] == len(counted)
        seen.append(len(counted))
        json.dumps(state)
    assert all(now == 0 or (now >= 5 and now % 3 == 2) for now in seen)
    assert all(now == then or now - then >= 3 for then, now in pairwise(seen))


def test_who_enters_twice_is_counted_once():
    assert enter(enter(empty(), "a"), "a")["waiting"] == ["a"]


def test_a_picture_needs_five_people_in_each_group():
    variable = Variable("v", said("V"), "question", "v", False, tuple(Category(str(n), said(str(n))) for n in range(3)))
    states = {
        "": room([0] * 9),
        "role:ca": room([0] * 4),
        "role:direction": room([1] * 5),
        "organisme:A": room([2] * 3),
    }
    made = picture(states, [variable], version_of(states))
    assert (made.people, made.version) == (8, 13)
    assert list(made.roles) == ["direction"]
    assert made.organisms == {}
    assert picture({"": room([0] * 4)}, [variable], 0).tallies == {}
    damaged = {"people": 4, "waiting": [], "counts": {"v": [4], "": [1, 2, 3, 4]}}
    assert picture({"": damaged, "role:ca": damaged}, [variable], 8) == Picture(8, 0)
    assert picture(states, [variable], 13) == made


def test_the_same_people_are_blurred_anew_each_time_that_others_are_counted():
    seeds = set()
    state = empty()
    for number in range(20):
        state = advance(enter(state, str(number)), {str(n): {"v": 0} for n in range(20)})
        seeds.add(tuple(state["counts"].get("", ())))
    assert len(seeds) == 7  # none, then at 5, 8, 11, 14, 17 and 20
    assert len({len(seed) for seed in seeds}) == 2


def said(words: str):
    return Text(fr=words, en=words)


def test_blurs_are_drawn_as_they_say():
    drawn = Counter(blurs("any", 100_000))
    whole = sum(weight(moved) for moved in range(-20, 21))
    assert [round(weight(moved) / weight(moved - 1), 3) for moved in (1, 2, 3, 4, 5)] == [0.4, 0.4, 0.4, 0.1, 0.1]
    for far in range(5):
        expected = weight(far) / whole
        assert drawn[far] / 100_000 == pytest.approx(expected, abs=0.006)
        assert drawn[-far] / 100_000 == pytest.approx(expected, abs=0.006)
    assert blurs("any", 5) == blurs("any", 5) != blurs("other", 5)


@settings(max_examples=100, deadline=None, database=None)
@given(some.lists(some.integers(-9, 60), min_size=1, max_size=9), some.integers(0, 60))
def test_counts_are_brought_back_to_the_people_counted(counts, people):
    found = adding_up(counts, people)
    assert sum(found) == pytest.approx(people)
    assert min(found) >= 0
    assert sorted(counts) == [count for _, count in sorted(zip(found, counts, strict=True))]


def test_intervals_are_of_three_and_within_the_people():
    assert blurred([5, 0], 5, [0, 0]) == (3, 0)
    assert blurred([5, 0], 5, [40, -40]) == (3, 0)
    assert blurred([2, 2, 2, 5], 11, [0, 0, 0, 0]) == (0, 0, 0, 3)
    assert Tally(5, (3, 0)).middle == (4, 1)
    assert Tally(8, (3, 0)).likely == (5.5, 2.5)
    assert sum(Tally(8, (0, 3, 0, 0, 0, 0, 0, 0)).likely) == pytest.approx(8)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["regionalisation", "velo"])
def test_every_variable_has_a_category_for_everyone(catalogue, name, form):
    questionnaire = catalogue[name]
    variables = variables_of(questionnaire, form)
    assert len({variable.id for variable in variables}) == len(variables)
    assert (variables[0].id == MAP) == any(variable.kind == "dimension" for variable in variables)
    for answers in ({}, walked(questionnaire)):
        found = contribution(questionnaire, form, answers, assess(questionnaire, answers))
        assert list(found) == [variable.id for variable in variables]
        assert all(0 <= found[variable.id] < len(variable.categories) for variable in variables)
    for variable in variables:
        ids = [category.id for category in variable.categories]
        assert len(set(ids)) == len(ids)
        for language in LANGUAGES:
            for words in (variable.label, *(category.label for category in variable.categories)):
                assert list(typography_faults(words.in_(language), language)) == []


def walked(questionnaire):
    """A first answer to everything."""
    answers = {}
    for question in questionnaire.questions():
        first = [option.id for option in question.options[:1]]
        if question.type in ("choix", "echelle"):
            answers[question.id] = first[0]
        elif question.type == "choix_multiple":
            answers[question.id] = first
        elif question.type == "roles":
            answers[question.id] = {question.roles[0].id: first[0]}
        elif question.type == "matrice":
            answers[question.id] = {first[0]: [column.id for column in question.columns[:2]]}
        elif question.type.startswith("texte"):
            answers[question.id] = "un secret"
    return answers


def test_texts_numbers_and_long_lists_are_never_counted(regionalisation):
    counted = {variable.question for variable in variables_of(regionalisation, "whole")}
    assert counted.isdisjoint({"mrc", "annee_mandat", "mission_autre", "commentaire", "d1_commentaire"})
    assert {"milieu", "mission", "clients", "acteurs", "d1_force", "d1_reponse", "taille_equipe"} <= counted
    short = {variable.question for variable in variables_of(regionalisation, "short")}
    assert "taille_equipe" not in short
    assert "milieu" in short


def test_what_one_participant_brings(regionalisation):
    answers = walked(regionalisation) | {"d1_force": {"sans_reponse": "ne_sais_pas"}, "milieu": None}
    variables = {variable.id: variable for variable in variables_of(regionalisation, "whole")}
    found = contribution(regionalisation, "whole", answers, assess(regionalisation, answers))
    name = {id: variables[id].categories[place].id for id, place in found.items()}
    assert name["d1_force"] == "ne_sais_pas"
    assert name["milieu"] == "sans_reponse"
    assert name["d2_force"] == regionalisation.scales.strength[0].id
    mission = regionalisation.question_by_id["mission"].options
    assert [name[f"mission.{option.id}"] for option in mission[:2]] == ["oui", "non"]
    row = regionalisation.question_by_id["acteurs"].options
    assert [name[f"acteurs.{option.id}"] for option in row[:2]] == ["plusieurs", "aucun"]
    assert name["milieu~employeurs"] == "non_comparee"


def test_who_answers_as_a_logic_stands_near_it(regionalisation):
    for place, logic in enumerate(regionalisation.logics):
        answers = {
            question.id: held
            for question in regionalisation.dimensions
            if (held := type_of(question).held(question, logic.id)) is not None
        }
        found = contribution(regionalisation, "short", answers, assess(regionalisation, answers))
        assert found[MAP] == place
        levels = [found[f"{question.id}~{logic.id}"] for question in regionalisation.dimensions]
        assert set(levels) <= {4, 5}
    assert [len(zone) for zone in zones(regionalisation)] == [1, 1, 1, 2, 2, 2, 3]
    assert variables_of(regionalisation, "short")[0].categories[-1].id == "trop_peu"
