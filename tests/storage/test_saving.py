"""Which saves are written, which are harmless, and which lose against one not seen."""

import threading

import pytest
import sqlalchemy as sa

from selfassess.responses import AlreadySubmitted, Change, NoSuchResponse, open_store, saving


def test_a_new_answer_is_written(store, draft):
    saved = store.save(draft, {"q": Change(["a", "b"])})
    assert saved.revisions == {"q": 1}
    assert not saved.conflicts
    assert not saved.unchanged
    loaded = store.load(draft)
    assert loaded.answers["q"].value == ["a", "b"]
    assert loaded.answers["q"].saved_at == loaded.touched_at == saved.at


def test_an_equal_value_writes_nothing_however_stale(store, draft):
    first = store.save(draft, {"q": Change("a")})
    for seen in (0, 1, 7):
        again = store.save(draft, {"q": Change("a", seen)})
        assert again.unchanged == {"q"}
        assert again.revisions == {"q": 1}
        assert again.at == first.at
    assert store.load(draft).touched_at == first.at


def test_a_value_on_top_of_the_stored_one_is_the_next_revision(store, draft):
    store.save(draft, {"q": Change("a")})
    assert store.save(draft, {"q": Change("b", 1)}).revisions == {"q": 2}
    assert store.load(draft).answers["q"].value == "b"


@pytest.mark.parametrize("seen", [0, 2, 9])
def test_another_value_on_top_of_another_revision_is_a_conflict(store, draft, seen):
    store.save(draft, {"q": Change("a")})
    saved = store.save(draft, {"q": Change("b", seen), "r": Change(3)})
    assert saved.conflicts["q"].value == "a"
    assert saved.conflicts["q"].revision == 1
    assert saved.revisions == {"r": 1}
    assert {question: answer.value for question, answer in store.load(draft).answers.items()} == {"q": "a", "r": 3}


def test_a_removed_answer_is_not_revived_by_a_stale_tab(store, draft):
    store.save(draft, {"q": Change("a")})
    assert store.save(draft, {"q": Change(None, 1)}).revisions == {"q": 2}
    stale = store.save(draft, {"q": Change("b", 1)})
    assert stale.conflicts["q"].value is None
    assert stale.conflicts["q"].revision == 2
    loaded = store.load(draft)
    assert loaded.answers == {}
    assert loaded.revisions == {"q": 2}
    assert store.save(draft, {"q": Change("b", 2)}).revisions == {"q": 3}


def test_removing_what_was_never_answered_writes_nothing(store, draft):
    assert store.save(draft, {"q": Change(None)}).unchanged == {"q"}
    assert store.load(draft).revisions == {}


def test_a_revision_that_never_was_is_a_conflict_with_no_answer(store, draft):
    assert store.save(draft, {"q": Change("a", 4)}).conflicts["q"].value is None


def test_the_language_alone_can_change(store, draft):
    store.save(draft, {}, language="en")
    assert store.load(draft).language == "en"
    store.save(draft, {"q": Change(1)})
    assert store.load(draft).language == "en"


def test_a_submitted_response_takes_no_answer(store, draft):
    store.save(draft, {"q": Change("a")})
    store.submit(draft, {"q": "a"}, {}, "1")
    with pytest.raises(AlreadySubmitted):
        store.save(draft, {"q": Change("b", 1)})
    store.save(draft, {}, language="en")
    assert store.load(draft).answers["q"].value == "a"
    assert store.load(draft).language == "en"


def test_an_unknown_response_takes_no_answer(store):
    with pytest.raises(NoSuchResponse):
        store.save("nobody", {"q": Change("a")})


def test_a_value_without_json_is_refused_whole(store, draft):
    with pytest.raises(ValueError, match="JSON"):
        store.save(draft, {"q": Change("a"), "r": Change(float("nan"))})
    assert store.load(draft).answers == {}


def test_text_is_canonical_in_the_database(store, draft, url):
    store.save(draft, {"q": Change({"b": "e\u0301 \ud800 \x00", "a": [1, 2.5, None, True]})})
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        stored = connection.execute(sa.text("SELECT value FROM answer")).scalar_one()
    engine.dispose()
    assert stored == r'{"a":[1,2.5,null,true],"b":"é ? \u0000"}'
    assert store.load(draft).answers["q"].value["b"] == "é ? \x00"


def test_a_thousand_answers_are_one_save(store, draft):
    changes = {f"q{number}": Change(number) for number in range(1000)}
    assert set(store.save(draft, changes).revisions.values()) == {1}
    assert len(store.load(draft).answers) == 1000


def meanwhile(monkeypatch, action):
    """`action` happens in another transaction, after the next save has looked and before it writes."""
    touch = saving._touch
    pending = [action]

    def interrupted(*arguments):
        if pending:
            other = threading.Thread(target=pending.pop())
            other.start()
            other.join()
        touch(*arguments)

    monkeypatch.setattr(saving, "_touch", interrupted)


@pytest.fixture
def postgresql_store(postgresql_url, questionnaire):
    store = open_store(postgresql_url)
    store.keep_edition(questionnaire)
    yield store
    store.close()


@pytest.fixture
def contended(postgresql_store, questionnaire):
    """A draft on PostgreSQL with an answer; on SQLite a second writer waits for the whole first save."""
    draft = postgresql_store.begin(questionnaire.edition, "fr").id
    postgresql_store.save(draft, {"q": Change("a")})
    return draft


def test_a_save_overtaken_between_its_statements_does_not_overwrite(postgresql_store, contended, monkeypatch):
    theirs = {"q": Change("theirs", 1), "same": Change("x"), "new": Change("theirs")}
    meanwhile(monkeypatch, lambda: postgresql_store.save(contended, theirs))
    mine = {"q": Change("mine", 1), "same": Change("x"), "new": Change("mine"), "alone": Change("mine")}
    saved = postgresql_store.save(contended, mine)
    assert {question: answer.value for question, answer in saved.conflicts.items()} == {"q": "theirs", "new": "theirs"}
    assert saved.unchanged == {"same"}
    assert saved.revisions == {"same": 1, "alone": 1}
    kept = {question: answer.value for question, answer in postgresql_store.load(contended).answers.items()}
    assert kept == {"q": "theirs", "same": "x", "new": "theirs", "alone": "mine"}


def test_a_save_overtaken_by_the_submission_is_refused(postgresql_store, contended, monkeypatch):
    meanwhile(monkeypatch, lambda: postgresql_store.submit(contended, {"q": "a"}, {}, "1"))
    with pytest.raises(AlreadySubmitted):
        postgresql_store.save(contended, {"q": Change("late", 1)})
    assert postgresql_store.load(contended).answers["q"].value == "a"


def test_a_save_overtaken_by_the_erasure_is_refused(postgresql_store, contended, monkeypatch):
    meanwhile(monkeypatch, lambda: postgresql_store.erase(contended))
    with pytest.raises(NoSuchResponse):
        postgresql_store.save(contended, {"q": Change("late", 1)})
    assert postgresql_store.load(contended) is None
