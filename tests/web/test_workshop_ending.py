"""A workshop's end: paper forms typed in, sheets of consensus, closing, erasing."""

from __future__ import annotations

import datetime
import io
import time
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
from werkzeug.datastructures import MultiDict

from selfassess.questionnaire.short_form import sections_of
from selfassess.responses.counting import counted_apart
from selfassess.responses.records import Change
from selfassess.web.catalogue import KEY
from selfassess.web.workshop.erasing import erase_now, erase_on_time
from tests.walker import invented_answers, save_section
from tests.web import facilitating
from tests.web.facilitating import TODAY


@pytest.fixture
def lea(site):
    return facilitating.facilitator(site)


def form_answers(questionnaire, seed=3):
    """Answers to the short form."""
    whole = invented_answers(questionnaire, seed)
    return {one.id: whole[one.id] for one in questionnaire.questions() if one.short_form and one.id in whole}


def short(questionnaire):
    return sections_of(questionnaire, "short")


# Closing and erasing


@pytest.mark.parametrize("language", ["fr", "en"])
def test_closing_is_asked_twice_and_told_in_words(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, workshop, 2)
    here = f"/{language}/ateliers/{workshop.id}"
    lea.get(f"{here}/fermer")
    assert site.store.workshops.get(workshop.id).closed_at is None
    page = lea.send("/fermer")
    assert page.url == here
    assert site.store.workshops.get(workshop.id).closed_at is not None
    assert ("Fermé le" if language == "fr" else "Closed on") in page.text
    assert "code" not in page.by_id
    assert lea.get(f"{here}/fermer").url == here
    assert ("lea@atelier.ca", "workshop_closed") in acts(site, workshop)


