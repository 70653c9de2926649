"""Signing in at an identity provider: those who were invited, under an e-mail that it has verified."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.web.network import Colleague
from tests.web.provider import provider

EMAIL = "nadia@bailleur.ca"


@pytest.fixture(scope="module")
def identity():
    with provider() as made:
        yield made


@pytest.fixture(scope="module")
def house(make_site, identity):
    site = make_site(OIDC_ISSUER=identity.issuer, OIDC_CLIENT_ID="selfassess", OIDC_CLIENT_SECRET="s" * 20)
    site.store.staff.invite(EMAIL, "funder")
    return site


def come_back(house, identity, language="fr", status=200, **changed):
    visitor = Colleague(house.app, language)
    page = visitor.get(f"/{language}/equipe/")
    answer = visitor.raw(f"/{language}/equipe/fournisseur", "POST", dict(page.form("/fournisseur").fields))
    assert answer.status_code == 302
    back = identity.authorize(answer.headers["Location"]) | changed
    visitor.language = language
    answer = visitor.raw("/equipe/retour?" + urlencode(back))
    return visitor, answer


def test_an_invited_person_enters(house, identity):
    visitor, answer = come_back(house, identity)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/portraits/")
    assert identity.asked["redirect_uri"] == "http://127.0.0.1:80/equipe/retour"
    assert visitor.raw("/fr/portraits/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"email": EMAIL, "email_verified": False},
        {"email": EMAIL, "email_verified": "true"},
        {"email": EMAIL},
        {"email": "inconnu@exemple.ca", "email_verified": True},
        {},
    ],
)
def test_an_email_not_verified_or_not_invited_stays_out(house, identity, claims, monkeypatch):
    monkeypatch.setattr(identity, "claims", claims)
    visitor, answer = come_back(house, identity)
    assert answer.status_code == 403
    assert visitor.raw("/fr/portraits/").status_code == 302


@pytest.mark.parametrize("changed", [{"state": "another"}, {"code": "stolen"}])
def test_an_answer_that_was_not_asked_for_is_refused(house, identity, changed):
    visitor, answer = come_back(house, identity, **changed)
    assert answer.status_code == 502
    assert visitor.raw("/fr/portraits/").status_code == 302


@pytest.mark.parametrize("claim", [{"nonce": "another"}, {"aud": "another"}, {"exp": 1}, {"iss": "http://another"}])
def test_a_token_made_for_something_else_is_refused(house, identity, claim, monkeypatch):
    monkeypatch.setattr(identity, "claims", identity.claims | claim)
    _, answer = come_back(house, identity)
    assert answer.status_code == 502


def test_without_a_provider_the_doors_are_shut(make_site):
    visitor = Colleague(make_site().app)
    page = visitor.get("/fr/equipe/")
    assert "/fournisseur" not in page.html
    assert visitor.raw("/equipe/retour?code=x&state=y").status_code == 404
