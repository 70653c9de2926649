"""How many statements each call costs, whatever the number of answers."""

import pytest

from selfassess.responses import Change, Stamp
from selfassess.responses.counting import statements_executed

MANY = {f"q{number}": Change([number]) for number in range(120)}


STAMPED = {f"q{number}": Change([number], stamp=Stamp(1, "k")) for number in range(120)}


def submit(store, draft):
    return store.submit(draft, {}, {}, "1", ["research", "press"])


def nothing(store, draft):
    pass


CALLS = {
    "load an empty draft": (1, nothing, lambda store, draft: store.load(draft)),
    "load": (1, lambda store, draft: store.save(draft, MANY), lambda store, draft: store.load(draft)),
    "save": (3, nothing, lambda store, draft: store.save(draft, MANY)),
    "save the same": (1, lambda store, draft: store.save(draft, MANY), lambda store, draft: store.save(draft, MANY)),
    "save with stamps": (3, nothing, lambda store, draft: store.save(draft, STAMPED)),
    "save a replay": (
        1,
        lambda store, draft: store.save(draft, STAMPED),
        lambda store, draft: store.save(draft, STAMPED),
    ),
    "save the language": (2, nothing, lambda store, draft: store.save(draft, {}, "en")),
    "give a code": (1, nothing, lambda store, draft: store.give_code(draft)),
    "look for a code": (1, nothing, lambda store, draft: store.by_code("abeille abaisser")),
    "look for nonsense": (1, nothing, lambda store, draft: store.by_code("")),
    "submit": (3, nothing, submit),
    "submit twice": (2, submit, submit),
    "submission": (1, submit, lambda store, draft: store.submission(draft)),
    "submissions": (1, submit, lambda store, draft: list(store.submissions("velo"))),
    "reopen": (4, submit, lambda store, draft: store.reopen(draft)),
    "erase": (2, submit, lambda store, draft: store.erase(draft)),
}


@pytest.mark.parametrize(("expected", "prepare", "call"), CALLS.values(), ids=CALLS)
def test_a_call_costs_so_many_statements(store, draft, expected, prepare, call):
    prepare(store, draft)
    before = statements_executed()
    call(store, draft)
    assert statements_executed() - before == expected


def test_beginning_costs_one_statement(store, questionnaire):
    before = statements_executed()
    store.begin(questionnaire.edition, "fr")
    assert statements_executed() - before == 1


def test_a_known_edition_costs_nothing(store, questionnaire):
    before = statements_executed()
    store.edition(questionnaire.edition)
    assert statements_executed() == before


WORKSHOP_CALLS = {
    "get": (1, lambda store, room: store.workshops.get(room.id)),
    "of": (1, lambda store, room: store.workshops.of(room.facilitator)),
    "join": (2, lambda store, room: store.workshops.join(room.id, "fr", role="ca", organism="Carrefour")),
    "presence": (1, lambda store, room: store.workshops.presence(room.id)),
    "states": (1, lambda store, room: store.workshops.states(room.id)),
    "version": (1, lambda store, room: store.workshops.version(room.id)),
    "a wrong code": (3, lambda store, room: store.workshops.guess("AAAAAAAA")),
    "a good code that was typed": (2, lambda store, room: store.workshops.guess(room.code)),
    "consensus sheets": (2, lambda store, room: store.workshops.consensus_sheets(room.id)),
}


@pytest.mark.parametrize(("expected", "call"), WORKSHOP_CALLS.values(), ids=WORKSHOP_CALLS)
def test_a_call_on_a_workshop_costs_so_many_statements(store, workshop, participant, expected, call):
    before = statements_executed()
    call(store, workshop)
    assert statements_executed() - before == expected


def test_reopening_a_participant_costs_no_more(store, participant):
    store.submit(participant, {}, {}, "1", (), {"v": 0})
    before = statements_executed()
    store.reopen(participant)
    assert statements_executed() - before == 4
