"""What a funder reaches, and that it is all: every route of the ledger, by everyone who is not meant to."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest

from selfassess.charts.release.stacked_bars import whole
from selfassess.web.access import LEDGER, Access
from tests.web import network
from tests.web.page import values_of
from tests.web.visitor import Visitor
from tests.workbook.releases import full_release, small_release


@pytest.fixture(scope="module")
def world(make_site):
    """Two audiences, a portrait published to each, one that is not, and people of every kind."""
    site = make_site()
    ours, theirs = network.audience(site, "Les nôtres"), network.audience(site, "Les autres")
    release = full_release()
    return SimpleNamespace(
        site=site,
        release=release,
        published=network.published(site, release, ours),
        elsewhere=network.published(site, small_release(), theirs),
        unpublished=network.published(site, release, ours, publish=False),
        funder=network.signed_in(site, "nadia@bailleur.ca", "funder", [ours]),
        other=network.signed_in(site, "omar@autre.ca", "funder", [theirs]),
        nobodys=network.signed_in(site, "sans@public.ca", "funder"),
        facilitator=network.signed_in(site, "lea@atelier.ca", "facilitator", [ours]),
        anonymous=Visitor(site.app),
    )


PEOPLE = ("anonymous", "facilitator", "nobodys", "other", "funder")


def addresses(world):
    """Every address of the ledger that is not open to anyone, about each release: (access, method, path)."""
    app = world.site.app
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            access = app.extensions[LEDGER][rule.endpoint]
            if access not in (Access.STAFF, Access.ADMIN, Access.FUNDER):
                continue
            for declaration in (world.published, world.elsewhere, world.unpublished, "nothing"):
                values = {
                    "language": "fr",
                    "declaration": declaration,
                    "kind": "json",
                    "table": "Logiques",
                    "person": "x",
                }
                wanted = {name: values[name] for name in rule.arguments}
                for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                    yield access, method, declaration, app.url_for(rule.endpoint, **wanted)


def test_every_door_is_declared_and_the_new_ones_are_guarded(world):
    seen = {access for access, *_ in addresses(world)}
    assert seen == {Access.STAFF, Access.ADMIN, Access.FUNDER}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_reaches_only_what_is_theirs(world, who):
    visitor = getattr(world, who)
    theirs = {"funder": world.published, "other": world.elsewhere}.get(who)
    reached = set()
    for access, method, declaration, path in sorted(addresses(world), key=lambda one: one[0] is Access.STAFF):
        if method == "POST" and access is Access.STAFF:
            continue
        answer = visitor.raw(path, method)
        if who == "anonymous":
            assert answer.status_code == 302, path
            assert answer.headers["Location"] == "/fr/equipe/", path
        elif access is Access.ADMIN or (access is Access.FUNDER and who == "facilitator"):
            assert answer.status_code == 403, path
        elif access is Access.FUNDER and declaration in path and declaration != theirs:
            assert answer.status_code == 404, path
        else:
            assert answer.status_code in (200, 404), (path, answer.status_code)
            reached |= {path} if answer.status_code == 200 else set()
    here = f"/fr/portraits/{theirs}"
    expected = set() if who in ("anonymous", "facilitator") else {"/fr/portraits/"}
    if theirs:
        expected |= {here, f"{here}/portrait.json", f"{here}/tableau/Logiques"}
    assert reached == expected


def test_an_unpublished_portrait_is_in_nobodys_list(world):
    page = world.funder.get("/fr/portraits/")
    assert world.published in " ".join(page.links())
    assert world.unpublished not in " ".join(page.links())
    assert world.elsewhere not in " ".join(page.links())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_portrait_and_its_tables_are_sound_pages(world, language):
    visitor = network.signed_in(
        world.site, "nadia@bailleur.ca", "funder", [network.audience(world.site, "Les nôtres")], language
    )
    page = visitor.get(f"/{language}/portraits/{world.published}")
    assert page.html.count("<svg") == 5
    for link in [link for link in page.links() if "/tableau/" in link]:
        visitor.get(link)


def test_too_few_participants_say_only_that(world):
    page = world.other.get(f"/fr/portraits/{world.elsewhere}")
    assert "Moins de 10 participants" in page.text
    assert "<svg" not in page.html


def test_the_page_shows_only_stored_figures(world):
    page = world.funder.get(f"/fr/portraits/{world.published}")
    known = {
        whole(figure.value) for figure in world.release.figures if figure.value is not None and figure.kind == "percent"
    }
    cells = [found for cell in page.all("td") for found in re.findall(r"^(\d+)\s*%$", "".join(cell.itertext()))]
    assert cells
    assert {int(cell) for cell in cells} <= known


def test_downloads_are_what_they_say(world):
    path = f"/fr/portraits/{world.published}/portrait"
    csv = world.funder.raw(path + ".csv").data
    assert csv.startswith(b"\xef\xbb\xbf")
    assert b";" in csv.splitlines()[0]
    assert json.loads(world.funder.raw(path + ".json").data)["publication"]["sha256"] == world.release.sha256
    book = world.funder.raw(path + ".xlsx")
    assert book.data[:2] == b"PK"
    assert book.headers["Content-Disposition"].startswith('attachment; filename="portrait-')
    assert book.data == world.funder.raw(path + ".xlsx").data


def test_a_disabled_person_is_out_at_once_and_a_moved_one_sees_nothing(world):
    store = world.site.store.staff
    ours = network.audience(world.site, "Les nôtres")
    visitor = network.signed_in(world.site, "eva@bailleur.ca", "funder", [ours])
    visitor.get(f"/fr/portraits/{world.published}")
    person = next(one for one in store.people() if one.email == "eva@bailleur.ca")
    store.set_audiences(person.id, [], by="console")
    visitor.get(f"/fr/portraits/{world.published}", 404)
    store.disable(person.id, by="console")
    assert visitor.raw("/fr/portraits/").status_code == 302


def test_forms_of_privileged_pages_carry_a_token(world):
    admin = network.signed_in(world.site, "admin@exemple.ca")
    for path in ("/fr/gestion/publics", "/fr/gestion/personnes", f"/fr/gestion/portraits/{world.unpublished}"):
        page = admin.get(path)
        for form in page.all("form"):
            tokens = [values_of(control) for control in form.iter("input") if control.get("name") == "csrf_token"]
            assert tokens
            assert tokens[0][0]


def test_without_its_token_a_form_changes_nothing(world):
    admin = network.signed_in(world.site, "admin@exemple.ca")
    before = world.site.store.staff.people(), world.site.store.releases.declarations()
    for path in (
        f"/fr/gestion/portraits/{world.unpublished}/publier",
        f"/fr/gestion/portraits/{world.unpublished}/annuler",
        f"/fr/gestion/portraits/{world.unpublished}/fermer",
        f"/fr/gestion/personnes/{before[0][0].id}",
        "/fr/gestion/personnes",
        "/fr/gestion/publics",
        "/fr/gestion/portraits/nouveau",
    ):
        answer = admin.raw(
            path, "POST", {"desactiver": "1", "courriel": "x@y.ca", "role": "admin", "nom_fr": "x", "nom_en": "x"}
        )
        assert answer.status_code in (302, 400), path
    assert (world.site.store.staff.people(), world.site.store.releases.declarations()) == before
