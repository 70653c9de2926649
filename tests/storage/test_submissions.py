"""Snapshots that never change, and the consents given with them."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from selfassess.responses import Change, NoSuchResponse
from selfassess.responses.connections import writing
from selfassess.responses.tables import response, submission


def test_a_submission_is_the_snapshot_given(store, draft, questionnaire):
    submission = store.submit(draft, {"q": ["a", "é"]}, {"year": 2019}, "engine 1", ["research"])
    assert submission.response == draft
    assert submission.edition == questionnaire.edition
    assert submission.answers == {"q": ["a", "é"]}
    assert submission.profile == {"year": 2019}
    assert submission.engine == "engine 1"
    assert store.submission(draft).at.utcoffset() == timedelta(0)
    assert store.submission(draft) == submission
    loaded = store.load(draft)
    assert loaded.submitted_at == submission.at
    assert loaded.consents == {"research"}


def test_submitting_twice_keeps_the_first(store, draft):
    first = store.submit(draft, {"q": "a"}, {}, "1", ["research"])
    assert store.submit(draft, {"q": "b"}, {"x": 1}, "2", ["research", "press"]) == first
    assert store.submission(draft) == first
    assert store.load(draft).consents == {"research"}


def test_an_unknown_response_is_not_submitted(store):
    with pytest.raises(NoSuchResponse):
        store.submit("nobody", {}, {}, "1")


def test_what_was_not_submitted_has_no_submission(store, draft):
    assert store.submission(draft) is None


def test_consents_are_given_and_withdrawn(store, draft):
    store.give_consent(draft, "research", "press")
    store.give_consent(draft, "press")
    store.withdraw_consent(draft, "research")
    assert store.load(draft).consents == {"press"}
    store.withdraw_consent(draft, "press", "never given")
    assert store.load(draft).consents == frozenset()
    store.give_consent(draft, "research")
    assert store.load(draft).consents == {"research"}


def test_an_unknown_response_gives_no_consent(store):
    with pytest.raises(NoSuchResponse):
        store.give_consent("nobody", "research")


def test_consents_do_not_multiply_answers(store, draft):
    store.give_consent(draft, "research", "press")
    store.save(draft, {"q": Change(1), "r": Change(2)})
    loaded = store.load(draft)
    assert set(loaded.answers) == {"q", "r"}
    assert loaded.consents == {"research", "press"}


def test_submissions_are_those_of_the_questionnaire_oldest_first(store, questionnaire, next_edition):
    store.keep_edition(next_edition)
    editions = [questionnaire.edition, next_edition.edition, questionnaire.edition]
    ids = [store.begin(edition, "fr").id for edition in editions]
    submitted = [store.submit(response, {}, {}, "1") for response in reversed(ids)]
    assert list(store.submissions(questionnaire.id)) == submitted
    assert list(store.submissions("another")) == []


def test_submissions_for_a_purpose_have_its_standing_consent(store, questionnaire):
    ids = [store.begin(questionnaire.edition, "fr").id for _ in range(3)]
    for draft, purposes in zip(ids, (["funder"], ["research"], ["funder"]), strict=True):
        store.submit(draft, {}, {}, "1", purposes)
    store.withdraw_consent(ids[2], "funder")
    assert [submission.response for submission in store.submissions(questionnaire.id, "funder")] == [ids[0]]


def test_a_resubmitted_response_counts_once(store, draft, questionnaire):
    store.submit(draft, {"n": 1}, {}, "1")
    reopened = store.reopen(draft)
    assert [submission.response for submission in store.submissions(questionnaire.id)] == [draft]
    store.submit(reopened, {"n": 2}, {}, "1")
    assert [submission.response for submission in store.submissions(questionnaire.id)] == [reopened]


def test_leaving_the_submissions_early_frees_the_connection(store, questionnaire):
    for _ in range(3):
        store.submit(store.begin(questionnaire.edition, "fr").id, {}, {}, "1")
    for _ in range(40):
        iterator = store.submissions(questionnaire.id)
        next(iterator)
        iterator.close()
    store.ready()


def test_many_submissions_are_read_in_little_memory(store, questionnaire):
    now, edition, text = datetime.now(UTC), questionnaire.edition, '{"q":"' + "x" * 5_000 + '"}'
    draft = {"edition": edition, "form": "whole", "language": "fr", "created_at": now, "touched_at": now}
    snapshot = {"edition": edition, "answers": text, "profile": "{}", "engine": "1", "at": now}
    with writing(store._engine) as connection:
        connection.execute(response.insert(), [draft | {"id": f"r{number}"} for number in range(4000)])
        connection.execute(submission.insert(), [snapshot | {"response": f"r{number}"} for number in range(4000)])
    tracemalloc.start()
    assert sum(1 for _ in store.submissions(questionnaire.id)) == 4000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000
