"""Workshops prepared, joined, watched, closed and erased."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from selfassess.questionnaire.model import questionnaire_from_content
from selfassess.responses import (
    Change,
    NoSuchEdition,
    NoSuchWorkshop,
    Presence,
    TooManyGuesses,
    WorkshopClosed,
    WorkshopFrozen,
    open_store,
    tallying,
    workshop_rows,
)
from selfassess.responses.connections import engine_for, reading
from selfassess.responses.counting import statements_executed
from selfassess.responses.tables import metadata
from tests.storage.conftest import bytes_of


def test_a_workshop_is_read_back_as_it_was_made(store, workshop, facilitator, questionnaire):
    assert workshop.title == "Atelier"
    assert workshop.facilitator == facilitator
    assert workshop.roles == ("direction", "ca")
    assert workshop.organisms == ("Carrefour", "Entraide é")
    assert not workshop.begun
    assert store.workshops.get(workshop.id) == workshop
    assert store.workshops.by_code(workshop.code) == workshop
    assert workshop.made_at.utcoffset() == timedelta(0)


def test_workshops_are_listed_for_their_facilitator(store, make_workshop, facilitator):
    first, second = make_workshop(title="1"), make_workshop(title="2")
    assert [one.id for one in store.workshops.of(facilitator)] == [second.id, first.id]
    assert len(store.workshops.of(None)) == 2
    assert store.workshops.of("another") == []


def test_a_workshop_needs_a_kept_edition(make_workshop):
    with pytest.raises(NoSuchEdition):
        make_workshop(edition="0" * 64)


def test_a_code_that_is_taken_is_drawn_again(make_workshop, monkeypatch):
    codes = iter(["AAAAAAAA", "AAAAAAAA", "AAAAAAAC"])
    monkeypatch.setattr(workshop_rows, "new_code", lambda: next(codes))
    assert [make_workshop().code, make_workshop().code] == ["AAAAAAAA", "AAAAAAAC"]


@pytest.mark.parametrize("typed", ["", "AAAAAAAA", "é" * 5000, "' OR 1=1"])
def test_looking_for_a_code_costs_one_statement_whatever_is_typed(store, workshop, typed):
    before = statements_executed()
    assert store.workshops.by_code(typed) is None
    assert store.workshops.by_code(workshop.code).id == workshop.id
    assert statements_executed() - before == 2


def test_a_participant_is_a_response_that_says_where_it_takes_part(store, workshop, questionnaire):
    joined = store.load(store.workshops.join(workshop.id, "en", role="ca", organism="Entraide é"))
    assert (joined.workshop, joined.kind, joined.role, joined.organism) == (workshop.id, "person", "ca", "Entraide é")
    assert (joined.edition, joined.form, joined.language) == (questionnaire.edition, "short", "en")
    assert store.load(store.begin(questionnaire.edition, "fr").id).workshop is None


def test_nobody_joins_under_a_role_or_an_organism_that_is_not_asked(store, workshop):
    with pytest.raises(ValueError, match="role"):
        store.workshops.join(workshop.id, "fr", role="partenaire")
    with pytest.raises(ValueError, match="organism"):
        store.workshops.join(workshop.id, "fr", organism="Carre")
    with pytest.raises(NoSuchWorkshop):
        store.workshops.join("0" * 12, "fr")
    assert store.workshops.presence(workshop.id) == Presence(0, 0, 0, 0)


def test_joins_after_closing_are_refused_and_papers_are_typed(store, workshop, participant):
    store.workshops.close(workshop.id)
    closed_at = store.workshops.get(workshop.id).closed_at
    store.workshops.close(workshop.id)
    assert store.workshops.get(workshop.id).closed_at == closed_at
    with pytest.raises(WorkshopClosed):
        store.workshops.join(workshop.id, "fr")
    assert store.load(store.workshops.join(workshop.id, "fr", "paper")).kind == "paper"
    store.save(participant, {"q": Change("still")})
    store.submit(participant, {"q": "still"}, {}, "1", (), {})
    assert store.workshops.presence(workshop.id) == Presence(2, 0, 1, 0)


def test_the_last_day_is_that_of_quebec(store, make_workshop):
    workshop = make_workshop(closes_on=date(2026, 3, 10))
    store.workshops.now = lambda: datetime(2026, 3, 11, 3, 59, tzinfo=UTC)
    store.workshops.join(workshop.id, "fr")
    store.workshops.now = lambda: datetime(2026, 3, 11, 4, 0, tzinfo=UTC)
    with pytest.raises(WorkshopClosed):
        store.workshops.join(workshop.id, "fr")


def another(questionnaire, store):
    other = questionnaire_from_content(questionnaire.content.replace('"version":"', '"version":"2', 1))
    store.keep_edition(other)
    return other.edition


def test_before_the_first_answer_everything_changes_for_those_who_joined_too(store, workshop, questionnaire):
    edition = another(questionnaire, store)
    joined = store.workshops.join(workshop.id, "fr", role="ca", organism="Carrefour")
    fields = {"form": "whole", "roles": ["direction"], "organisms": [], "identity": "anonymous", "edition": edition}
    changed = store.workshops.change(workshop.id, title="Autre", **fields)
    assert (changed.title, changed.form, changed.roles, changed.identity) == (
        "Autre",
        "whole",
        ("direction",),
        "anonymous",
    )
    assert store.workshops.get(workshop.id) == changed
    now = store.load(joined)
    assert (now.edition, now.form, now.role, now.organism) == (edition, "whole", None, None)
    assert set(store.workshops.states(workshop.id)) == {"", "role:direction"}


@pytest.mark.parametrize(
    "field",
    [
        {"form": "whole"},
        {"identity": "anonymous"},
        {"roles": []},
        {"roles": ["direction", "ca", "autre"]},
        {"organisms": ["Carrefour"]},
        {"questionnaire_id": "regionalisation"},
        {"edition": "0" * 64},
    ],
    ids=str,
)
def test_settings_are_frozen_after_the_first_answer(store, workshop, participant, field):
    store.save(participant, {"q": Change("a")})
    assert store.workshops.get(workshop.id).begun
    with pytest.raises(WorkshopFrozen):
        store.workshops.change(workshop.id, title="B", **field)
    assert store.workshops.get(workshop.id).title == "Atelier"


def test_after_the_first_answer_title_dates_and_new_organisms_change(store, workshop, participant):
    store.save(participant, {"q": Change("a")})
    later = workshop.closes_on + timedelta(days=9)
    organisms = ["Nouveau", "Carrefour", "Entraide é"]
    given = {"title": "B", "closes_on": later, "erases_on": later, "organisms": organisms, "form": "short"}
    changed = store.workshops.change(workshop.id, **given, roles=["direction", "ca"])
    assert (changed.title, changed.closes_on, changed.organisms) == ("B", later, tuple(organisms))
    assert "organisme:Nouveau" in store.workshops.states(workshop.id)


@pytest.mark.parametrize("act", ["save", "join"])
def test_nobody_answers_or_joins_while_settings_change(store, workshop, participant, monkeypatch, act):
    """Between the look at whether anything was answered and the change, others wait."""
    acts = {
        "save": lambda: store.save(participant, {"q": Change("a")}),
        "join": lambda: store.workshops.join(workshop.id, "fr"),
    }
    stored, others, waited = workshop_rows.stored, [], []

    def meanwhile(fields):
        others.append(threading.Thread(target=acts[act]))
        others[0].start()
        others[0].join(0.3)
        waited.append(others[0].is_alive())
        return stored(fields)

    monkeypatch.setattr(workshop_rows, "stored", meanwhile)
    store.workshops.change(workshop.id, form="whole")
    others[0].join()
    assert waited == [True]
    assert store.load(participant).form == "whole"


def test_presence_is_reconciled(store, workshop, questionnaire):
    people = [store.workshops.join(workshop.id, "fr") for _ in range(6)]
    paper = store.workshops.join(workshop.id, "fr", "paper")
    sheet = store.workshops.consensus(workshop.id, "Table 1")
    for one in (*people[:4], paper, sheet):
        store.save(one, {"q": Change("a"), "r": Change("b")})
    for one in (people[0], people[1], paper, sheet):
        store.submit(one, {}, {}, "1", (), {})
    store.reopen(people[0])
    store.erase(people[1])
    store.erase(people[5])
    store.begin(questionnaire.edition, "fr")
    found = store.workshops.presence(workshop.id)
    assert found == Presence(joined=7, answering=2, done=2, erased=2, papers=1)
    assert found.not_begun == 1


def test_presence_of_nothing_is_an_error(store):
    with pytest.raises(NoSuchWorkshop):
        store.workshops.presence("0" * 12)


def test_the_edition_of_a_participant_does_not_move(store, participant, questionnaire):
    with pytest.raises(WorkshopFrozen):
        store.move_edition(participant, questionnaire.edition, {})


def test_sixty_wrong_codes_a_minute_and_no_more(store):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    told = []
    for second in range(240):
        store.workshops.now = lambda second=second: start + timedelta(seconds=second / 2)
        told.append((second / 2, looked_up(store)))
    at = [moment for moment, said in told if said]
    assert len(at) == 120
    assert all(sum(start <= moment < start + 60 for moment in at) <= 60 for start in at)


def test_processes_share_the_wrong_codes(store, url, monkeypatch):
    with closing(open_store(url)) as other, ThreadPoolExecutor(12) as pool:
        stores = [store, other] * 40
        looked = in_the_middle(monkeypatch)
        told = list(pool.map(looked_up, stores))
        assert sum(told) == len(looked) == 60
        assert not looked_up(store)
        assert not looked_up(other)


def looked_up(store, code="AAAAAAAA"):
    """Whether a typed code was looked for at all."""
    try:
        store.workshops.guess(code)
    except TooManyGuesses:
        return False
    return True


def in_the_middle(monkeypatch):
    """The looks for a code, each slow enough for others to come meanwhile."""
    looked, one = [], workshop_rows.one

    def slow(*arguments):
        looked.append(1)
        time.sleep(0.005)
        return one(*arguments)

    monkeypatch.setattr(workshop_rows, "one", slow)
    return looked


def test_good_codes_are_no_guesses(store, workshop):
    for _ in range(70):
        assert store.workshops.guess(workshop.code).id == workshop.id
    assert [looked_up(store) for _ in range(61)] == [True] * 60 + [False]
    assert not looked_up(store, workshop.code)
    assert store.workshops.by_code(workshop.code).id == workshop.id


def everything(url):
    """All the text of a database."""
    engine = engine_for(url)
    with reading(engine) as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
    engine.dispose()
    return repr(rows)


def test_erasing_leaves_the_title_and_the_dates_alone(store, workshop, url, questionnaire):
    people = [store.workshops.join(workshop.id, "fr", role="ca", organism="Carrefour") for _ in range(7)]
    for one in people:
        store.save(one, {"needle-question": Change("needle-answer")})
        store.submit(one, {"needle-question": "needle-answer"}, {"p": "needle-profile"}, "1", (), {"needle-count": 1})
    store.reopen(people[0])
    sheet = store.workshops.consensus(workshop.id, "needle-table")
    store.workshops.set_dissent(sheet, "needle-question", "needle-reason")
    other = store.begin(questionnaire.edition, "fr").id
    store.save(other, {"q": Change("kept elsewhere")})
    assert everything(url).count("needle") > 20
    store.workshops.erase(workshop.id)
    store.workshops.erase(workshop.id)
    assert "needle" not in everything(url)
    assert "Carrefour" not in everything(url)
    assert "kept elsewhere" in everything(url)
    if url.startswith("sqlite"):
        assert b"needle" not in bytes_of(url)
        assert b"kept elsewhere" in bytes_of(url)
    left = store.workshops.get(workshop.id)
    assert (left.title, left.closes_on, left.erases_on) == ("Atelier", workshop.closes_on, workshop.erases_on)
    assert left.erased_at == left.closed_at
    assert store.workshops.states(workshop.id) == {}
    assert store.workshops.presence(workshop.id) == Presence(0, 0, 0, 0)
    for kind in ("person", "paper"):
        with pytest.raises(WorkshopClosed):
            store.workshops.join(workshop.id, "fr", kind)
    with pytest.raises(WorkshopClosed):
        store.workshops.consensus(workshop.id, "Table")
    with pytest.raises(WorkshopFrozen):
        store.workshops.change(workshop.id, title="B")


def test_the_day_of_erasure_only_comes_nearer_once_somebody_answered(store, workshop, participant):
    later = store.workshops.change(workshop.id, erases_on=workshop.erases_on + timedelta(days=9)).erases_on
    store.save(participant, {"q": Change("a")})
    with pytest.raises(WorkshopFrozen):
        store.workshops.change(workshop.id, erases_on=later + timedelta(days=1))
    assert store.workshops.change(workshop.id, erases_on=later).erases_on == later
    nearer = later - timedelta(days=3)
    assert store.workshops.change(workshop.id, erases_on=nearer).erases_on == nearer


def test_someone_who_erases_never_waits_in_a_circle_with_who_changes_the_workshop(store, workshop, monkeypatch):
    people = [store.workshops.join(workshop.id, "fr") for _ in range(3)]
    store.submit(people[0], {}, {}, "1", (), {"v": 0})
    deleted, forget = threading.Event(), tallying.forget

    def slow(*arguments):
        deleted.set()
        time.sleep(0.5)
        forget(*arguments)

    monkeypatch.setattr(tallying, "forget", slow)
    with ThreadPoolExecutor(2) as pool:
        erased = pool.submit(store.erase, people[0])
        assert deleted.wait(5)
        changed = pool.submit(store.workshops.change, workshop.id, title="Autre")
        erased.result(10)
        assert changed.result(10).title == "Autre"
    assert store.workshops.presence(workshop.id).erased == 1


def test_workshops_are_erased_on_their_date(store, make_workshop):
    today = date(2026, 3, 10)
    due, past, later = (make_workshop(erases_on=today + timedelta(days)) for days in (0, -9, 1))
    assert store.workshops.due(today) == sorted([due.id, past.id])
    store.workshops.erase(due.id)
    assert store.workshops.due(today) == [past.id]
    assert store.workshops.get(later.id).erased_at is None
    assert store.workshops.get(due.id).erased_at