def acts(site, workshop):
    return {(one.who, one.action) for one in site.store.staff.log(None, 30) if one.subject == workshop.id}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_erasing_now_is_asked_twice_and_leaves_the_title_and_dates(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    ids = facilitating.crowd(site, regionalisation, workshop, 6)
    here = f"/{language}/ateliers/{workshop.id}"
    lea.get(f"{here}/effacer")
    page = lea.send("/effacer")
    assert page.url == here
    assert workshop.title in page.h1
    assert ("Effacé le" if language == "fr" else "Erased on") in page.text
    assert not any(site.store.load(one) for one in ids)
    assert not site.store.workshops.states(workshop.id)
    for gone in ("tableau", "tableau.json", "papier", "affiche", "fiches", "saisie", "reglages", "repetition"):
        assert lea.client.get(f"{here}/{gone}").status_code == 404, gone
    assert ("lea@atelier.ca", "workshop_erased") in acts(site, workshop)
    lea.get(f"/{language}/ateliers/")


def test_what_is_due_is_erased_by_itself_and_the_page_says_so(site, lea, regionalisation):
    day = TODAY - datetime.timedelta(days=1)
    due = facilitating.room(site, regionalisation, closes_on=day - datetime.timedelta(days=1), erases_on=day)
    later = facilitating.room(site, regionalisation)
    (gone,) = [facilitating.done(site, regionalisation, due, kind="paper")]
    (kept,) = facilitating.crowd(site, regionalisation, later, 1)
    stopped = erase_on_time(site.app, every=0.05)
    until = time.monotonic() + 5
    while site.store.load(gone) and time.monotonic() < until:
        time.sleep(0.02)
    stopped.set()
    assert site.store.load(gone) is None
    assert site.store.load(kept) is not None
    assert "Effacé le" in lea.get(f"/fr/ateliers/{due.id}").text
    assert "Tout sera effacé le" in lea.get(f"/fr/ateliers/{later.id}").text


def test_a_workshop_that_cannot_be_erased_holds_no_other_back_and_is_tried_again(site, regionalisation, monkeypatch):
    day = TODAY - datetime.timedelta(days=1)
    due = [
        facilitating.room(site, regionalisation, closes_on=day - datetime.timedelta(days=1), erases_on=day)
        for _ in range(3)
    ]
    bad, *others = sorted(one.id for one in due)
    erase, failures = type(site.store.workshops).erase, iter([ValueError("bad row"), KeyError("bad row")])

    def erased(self, workshop_id, **more):
        failure = next(failures, None) if workshop_id == bad else None
        if failure:
            raise failure
        erase(self, workshop_id, **more)

    monkeypatch.setattr(type(site.store.workshops), "erase", erased)
    assert erase_now(site.app.extensions[KEY]) == others
    stopped = erase_on_time(site.app, every=0.05)
    until = time.monotonic() + 5
    while not site.store.workshops.get(bad).erased_at and time.monotonic() < until:
        time.sleep(0.02)
    stopped.set()
    assert site.store.workshops.get(bad).erased_at


# Paper forms


@pytest.mark.parametrize("closed", [False, True])
def test_paper_forms_are_typed_one_after_the_other_even_after_closing(site, lea, closed, regionalisation):
    workshop = facilitating.room(site, regionalisation, roles=("direction",))
    facilitating.crowd(site, regionalisation, workshop, 4, role="direction")
    if closed:
        site.store.workshops.close(workshop.id)
    here = f"/fr/ateliers/{workshop.id}/saisie"
    lea.get(here)
    for number in (1, 2):
        page = lea.send("/saisie", [("role", "direction")])
        answers = form_answers(regionalisation, number)
        for section in short(regionalisation):
            assert page.url.endswith(f"/section/{section.id}")
            assert "papier" in page.text
            page = save_section(lea, section, answers)
        page = lea.send("/envoyer")
        assert page.url == here
        assert f"{number} formulaire" in page.text
    presence = site.store.workshops.presence(workshop.id)
    assert (presence.joined, presence.done, presence.papers) == (6, 6, 2)
    assert site.store.workshops.states(workshop.id)[""]["people"] == 5


def test_a_form_that_was_begun_is_gone_on_with_or_dropped(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation)
    here = f"/fr/ateliers/{workshop.id}/saisie"
    lea.get(here)
    lea.send("/saisie")
    page = lea.get(here)
    assert "Un formulaire est commencé" in page.text
    page = lea.send("/abandonner")
    assert "rien n’en est gardé" in page.text
    assert site.store.workshops.presence(workshop.id).joined in (0, 1)
    assert "/saisie" in page.form("/saisie").action


def test_a_form_begun_twice_is_one_and_is_led_back_to(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation)
    page = lea.get(f"/fr/ateliers/{workshop.id}/saisie")
    form, before = page.form("/saisie"), lea.client.get_cookie("selfassess").value
    first = lea.post(form.action, form.filled([]))
    held = lea.client.get_cookie("selfassess").value
    lea.client.set_cookie("selfassess", before)
    assert lea.post(form.action, form.filled([])).url == first.url
    save_section(lea, short(regionalisation)[0], form_answers(regionalisation))
    lea.client.set_cookie("selfassess", held)
    fields = [pair for pair in form.filled([]) if pair[0] != "entree"]
    page = lea.post(form.action, fields)
    assert page.url == f"/fr/atelier-{workshop.id}/sections"
    assert "Un formulaire est déjà commencé" in page.text
    assert site.store.workshops.presence(workshop.id).joined == 1


def test_two_forms_begun_at_the_same_moment_are_one(site, lea, regionalisation, monkeypatch):
    workshop = facilitating.room(site, regionalisation)
    form = lea.get(f"/fr/ateliers/{workshop.id}/saisie").form("/saisie")
    join = type(site.store.workshops).join

    def slow(self, *arguments, **more):
        time.sleep(0.1)
        return join(self, *arguments, **more)

    monkeypatch.setattr(type(site.store.workshops), "join", slow)
    cookies = [lea.client.get_cookie(name) for name in ("selfassess", "selfassess-equipe")]

    def begin(_):
        client = site.app.test_client()
        for cookie in cookies:
            client.set_cookie(cookie.key, cookie.value)
        return client.post(form.action, data=MultiDict(form.filled([]))).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(begin, range(4))) == {302}
    assert site.store.workshops.presence(workshop.id).joined == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_paper_form_that_meets_a_change_or_an_erasure_says_so(site, language, regionalisation, monkeypatch):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation, identity="organism", organisms=("Nord", "Sud"))
    here = f"/{language}/ateliers/{workshop.id}"
    lea.get(f"{here}/saisie")
    site.store.workshops.change(workshop.id, organisms=("Nord",))
    page = lea.send("/saisie", [("organisme", "Sud")])
    assert page.url == f"{here}/saisie"
    assert ("n’est plus dans la liste" if language == "fr" else "no longer in the list") in page.text
    join = type(site.store.workshops).join

    def erased(self, *arguments, **more):
        self.erase(workshop.id)
        return join(self, *arguments, **more)

    monkeypatch.setattr(type(site.store.workshops), "join", erased)
    page = lea.send("/saisie", [("organisme", "Nord")])
    assert page.url == here
    assert ("vient d’être effacé" if language == "fr" else "has just been erased") in page.text


