"""The board: every scene says what it draws, in two languages; nothing under five people; a function of the picture alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects
import pytest

from selfassess.charts.board.agreements import WORDS
from selfassess.charts.data import Chart
from selfassess.questionnaire.answering import checked_answers
from selfassess.questionnaire.model import LANGUAGES
from selfassess.questionnaire.typography import typography_faults
from selfassess.workshop import differences as module
from selfassess.workshop.board import board, note
from selfassess.workshop.counting import picture, version_of
from selfassess.workshop.picture import Picture
from selfassess.workshop.rehearsal import LAST_STEP, PEOPLE, chance_of, rehearsed, simulated
from selfassess.workshop.roles import ROLES
from selfassess.workshop.scenes import Scene, scenes_of
from selfassess.workshop.variables import variables_of

NUMBER = re.compile(r"[+\u2212]?\d+(?:[.,]\d+)?")
ORGANISMS = (
    "Accueil <b>Nord</b>",
    "=1+1",
    "Un organisme dont le nom est vraiment long, avec toutes ses missions et sa région",
)


def room(questionnaire, step=LAST_STEP, form="short", seed="s", organisms=ORGANISMS):
    now = rehearsed(questionnaire, form, tuple(ROLES), organisms, seed, step)
    return picture(now.states, variables_of(questionnaire, form), version_of(now.states)), now


def numbers(cell: str) -> float | None:
    found = NUMBER.match(cell)
    return float(found[0].replace(",", ".").replace("\u2212", "-")) if found else None


GROUPED = ("differences-roles", "differences-organisms")


def figure_numbers(chart: Chart) -> Iterator[float]:
    """The first number of each cell of the table, as the figure draws it."""
    for trace in chart.figure["data"]:
        if trace["type"] == "scatterpolar":
            yield from (value for value in trace["r"][:-1] if value is not None)
        elif trace.get("meta") in ("spread", "frame"):
            continue
        elif chart.id == "room-map":
            yield len(trace["x"])
        else:
            yield from (value for value in trace["x"] if value is not None)


def table_numbers(chart: Chart) -> list[float]:
    cells = [row[2:] if chart.id == "room-map" else row[1:] for row in chart.table.rows]
    if chart.id == "room-map":
        cells = cells[:-1]
    return sorted(number for row in cells for cell in row if (number := numbers(cell)) is not None)


@pytest.mark.parametrize("name", ["regionalisation", "velo"])
@pytest.mark.parametrize("form", ["short", "whole"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scene_keeps_the_contract(catalogue, name, form, language):
    drawn, here = room(catalogue[name], form=form)
    scenes = scenes_of(drawn, here, catalogue[name], form, language)
    assert scenes == scenes_of(drawn, here, catalogue[name], form, language)
    assert len({scene.id for scene in scenes}) == len(scenes)
    ids: list[str] = []
    for scene in scenes:
        for words in (scene.title, scene.sentence, *((scene.table.caption,) if scene.table else ())):
            assert words
            assert not list(typography_faults(words, language)), words
        if scene.chart is not None:
            check(scene.chart)
            svg = ElementTree.fromstring(scene.chart.svg)
            ids += [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    order = ["presence", "map", "dimensions", "defis", "differences", "questions"]
    places = [order.index(scene.group) for scene in scenes]
    assert places == sorted(places)


def check(chart: Chart) -> None:
    svg = ElementTree.fromstring(chart.svg)
    by_id = {element.get("id"): element.text for element in svg.iter()}
    assert svg.get("role") == "img"
    assert by_id[svg.get("aria-labelledby")]
    assert by_id[svg.get("aria-describedby")]
    assert not [element.tag for element in svg.iter() if re.search("script|style|image|use", element.tag)]
    values = [value for element in svg.iter() for value in element.attrib.values()]
    assert not [value for value in values if re.search(r"\b(nan|inf)\b", value)]
    assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
    plotly.graph_objects.Figure(chart.figure)
    json.dumps(chart.figure, allow_nan=False)
    if chart.id in GROUPED:
        check_words(chart)
    elif chart.id == "room-defis":
        check_spots(chart)
    else:
        assert sorted(figure_numbers(chart)) == table_numbers(chart)
    assert chart.figure["layout"]["font"]["size"] >= 24


def check_spots(chart: Chart) -> None:
    """Each disc is as high as its défi is strong; only aside may it be moved, so that none hides another."""
    rows = [row for row in chart.table.rows if numbers(row[1]) is not None and numbers(row[2]) is not None]
    for trace, row in zip(chart.figure["data"], rows, strict=True):
        assert trace["y"][0] == pytest.approx(numbers(row[1]), abs=0.06)
        assert trace["x"][0] == pytest.approx(numbers(row[2]), abs=1.5)
        assert trace["hovertext"][0].replace("<br>", " ").endswith(f"{row[1]} – {row[2]}")


def check_words(chart: Chart) -> None:
    """Each group's mark stands where its word is, and nowhere finer."""
    places = {one.words.in_(language): one.place for one in WORDS for language in LANGUAGES}
    for number, row in enumerate(chart.table.rows):
        for trace, cell in zip(chart.figure["data"], row[1:], strict=True):
            if cell in places:
                assert abs(trace["x"][number] - places[cell]) < 0.26
            else:
                assert (trace["x"][number], numbers(cell)) == (None, None)
    for trace in chart.figure["data"]:
        assert len({round(x, 6) for x in trace["x"] if x is not None}) <= len(WORDS)


