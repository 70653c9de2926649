"""Phones of a workshop that save through HTTP, and a server that is killed under them, all its processes at once."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import threading
import time
from html import unescape
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.processes import started

SCALE = ("pas", "peu", "assez", "fort", "tres")
Stamp = tuple[int, str]
Packet = dict[str, tuple[str, Stamp]]
"""By question, a value and its stamp."""


def serve_here(folder: str, port: int, told: Connection) -> None:
    """The whole program on this port, in a group of processes of its own; tells once it can answer."""
    from selfassess.responses import open_store
    from selfassess.settings import read_settings
    from selfassess.web import server
    from selfassess.web.application import create_app
    from selfassess.web.catalogue import read_catalogue

    os.setsid()
    # A server that lives for a tenth of a second has no use of Plotly's bundle, nor of the seconds it takes.
    server.load_asset = lambda _name: None
    settings = read_settings({"SELFASSESS_LOG": "error"}, data=Path(folder), port=port)
    questionnaires = read_catalogue()
    server.serve(
        lambda: create_app(settings, open_store(settings.database_url), questionnaires),
        "127.0.0.1",
        port,
        lambda: told.send("ready"),
    )


class Server:
    """The program over a folder, started again and again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self._process: Any = None

    def start(self) -> None:
        self._process, hears = started(serve_here, str(self.folder), self.port)
        with hears:
            assert hears.poll(60), "the server did not start"
            assert hears.recv() == "ready"

    @property
    def group(self) -> int:
        """The number of the group of its processes."""
        return self._process.pid

    def end(self) -> None:
        """Nothing is left of it, whatever happened before."""
        if self._process.is_alive():
            self.kill()

    def kill(self) -> None:
        """SIGKILL to every process of the server; nothing answers any more."""
        assert self._process.is_alive(), "the server ended by itself"
        os.killpg(self.group, signal.SIGKILL)
        self._process.join()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return
            time.sleep(0.01)
        raise AssertionError("something still answers")


class Phone:
    """Someone who joined: answers, sends, sends again; knows what was acknowledged."""

    def __init__(self, number: int, port: int, place: str, code: str) -> None:
        self.name = f"w{number}"
        self.port, self.place = port, place
        self.chance = random.Random(number)
        self.cookie = ""
        self.clock = 0
        self.packets: list[Packet] = []
        self.acknowledged: dict[str, Stamp] = {}
        self.answers = 0
        """Acknowledgements, one for each answer of each packet."""
        self.lock = threading.Lock()
        """Held while something is asked."""
        self._connection: HTTPConnection | None = None
        form = _hidden(self.ask("GET", "/fr/atelier"))
        self.ask("POST", "/fr/atelier", [*form.items(), ("code", code)], expected=302)
        self.fields = _hidden(self.ask("GET", f"/fr/{place}/section/atelier"))

    def ask(self, method: str, path: str, data: list[tuple[str, str]] | None = None, expected: int = 200) -> str:
        """The text of the answer; an OSError or HTTPException when there is none."""
        self._connection = self._connection or HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, None if data is None else urlencode(data), headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0]
        assert answer.status == expected, (answer.status, text[:500])
        return text

    def answer(self) -> Packet:
        """New answers to one or two questions."""
        values = {
            "nom": f"{self.name} {self.clock}",
            "d1_commentaire": f"{self.name} écrit {self.clock}",
            "d1_force": self.chance.choice(SCALE),
        }
        packet: Packet = {}
        for question in self.chance.sample(sorted(values), self.chance.randint(1, 2)):
            self.clock += 1
            packet[question] = (values[question], (self.clock, f"{self.name}-{self.clock}"))
        self.packets.append(packet)
        return packet

    def send(self, packet: Packet) -> None:
        """The packet is acknowledged and noted as such, or something failed on the way."""
        stamps = {question: stamp for question, (_, stamp) in packet.items()}
        data = [*self.fields.items(), ("tampons", json.dumps(stamps))]
        for question, (value, _) in packet.items():
            data += [("question", question), (question, value)]
        try:
            told = json.loads(self.ask("POST", f"/fr/{self.place}/garder", data))
        except (OSError, HTTPException):
            self.close()
            return
        assert told["state"] == "saved", told
        for question, stamp in stamps.items():
            stored = tuple(told["stamps"][question])
            assert stored >= max(stamp, self.acknowledged.get(question, (0, ""))), "an older answer took the place"
            self.acknowledged[question] = max(stamp, self.acknowledged.get(question, (0, "")))
            self.answers += 1

    def live(self, up: threading.Event, over: threading.Event) -> None:
        """While the server is up: new answers, and now and then an old packet that comes again."""
        while not over.is_set():
            if not up.wait(0.1):
                continue
            with self.lock:
                if up.is_set():
                    again = self.packets and self.chance.random() < 0.3
                    self.send(self.chance.choice(self.packets) if again else self.answer())

    def fall_silent(self) -> None:
        """Nothing is asked any more, once it is known what became of the last request."""
        with self.lock:
            self.close()

    def values(self) -> dict[str, dict[Stamp, str]]:
        """By question, all that was ever sent."""
        sent: dict[str, dict[Stamp, str]] = {}
        for packet in self.packets:
            for question, (value, stamp) in packet.items():
                sent.setdefault(question, {})[stamp] = value
        return sent

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


def _hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}
