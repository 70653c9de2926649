"""A workshop's workbook: counts that reconcile, nothing under five people, text that stays text, the same bytes each time."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from selfassess.questionnaire.model import LANGUAGES
from selfassess.questionnaire.typography import typography_faults
from selfassess.workbook.safe_text import refusals_of_sheet_name, refusals_of_table_name
from selfassess.workbook.workshop_book import workshop_book, workshop_workbook
from selfassess.workshop.counting import picture, version_of
from selfassess.workshop.picture import Picture
from selfassess.workshop.rehearsal import LAST_STEP, rehearsed
from selfassess.workshop.roles import ROLES
from selfassess.workshop.variables import variables_of
from tests.workbook.read_back import MAIN, parts, tables
from tests.workbook.test_hostile import HOSTILE

DAY = datetime.date(2026, 11, 20)
SHEETS = ["Sommaire", "Personnes", "Réponses", "Carte", "Dimensions", "Défis", "Accord", "Rôle", "Organisme"]


@dataclass(frozen=True)
class Present:
    joined: int
    answering: int
    done: int
    erased: int
    papers: int = 0


@dataclass(frozen=True)
class Sheet:
    place: str
    answers: dict[str, Any]
    dissents: dict[str, str] = field(default_factory=dict)


def room(questionnaire, organisms=("Accueil", "Centre"), step=LAST_STEP) -> tuple[Picture, Present]:
    now = rehearsed(questionnaire, "short", tuple(ROLES), organisms, "s", step)
    shown = picture(now.states, variables_of(questionnaire, "short"), version_of(now.states))
    return shown, Present(now.joined + 2, now.answering, now.done, 1, 3)


@pytest.fixture
def written(tmp_path, regionalisation):
    def write(shown, here, agreed=(), language="fr", title="Atelier") -> Path:
        content = workshop_workbook(title, DAY, shown, here, regionalisation, "short", language, agreed)
        path = tmp_path / f"{language}.xlsx"
        path.write_bytes(content)
        return path

    return write


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(next(table for table in tables(path) if table.sheet == sheet).rows)


def test_counts_reconcile(written, regionalisation):
    shown, here = room(regionalisation, step=LAST_STEP - 2)
    counts = [row[1] for row in rows(written(shown, here), "Personnes")]
    joined, not_begun, answering, done, erased, papers, counted, waiting = counts
    assert joined == not_begun + answering + done + erased
    assert (joined, done, papers, counted) == (here.joined, here.done, 3, shown.people)
    assert waiting == done - counted
    assert counted in range(5, 400, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_says_what_the_picture_says(written, regionalisation, language):
    shown, here = room(regionalisation)
    path = written(shown, here, language=language)
    found = tables(path)
    if language == "fr":
        assert [table.sheet for table in found] == SHEETS
    for table in found:
        assert not list(refusals_of_sheet_name(table.sheet))
        assert not list(refusals_of_table_name(table.name))
        assert all(len(row) == len(table.headings) for row in table.rows)
    answers = found[2].rows
    lows = {row[2] for row in answers}
    assert lows <= set(range(0, shown.people + 1, 3))
    assert all(high == min(low + 2, shown.people) and of == shown.people for _, _, low, high, of in answers)
    first = shown.tallies["milieu"]
    assert [row[2] for row in answers[: len(first.low)]] == list(first.low)
    assert {row[0] for row in found[7].rows} == {ROLES[role].in_(language) for role in shown.roles}
    assert not [cell for table in found[7:9] for row in table.rows for cell in row if isinstance(cell, int | float)]
    typed = [cell for table in found for row in (table.headings, *table.rows) for cell in row if isinstance(cell, str)]
    assert not [fault for cell in typed for fault in typography_faults(cell, language)]


def test_nothing_under_five_people(written, regionalisation):
    for step in range(5):
        shown, here = room(regionalisation, step=step)
        assert shown.people == 0
        path = written(shown, here)
        assert [table.sheet for table in tables(path)] == ["Sommaire", "Personnes"]
        assert "Il faut cinq personnes" in str(
            [cell.value for row in openpyxl.load_workbook(path)["Sommaire"] for cell in row]
        )


def test_groups_under_five_people_are_not_there(written, regionalisation):
    shown, here = room(regionalisation)
    path = written(replace(shown, roles={}, organisms={}), here)
    assert [table.sheet for table in tables(path)] == SHEETS[:-2]


def test_agreed_answers_are_there_in_words_with_their_dissents(written, regionalisation):
    shown, here = room(regionalisation)
    agreed = [
        Sheet("Table 1", {"milieu": "rural", "d1_force": {"sans_reponse": "ne_sais_pas"}}, {"milieu": "deux voix", "focus": "pas parlé"}),
        Sheet("Table 2", {"clients": {"principal": regionalisation.question_by_id["clients"].options[0].id}}),
    ]  # fmt: skip
    found = rows(written(shown, here, agreed), "Fiches d’accord")
    assert [(row[0], row[2], row[3]) for row in found] == [
        ("Table 1", "Rural", "deux voix"),
        ("Table 1", "—", "pas parlé"),
        ("Table 1", "Ne sais pas", "—"),
        ("Table 2", "Client principal\u00a0: Personnes immigrantes", "—"),
    ]


def test_typed_words_stay_text(written, regionalisation):
    """Titles, organisms' names, places and reasons may be anything."""
    shown, here = room(regionalisation)
    tallies = next(iter(shown.organisms.values()))
    for words in HOSTILE:
        agreed = [Sheet(words, {"milieu": "rural"}, {"milieu": words})]
        path = written(replace(shown, organisms={words or "x": tallies}), here, agreed, title=words)
        assert not [name for name, root in parts(path).items() if root.findall(f".//{MAIN}f")]
        for sheet in openpyxl.load_workbook(path):
            assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_the_same_room_gives_the_same_bytes(regionalisation):
    shown, here = room(regionalisation)
    made = [workshop_workbook("A", DAY, shown, here, regionalisation, "short", "fr") for _ in range(2)]
    assert made[0] == made[1]


def test_lines_fit_their_table(regionalisation):
    """A line above a table is cut where the table ends."""
    for language in LANGUAGES:
        for page in workshop_book("A", DAY, *room(regionalisation), regionalisation, "short", language).pages:
            width = sum(heading.width for heading in page.headings)
            assert width >= 80
            assert all(len(re.sub(r"\s", "", line)) <= width * 1.4 for line in page.lines)
