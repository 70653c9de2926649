"""Every process of the server is killed, again and again, under twelve phones that save: nothing acknowledged is lost.

KILL_CYCLES=200 in the environment kills it so many times.
"""

import json
import os
import random
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta

import pytest

from selfassess.responses import open_store
from selfassess.web.catalogue import read_catalogue
from tests.faults.phones import Phone, Server

CYCLES = int(os.environ.get("KILL_CYCLES", "20"))
PHONES = 12


@pytest.fixture
def room(tmp_path):
    """A workshop in a folder that servers will use."""
    velo = read_catalogue()["velo"]
    with closing(open_store(f"sqlite:///{tmp_path}/selfassess.sqlite")) as store:
        store.keep_edition(velo)
        store.staff.invite("anime@exemple.ca", "facilitator")
        person, today = store.staff.people()[0].id, date.today()
        dates = today + timedelta(1), today + timedelta(9)
        return store.workshops.make("Atelier", person, velo.edition, velo.id, "whole", "anonymous", (), (), *dates)


@pytest.fixture
def server(tmp_path, room):
    server = Server(tmp_path)
    server.start()
    yield server
    server.end()


def rows(folder):
    """Every answer on disk, by whose phone sent it and its question."""
    with closing(sqlite3.connect(folder / "selfassess.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = connection.execute("SELECT stamp_key, question, value, sequence, revision, saved_at FROM answer")
        kept = {}
        for key, question, *rest in found:
            whose = key.split("-")[0], question
            assert whose not in kept, "an answer is in two responses"
            kept[whose] = (key, *rest)
        return kept


def check(phones, folder):
    """What was acknowledged is there, or something newer that was sent."""
    kept = rows(folder)
    for phone in phones:
        sent = phone.values()
        for question, stamp in phone.acknowledged.items():
            key, value, sequence, *_ = kept[phone.name, question]
            assert (sequence, key) >= stamp, "an acknowledged answer is lost"
            assert json.loads(value) == sent[question][sequence, key]


def wait_for_an_answer(phones, lives):
    """The server acknowledges something more, and no phone was surprised."""
    before = sum(phone.answers for phone in phones)
    deadline = time.monotonic() + 30
    while sum(phone.answers for phone in phones) == before:
        assert time.monotonic() < deadline
        for life in lives:
            if life.done():
                life.result()
        time.sleep(0.002)


def test_nothing_acknowledged_is_lost_when_every_process_is_killed(server, room, tmp_path):
    chance = random.Random(12)
    phones = [Phone(number, server.port, f"atelier-{room.id}", room.code) for number in range(PHONES)]
    up, over = threading.Event(), threading.Event()
    begun = time.monotonic()
    with ThreadPoolExecutor(PHONES) as pool:
        lives = [pool.submit(phone.live, up, over) for phone in phones]
        try:
            for _ in range(CYCLES):
                up.set()
                wait_for_an_answer(phones, lives)
                time.sleep(chance.uniform(0, 0.3))
                server.kill()
                up.clear()
                for phone in phones:
                    phone.fall_silent()
                check(phones, tmp_path)
                server.start()
        finally:
            over.set()
    for life in lives:
        life.result()
    answers = sum(phone.answers for phone in phones)
    print(f"{CYCLES} kills in {time.monotonic() - begun:.0f} s, {answers} answers acknowledged, none lost")
    assert answers > CYCLES * 5
    before = rows(tmp_path)
    for phone in phones:
        old = [
            packet
            for packet in phone.packets
            if all(s <= phone.acknowledged.get(q, (0, "")) for q, (_, s) in packet.items())
        ]
        for packet in chance.sample(old, min(15, len(old))):
            phone.send(packet)
        phone.close()
    assert rows(tmp_path) == before, "a packet that came again changed something"
