"""`run --atelier`: a room without internet, on the one address that the facilitator names."""

from __future__ import annotations

import datetime
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from selfassess import cli
from selfassess.responses.store import open_store
from selfassess.room_command import FACILITATOR, addresses, room_words
from selfassess.web.join_words import today
from tests.web import facilitating, network

ADDRESS = "127.0.0.2"


def refused(*arguments):
    result = CliRunner().invoke(cli.main, ["run", *arguments])
    assert result.exit_code == 1, result.output
    return result.output


@pytest.mark.parametrize("address", ["203.0.113.7", "0.0.0.0", "224.0.0.1", "salle", "::1"])
def test_an_address_that_is_not_this_machines_is_refused_with_those_that_are(address, tmp_path):
    said = refused("--atelier", "--adresse", address, "--data", str(tmp_path))
    assert f"« {address} »" in said
    for own in addresses():
        assert own in said
    assert "127.0.0.1" in said


def test_the_address_is_asked_for_and_belongs_with_a_room(tmp_path):
    assert "--adresse" in refused("--atelier", "--data", str(tmp_path))
    assert "--atelier" in refused("--adresse", ADDRESS, "--data", str(tmp_path))


@pytest.fixture
def room(tmp_path):
    """A room that is being served: what was printed, and its port."""
    with socket.create_server((ADDRESS, 0)) as probe:
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SELFASSESS_")}
    environment |= {
        "SELFASSESS_LOG": "error",
        "SELFASSESS_PUBLIC_URL": "https://ailleurs.example",
        "PYTHONIOENCODING": "utf-8",
    }
    command = "from selfassess.cli import main; main()"
    arguments = ["run", "--atelier", "--adresse", ADDRESS, "--port", str(port), "--data", str(tmp_path)]
    process = subprocess.Popen(
        [sys.executable, "-c", command, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment,
    )  # fmt: skip
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(iter(process.stdout.readline, "")), daemon=True)
    reader.start()
    deadline = time.monotonic() + 60
    while "Ctrl+C" not in "".join(said) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        yield "".join(said), port, tmp_path
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join(5)
        process.stdout.close()


def asked(port, method, path, data=None, cookie="", host=None):
    connection = HTTPConnection(ADDRESS, port, timeout=15)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if data is not None else {}
    headers |= {"Cookie": cookie} if cookie else {}
    headers |= {"Host": host} if host else {}
    connection.request(method, path, urlencode(data) if data is not None else None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_a_room_is_served_on_its_address_alone_and_says_how_to_run_it(room):
    said, port, folder = room
    here = f"http://{ADDRESS}:{port}"
    assert f"{here}/fr/atelier" in said
    assert "ailleurs.example" not in said
    assert re.search("[▀▄█]{5}", said), "no QR code"
    assert "sans « s »" in said
    assert "garde quand même les réponses" in said
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)
    assert asked(port, "GET", "/fr/atelier")[0].status == 200
    assert asked(port, "GET", "/fr/atelier", host="192.0.2.77")[0].status == 400
    # The printed link lets a facilitator in, once, and everything is there: a workshop is made, joined and projected.
    token = re.search(rf"{re.escape(here)}/fr/equipe/entrer#(\S+)", said).group(1)
    answer, page = asked(port, "GET", "/fr/equipe/entrer")
    cookie = answer.getheader("Set-Cookie").split(";")[0]
    form = {"csrf_token": hidden(page), "jeton": token}
    answer, _ = asked(port, "POST", "/fr/equipe/entrer", form, cookie)
    assert (answer.status, answer.getheader("Location")) == (302, "/fr/ateliers/")
    cookies = "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie"))
    _, page = asked(port, "GET", "/fr/ateliers/nouveau", cookie=cookies)
    assert FACILITATOR in page
    store = open_store(f"sqlite:///{folder / 'selfassess.sqlite'}")
    assert [one.role for one in store.staff.people()] == ["facilitator"]
    store.close()


def hidden(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


def test_the_day_is_quebecs_wherever_the_machine_says_it_is(make_site, regionalisation, monkeypatch):
    site = make_site()
    here = today()
    facilitating.room(site, regionalisation, title="Jusqu’à ce soir", closes_on=here)
    facilitating.room(site, regionalisation, title="Jusqu’à hier", closes_on=here - datetime.timedelta(days=1))
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            said = room_words(site.store, network.settings_of(site))
            assert "Jusqu’à ce soir" in said
            assert "Jusqu’à hier" not in said
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_room_that_is_open_is_told_with_its_link(make_site, regionalisation):
    site = make_site()
    workshop = facilitating.room(site, regionalisation, title="Salle du bas")
    said = room_words(site.store, network.settings_of(site))
    assert "Salle du bas" in said
    assert f"/fr/atelier#{workshop.code}." in said
    site.store.workshops.close(workshop.id)
    assert "Salle du bas" not in room_words(site.store, network.settings_of(site))
