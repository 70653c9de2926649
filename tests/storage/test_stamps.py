"""With stamps, the newest change of each question wins, in whatever order packets come and come again."""

import itertools
import random

import pytest

from selfassess.responses import AlreadySubmitted, Change, Stamp, StampRefused
from selfassess.responses.saving import FARTHEST
from tests.storage.test_concurrency import in_threads
from tests.storage.test_saving import contended, meanwhile, postgresql_store  # noqa: F401


def stamped(value, sequence, key="k"):
    return Change(value, stamp=Stamp(sequence, key))


def kept(store, draft):
    return {question: answer.value for question, answer in store.load(draft).answers.items()}


def test_a_newer_stamp_is_written_whatever_its_author_saw(store, participant):
    assert store.save(participant, {"q": stamped("a", 1)}).revisions == {"q": 1}
    saved = store.save(participant, {"q": stamped("b", 5)})
    assert saved.revisions == {"q": 2}
    assert saved.stamps == {"q": Stamp(5, "k")}
    assert kept(store, participant) == {"q": "b"}


def test_an_older_stamp_changes_nothing_and_is_told_the_newer_answer(store, participant):
    first = store.save(participant, {"q": stamped("new", 5)})
    saved = store.save(participant, {"q": stamped("old", 4), "r": stamped("alone", 4)})
    assert saved.conflicts["q"].value == "new"
    assert saved.stamps == {"q": Stamp(5, "k"), "r": Stamp(4, "k")}
    assert saved.revisions == {"r": 1}
    assert store.load(participant).answers["q"].saved_at == first.at


def test_a_replay_is_acknowledged_and_writes_nothing(store, participant):
    first = store.save(participant, {"q": stamped("a", 3)})
    for _ in range(3):
        again = store.save(participant, {"q": stamped("a", 3)})
        assert again.unchanged == {"q"}
        assert again.revisions == {"q": 1}
        assert again.at == first.at


def test_equal_numbers_are_told_apart_by_their_keys(store, questionnaire):
    changes = [{"q": stamped("from a", 2, "a")}, {"q": stamped("from b", 2, "b")}]
    for order in itertools.permutations(changes):
        draft = store.begin(questionnaire.edition, "fr").id
        for change in order:
            store.save(draft, change)
        assert kept(store, draft) == {"q": "from b"}


def test_any_order_of_packets_gives_the_same_answers(store, questionnaire):
    packets = [
        {"q": stamped("a", 1), "r": stamped(1, 1)},
        {"q": stamped(None, 2)},
        {"q": stamped("b", 3), "r": stamped(1, 3)},
        {"q": stamped(None, 4), "r": stamped(2, 2)},
    ]
    for order in itertools.permutations(packets):
        draft = store.begin(questionnaire.edition, "fr").id
        for packet in (*order, *order):
            store.save(draft, packet)
        assert kept(store, draft) == {"r": 1}
        assert store.load(draft).stamps == {"q": Stamp(4, "k"), "r": Stamp(3, "k")}


def test_the_newest_wins_among_twelve_who_send_at_once(store, workshop):
    packets = [
        {f"q{question}": stamped([number, question], 1 + (number * 7 + question) % 12) for question in range(4)}
        for number in range(12)
    ]

    def send_all(number):
        chance = random.Random(number)
        for packet in chance.sample(packets, 12):
            saved = store.save(participant, packet)
            assert all(saved.stamps[question] >= change.stamp for question, change in packet.items())

    for _ in range(3):
        participant = store.workshops.join(workshop.id, "fr")
        in_threads(send_all)
        newest = {q: max((packet[q] for packet in packets), key=lambda one: one.stamp) for q in packets[0]}
        assert kept(store, participant) == {question: change.value for question, change in newest.items()}


def test_the_same_value_under_a_newer_stamp_keeps_older_ones_out(store, participant):
    store.save(participant, {"q": stamped("a", 1)})
    store.save(participant, {"q": stamped("a", 9)})
    assert store.save(participant, {"q": stamped("b", 5)}).conflicts["q"].value == "a"


def test_a_removed_answer_is_not_revived_by_an_older_packet(store, participant):
    store.save(participant, {"q": stamped(None, 7)})
    assert store.save(participant, {"q": stamped("late", 6)}).conflicts["q"].value is None
    assert store.load(participant).answers == {}


def test_the_plain_form_goes_by_revisions_and_leaves_the_next_number(store, participant):
    store.save(participant, {"q": stamped("a", 5)})
    assert store.save(participant, {"q": Change("stale")}).conflicts["q"].value == "a"
    saved = store.save(participant, {"q": Change("plain", 1)})
    assert saved.stamps == {"q": Stamp(6, "")}
    assert store.save(participant, {"q": stamped("a", 5)}).conflicts["q"].value == "plain"
    assert store.save(participant, {"q": stamped("next", 7)}).revisions == {"q": 3}


def test_what_cannot_be_a_stamp_is_refused_with_its_whole_packet(store, participant):
    wrong = [Stamp(0, "k"), Stamp(-1, "k"), Stamp(2**53 + 1, "k"), Stamp(1, ""), Stamp(1, "x" * 65), Stamp(1, "a b\n")]
    for stamp in wrong:
        with pytest.raises(StampRefused):
            store.save(participant, {"right": stamped("a", 1), "wrong": Change("b", stamp=stamp)})
    assert store.load(participant).revisions == {}
    store.save(participant, {"q": Change("a", stamp=Stamp(1, "aZ09_-" + "x" * 58))})
    assert kept(store, participant) == {"q": "a"}


def test_a_mad_clock_does_not_keep_later_answers_out(store, participant):
    store.save(participant, {"q": stamped("a", 3)})
    with pytest.raises(StampRefused):
        store.save(participant, {"q": stamped("mad", 2**53)})
    with pytest.raises(StampRefused):
        store.save(participant, {"q": stamped("mad", FARTHEST + 4)})
    store.save(participant, {"q": stamped("far", FARTHEST + 3)})
    assert store.save(participant, {"q": stamped("later", FARTHEST + 4)}).revisions == {"q": 3}


def test_a_reopened_response_keeps_its_stamps(store, participant):
    store.save(participant, {"q": stamped("a", 5)})
    store.submit(participant, {}, {}, "1")
    with pytest.raises(AlreadySubmitted):
        store.save(participant, {"q": stamped("late", 6)})
    again = store.reopen(participant)
    assert store.load(again).stamps == {"q": Stamp(5, "k")}
    assert store.save(again, {"q": stamped("older", 4)}).conflicts["q"].value == "a"


def test_a_stamp_overtaken_between_its_statements_is_settled_again(postgresql_store, contended, monkeypatch):  # noqa: F811
    """The other save came first; which of the two is newer is for their stamps to say."""
    theirs = {"newer": stamped("theirs", 9), "older": stamped("theirs", 1), "q": stamped("theirs", 4)}
    meanwhile(monkeypatch, lambda: postgresql_store.save(contended, theirs))
    mine = {"newer": stamped("mine", 5), "older": stamped("mine", 5), "q": stamped("theirs", 4)}
    saved = postgresql_store.save(contended, mine)
    assert kept(postgresql_store, contended) == {"newer": "theirs", "older": "mine", "q": "theirs"}
    assert saved.conflicts.keys() == {"newer"}
    assert saved.unchanged == {"q"}
    assert saved.revisions == {"older": 2, "q": 2}
    assert saved.stamps == {"newer": Stamp(9, "k"), "older": Stamp(5, "k"), "q": Stamp(4, "k")}