def test_a_sheet_that_meets_an_erasure_says_so(site, lea, regionalisation, monkeypatch):
    workshop = facilitating.room(site, regionalisation)
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    lea.get(f"/fr/ateliers/{workshop.id}/fiches/1/{question.id}")
    consensus = type(site.store.workshops).consensus

    def erased(self, *arguments):
        with counted_apart():
            self.erase(workshop.id)
        return consensus(self, *arguments)

    monkeypatch.setattr(type(site.store.workshops), "consensus", erased)
    page = lea.send(f"/1/{question.id}", [("desaccord", "Une raison.")], status=409)
    assert "Cet atelier vient de changer" in page.text


def typed_in(lea, site, questionnaire):
    """A workshop, and the address of a paper form begun in it."""
    workshop = facilitating.room(site, questionnaire)
    lea.get(f"/fr/ateliers/{workshop.id}/saisie")
    page = lea.send("/saisie")
    answers = form_answers(questionnaire)
    save_section(lea, short(questionnaire)[0], answers)
    return workshop, page.url


@pytest.mark.parametrize("everywhere", [False, True])
def test_signing_out_leaves_no_paper_form_open(site, lea, everywhere, regionalisation):
    workshop, address = typed_in(lea, site, regionalisation)
    assert "papier" in lea.get(address).text
    lea.get("/fr/ateliers/")
    lea.send("/sortir", [("partout", "oui")] if everywhere else [])
    assert lea.get(address).url == "/fr/atelier"
    with lea.client.session_transaction() as session:
        assert f"atelier-{workshop.id}" not in session["responses"] | session["codes"]


def test_a_paper_form_is_open_to_its_facilitator_alone(site, lea, regionalisation):
    _, address = typed_in(lea, site, regionalisation)
    held = lea.client.get_cookie("selfassess").value
    site.store.staff.leave_everywhere(facilitating.id_of(site))
    assert lea.client.get(address).headers["Location"] == "/fr/atelier"
    other = facilitating.facilitator(site, "autre@atelier.ca")
    other.client.set_cookie("selfassess", held)
    assert other.client.get(address).headers["Location"] == "/fr/atelier"
    again = facilitating.facilitator(site)
    again.client.set_cookie("selfassess", held)
    assert "papier" in again.get(address).text


# Consensus


