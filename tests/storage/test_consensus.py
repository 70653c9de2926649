"""What a table agrees on is a response of its own kind, with the dissents and their reasons."""

import pytest

from selfassess.responses import Change, NoSuchResponse, NoSuchWorkshop, WorkshopFrozen
from tests.storage.test_concurrency import in_threads


def test_a_place_has_one_sheet_however_often_it_is_asked_for(store, workshop):
    first = store.workshops.consensus(workshop.id, "Table 1")
    assert set(in_threads(lambda _: store.workshops.consensus(workshop.id, "Table 1"))) == {first}
    assert store.workshops.consensus(workshop.id, "Table 2") != first
    loaded = store.load(first)
    assert (loaded.workshop, loaded.kind, loaded.role, loaded.organism) == (workshop.id, "consensus", None, "Table 1")


def test_twelve_who_make_a_sheet_at_once_make_one(store, workshop):
    assert len(set(in_threads(lambda _: store.workshops.consensus(workshop.id, "Carrefour")))) == 1


def test_a_sheet_needs_a_workshop(store):
    with pytest.raises(NoSuchWorkshop):
        store.workshops.consensus("0" * 12, "Table")


def test_sheets_tell_answers_dissents_and_their_end(store, workshop, make_workshop):
    other = make_workshop()
    store.workshops.consensus(other.id, "Ailleurs")
    second, first = (store.workshops.consensus(workshop.id, place) for place in ("Table 2", "Table 1"))
    store.save(first, {"q": Change(["a", "é"]), "removed": Change("x")})
    store.save(first, {"removed": Change(None, 1)})
    store.workshops.set_dissent(first, "q", "Une raison")
    store.workshops.set_dissent(first, "q", "Une autre raison")
    store.workshops.set_dissent(first, "r", "À retirer")
    store.workshops.set_dissent(first, "r", "  ")
    at = store.submit(first, {"q": ["a", "é"]}, {}, "1").at
    one, two = store.workshops.consensus_sheets(workshop.id)
    assert (one.place, one.response, one.submitted_at) == ("Table 1", first, at)
    assert one.answers == {"q": ["a", "é"]}
    assert one.dissents == {"q": "Une autre raison"}
    assert (two.place, two.response, two.answers, two.dissents, two.submitted_at) == ("Table 2", second, {}, {}, None)


def test_a_reopened_sheet_takes_the_place_of_the_first(store, workshop):
    first = store.workshops.consensus(workshop.id, "Table")
    store.save(first, {"q": Change("a")})
    store.workshops.set_dissent(first, "q", "Une raison")
    store.submit(first, {"q": "a"}, {}, "1")
    again = store.reopen(first)
    assert store.workshops.consensus(workshop.id, "Table") == again
    (sheet,) = store.workshops.consensus_sheets(workshop.id)
    assert (sheet.response, sheet.answers, sheet.dissents) == (again, {"q": "a"}, {"q": "Une raison"})
    assert sheet.submitted_at is None


def test_a_dissent_alone_freezes_the_settings(store, workshop):
    sheet = store.workshops.consensus(workshop.id, "Carrefour")
    assert not store.workshops.get(workshop.id).begun
    store.workshops.set_dissent(sheet, "q", "Une raison")
    assert store.workshops.get(workshop.id).begun
    with pytest.raises(WorkshopFrozen):
        store.workshops.change(workshop.id, identity="anonymous", organisms=())


def test_a_dissent_needs_a_response(store):
    with pytest.raises(NoSuchResponse):
        store.workshops.set_dissent("nobody", "q", "raison")
