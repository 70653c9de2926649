"""`invite` and `export` from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from selfassess.cli import main
from selfassess.invitations import secret_in
from tests.web import network
from tests.web.network import Colleague as Visitor
from tests.workbook.releases import full_release


@pytest.fixture(scope="module")
def house(make_site):
    return make_site()


def run(house, *arguments):
    key = {"SELFASSESS_SECRET_KEY": network.settings_of(house).secret_key}
    return CliRunner().invoke(main, [*arguments, "--data", str(house.folder)], env=key)


def test_an_invitation_is_printed_and_lets_in(house):
    found = run(house, "invite", "admin@exemple.ca", "--role", "admin")
    assert found.exit_code == 0, found.output
    link = found.output.strip()
    assert link.startswith("http://127.0.0.1:8000/fr/equipe/entrer#")
    visitor = Visitor(house.app)
    visitor.get("/fr/equipe/entrer")
    visitor.send("/equipe/entrer", [("jeton", link.partition("#")[2])])
    assert visitor.page.url.endswith("/gestion/")
    assert secret_in(link.partition("#")[2], network.settings_of(house).secret_key)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["invite", "personne", "--role", "admin"], "n’est pas une adresse courriel"),
        (["invite", "a@b.ca", "--role", "funder", "--audience", "x"], "Ce public n’existe pas"),
        (["export", "x", "--to", "x.csv"], "Il n’y a pas de portrait « x »"),
    ],
)
def test_what_cannot_be_done_is_said(house, arguments, said):
    found = run(house, *arguments)
    assert found.exit_code == 1
    assert said in found.output


@pytest.mark.parametrize(
    ("kind", "research", "portrait"),
    [
        ("xlsx", False, "Portrait of practices"),
        ("csv", True, "The model under test"),
        ("json", False, "Portrait of practices"),
    ],
)
def test_a_portrait_is_exported(house, tmp_path, kind, research, portrait):
    declaration = network.published(house, full_release(research), network.audience(house))
    to = tmp_path / f"portrait.{kind}"
    found = run(house, "export", declaration, "--to", str(to), "--format", kind, "--lang", "en")
    assert found.exit_code == 0, found.output
    assert to.stat().st_size > 1000
    assert f"{portrait}, about 120 participants" in found.output
    assert house.store.staff.log()[0].action == "release_exported"


def test_a_file_that_cannot_be_written_leaves_nothing(house, tmp_path):
    declaration = network.published(house, full_release(), network.audience(house))
    found = run(house, "export", declaration, "--to", str(tmp_path / "nowhere" / "x.csv"), "--format", "csv")
    assert found.exit_code == 1
    assert "n’a pas été écrit" in found.output
    assert list(tmp_path.iterdir()) == []


def test_a_portrait_that_is_not_closed_says_how_to(house, regionalisation):
    by = network.administrator(house)
    declared = house.store.releases.declare(network.draft(regionalisation, network.audience(house)), by=by)
    assert "--close" in run(house, "export", declared, "--to", "x.csv").output
    found = run(house, "export", declared, "--to", "x.csv", "--close")
    assert found.exit_code == 1
    assert "Aucun organisme n’a donné cet accord" in found.output
    assert house.store.releases.declaration(declared).state == "declared"
