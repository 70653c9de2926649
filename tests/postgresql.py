"""A PostgreSQL server of the tests' own, in a temporary folder, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from selfassess.testing import postgresql_folder

ORDINARY_USERS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; the first of these that exists runs it then."""


@contextmanager
def cluster() -> Generator[str]:
    """The address of a fresh server, reached by a Unix socket; stopped and deleted afterwards."""
    programs = postgresql_folder()
    if programs is None:
        missing("no initdb in SELFASSESS_PG_BIN, nor where systems install it")
    folder = Path(tempfile.mkdtemp(prefix="selfassess-pg-"))
    identity = _ordinary_identity(folder)
    data = folder / "data"
    try:
        initdb = [f"{programs}/initdb", "-D", data, "-U", "selfassess", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **identity)
        server = [f"{programs}/postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(server, stdout=log, stderr=log, cwd=folder, **identity)
        try:
            _wait_until_it_answers(folder, process)
            yield f"postgresql+psycopg://selfassess@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def missing(reason: str) -> None:
    """The test is skipped, or under CI=true fails."""
    verdict = pytest.fail if os.environ.get("CI", "").lower() in ("1", "true") else pytest.skip
    verdict(f"PostgreSQL missing: {reason}")


def _ordinary_identity(folder: Path) -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next(known[name] for name in ORDINARY_USERS if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_until_it_answers(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="selfassess", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((folder / "log").read_text()) from None
            time.sleep(0.05)
