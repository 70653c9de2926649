"""The board's PDF: one scene a page, in its language, whatever was typed; only what the scenes say is in it."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace

import pytest

from selfassess.charts.data import Table
from selfassess.questionnaire.model import LANGUAGES
from selfassess.report import board_pdf as module
from selfassess.report.board_pdf import board_pdf, printable, scene_data
from selfassess.workshop.counting import picture, version_of
from selfassess.workshop.picture import Picture
from selfassess.workshop.rehearsal import LAST_STEP, rehearsed
from selfassess.workshop.roles import ROLES
from selfassess.workshop.scenes import Scene, scenes_of
from selfassess.workshop.variables import variables_of
from tests.workbook.test_hostile import HOSTILE

DAY = datetime.date(2026, 11, 20)
TYPST_WORDS = [
    "#panic()",
    "$x$",
    "*gras* _it_ `code`",
    "= Titre",
    "#sys.inputs",
    "@ref <label>",
    "\\",
    "[]{}",
    ']#image("/etc/passwd")',
]


def room(questionnaire, organisms=("Accueil", "Centre"), step=LAST_STEP):
    now = rehearsed(questionnaire, "short", tuple(ROLES), organisms, "s", step)
    return picture(now.states, variables_of(questionnaire, "short"), version_of(now.states)), now


def pages(pdf: bytes) -> int:
    """Read from the tree's root, since pages are compressed."""
    import zlib

    text = pdf
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            text += zlib.decompress(found[1])
        except zlib.error:
            continue
    return max(int(count) for count in re.findall(rb"/Count (\d+)", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_scene_a_page_tagged_in_its_language(velo, language):
    shown, here = room(velo)
    made = board_pdf("Atelier du réseau", DAY, shown, here, velo, "short", language)
    assert made.startswith(b"%PDF-1.7")
    assert pages(made) == len(scenes_of(shown, here, velo, "short", language))
    assert re.search(rb"/Lang ?\((fr|en)-CA\)", made)[1].decode() == language
    assert b"/MarkInfo" in made
    assert made == board_pdf("Atelier du réseau", DAY, shown, here, velo, "short", language)


def test_the_whole_form_of_the_longest_questionnaire_stands_one_scene_a_page(regionalisation):
    organisms = tuple(f"Organisme numéro {n}, dont le nom est un peu long" for n in range(12))
    shown, here = room(regionalisation, organisms)
    tallies = next(iter(shown.roles.values()))
    full = replace(shown, roles=dict.fromkeys(ROLES, tallies), organisms=dict.fromkeys(organisms, tallies))
    made = board_pdf("A", DAY, full, here, regionalisation, "short", "fr")
    assert pages(made) == len(scenes_of(full, here, regionalisation, "short", "fr"))


def test_typed_words_are_data(velo):
    """The title and the organisms' names, whatever they hold: no markup is read, no file is."""
    shown, here = room(velo)
    tallies = next(iter(shown.organisms.values()))
    for words in [*TYPST_WORDS, *HOSTILE]:
        named = replace(shown, organisms={words[:200]: tallies})
        assert board_pdf(words[:500], DAY, named, here, velo, "short", "fr").startswith(b"%PDF")


def test_no_word_of_a_scene_is_markup(velo, monkeypatch):
    """Nor would a questionnaire's be, in any place of the page."""
    shown, here = room(velo)
    for words in TYPST_WORDS:
        table = Table(words, (words, words), ((words, words),))
        scene = Scene("x", "questions", words, words, True, table, None)
        drawn = scenes_of(shown, here, velo, "short", "fr")[1]
        beside = replace(drawn, title=words, sentence=words, table=table)
        monkeypatch.setattr(module, "scenes_of", lambda *_, scenes=(scene, beside): scenes)
        monkeypatch.setattr(module, "note", lambda _, words=words: words)
        assert pages(board_pdf(words, DAY, shown, here, velo, "short", "fr")) == 2


def test_the_template_receives_scenes_and_nothing_else(regionalisation, monkeypatch):
    import typst

    shown, here = room(regionalisation)
    given = {}
    monkeypatch.setattr(typst, "compile", lambda template, **more: given.update(more) or b"%PDF")
    board_pdf("Un\u202e titre", DAY, shown, here, regionalisation, "short", "fr")
    board = json.loads(given["sys_inputs"]["board"])
    scenes = scenes_of(shown, here, regionalisation, "short", "fr")
    assert set(given["sys_inputs"]) == {"board"}
    assert board["title"] == "Un titre"
    assert board["scenes"] == [json.loads(json.dumps(scene_data(scene))) for scene in scenes]
    assert [scene["title"] for scene in board["scenes"]] == [printable(scene.title) for scene in scenes]
    for scene, data in zip(scenes, board["scenes"], strict=True):
        if scene.table is not None:
            shown_cells = sorted(cell for row in [data["headers"], *data["rows"]] for cell in row)
            assert shown_cells == sorted(printable(c) for row in [scene.table.columns, *scene.table.rows] for c in row)
        assert data["wide"] <= module.WIDEST + 1e-6
        assert data["high"] <= module.TALLEST + 1e-6


def test_nothing_under_five_people(regionalisation):
    shown, here = room(regionalisation, step=4)
    assert shown == Picture(0, 0)
    made = board_pdf("A", DAY, shown, here, regionalisation, "short", "fr")
    assert pages(made) == 6
