"""Prints how many saves a second reach the disk. Run: .venv/bin/python tests/benchmarks/storage.py [figures.csv]

64 clients, each waiting for its answer before it saves again, are served by 32 threads of one process, as the server
would; every save is acknowledged once synced (WAL, synchronous=FULL). Three ways take turns, several rounds each: a
transaction a save, saves committed together (what the store does), and a bare loop of one prepared statement and one
commit, which is what the disk allows to one who saves alone. `over HTTP` asks the whole program, as it is served, through
64 connections: sessions, tokens and the reading of answers included, so that it measures the web more than the store.
The load of the machine stands beside each figure.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from rich.console import Console
from rich.table import Table

from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.responses import Change, Stamp, Store, Workshop, open_store, saving
from selfassess.responses.connections import PRAGMAS, writing
from tests.faults.phones import Phone, Server

CLIENTS = 64
THREADS = 32
ROUNDS = 3
SECONDS = 3.0
QUESTIONS = 30

Save = Callable[[int, int], Any]
"""Makes the client of this number save something for the so-many-th time."""


@dataclass(frozen=True)
class Round:
    """What one way of saving gave in one round: saves a second, their milliseconds, and the load when it began."""

    way: str
    clients: int
    threads: int
    saves: int
    per_second: float
    p50: float
    p95: float
    p99: float
    longest: float
    cpu: float
    """Milliseconds of processor a save: of this process, or over HTTP of the server."""
    load: float


def percentile(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(len(values) * part))] if values else 0.0


def measure(
    way: str,
    save: Save,
    first: int,
    clients: int = CLIENTS,
    threads: int = THREADS,
    processor: Callable[[], float] = time.process_time,
) -> Round:
    """Clients save one after the other until the time is over; a client waits while all threads are busy."""
    load, cpu, start = os.getloadavg()[0], processor(), time.perf_counter()
    end = start + SECONDS

    def one_client(number: int) -> list[float]:
        took: list[float] = []
        turn = first
        while time.perf_counter() < end:
            turn += 1
            begun = time.perf_counter()
            server.submit(save, number, turn).result()
            took.append((time.perf_counter() - begun) * 1000)
        return took

    with ThreadPoolExecutor(threads) as server, ThreadPoolExecutor(clients) as pool:
        took = sorted(one for mine in pool.map(one_client, range(clients)) for one in mine)
    spent, used = time.perf_counter() - start, processor() - cpu
    figures = (percentile(took, part) for part in (0.5, 0.95, 0.99))
    return Round(way, clients, threads, len(took), len(took) / spent, *figures, took[-1], used * 1000 / len(took), load)


def change(client: int, turn: int) -> dict[str, Change]:
    return {f"q{turn % QUESTIONS}": Change(["an_option", turn], stamp=Stamp(turn, f"client-{client}-{turn}"))}


def ways_of(store: Store, responses: list[str]) -> dict[str, Save]:
    """The store's own way, and the one that it had before."""

    def alone(client: int, turn: int) -> None:
        with writing(store._engine) as connection:
            saving.save_answers(connection, responses[client], change(client, turn), None, datetime.now(UTC))

    return {
        "a transaction a save": alone,
        "committed together": lambda client, turn: store.save(responses[client], change(client, turn)),
    }


