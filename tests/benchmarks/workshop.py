"""Prints how a room of 300 phones is served. Run: .venv/bin/python tests/benchmarks/workshop.py [figures.csv] [people]

A real server (one gunicorn process, its threads, SQLite) on loopback, and another process that is the room: people
join in 60 s from one address, each answers at their own pace, looks at how many are done every 3 to 5 s, then submits;
a projector looks every second. What each does is planned before the start, whatever the server answers, and every time
is counted from the moment that was planned, so that a slow answer delays nobody else and hides nothing. The lag of the
board is the time from the acknowledged submission that completes a group to the board's JSON that counts it. The load
of the machine stands beside the figures, and the processor time that the server took.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[2]))

from rich.console import Console
from rich.table import Table

from selfassess.questionnaire.model import Questionnaire
from selfassess.questionnaire.reading import read_questionnaire
from selfassess.resources import resource_folder
from selfassess.responses import open_store
from selfassess.settings import read_settings
from selfassess.web.join_links import signature_of
from selfassess.workshop.picture import FIRST, STEP
from tests.faults.phones import Server
from tests.walker import fields_of, invented_answers

PEOPLE = 300
JOINING = 60.0
"""Seconds in which everybody joins."""
ANSWERS = 12
PAUSE = 6.0
"""Seconds between two answers of one person, on average."""
LONGEST = 240.0
"""Nothing is asked after so many seconds."""
KEPT_OPEN = 4.0
BARS = {
    "join": (("p95", 500.0),),
    "save": (("p95", 100.0), ("p99", 300.0)),
    "board lag": (("p95", 2000.0),),
}


@dataclass
class Figures:
    """What was measured, in milliseconds by kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    throttled: int = 0
    submitted: list[float] = field(default_factory=list)
    """When each submission was acknowledged."""
    counted: list[tuple[float, int]] = field(default_factory=list)
    """When the projector got how many."""

    def add(self, kind: str, planned: float) -> None:
        self.times.setdefault(kind, []).append(1000 * (time.monotonic() - planned))

    def lags(self) -> list[float]:
        """For each group completed, how late the board was."""
        acknowledged = sorted(self.submitted)
        groups = range(FIRST, len(acknowledged) + 1, STEP)
        found = [next((at for at, counted in self.counted if counted >= group), None) for group in groups]
        return [
            1000 * max(0.0, at - acknowledged[group - 1])
            for group, at in zip(groups, found, strict=True)
            if at is not None
        ]


