"""The live board: whole as sent, kept fresh by one cached answer, never about fewer than five people."""

from __future__ import annotations

import json

import pytest

from selfassess.web.workshop import board
from tests.web import facilitating


@pytest.fixture(params=["fr", "en"])
def language(request):
    return request.param


def asked(visitor, path, tag=None):
    """The answer to a look, its cost checked."""
    headers = {"If-None-Match": tag} if tag else {}
    response = visitor.client.get(path, headers=headers)
    assert response.headers["Cache-Control"] == "no-store"
    return response


def test_the_page_as_sent_has_every_scene_and_none_is_about_fewer_than_five(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    here = f"/{language}/ateliers/{workshop.id}/tableau"
    facilitating.crowd(site, regionalisation, workshop, 4)
    page = lea.get(here)
    assert 'class="drawing"' not in page.html
    assert 'class="bars"' not in page.html
    facilitating.crowd(site, regionalisation, workshop, 1, first=4)
    page = lea.get(here)
    ids = [one.get("id", "") for one in page.all("section")]
    assert ids[:3] == ["presence", "room-map", "room-radar"]
    assert "room-defis" in ids
    assert "differences" in ids
    assert sum(name.startswith("question-") for name in ids) > 10
    drawn = page.html.count('class="drawing"')
    assert drawn + page.html.count('class="bars"') == page.html.count("data-guess")
    assert len(json.loads(page.by_id["figures"].text or "")) == drawn


def test_a_look_brings_the_scenes_once_a_version_and_who_is_here_always(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, workshop, 5)
    path = f"/{language}/ateliers/{workshop.id}/tableau.json"
    first = asked(lea, f"{path}?vu=0")
    said = json.loads(first.data)
    assert said["presence"] == {"joined": 5, "answering": 0, "done": 5, "counted": 5}
    assert said["wait"] == 1
    assert "room-map" in said["scenes"]
    assert "room-map" in said["figures"]
    assert asked(lea, f"{path}?vu=0", first.headers["ETag"]).status_code == 304
    facilitating.crowd(site, regionalisation, workshop, 2, first=5)
    later = asked(lea, f"{path}?vu={said['version']}", first.headers["ETag"])
    assert later.status_code == 200
    said = json.loads(later.data)
    assert said["presence"] == {"joined": 7, "answering": 0, "done": 7, "counted": 5}
    assert "scenes" not in said
    facilitating.crowd(site, regionalisation, workshop, 1, first=7)
    said = json.loads(asked(lea, f"{path}?vu={said['version']}").data)
    assert said["presence"]["counted"] == 8
    assert "scenes" in said


def test_all_who_ask_at_once_get_one_answer_made_once(site, regionalisation, monkeypatch):
    lea = facilitating.facilitator(site)
    workshop = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, workshop, 5)
    made = []
    whole = board.packet_of
    monkeypatch.setattr(board, "packet_of", lambda *given, **more: made.append(1) or whole(*given, **more))
    answers = {asked(lea, f"/fr/ateliers/{workshop.id}/tableau.json?vu=0").data for _ in range(5)}
    assert len(answers) == 1
    assert len(made) == 1


def test_a_look_costs_four_statements_and_little_to_send(site, regionalisation):
    lea = facilitating.facilitator(site)
    workshop = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, workshop, 8)
    lea.get(f"/fr/ateliers/{workshop.id}/tableau")
    response = lea.raw(f"/fr/ateliers/{workshop.id}/tableau.json?vu=8")
    assert lea.statements <= 4
    assert len(response.data) < 400


def test_the_rehearsal_is_the_same_board_and_leaves_no_row(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation, roles=("direction", "ca"))
    before = rows(site)
    here = f"/{language}/ateliers/{workshop.id}/repetition"
    page = lea.get(here)
    assert ("RÉPÉTITION" if language == "fr" else "REHEARSAL") in page.text
    said = json.loads(asked(lea, f"{here}.json?etape=0&vu=0").data)
    seen = []
    for step in range(200):
        said = json.loads(asked(lea, f"{here}.json?etape={step}&vu=0").data)
        seen.append(said["presence"]["counted"])
        if said["over"]:
            break
    assert said["over"]
    assert seen[0] == 0
    assert max(seen) >= 20
    assert not {one for one in seen if 0 < one < 5}
    lea.get(f"{here}?etape={step}")
    assert lea.page.html.count('class="bars"') > 10
    assert rows(site) == before


def rows(site):
    """How many rows each table has, but those that say that somebody is signed in."""
    from sqlalchemy import func, select

    from selfassess.responses.connections import reading
    from selfassess.responses.tables import metadata

    with reading(site.store._engine) as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
        }