def test_nothing_under_five_people(regionalisation):
    for step in range(LAST_STEP):
        drawn, here = room(regionalisation, step)
        if here.done >= 5:
            break
        for scene in board(drawn, here, regionalisation, "short", "fr")["scenes"][1:]:
            assert not scene["enough"]
            assert scene["table"] is scene["figure"] is None
            assert "Il faut cinq personnes" in scene["sentence"]
    assert here.done >= 5
    assert board(drawn, here, regionalisation, "short", "fr")["scenes"][1]["enough"]


def test_groups_under_five_people_are_not_there(regionalisation):
    drawn, here = room(regionalisation)
    alone = replace(drawn, roles={}, organisms={})
    made = {scene.id: scene for scene in scenes_of(alone, here, regionalisation, "short", "fr")}
    assert not made["differences-roles"].enough
    assert not made["differences-organisms"].enough
    assert "Il faut cinq personnes d’un même rôle" in made["differences-roles"].sentence
    whole = {scene.id: scene for scene in scenes_of(drawn, here, regionalisation, "short", "fr")}
    assert list(whole["differences-roles"].table.columns[1:]) == [
        "Toute la salle",
        *(ROLES[r].fr for r in ROLES if r in drawn.roles),
    ]
    assert set(drawn.roles) < set(ROLES)


def test_the_board_is_json_and_says_why_it_is_approximate(regionalisation):
    drawn, here = room(regionalisation)
    made = board(drawn, here, regionalisation, "short", "fr")
    assert json.loads(json.dumps(made, allow_nan=False)) == made
    assert made["presence"] == {"joined": 32, "answering": 0, "done": 32, "erased": 0, "counted": drawn.people}
    assert made["note"] == note("fr")
    assert {language: list(typography_faults(note(language), language)) for language in LANGUAGES} == {
        "fr": [],
        "en": [],
    }


def test_typed_names_are_never_markup(regionalisation):
    drawn, here = room(regionalisation)
    scene = next(one for one in scenes_of(drawn, here, regionalisation, "short", "fr") if one.id == GROUPED[1])
    names = [trace["name"] for trace in scene.chart.figure["data"]]
    assert "Accueil &lt;b&gt;Nord&lt;/b&gt;" in " ".join(names)
    assert "<b>Nord" not in scene.chart.svg


def test_a_dot_of_the_map_stands_where_its_rank_puts_it(regionalisation):
    drawn, here = room(regionalisation)

    def places(tallies) -> list[list[tuple[float, float]]]:
        scene: Scene = scenes_of(replace(drawn, tallies=tallies), here, regionalisation, "short", "fr")[1]
        return [list(zip(trace["x"], trace["y"], strict=True)) for trace in scene.chart.figure["data"][1:]]

    before = places(drawn.tallies)
    moved = dict(drawn.tallies)
    moved["carte"] = replace(moved["carte"], low=tuple(reversed(moved["carte"].low)))
    for one, other in zip(before, places(moved), strict=True):
        shared = min(len(one), len(other))
        assert one[:shared] == other[:shared]


def test_a_rehearsal_is_the_same_each_time_and_goes_from_nobody_to_everybody(regionalisation):
    seen = [rehearsed(regionalisation, "short", ("ca",), (), "s", step) for step in range(LAST_STEP + 1)]
    assert seen == [rehearsed(regionalisation, "short", ("ca",), (), "s", step) for step in range(LAST_STEP + 1)]
    assert (seen[0].joined, seen[0].done, seen[0].states) == (0, 0, {})
    assert (seen[-1].joined, seen[-1].answering, seen[-1].done) == (PEOPLE, 0, PEOPLE)
    for before, after in pairwise(seen):
        assert before.joined <= after.joined
        assert before.done <= after.done
        assert after.answering >= 0
    assert seen[-1].states[""]["people"] == 32
    assert rehearsed(regionalisation, "short", ("ca",), (), "other", LAST_STEP) != seen[-1]


@pytest.mark.parametrize("name", ["regionalisation", "velo"])
def test_simulated_people_answer_as_people_may(catalogue, name):
    for number in range(8):
        answers: dict[str, Any] = simulated(catalogue[name], "whole", chance_of(str(number)))
        right, wrong = checked_answers(catalogue[name], answers)
        assert (right, wrong) == (answers, [])


def test_an_empty_picture_has_a_board_too(velo):
    class Nobody:
        joined = answering = done = erased = 0

    made = board(Picture(0, 0), Nobody(), velo, "whole", "en")
    assert made["scenes"][0]["sentence"] == "Five people must have finished: 5 to go."


def test_what_is_shown_of_groups_follows_from_words_alone(regionalisation, monkeypatch):
    """Neither the marks nor the order of the questions say more than each group's words."""
    drawn, here = room(regionalisation)

    def shown(within: float) -> list[Scene]:
        def measured(variables, tallies):
            place = len(variables[0].id) % 4
            return (-0.9, 0.0, 0.3, 0.6)[place] + within * (sum(map(ord, variables[0].id)) % 7) / 7

        monkeypatch.setattr(module, "agreement", measured)
        return [one for one in scenes_of(drawn, here, regionalisation, "short", "fr") if one.id in GROUPED]

    assert len(shown(0.0)) == 2
    assert shown(0.0) == shown(0.2)
