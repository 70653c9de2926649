"""Consent by purpose: withdrawn before closing it removes, after closing the page says what stays."""

from __future__ import annotations

import csv
import io

import pytest

from selfassess.jobs import closing
from tests.web import network
from tests.web.visitor import Visitor


@pytest.fixture
def fresh(make_site):
    return make_site()


def holder(site, response_id, language="fr"):
    """The contributor, who opens their answers with their code."""
    visitor = Visitor(site.app, language, typography=False)
    visitor.get(f"/{language}/reprendre")
    visitor.send("/reprendre", [("code", site.store.give_code(response_id))])
    return visitor


def declared(site, regionalisation, **changes):
    audience = network.audience(site)
    by = network.administrator(site)
    return site.store.releases.declare(network.draft(regionalisation, audience, **changes), by=by)


def entered(site, declaration):
    return {
        one.submission.response for one in site.store.releases.candidates(site.store.releases.declaration(declaration))
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_withdrawing_before_closing_removes_and_after_says_what_stays(fresh, regionalisation, language):
    first, *others = network.organisms(fresh, regionalisation, 12)
    declaration = declared(fresh, regionalisation)
    visitor = holder(fresh, first, language)
    visitor.send("/accords", [("consentement", "reseau")], {"consentement"})
    assert entered(fresh, declaration) == set(others)
    assert "portraits" not in visitor.page.by_id
    visitor.send("/accords", [("consentement", "bailleurs")], {"consentement"})
    network.closed(fresh, declaration)
    page = visitor.get(f"/{language}/regionalisation/resultat")
    assert "Portrait" in page.text_of("accords") or "portrait" in page.text_of("accords")
    visitor.send("/accords", [], {"consentement"})
    assert visitor.page.by_id.get("portraits") is not None, "a frozen release no longer says that it holds the answers"
    later = declared(fresh, regionalisation)
    assert entered(fresh, later) == set(others)


def test_a_contributor_downloads_their_own_row_in_words_and_no_other(fresh, regionalisation):
    first, second, *_ = network.organisms(fresh, regionalisation, 12)
    outsider = network.organisms(fresh, regionalisation, 1, seed=9, purposes=())[0]
    declaration = declared(fresh, regionalisation)
    network.closed(fresh, declaration)
    path = f"/fr/regionalisation/ligne/{declaration}.csv"
    rows = []
    for response in (first, second):
        answer = holder(fresh, response).raw(path)
        assert answer.status_code == 200
        found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert found[0] == ["Sujet", "Question", "Ce qui est compté"]
        rows.append(found)
    assert rows[0] != rows[1]
    answers = fresh.store.submission(first).answers
    defi = regionalisation.defis[0]
    level = next(one.fr for one in regionalisation.scales.strength if one.id == answers[f"{defi.id}_force"])
    assert next(row[2] for row in rows[0] if row[1].endswith(defi.short.fr)) == level
    assert holder(fresh, outsider).raw(path).status_code == 404
    assert Visitor(fresh.app).raw(path).status_code == 404


def test_the_row_follows_answers_that_are_reopened_and_goes_with_them(fresh, regionalisation):
    first, *_ = network.organisms(fresh, regionalisation, 12)
    declaration = declared(fresh, regionalisation)
    network.closed(fresh, declaration)
    again = fresh.store.reopen(first)
    assert [one.declaration.id for one in fresh.store.releases.entered(again)] == [declaration]
    content = fresh.store.releases.frozen(declaration).content
    fresh.store.erase(again)
    assert fresh.store.releases.entered(first) == []
    assert fresh.store.releases.frozen(declaration).content == content


def test_a_consent_withdrawn_while_closing_is_not_in_the_release(fresh, regionalisation, monkeypatch):
    first, *others = network.organisms(fresh, regionalisation, 12)
    declaration = declared(fresh, regionalisation)
    make = closing.close_survey

    def interrupted(survey, *rest):
        if fresh.store.load(first).consents & {"bailleurs"}:
            fresh.store.withdraw_consent(first, "bailleurs")
        return make(survey, *rest)

    monkeypatch.setattr(closing, "close_survey", interrupted)
    network.closed(fresh, declaration)
    assert fresh.store.releases.entered(first) == []
    assert all(fresh.store.releases.entered(one) for one in others)
