"""How many statements each call costs, whatever the number of answers."""

import pytest

from selfassess.responses import Change
from selfassess.responses.counting import statements_executed

MANY = {f"q{number}": Change([number]) for number in range(120)}


def submit(store, draft):
    return store.submit(draft, {}, {}, "1", ["research", "press"])


def nothing(store, draft):
    pass


CALLS = {
    "load an empty draft": (1, nothing, lambda store, draft: store.load(draft)),
    "load": (1, lambda store, draft: store.save(draft, MANY), lambda store, draft: store.load(draft)),
    "save": (3, nothing, lambda store, draft: store.save(draft, MANY)),
    "save the same": (1, lambda store, draft: store.save(draft, MANY), lambda store, draft: store.save(draft, MANY)),
    "save the language": (2, nothing, lambda store, draft: store.save(draft, {}, "en")),
    "give a code": (1, nothing, lambda store, draft: store.give_code(draft)),
    "look for a code": (1, nothing, lambda store, draft: store.by_code("abeille abaisser")),
    "look for nonsense": (1, nothing, lambda store, draft: store.by_code("")),
    "submit": (3, nothing, submit),
    "submit twice": (2, submit, submit),
    "submission": (1, submit, lambda store, draft: store.submission(draft)),
    "submissions": (1, submit, lambda store, draft: list(store.submissions("velo"))),
    "reopen": (4, submit, lambda store, draft: store.reopen(draft)),
    "erase": (1, submit, lambda store, draft: store.erase(draft)),
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
