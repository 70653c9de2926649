"""What a room is counted by: inside the transaction that submits, once a person, never wrong when many end at once."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from selfassess.responses import Change, NoSuchResponse, tallying
from selfassess.responses.connections import reading
from selfassess.responses.counting import statements_executed
from selfassess.responses.tables import workshop_group
from selfassess.workshop import counting
from tests.storage.conftest import bytes_of
from tests.storage.test_concurrency import in_threads


def submit(store, workshop, place=0, **who):
    """Someone joins and submits; the id of their response."""
    joined = store.workshops.join(workshop.id, "fr", **who)
    store.submit(joined, {"q": place}, {}, "1", (), {"v": place})
    return joined


def counted(store, workshop, group=""):
    """How many people are counted, their counts, and who waits."""
    state = store.workshops.states(workshop.id)[group]
    return state["people"], state["counts"].get("v"), state["waiting"]


def test_nothing_is_counted_before_five_then_three_at_a_time(store, workshop):
    seen = []
    for number in range(12):
        submit(store, workshop, number % 2)
        people, counts, waiting = counted(store, workshop)
        seen.append((people, counts, len(waiting)))
    assert seen == [
        *((0, None, n) for n in range(1, 5)),
        (5, [3, 2], 0),
        (5, [3, 2], 1),
        (5, [3, 2], 2),
        (8, [4, 4], 0),
        (8, [4, 4], 1),
        (8, [4, 4], 2),
        (11, [6, 5], 0),
        (11, [6, 5], 1),
    ]
    assert store.workshops.version(workshop.id) == 11


def test_roles_and_organisms_are_counted_each_on_its_own(store, workshop):
    for number in range(10):
        submit(store, workshop, 1, role="direction" if number % 2 else "ca", organism="Carrefour")
    submit(store, workshop, 0, role="ca")
    submit(store, workshop, 0)
    assert counted(store, workshop)[:2] == (11, [1, 10])
    assert counted(store, workshop, "role:direction")[:2] == (5, [0, 5])
    assert counted(store, workshop, "role:ca")[:2] == (5, [0, 5])
    assert counted(store, workshop, "organisme:Carrefour")[:2] == (8, [0, 8])
    assert counted(store, workshop, "organisme:Entraide é") == (0, None, [])
    assert store.workshops.version(workshop.id) == 11 + 5 + 5 + 8


def test_workshops_are_counted_apart(store, make_workshop):
    one, other = make_workshop(), make_workshop()
    for _ in range(5):
        submit(store, one)
    assert counted(store, one)[0] == 5
    assert counted(store, other) == (0, None, [])


def test_papers_are_counted_and_consensus_is_not(store, workshop):
    sheet = store.workshops.consensus(workshop.id, "Table")
    store.submit(sheet, {}, {}, "1", (), {"v": 3})
    papers = [submit(store, workshop, kind="paper") for _ in range(4)]
    assert counted(store, workshop) == (0, None, papers)


def test_a_person_is_counted_once_however_often_they_submit(store, workshop):
    first = submit(store, workshop)
    store.submit(first, {"q": 1}, {}, "1", (), {"v": 1})
    again = store.reopen(first)
    assert store.load(again).workshop == workshop.id
    store.submit(again, {"q": 2}, {}, "1", (), {"v": 2})
    assert counted(store, workshop) == (0, None, [first])
    for _ in range(4):
        submit(store, workshop, 1)
    assert counted(store, workshop) == (5, [1, 4], [])


def test_what_adds_nothing_to_the_picture_is_not_counted(store, workshop, participant, draft):
    store.submit(participant, {}, {}, "1")
    store.submit(draft, {}, {}, "1", (), {"v": 0})
    assert counted(store, workshop) == (0, None, [])


def test_erasing_one_who_waits_takes_them_out(store, workshop, url):
    people = [submit(store, workshop, role="ca") for _ in range(4)]
    store.erase(store.reopen(people[1]))
    for group in ("", "role:ca"):
        assert counted(store, workshop, group) == (0, None, [people[0], people[2], people[3]])
    last = submit(store, workshop, 1)
    assert counted(store, workshop)[2][-1] == last
    submit(store, workshop, 1)
    assert counted(store, workshop) == (5, [3, 2], [])
    if url.startswith("sqlite"):
        assert people[1].encode() not in bytes_of(url)


def test_erasing_one_who_was_counted_leaves_the_picture(store, workshop):
    people = [submit(store, workshop) for _ in range(5)]
    before = store.workshops.states(workshop.id)
    store.erase(people[2])
    assert store.workshops.states(workshop.id) == before
    assert store.workshops.presence(workshop.id).erased == 1


def test_once_counted_nothing_tells_what_a_person_added(store, workshop):
    for _ in range(5):
        joined = store.workshops.join(workshop.id, "fr", role="ca")
        store.submit(joined, {}, {}, "1", (), {"v": 1})
    waiting = submit(store, workshop, role="ca")
    states = store.workshops.states(workshop.id)
    assert {name: state["waiting"] for name, state in states.items() if state["waiting"]} == {
        "": [waiting],
        "role:ca": [waiting],
    }
    with reading(store._engine) as connection:
        kept = list(connection.execute(select(workshop_group.c.waiting)).scalars())
    assert sorted(kept) == sorted([*["[]"] * 3, *[f'[["{waiting}",{{"v":0}}]]'] * 2])


def test_submitting_costs_four_statements_and_five_with_consents(store, workshop):
    for consents, expected in (((), 4), (("research",), 5)):
        for _ in range(6):
            joined = store.workshops.join(workshop.id, "fr", role="ca", organism="Carrefour")
            before = statements_executed()
            store.submit(joined, {}, {}, "1", consents, {"v": 0})
            assert statements_executed() - before == expected


def test_many_who_end_at_once_are_counted_once_each(store, workshop):
    people = [store.workshops.join(workshop.id, "fr", role=("ca", "direction")[n % 2]) for n in range(24)]

    def end(number):
        for person in (people[2 * number], people[2 * number + 1], people[(2 * number + 2) % 24]):
            store.submit(person, {}, {}, "1", (), {"v": people.index(person) % 3})

    in_threads(end)
    people_counted, counts, waiting = counted(store, workshop)
    assert people_counted + len(waiting) == 24
    assert sum(counts) == people_counted == 23
    for role in ("ca", "direction"):
        people_counted, counts, waiting = counted(store, workshop, f"role:{role}")
        assert (people_counted, len(waiting), sum(counts)) == (11, 1, 11)


def test_two_who_end_at_once_both_wait(store, workshop, monkeypatch):
    """While one has read the groups and not written them yet, the other does not read them."""
    people = [store.workshops.join(workshop.id, "fr") for _ in range(2)]
    enter, meanwhile = counting.enter, []

    def slow(state, response_id):
        if not meanwhile:
            meanwhile.append(threading.Thread(target=store.submit, args=(people[1], {}, {}, "1", (), {"v": 1})))
            meanwhile[0].start()
            meanwhile[0].join(0.3)
        return enter(state, response_id)

    monkeypatch.setattr(tallying.counting, "enter", slow)
    store.submit(people[0], {}, {}, "1", (), {"v": 0})
    meanwhile[0].join()
    assert sorted(counted(store, workshop)[2]) == sorted(people)


def test_submitting_and_erasing_at_once_leaves_nobody_waiting_who_is_gone(store, make_workshop):
    for seed in range(3):
        workshop = make_workshop()
        people = [store.workshops.join(workshop.id, "fr", role="ca") for _ in range(12)]
        acts = [(person, erase) for person in people for erase in (False, True)]
        random.Random(seed).shuffle(acts)

        def act(one):
            person, erase = one
            try:
                if erase:
                    store.erase(person)
                else:
                    store.submit(person, {}, {}, "1", (), {"v": 0})
            except NoSuchResponse:
                pass

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(act, acts))
        for state in store.workshops.states(workshop.id).values():
            assert state["waiting"] == []
        assert store.workshops.presence(workshop.id).erased == 12


def test_a_submission_that_fails_counts_nobody(store, workshop, participant, monkeypatch):
    monkeypatch.setattr(tallying.counting, "enter", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.submit(participant, {"q": 1}, {}, "1", (), {"v": 0})
    assert store.load(participant).submitted_at is None
    assert store.submission(participant) is None


def test_workshops_are_left_out_of_portraits_and_exports(store, workshop, questionnaire):
    for _ in range(6):
        joined = store.workshops.join(workshop.id, "fr")
        store.save(joined, {"q": Change("a")})
        store.submit(joined, {"q": "a"}, {}, "1", ["research"], {"v": 0})
        store.submit(store.reopen(joined), {"q": "b"}, {}, "1", ["research"], {"v": 0})
    alone = store.begin(questionnaire.edition, "fr").id
    store.submit(alone, {}, {}, "1", ["research"])
    for purpose in (None, "research"):
        assert [one.response for one in store.submissions(questionnaire.id, purpose)] == [alone]
