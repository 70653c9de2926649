"""Who reaches a workshop's pages: its facilitator and administrators; nobody else, by any address."""

from __future__ import annotations

import pytest

from selfassess.web.access import LEDGER, Access
from tests.web import facilitating, network
from tests.web.visitor import Visitor


@pytest.fixture(scope="module")
def workshop(site, regionalisation):
    found = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, found, 6)
    return site.store.workshops.get(found.id)


def addresses(site, workshop, regionalisation):
    """Every address of the facilitators' doors, with how it is called."""
    app = site.app
    values = {"workshop": workshop.id, "place": 1, "kind": "xlsx", "language": "fr", "step": 0}
    question = next(one for one in regionalisation.questions() if one.short_form)
    with app.test_request_context("/fr/"):
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if app.extensions[LEDGER].get(rule.endpoint) is Access.FACILITATOR:
                wanted = {name: {**values, "question": question.id}[name] for name in rule.arguments}
                for method in rule.methods & {"GET", "POST"}:
                    yield method, adapter.build(rule.endpoint, wanted, method=method), "workshop" in rule.arguments


@pytest.mark.parametrize("who", ["nobody", "participant", "funder", "other", "admin", "lea"])
def test_each_reaches_only_what_is_theirs(site, workshop, regionalisation, who):
    visitor = {
        "nobody": lambda: Visitor(site.app),
        "participant": lambda: participant(site, workshop),
        "funder": lambda: network.signed_in(site, "fonds@exemple.ca", "funder", [network.audience(site)]),
        "other": lambda: facilitating.facilitator(site, "autre@atelier.ca"),
        "admin": lambda: network.signed_in(site, "chef@exemple.ca"),
        "lea": lambda: facilitating.facilitator(site),
    }[who]()
    found = list(addresses(site, workshop, regionalisation))
    assert len(found) > 20
    for method, path, named in sorted(found):
        if method == "POST" and who in ("admin", "lea"):
            continue
        response = visitor.client.open(path, method=method, data={"csrf_token": "x"}, **visitor.environment)
        said = (method, path, response.status_code)
        if who in ("nobody", "participant"):
            assert (response.status_code, response.headers.get("Location")) == (302, "/fr/equipe/"), said
        elif who == "funder":
            assert response.status_code == 403, said
        elif who == "other" and named:
            assert response.status_code in ((404,) if method == "GET" else (400, 404)), said
        else:
            assert response.status_code in ((200, 302) if method == "GET" else (400,)), said
    assert site.store.workshops.get(workshop.id) == workshop


def participant(site, workshop):
    """Someone whose browser holds a response of this workshop."""
    visitor = Visitor(site.app)
    visitor.get("/fr/")
    response = facilitating.joined(site, workshop)
    with visitor.client.session_transaction() as session:
        session["responses"] = {f"atelier-{workshop.id}": response}
    assert visitor.raw(f"/fr/atelier-{workshop.id}/sections").status_code == 200
    return visitor


@pytest.mark.parametrize("path", ["fermer", "effacer", "reglages", "saisie", "fiches/1/envoyer"])
def test_another_facilitator_changes_nothing_with_a_good_form(site, workshop, path):
    other = facilitating.facilitator(site, "autre@atelier.ca")
    other.get("/fr/ateliers/nouveau")
    token = next(value for name, value in other.page.form("/nouveau").fields if name == "csrf_token")
    before = site.store.workshops.get(workshop.id), site.store.workshops.presence(workshop.id)
    other.post(f"/fr/ateliers/{workshop.id}/{path}", [("csrf_token", token)], 404)
    assert (site.store.workshops.get(workshop.id), site.store.workshops.presence(workshop.id)) == before


def test_lists_hold_ones_own_workshops_and_everyones_for_administrators(site, workshop):
    def listed(visitor):
        return f"/fr/ateliers/{workshop.id}" in visitor.get("/fr/ateliers/").links()

    assert listed(facilitating.facilitator(site))
    assert not listed(facilitating.facilitator(site, "autre@atelier.ca"))
    assert listed(network.signed_in(site, "chef@exemple.ca"))


@pytest.mark.parametrize("name", ["x" * 12, "0" * 12, "../reglages", "ABCDEF012345", "%00"])
def test_an_address_that_names_no_workshop_is_not_found(site, name):
    lea = facilitating.facilitator(site)
    assert lea.client.get(f"/fr/ateliers/{name}").status_code in (404, 308)
