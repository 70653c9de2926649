"""Portraits, from their declaration to their publication, as administrators do it."""

from __future__ import annotations

import json

import pytest

from selfassess.disclosure.release import TOPICS_OF
from tests.disclosure.example import example_release
from tests.web import network


@pytest.fixture
def fresh(make_site):
    return make_site()


def wait(site, declaration):
    import time

    for _ in range(600):
        found = site.store.releases.declaration(declaration)
        if found.state != "closing":
            return found
        time.sleep(0.05)
    raise AssertionError("still closing")


@pytest.mark.parametrize(
    ("kind", "language"), [("pratiques", "fr"), ("pratiques", "en"), ("modele", "fr"), ("modele", "en")]
)
def test_a_portrait_is_declared_closed_and_published(fresh, regionalisation, kind, language):
    admin = network.signed_in(fresh, "admin@exemple.ca", language=language)
    admin.get(f"/{language}/gestion/publics")
    admin.send("/publics", [("nom_fr", "Bailleurs de fonds"), ("nom_en", "Funders")])
    (audience,) = fresh.store.staff.audiences()
    purpose = network.PURPOSE_OF[kind]
    network.organisms(fresh, regionalisation, 24, purposes=[purpose])
    admin.get(f"/{language}/gestion/portraits/nouveau")
    today = network.TODAY.isoformat()
    page = admin.send(
        "/portraits/nouveau",
        [
            ("genre", kind),
            ("titre_fr", "Portrait d’automne"),
            ("titre_en", "Fall portrait"),
            ("debut", today),
            ("fin", today),
            ("public", audience.id),
            ("accord", purpose),
            ("seuil", "10"),
        ],
    )
    assert "24 organi" in page.text
    (declaration,) = fresh.store.releases.declarations()
    admin.get(f"/{language}/gestion/portraits/{declaration.id}/fermer")
    admin.send("/fermer")
    assert wait(fresh, declaration.id).state == "closed"
    page = admin.get(f"/{language}/gestion/portraits/{declaration.id}")
    admin.send("/publier")
    assert fresh.store.releases.declaration(declaration.id).state == "published"
    admin.get(f"/{language}/portraits/{declaration.id}")
    for link in [link for link in admin.page.links() if "/tableau/" in link]:
        admin.get(link)
    for ending in ("xlsx", "csv", "json"):
        assert admin.raw(f"/{language}/portraits/{declaration.id}/portrait.{ending}").status_code == 200
    found = json.loads(admin.raw(f"/{language}/portraits/{declaration.id}/portrait.json").data)
    assert found["publication"]["portrait"] == kind
    topics = {variable["sujet"] for name, variable in found["codes"]["variables"].items() if name != "participants"}
    assert topics == set(TOPICS_OF[kind]) - {"evolution"}
    survey = fresh.store.releases.earlier()[0].survey
    assert {v["topic"] for v in json.loads(survey.partition(b"\n")[0])["variables"]} == topics
    admin.get(f"/{language}/gestion/journal")
    admin.get(f"/{language}/gestion/personnes")
    admin.get(f"/{language}/gestion/")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_report_says_what_was_merged_and_withheld(fresh, language):
    declaration = network.published(fresh, example_release(), network.audience(fresh), publish=False)
    page = network.signed_in(fresh, "admin@exemple.ca", language=language).get(
        f"/{language}/gestion/portraits/{declaration}"
    )
    repairs = example_release().audit.repairs
    assert repairs
    for repair in repairs:
        assert (repair.words.fr if language == "fr" else repair.words.en) in page.text
