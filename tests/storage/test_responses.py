"""Responses begun, found again by their code, moved, re-opened, erased."""

from datetime import UTC, datetime, timedelta

import pytest

from selfassess.responses import AlreadySubmitted, Change, NoSuchEdition, NoSuchResponse, codes, open_store
from selfassess.responses.counting import statements_executed
from tests.storage.conftest import folder_of


def test_a_begun_response_is_loaded_as_it_was_returned(store, questionnaire):
    begun = store.begin(questionnaire.edition, "en", form="short")
    assert store.load(begun.id) == begun
    assert begun.created_at.utcoffset() == timedelta(0)
    assert datetime.now(UTC) - begun.created_at < timedelta(minutes=1)
    assert len(begun.id) == 32


def test_times_are_in_utc_whatever_the_server_thinks(store, draft):
    store.save(draft, {"q": Change(1)})
    loaded = store.load(draft)
    for moment in (loaded.created_at, loaded.touched_at, loaded.answers["q"].saved_at):
        assert moment.utcoffset() == timedelta(0)


def test_a_response_needs_an_edition(store):
    with pytest.raises(NoSuchEdition):
        store.begin("0" * 64, "fr")


def test_an_unknown_response_is_none(store):
    assert store.load("nobody") is None


def test_an_edition_is_read_back_the_same(store, url, questionnaire):
    store.keep_edition(questionnaire)
    elsewhere = open_store(url)
    before = statements_executed()
    assert elsewhere.edition(questionnaire.edition) == questionnaire
    assert elsewhere.edition(questionnaire.edition).edition == questionnaire.edition
    assert statements_executed() - before == 1
    elsewhere.close()


def test_an_unknown_edition_is_refused(store):
    with pytest.raises(NoSuchEdition):
        store.edition("0" * 64)


def test_editions_in_memory_are_bounded(store, questionnaire, monkeypatch):
    monkeypatch.setattr("selfassess.responses.store.EDITIONS_IN_MEMORY", 2)
    for number in range(5):
        store.keep_edition(type(questionnaire).model_validate(questionnaire.model_dump() | {"version": str(number)}))
    assert len(store._editions) == 2
    assert store.edition(questionnaire.edition) == questionnaire


def test_a_code_leads_back_and_only_its_hash_is_stored(store, draft, url):
    code = store.give_code(draft)
    assert store.load(draft).has_code
    assert store.by_code(code) == draft
    assert store.by_code("abaisser") is None
    if url.startswith("sqlite"):
        stored = b"".join(path.read_bytes() for path in folder_of(url).iterdir())
        assert codes.hash_of(code).encode() in stored
        assert code.split("-")[0].encode() not in stored


def test_a_new_code_ends_the_earlier_one(store, draft):
    earlier, code = store.give_code(draft), store.give_code(draft)
    assert store.by_code(earlier) is None
    assert store.by_code(code) == draft


def test_an_unknown_response_gets_no_code(store):
    with pytest.raises(NoSuchResponse):
        store.give_code("nobody")


def test_a_moved_draft_has_the_kept_answers_and_no_others(store, draft, next_edition):
    store.save(draft, {"kept": Change("a"), "changed": Change("b"), "dropped": Change("c")})
    store.keep_edition(next_edition)
    changes = {"kept": Change("a", 1), "changed": Change("B", 1), "dropped": Change(None, 0)}
    store.move_edition(draft, next_edition.edition, changes)
    moved = store.load(draft)
    assert moved.edition == next_edition.edition
    assert {question: answer.value for question, answer in moved.answers.items()} == {"kept": "a", "changed": "B"}
    assert moved.revisions == {"kept": 1, "changed": 2, "dropped": 2}


def test_a_draft_moves_only_to_a_kept_edition(store, draft, questionnaire):
    store.save(draft, {"q": Change("a")})
    with pytest.raises(NoSuchEdition):
        store.move_edition(draft, "0" * 64, {})
    loaded = store.load(draft)
    assert loaded.edition == questionnaire.edition
    assert loaded.answers["q"].value == "a"


def test_only_a_draft_moves(store, draft, questionnaire):
    with pytest.raises(NoSuchResponse):
        store.move_edition("nobody", questionnaire.edition, {})
    store.submit(draft, {}, {}, "1")
    with pytest.raises(AlreadySubmitted):
        store.move_edition(draft, questionnaire.edition, {})


def test_a_reopened_response_carries_answers_and_code_and_leaves_the_submission(store, draft):
    store.save(draft, {"q": Change("a"), "removed": Change("x")})
    store.save(draft, {"removed": Change(None, 1)})
    code = store.give_code(draft)
    submission = store.submit(draft, {"q": "a"}, {}, "1", ["research"])
    reopened = store.load(store.reopen(draft))
    assert reopened.id != draft
    assert reopened.continues == draft
    assert reopened.submitted_at is None
    assert reopened.consents == frozenset()
    assert {question: (answer.value, answer.revision) for question, answer in reopened.answers.items()} == {
        "q": ("a", 1)
    }
    assert store.by_code(code) == reopened.id
    store.save(reopened.id, {"q": Change("b", 1)})
    assert store.submission(draft) == submission
    assert store.load(draft).answers["q"].value == "a"


def test_reopening_twice_gives_the_same_draft(store, draft):
    store.save(draft, {"q": Change("typed before")})
    code = store.give_code(draft)
    assert store.reopen(draft) == draft
    store.submit(draft, {}, {}, "1")
    first = store.reopen(draft)
    store.save(first, {"q": Change("typed since", 1)})
    again = store.reopen(draft)
    assert store.by_code(code) == first
    assert again == first
    assert store.load(again).answers["q"].value == "typed since"


def test_an_unknown_response_is_not_reopened(store):
    with pytest.raises(NoSuchResponse):
        store.reopen("nobody")


def test_erasing_leaves_nothing_of_it_nor_of_what_it_continues(store, url, draft, questionnaire):
    other = store.begin(questionnaire.edition, "fr").id
    store.save(other, {"q": Change("someone else's")})
    store.save(draft, {"q": Change("needle-in-answers")})
    code = store.give_code(draft)
    store.submit(draft, {"q": "needle-in-answers"}, {"p": "needle-in-profile"}, "1", ["research"])
    second = store.reopen(draft)
    store.submit(second, {"q": "needle-in-answers"}, {}, "1")
    third = store.reopen(second)
    store.erase(second)
    for gone in (draft, second, third):
        assert store.load(gone) is None
        assert store.submission(gone) is None
    assert store.by_code(code) is None
    assert list(store.submissions(questionnaire.id)) == []
    assert store.load(other).answers["q"].value == "someone else's"
    assert store.edition(questionnaire.edition) == questionnaire
    if url.startswith("sqlite"):
        stored = b"".join(path.read_bytes() for path in folder_of(url).iterdir())
        assert b"someone else" in stored
        assert b"needle" not in stored


def test_erasing_twice_is_harmless(store, draft):
    store.erase(draft)
    store.erase(draft)