class Client:
    """One browser: its cookies, and a connection that is kept open a few seconds."""

    def __init__(self, port: int, figures: Figures, cookie: str = "") -> None:
        self.port, self.figures = port, figures
        self.cookies = dict([cookie.split("=", 1)]) if cookie else {}
        self._stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0

    async def ask(
        self, method: str, path: str, data: list[tuple[str, str]] | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text; an error is noted and raised."""
        body = urlencode(data).encode() if data is not None else b""
        try:
            status, found, text = await asyncio.wait_for(self._exchange(method, path, body, headers), 30)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.figures.errors.append(f"{method} {path}: {type(error).__name__}")
            raise Gone from error
        self.figures.throttled += status == 429
        if status >= 400:
            self.figures.errors.append(f"{method} {path}: {status} {text[:120]!r}")
            raise Gone
        return status, found, text

    async def _exchange(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        reader, writer = await self._connection()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status, found = int(head[0].split()[1]), {}
        for line in filter(None, head[1:]):
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, rest = value.split(";")[0].partition("=")
                self.cookies[key] = rest
            found[name.lower()] = value
        size = int(found.get("content-length", "0"))
        text = (await reader.readexactly(size)).decode() if size else ""
        self._used = time.monotonic()
        if found.get("connection", "").lower() == "close":
            self.close()
        return status, found, text

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._stream and time.monotonic() - self._used > KEPT_OPEN:
            self.close()
        if self._stream is None:
            self._stream = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        return self._stream

    def close(self) -> None:
        if self._stream:
            self._stream[1].close()
            self._stream = None


class Gone(Exception):
    """A request failed: noted already, this person stops."""


@dataclass(frozen=True)
class Room:
    """What everyone needs to know."""

    port: int
    code: str
    signature: str
    place: str
    first: str
    board: str
    projector: str
    questionnaire: Questionnaire


async def at(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))


async def person(number: int, start: float, room: Room, figures: Figures) -> None:
    """One phone: joins, answers at the moments planned, submits, and looks at the others all along."""
    chance = random.Random(number)
    joins = start + chance.uniform(0, JOINING)
    moments = [joins + 1.0]
    for _ in range(ANSWERS):
        moments.append(moments[-1] + min(4 * PAUSE, chance.expovariate(1 / PAUSE)))
    phone = Client(room.port, figures)
    looking = None
    try:
        await at(joins)
        fields = await join(phone, room)
        figures.add("join", joins)
        looking = asyncio.create_task(look(room, dict(phone.cookies), figures, start + LONGEST))
        values = chance.sample(list(invented_answers_of(room.questionnaire, number).items()), ANSWERS)
        for sequence, (moment, (question, value)) in enumerate(zip(moments, values, strict=False), start=1):
            await at(moment)
            stamp = json.dumps({question: [sequence, f"{number}-{sequence}"]})
            data = [*fields.items(), ("tampons", stamp), ("question", question), *fields_of(question, value)]
            _, _, said = await phone.ask("POST", f"/fr/{room.place}/garder", data)
            figures.add("save", moment)
            if json.loads(said)["state"] != "saved":
                figures.errors.append(f"save: {said[:120]}")
        await at(moments[-1])
        _, _, page = await phone.ask("GET", f"/fr/{room.place}/verifier")
        await phone.ask("POST", f"/fr/{room.place}/envoyer", [("csrf_token", hidden(page)["csrf_token"])])
        figures.submitted.append(time.monotonic())
        figures.add("submit", moments[-1])
    except Gone:
        pass
    finally:
        if looking:
            looking.cancel()
        phone.close()


async def join(phone: Client, room: Room) -> dict[str, str]:
    """By the link of the poster: three requests; what the page of questions hides in its form."""
    _, _, page = await phone.ask("GET", "/fr/atelier")
    data = {**hidden(page), "code": room.code, "signature": room.signature}
    await phone.ask("POST", "/fr/atelier", list(data.items()))
    _, _, page = await phone.ask("GET", f"/fr/{room.place}/section/{room.first}")
    return hidden(page)


async def look(room: Room, cookies: dict[str, str], figures: Figures, until: float) -> None:
    """The phone's own look at how many are done, as the server paces."""
    looker = Client(room.port, figures)
    looker.cookies = cookies
    tag = ""
    wait = random.uniform(3, 5)
    try:
        while time.monotonic() + wait < until:
            planned = time.monotonic() + wait
            await at(planned)
            headers = {"If-None-Match": tag} if tag else {}
            status, found, said = await looker.ask("GET", f"/fr/{room.place}/etat.json", **headers)
            figures.add("phone look", planned)
            if status == 200:
                tag, wait = found["etag"], json.loads(said)["wait"]
    except Gone:
        pass
    finally:
        looker.close()


async def projector(room: Room, figures: Figures, over: Callable[[], bool]) -> None:
    """The board's page, then its JSON every second or so."""
    board = Client(room.port, figures, room.projector)
    tag, version = "", 0
    try:
        await board.ask("GET", room.board)
        while not over():
            planned = time.monotonic() + random.uniform(0.85, 1.15)
            await at(planned)
            headers = {"If-None-Match": tag} if tag else {}
            status, found, said = await board.ask("GET", f"{room.board}.json?vu={version}", **headers)
            figures.add("board look", planned)
            if status == 200:
                content = json.loads(said)
                tag, version = found["etag"], content["version"]
                figures.counted.append((time.monotonic(), content["presence"]["counted"]))
    except Gone:
        pass
    finally:
        board.close()


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


_ANSWERS: dict[int, dict[str, Any]] = {}


def invented_answers_of(questionnaire: Questionnaire, number: int) -> dict[str, Any]:
    """One of a few whole responses, to the questions that are always asked."""
    seed = number % 16
    if seed not in _ANSWERS:
        always = {one.id for one in questionnaire.questions() if one.short_form and one.shown_if is None}
        whole = invented_answers(questionnaire, seed)
        _ANSWERS[seed] = {name: value for name, value in whole.items() if name in always}
    return _ANSWERS[seed]


async def run(people: int, room: Room, figures: Figures) -> None:
    for number in range(16):
        invented_answers_of(room.questionnaire, number)
    start = time.monotonic() + 1.0
    everyone = [asyncio.create_task(person(number, start, room, figures)) for number in range(people)]
    ended: list[float] = []
    watching = asyncio.create_task(projector(room, figures, lambda: bool(ended) and time.monotonic() > ended[0] + 4))
    await asyncio.wait(everyone, timeout=LONGEST)
    ended.append(time.monotonic())
    for one in everyone:
        if not one.done():
            figures.errors.append("somebody did not end")
            one.cancel()
    await watching


def prepared(folder: Path, port: int, people: int) -> Room:
    """A workshop in a new folder, and a facilitator who is signed in."""
    questionnaire = read_questionnaire(resource_folder("questionnaires") / "regionalisation.yaml")
    settings = read_settings({"SELFASSESS_LOG": "error"}, data=folder, port=port)
    store = open_store(settings.database_url)
    store.keep_edition(questionnaire)
    link = store.staff.invite("anime@exemple.ca", "facilitator")
    entered = store.staff.enter(link)
    assert entered
    today = datetime.now(UTC).date()
    made = store.workshops.make(
        f"Une salle de {people} personnes",
        entered[0].id,
        questionnaire.edition,
        questionnaire.id,
        "short",
        "anonymous",
        (),
        (),
        today + timedelta(days=2),
        today + timedelta(days=30),
    )
    store.close()
    first = next(section.id for section in questionnaire.sections if any(one.short_form for one in section.questions))
    signature = signature_of(made.code, settings.secret_key)
    cookie = f"selfassess-equipe={entered[1]}"
    board = f"/fr/ateliers/{made.id}/tableau"
    return Room(port, made.code, signature, f"atelier-{made.id}", first, board, cookie, questionnaire)


def processor_seconds(group: int) -> float:
    """What every process of the server's group has taken so far."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[2]) == group:
            ticks += int(parts[11]) + int(parts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def rank(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def main() -> None:
    to = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    people = int(sys.argv[2]) if len(sys.argv) > 2 else PEOPLE
    figures = Figures()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        server = Server(Path(name))
        room = prepared(Path(name), server.port, people)
        server.start()
        began = time.monotonic()
        try:
            asyncio.run(run(people, room, figures))
            took = processor_seconds(server.group)
        finally:
            server.kill()
    figures.times["board lag"] = figures.lags()
    report(people, figures, (before, os.getloadavg()[0]), took, time.monotonic() - began, to)


def report(
    people: int, figures: Figures, load: tuple[float, float], took: float, lasted: float, to: Path | None
) -> None:
    table = Table(title=f"{people} people, {ANSWERS} answers each, one every {PAUSE:g} s (milliseconds)")
    for column in ("what", "count", "p50", "p95", "p99", "most", "bar"):
        table.add_column(column, justify="left" if column == "what" else "right")
    rows: list[list[Any]] = []
    for kind, values in figures.times.items():
        known = {"p50": rank(values, 0.5), "p95": rank(values, 0.95), "p99": rank(values, 0.99)}
        held = all(known[name] < most for name, most in BARS.get(kind, ()))
        bar = ", ".join(f"{name} < {most:g}" for name, most in BARS.get(kind, ()))
        verdict = "" if not bar else f"{bar}: {'held' if held else 'MISSED'}"
        rows.append(
            [kind, len(values), *(round(one, 1) for one in known.values()), round(max(values, default=0), 1), verdict]
        )
        table.add_row(*(str(one) for one in rows[-1]))
    console = Console()
    console.print(table)
    facts = [
        ("errors", len(figures.errors)),
        ("answers 429", figures.throttled),
        ("submitted", len(figures.submitted)),
        ("load before", round(load[0], 2)),
        ("load after", round(load[1], 2)),
        ("processors", os.cpu_count() or 0),
        ("server processor seconds", round(took, 1)),
        ("seconds", round(lasted, 1)),
    ]
    for name, value in facts:
        console.print(f"{name}: {value}")
    for error in figures.errors[:10]:
        console.print(f"  {error}")
    if to:
        with to.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["what", "count", "p50 ms", "p95 ms", "p99 ms", "most ms", "bar"])
            writer.writerows(rows)
            writer.writerows([name, value] for name, value in facts)


if __name__ == "__main__":
    main()
