"""Processes killed at any moment, and a disk that fills up."""

import random
import sqlite3
import time
from contextlib import closing

import pytest

from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.responses import open_store
from tests.faults.killed import ANSWERS, save_for_ever, save_until_full
from tests.processes import everything_told, started

CYCLES = 25


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/selfassess.sqlite"


@pytest.fixture
def draft(url):
    store = open_store(url)
    questionnaire = read_questionnaire(resource_folder("questionnaires") / "velo.yaml")
    store.keep_edition(questionnaire)
    begun = store.begin(questionnaire.edition, "fr").id
    store.close()
    return begun


def numbers_in(url, draft):
    """The numbers saved, each with how many of its answers are there."""
    with closing(open_store(url)) as store:
        questions = store.load(draft).answers
    return {
        number: sum(f"q{number}_{part}" in questions for part in range(ANSWERS))
        for number in {answer.value[0] for answer in questions.values()}
    }


def test_what_a_killed_process_acknowledged_is_there_and_nothing_is_half_there(url, draft, tmp_path):
    chance = random.Random(20)
    acknowledged = []
    for cycle in range(CYCLES):
        process, hears = started(save_for_ever, url, draft, cycle * 1_000_000)
        with hears:
            acknowledged.append(hears.recv())
            time.sleep(chance.uniform(0, 0.04))
            process.kill()
            acknowledged += everything_told(hears)
        process.join()
        assert process.exitcode == -9
        process.close()
    found = numbers_in(url, draft)
    assert len(acknowledged) > CYCLES
    assert set(acknowledged) <= set(found)
    assert len(found) <= len(acknowledged) + CYCLES
    assert set(found.values()) == {ANSWERS}
    with closing(sqlite3.connect(tmp_path / "selfassess.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_disk_that_fills_up_loses_nothing_acknowledged(url, draft):
    process, hears = started(save_until_full, url, draft, 400_000)
    with hears:
        *numbers, cause, loaded, after = everything_told(hears)
    process.join()
    process.close()
    assert cause in ("disk full", "the disk failed")
    assert len(numbers) > 3
    assert set(loaded) == {f"q{number}_{part}" for number in numbers for part in range(ANSWERS)}
    assert after == {"after": 1}