def bare(path: Path) -> Save:
    """One prepared statement and one commit for each save."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
    connection.execute(
        "CREATE TABLE IF NOT EXISTS answer (response TEXT, question TEXT, value TEXT, revision INTEGER, saved_at TEXT, "
        "sequence INTEGER, stamp_key TEXT, PRIMARY KEY (response, question))"
    )
    columns = ("value", "revision", "saved_at", "sequence", "stamp_key")
    upsert = (
        "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (response, question) DO UPDATE SET "
        + ", ".join(f"{column} = excluded.{column}" for column in columns)
        + " WHERE answer.sequence < excluded.sequence"
    )

    def save(client: int, turn: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        row = (f"response-{client}", f"q{turn % QUESTIONS}", f'["an_option",{turn}]', turn, "2026", turn, "key")
        connection.execute(upsert, row)
        connection.execute("COMMIT")

    return save


def processor_of(group: int) -> float:
    """Seconds of processor that the processes of this group used; 0 where the system does not tell."""
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            values = stat.read_text().rpartition(")")[2].split()
            if int(values[2]) == group:
                used += int(values[11]) + int(values[12])
    return used / os.sysconf("SC_CLK_TCK")


def over_http(folder: Path) -> list[Round]:
    """Phones of a workshop, each on a connection of its own, to the program as it is served."""
    folder.mkdir()
    with closing(open_store(f"sqlite:///{folder}/selfassess.sqlite")) as store:
        workshop = workshop_in(store)
    server = Server(folder)
    server.start()
    try:
        phones = [Phone(number, server.port, f"atelier-{workshop.id}", workshop.code) for number in range(CLIENTS)]

        def save(client: int, _turn: int) -> None:
            before = phones[client].answers
            phones[client].send(phones[client].answer())
            assert phones[client].answers > before

        rounds = [
            measure("over HTTP", save, 0, threads=CLIENTS, processor=lambda: processor_of(server.group))
            for _ in range(ROUNDS)
        ]
        for phone in phones:
            phone.close()
        return rounds
    finally:
        server.kill()


def workshop_in(store: Store) -> Workshop:
    """A workshop of which everyone in this program is a participant."""
    velo = read_questionnaire(resource_folder("questionnaires") / "velo.yaml")
    store.keep_edition(velo)
    store.staff.invite("a@exemple.ca", "facilitator")
    person, today = store.staff.people()[0].id, date.today()
    dates = today + timedelta(1), today + timedelta(9)
    return store.workshops.make("Mesure", person, velo.edition, velo.id, "whole", "anonymous", (), (), *dates)


def at_the_store(folder: Path) -> list[Round]:
    store = open_store(f"sqlite:///{folder}/store.sqlite")
    workshop = workshop_in(store)
    ways = ways_of(store, [store.workshops.join(workshop.id, "fr") for _ in range(CLIENTS)])
    rounds: list[Round] = []
    turn = 0
    for _ in range(ROUNDS):
        for clients in (CLIENTS, 1):
            for name, save in ways.items():
                rounds.append(measure(name, save, turn, clients, min(clients, THREADS)))
                turn += 10_000
        rounds.append(measure("a bare loop", bare(folder / "bare.sqlite"), turn, 1, 1))
        turn += 10_000
    store.close()
    return rounds


def show(rounds: list[Round]) -> None:
    """The middle round of each way; ratios to a transaction a save with as many clients."""
    table = Table(
        "way", "clients", "threads", "saves/s (worst–best)", "ratio", "p50 ms", "p95", "p99", "CPU ms", "load"
    )
    groups: dict[tuple[str, int], list[Round]] = {}
    for one in rounds:
        groups.setdefault((one.way, one.clients), []).append(one)
    middle = {key: statistics.median_low(one.per_second for one in found) for key, found in groups.items()}
    for (way, clients), found in sorted(groups.items(), key=lambda item: (-item[0][1], item[0][0])):
        typical = next(one for one in found if one.per_second == middle[way, clients])
        speeds = [one.per_second for one in found]
        ratio = typical.per_second / middle["a transaction a save", clients]
        table.add_row(
            way,
            str(clients),
            "as served" if way == "over HTTP" else str(typical.threads),
            f"{typical.per_second:,.0f} ({min(speeds):,.0f}–{max(speeds):,.0f})",
            f"{ratio:.2f}",
            *(f"{value:.1f}" for value in (typical.p50, typical.p95, typical.p99)),
            f"{typical.cpu:.2f}",
            f"{min(one.load for one in found):.1f}–{max(one.load for one in found):.1f}",
        )
    Console(width=140).print(table)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="saves-") as folder:
        rounds = [*at_the_store(Path(folder)), *over_http(Path(folder) / "site")]
    show(rounds)
    if len(sys.argv) > 1:
        with Path(sys.argv[1]).open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([one.name for one in fields(Round)])
            writer.writerows(astuple(one) for one in rounds)


if __name__ == "__main__":
    main()
