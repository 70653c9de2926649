"""Many threads and many processes on one database."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest

from selfassess.responses import Change, NoSuchResponse, StoreUnavailable, connections, open_store, submitting
from selfassess.responses.connections import writing

THREADS = 12


def in_threads(action, count=THREADS):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(action, range(count)))


def test_no_increment_is_lost_among_twelve_writers(store, draft):
    store.save(draft, {"n": Change(0)})

    def increment(_):
        done = 0
        while done < 5:
            answer = store.load(draft).answers["n"]
            saved = store.save(draft, {"n": Change(answer.value + 1, answer.revision)})
            done += "n" in saved.revisions and not saved.unchanged
        return done

    total = sum(in_threads(increment))
    assert store.load(draft).answers["n"].value == total == THREADS * 5


def test_twelve_people_answer_at_once(store, questionnaire):
    def answer(number):
        draft = store.begin(questionnaire.edition, "fr").id
        for step in range(10):
            assert not store.save(draft, {f"q{step}": Change([number, step])}).conflicts
        return draft

    for number, draft in enumerate(in_threads(answer)):
        answers = store.load(draft).answers
        assert [answers[f"q{step}"].value for step in range(10)] == [[number, step] for step in range(10)]


def test_twelve_clicks_submit_once(store, draft):
    submissions = in_threads(lambda number: store.submit(draft, {"n": number}, {}, "1", [f"p{number}"]))
    assert len({str(submission) for submission in submissions}) == 1
    assert store.load(draft).consents == {f"p{submissions[0].answers['n']}"}


def test_twelve_clicks_reopen_once(store, draft):
    store.save(draft, {"q": Change("a")})
    code = store.give_code(draft)
    store.submit(draft, {}, {}, "1")
    (reopened,) = set(in_threads(lambda _: store.reopen(draft)))
    assert store.by_code(code) == reopened
    assert store.load(reopened).answers["q"].value == "a"


def test_saving_and_erasing_at_once_leaves_nothing(store, questionnaire):
    for _ in range(3):
        draft = store.begin(questionnaire.edition, "fr").id

        def act(number, draft=draft):
            if number == THREADS // 2:
                store.erase(draft)
                return
            with suppress(NoSuchResponse):
                store.save(draft, {f"q{number}": Change(number)})

        in_threads(act)
        assert store.load(draft) is None


def test_readers_do_not_wait_for_a_writer(sqlite_url, questionnaire):
    store = open_store(sqlite_url)
    store.keep_edition(questionnaire)
    draft = store.begin(questionnaire.edition, "fr").id
    with writing(store._engine):
        assert in_threads(lambda _: store.load(draft).id) == [draft] * THREADS
    store.close()


def test_answers_are_saved_while_submissions_are_read(store, questionnaire, monkeypatch):
    monkeypatch.setattr(submitting, "AT_ONCE", 10)
    for number in range(50):
        store.submit(store.begin(questionnaire.edition, "fr").id, {"n": number}, {}, "1", ["research"])
    draft = store.begin(questionnaire.edition, "fr").id
    read = 0
    for _ in store.submissions(questionnaire.id, "research"):
        read += 1
        if read % 10 == 0:
            store.save(draft, {f"q{read}": Change(read)})
    assert read == 50
    assert len(store.load(draft).answers) == 5


def test_threads_write_in_turn_rather_than_starve_inside_sqlite(sqlite_url, questionnaire, monkeypatch):
    monkeypatch.setattr(connections, "PRAGMAS", connections.PRAGMAS | {"busy_timeout": 1})
    with closing(open_store(sqlite_url)) as store, ThreadPoolExecutor(1) as pool:
        store.keep_edition(questionnaire)
        with writing(store._engine):
            waiting = pool.submit(store.begin, questionnaire.edition, "fr")
            time.sleep(0.1)
            assert not waiting.done()
        assert store.load(waiting.result().id)


def test_a_turn_that_does_not_come_is_busy(sqlite_url, questionnaire, monkeypatch):
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    with closing(open_store(sqlite_url)) as store, ThreadPoolExecutor(1) as pool:
        with writing(store._engine), pytest.raises(StoreUnavailable, match="busy"):
            pool.submit(store.ready).result()
        store.ready()
