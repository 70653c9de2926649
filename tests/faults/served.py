"""The real server, in a process of its own that a test may kill, freeze and start again on the same data."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.conftest import KEY

RUN = "from selfassess.cli import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """`python3 -m selfassess run` on a folder; `within` is what the command is run by, `more` its further options."""

    def __init__(
        self, folder: Path, *, within: Sequence[str] = (), host: str = "127.0.0.1", more: Sequence[str] = ()
    ) -> None:
        self.folder, self.within, self.more = folder, list(within), list(more)
        self.port = free_port()
        self.url = f"http://{host}:{self.port}"
        self.start()

    def start(self) -> None:
        """The server answers."""
        command = [*self.within, sys.executable, "-c", RUN, "run", "--port", str(self.port), "--data", str(self.folder)]
        environment = {**os.environ, "SELFASSESS_SECRET_KEY": KEY, "SELFASSESS_LOG": "error"}
        self.process = subprocess.Popen(
            [*command, *self.more],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said.startswith(b"Le questionnaire est ouvert"), said + self.process.stdout.read()

    def answers(self) -> bool:
        """Whether it answers now, from this machine."""
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def send(self, what: signal.Signals) -> None:
        """Every process of the server gets this signal, at once."""
        os.killpg(self.process.pid, what)

    def kill(self) -> None:
        """Nothing is left of the server; its port is free."""
        self.send(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        time.sleep(0.1)
