"""With the page's script every answer is saved as it is given, and the page tells the truth about it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.web.steps import WORKSHOP, begin, stored

FIRST, SECOND = "/fr/velo/section/atelier", "/fr/velo/section/freins"
SAVED = re.compile(r"Enregistré à \d+\sh\s\d\d")
FAILED = re.compile("Pas enregistré")


@pytest.fixture
def answering(window, visitor, velo):
    """A window of someone who has saved the first page of velo."""
    begin(visitor, velo)
    return window(visitor=visitor)


def state(page):
    return page.locator("#etat")


def checked(page, name):
    return page.eval_on_selector_all(f"[name='{name}']:checked", "all => all.map(one => one.value)")


def test_an_answer_is_saved_without_any_button_and_survives_a_reload(window):
    opened = window()
    page = opened.open(FIRST)
    expect(state(page)).to_have_text("Rien n’est encore enregistré.")
    assert state(page).get_attribute("role") == "status"
    assert state(page).get_attribute("aria-live") == "polite"
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_text(SAVED)
    page.fill("[name=nom]", "Tapé, jamais envoyé")
    expect(page.locator("#fait")).to_have_text(re.compile(r"2\D+4"))
    expect(state(page)).to_have_text(SAVED)
    page.check("[name='qui.principal'][value=ville]")
    page.check("[name=gestes][value=cours]")
    expect(page.locator("#fait")).to_have_text(re.compile(r"4\D+4"))
    expect(state(page)).to_have_class(re.compile("saved"))
    page.reload()
    assert page.input_value("[name=nom]") == "Tapé, jamais envoyé"
    assert checked(page, "quartier") == ["calme"]
    assert checked(page, "qui.principal") == ["ville"]
    assert checked(page, "gestes") == ["cours"]
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/freins")
    assert page.locator(".code-note code").is_visible()
    assert opened.complaints == []


def test_in_english_too(window):
    page = window().open("/en/velo/section/atelier")
    page.check("[name=quartier][value=calme]")
    expect(state(page)).to_have_text(re.compile(r"Saved at \d+:\d\d [ap]\.m\."))


def test_a_failing_connection_is_shown_and_nothing_is_lost(answering, live, visitor):
    page = answering.open(SECOND)
    page.route("**/garder", lambda route: route.abort())
    page.check("[name=d1_force][value=fort]")
    expect(state(page)).to_have_text(FAILED)
    assert "failed" in state(page).get_attribute("class")
    page.fill("[name=d1_commentaire]", "Écrit pendant la panne")
    page.wait_for_timeout(1200)
    expect(state(page)).to_have_text(FAILED)
    assert "d1_force" not in stored(live, visitor)
    page.unroute("**/garder")
    expect(state(page)).to_have_text(SAVED, timeout=10_000)
    assert stored(live, visitor) == {
        **{name: WORKSHOP[name] for name in ("nom", "qui", "gestes", "quartier")},
        "d1_force": "fort",
        "d1_commentaire": "Écrit pendant la panne",
    }


def test_a_failing_server_is_shown_and_retried(answering, live, visitor):
    page = answering.open(SECOND)
    failures = []

    def fail_once(route):
        if failures:
            return route.continue_()
        failures.append(1)
        return route.fulfill(status=503, content_type="application/json", body='{"state": "failed", "message": "x"}')

    page.route("**/garder", fail_once)
    page.check("[name=d1_force][value=peu]")
    expect(state(page)).to_have_text(FAILED)
    expect(state(page)).to_have_text(SAVED, timeout=10_000)
    assert stored(live, visitor)["d1_force"] == "peu"


def test_back_online_saves_at_once(answering, live, visitor):
    page = answering.open(SECOND)
    answering.context.set_offline(True)
    page.check("[name=d1_force][value=tres]")
    expect(state(page)).to_have_text(FAILED)
    answering.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=10_000)
    assert stored(live, visitor)["d1_force"] == "tres"


def test_the_button_saves_when_the_script_cannot(answering, live, visitor):
    page = answering.open(SECOND)
    page.route("**/garder", lambda route: route.abort())
    page.check("[name=d1_force][value=fort]")
    expect(state(page)).to_have_text(FAILED)
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/verifier")
    assert stored(live, visitor)["d1_force"] == "fort"


def test_leaving_with_something_unsaved_is_asked_about(answering):
    page = answering.open(SECOND)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.route("**/garder", lambda route: route.abort())
    page.check("[name=d1_force][value=fort]")
    expect(state(page)).to_have_text(FAILED)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_lost_session_keeps_what_was_typed(answering, live, visitor):
    page = answering.open("/fr/velo/code")
    code = page.inner_text("#code-mots")
    page = answering.open(SECOND)
    answering.context.clear_cookies()
    page.fill("[name=d1_commentaire]", "Écrit trop tard")
    expect(state(page)).to_have_text(re.compile("Votre session a pris fin"))
    page.locator(".button[name=suite]").click()
    page.wait_for_selector("#code")
    assert page.evaluate("document.activeElement.id") == "avis"
    assert page.input_value("[name=d1_commentaire]") == "Écrit trop tard"
    page.fill("#code", code)
    page.locator(".button[name=suite]").click()
    page.wait_for_url("**/verifier")
    assert stored(live, visitor)["d1_commentaire"] == "Écrit trop tard"


def test_two_tabs_end_with_what_the_person_chose(answering, live, visitor):
    first = answering.open(FIRST)
    second = answering.context.new_page()
    second.goto(answering.url + FIRST)
    first.check("[name=quartier][value=calme]")
    expect(state(first)).to_have_text(SAVED)
    second.check("[name=quartier][value=central]")
    expect(second.locator("#q-quartier .error")).to_contain_text("Calme")
    assert stored(live, visitor)["quartier"] == "calme"
    second.locator(".button[name=suite]").click()
    second.wait_for_url("**/freins")
    assert stored(live, visitor)["quartier"] == "central"


def test_a_question_appears_and_goes_with_the_answer_that_opens_it(answering):
    page = answering.open(SECOND)
    block = page.locator("#q-d1_pratiques")
    expect(block).to_be_hidden()
    page.check("[name=d1_reponse][value=fait]")
    expect(block).to_be_visible()
    other = page.locator("[name=d1_pratiques_autre]")
    expect(other).to_be_hidden()
    page.check("[name=d1_pratiques][value=autre]")
    expect(other).to_be_visible()
    page.check("[name=d1_reponse][value=repere]")
    expect(block).to_be_hidden()
    expect(other).to_be_hidden()


def test_boxes_that_exclude_each_other(window, live, visitor, regionalisation):
    section = regionalisation.sections[0]
    question = next(one for one in section.questions if any(option.exclusive for option in one.options))
    alone = next(option.id for option in question.options if option.exclusive)
    others = [option.id for option in question.options if not option.exclusive and not option.specify]
    page = window(PHONE).open(f"/fr/regionalisation/section/{section.id}")

    def box(value):
        return page.locator(f"[name={question.id}][value={value}]")

    for value in others[:2]:
        box(value).check()
    box(alone).check()
    assert checked(page, question.id) == [alone]
    box(others[0]).check()
    assert checked(page, question.id) == [others[0]]
    box(f"_{question.no_answer[0]}").check()
    assert checked(page, question.id) == [f"_{question.no_answer[0]}"]
    expect(state(page)).to_have_text(SAVED)


def test_a_role_and_no_answer_exclude_each_other(answering):
    page = answering.open(FIRST)
    page.check("[name=qui][value=_ne_sais_pas]")
    assert checked(page, "qui.principal") == []
    page.check("[name='qui.principal'][value=ville]")
    assert checked(page, "qui") == []


def test_a_refused_answer_is_told_beside_it(answering):
    page = answering.open(FIRST)
    page.fill("[name=nom]", "x" * 250)
    expect(page.locator("#q-nom .error")).to_contain_text("200")
    assert "failed" in state(page).get_attribute("class")
    page.fill("[name=nom]", "Court")
    expect(page.locator("#q-nom .error")).to_have_count(0)
    expect(state(page)).to_have_text(SAVED)


def test_the_summary_of_errors_takes_the_focus_and_its_links_lead_to_them(window):
    page = window(PHONE).open(FIRST)
    page.check("[name=quartier][value=calme]")
    page.locator(".button[name=suite]").click()
    page.wait_for_selector("#erreurs")
    assert page.evaluate("document.activeElement.id") == "erreurs"
    assert page.title().startswith("Erreur")
    page.locator("#erreurs a").click()
    assert page.evaluate("document.activeElement.id") == "q-nom"
    assert page.locator("#q-nom").evaluate("one => one.getBoundingClientRect().top >= 0")


def test_a_double_click_goes_on_once(answering, live, visitor):
    page = answering.open(SECOND)
    page.check("[name=d1_force][value=fort]")
    page.locator(".button[name=suite]").dblclick()
    expect(page).to_have_url(re.compile("/verifier$"), timeout=15000)
    page.locator("form[action$='/envoyer'] button").dblclick()
    expect(page).to_have_url(re.compile("/resultat$"), timeout=15000)
    page.go_back()
    expect(page).to_have_url(re.compile("/resultat$"), timeout=15000)
    assert stored(live, visitor)["d1_force"] == "fort"


def test_the_language_changes_without_losing_what_was_just_typed(answering, live, visitor):
    page = answering.open(SECOND)
    page.route("**/garder", lambda route: route.abort())
    page.fill("[name=d1_commentaire]", "À peine tapé")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/en/velo/section/freins")
    assert page.input_value("[name=d1_commentaire]") == "À peine tapé"


def test_enter_in_a_text_goes_to_the_next_page_not_to_another_language(answering):
    page = answering.open(FIRST)
    page.press("[name=nom]", "Enter")
    page.wait_for_url("**/fr/velo/section/freins")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_page_of_questions_asks_for_little(window, regionalisation, size):
    opened = window(size)
    opened.open(f"/fr/regionalisation/section/{regionalisation.sections[3].id}")
    opened.page.wait_for_load_state("networkidle")
    assert len(opened.requests) <= 5
    assert opened.complaints == []
