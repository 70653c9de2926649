"""Pure tests touch no network and no database: a socket or SQLite connection made in this folder fails its test."""

import socket
import sqlite3
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest


def _refuse(*_given: Any, **_options: Any) -> NoReturn:
    raise AssertionError("a pure test reached for the network or a database")


@pytest.fixture(autouse=True, scope="module")
def _no_network_no_database() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "bind"):
            patch.setattr(socket.socket, method, _refuse)
        patch.setattr(sqlite3, "connect", _refuse)
        yield