def pictures(site, workshop):
    return (
        site.store.workshops.states(workshop.id),
        site.store.workshops.version(workshop.id),
        site.store.workshops.presence(workshop.id),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_sheet_is_filled_beside_the_rooms_answers_and_changes_no_picture(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, workshop, 5)
    before = pictures(site, workshop)
    board = lea.get(f"/{language}/ateliers/{workshop.id}/tableau").html
    here = f"/{language}/ateliers/{workshop.id}/fiches"
    lea.get(here)
    lea.get(f"{here}/3")
    assert not site.store.workshops.consensus_sheets(workshop.id)
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix_multiple")
    page = lea.get(f"{here}/3/{question.id}")
    assert page.html.count('class="drawing"') == 1
    chosen = [one.id for one in question.options if not one.exclusive][:2]
    fields = [*((question.id, one) for one in chosen), ("desaccord", "Deux personnes voient plutôt le contraire.")]
    page = lea.send(f"/3/{question.id}", fields, {question.id})
    assert page.url == f"{here}/3"
    (sheet,) = site.store.workshops.consensus_sheets(workshop.id)
    assert sheet.place == "Table 3"
    assert set(sheet.answers[question.id]) == set(chosen)
    assert sheet.dissents == {question.id: "Deux personnes voient plutôt le contraire."}
    page = lea.send("/3/envoyer")
    (sheet,) = site.store.workshops.consensus_sheets(workshop.id)
    assert sheet.submitted_at is not None
    assert not [link for link in page.links() if link.endswith(f"/3/{question.id}")]
    assert lea.get(f"{here}/3/{question.id}").url == f"{here}/3"
    assert pictures(site, workshop) == before
    assert body(lea.get(f"/{language}/ateliers/{workshop.id}/tableau").html) == body(board)
    assert not [one for one in site.store.submissions(regionalisation.id) if one.response == sheet.response]


def body(html):
    return html.partition("<main")[2].partition("</main>")[0]


def test_organisms_have_their_sheets_and_an_unknown_place_is_none(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation, identity="organism", organisms=("Carrefour", "Maison"))
    here = f"/fr/ateliers/{workshop.id}/fiches"
    page = lea.get(here)
    assert "Carrefour" in page.text
    assert "Maison" in page.text
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    lea.get(f"{here}/2/{question.id}")
    lea.send(f"/2/{question.id}", [(question.id, question.options[0].id)])
    assert [one.place for one in site.store.workshops.consensus_sheets(workshop.id)] == ["Maison"]
    for path in (f"{here}/3", f"{here}/0", f"{here}/1/nulle_part"):
        lea.get(path, 404)


def test_a_dissent_keeps_its_lines_and_no_sign_that_nobody_sees(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation)
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    lea.get(f"/fr/ateliers/{workshop.id}/fiches/1/{question.id}")
    lea.send(f"/1/{question.id}", [("desaccord", "\x00Deux lignes,\x1b\r\nl’une, l’autre\u202f!\x07")])
    (sheet,) = site.store.workshops.consensus_sheets(workshop.id)
    assert sheet.dissents == {question.id: "Deux lignes, \nl’une, l’autre\u202f!"}


def test_a_dissent_alone_makes_a_sheet_that_settings_do_not_lose(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation, identity="organism", organisms=("Nord", "Sud"))
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    lea.get(f"/fr/ateliers/{workshop.id}/fiches/1/{question.id}")
    lea.send(f"/1/{question.id}", [("desaccord", "Une raison.")])
    assert "identite" not in lea.get(f"/fr/ateliers/{workshop.id}/reglages").form("/reglages").names
    assert "Nord" in lea.get(f"/fr/ateliers/{workshop.id}/fiches").text


def test_a_sheet_of_no_table_is_no_number(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation)
    site.store.workshops.consensus(workshop.id, "Nord")
    assert "Table 8" in lea.get(f"/fr/ateliers/{workshop.id}/fiches").text


def test_a_reason_that_is_too_long_is_refused_with_what_was_typed(site, lea, regionalisation):
    workshop = facilitating.room(site, regionalisation)
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    lea.get(f"/fr/ateliers/{workshop.id}/fiches/1/{question.id}")
    page = lea.send(f"/1/{question.id}", [("desaccord", "mot " * 600)], status=422)
    assert "trop long" in page.text
    assert not site.store.workshops.consensus_sheets(workshop.id)
    lea.get(f"/fr/ateliers/{workshop.id}/fiches/1/{question.id}")
    lea.send(f"/1/{question.id}", [("desaccord", "tard"), ("csrf_token", "perdu")], status=400)


# Files


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_files_are_downloaded_logged_and_a_sheet_of_consensus_is_apart(site, language, regionalisation):
    lea = facilitating.facilitator(site, language=language)
    workshop = facilitating.room(site, regionalisation)
    facilitating.crowd(site, regionalisation, workshop, 5)
    before = sheets_of(lea, language, workshop)
    question = next(one for one in regionalisation.questions() if one.short_form and one.type == "choix")
    response = site.store.workshops.consensus(workshop.id, "Table 1")
    site.store.save(response, {question.id: Change(question.options[0].id)})
    site.store.workshops.set_dissent(response, question.id, "Une raison entendue.")
    site.store.submit(response, {question.id: question.options[0].id}, {}, "essai")
    after = sheets_of(lea, language, workshop)
    apart = [name for name in after if name not in before]
    assert len(apart) == 1
    assert any("Une raison entendue." in str(cell) for row in after[apart[0]] for cell in row)
    contents = next(iter(before))
    assert {name: after[name] for name in before if name != contents} == {
        name: rows for name, rows in before.items() if name != contents
    }
    pdf = lea.raw(f"/{language}/ateliers/{workshop.id}/resultats.pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert ("lea@atelier.ca", "workshop_exported") in acts(site, workshop)


def sheets_of(lea, language, workshop):
    """What each sheet of the downloaded workbook holds."""
    response = lea.raw(f"/{language}/ateliers/{workshop.id}/resultats.xlsx")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
