"""What protects people's answers: doors, cookies, hosts, limits, logs, and text that stays text."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sqlite3

import pytest
from werkzeug.datastructures import MultiDict

from selfassess.web import health
from selfassess.web.access import LEDGER, Access, Door
from selfassess.web.logs import JsonLines
from tests.walker import WORDS, fields_for, invented_answers, save_section, walk
from tests.web import facilitating
from tests.web.steps import FIRST, SECOND, WORKSHOP, begin, code_of, held, packet, stored, submitted
from tests.web.test_return import rows
from tests.web.visitor import Visitor

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "{{7*7}} ${7*7} {% raise %}",
    '" onmouseover="alert(3)" x=\'',
    "<img src=x onerror=alert(4)>]]><!--",
    "\u202etxet neddih\u202c & é ́ 🙂 %s {logique} \\",
)


def addresses(app, method):
    """An address for each route that this method opens, with whose it is."""
    values = {
        "language": "fr",
        "questionnaire": "velo",
        "section": "atelier",
        "tag": "x",
        "name": "page.js",
        "kind": "xlsx",
    }
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods:
                here = {name: values.get(name, "x") for name in rule.arguments}
                address = app.url_map.bind("127.0.0.1").build(rule.endpoint, here, method=method)
                found[address] = app.extensions[LEDGER][rule.endpoint]
    return found


def test_every_route_says_who_may_call_it(site):
    ledger = site.app.extensions[LEDGER]
    assert {rule.endpoint for rule in site.app.url_map.iter_rules()} == set(ledger)
    assert len(ledger) > 20


def test_a_route_that_does_not_say_stops_the_start(make_site, monkeypatch):
    door = Door("health", "health")

    @door.opens("/healthz", Access.MACHINE)
    def healthz():
        return "fine"

    @door.route("/backdoor")
    def backdoor():
        return "all the answers"

    monkeypatch.setattr(health, "door", door)
    with pytest.raises(RuntimeError, match=r"health\.backdoor"):
        make_site()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_respondents_route_gives_nothing_to_another(site, velo, method):
    mine = Visitor(site.app)
    submitted(mine, velo)
    secrets = [WORKSHOP["nom"], WORKSHOP["d1_commentaire"], held(site, mine).id, code_of(mine).split()[0] + " "]
    before = rows(site)
    tried = 0
    for address, access in addresses(site.app, method).items():
        if access is not Access.RESPONDENT:
            continue
        other = Visitor(site.app)
        own_token = dict(other.get("/fr/reprendre").form("/reprendre").fields)["csrf_token"]
        response = other.raw(address, method, {"csrf_token": own_token} if method == "POST" else None)
        assert response.status_code in (302, 404), address
        assert not [secret for secret in secrets if secret in response.text], address
        tried += 1
    assert tried >= 5
    assert rows(site) == before


def test_a_form_without_its_token_changes_nothing_wherever_it_goes(site, velo):
    mine = Visitor(site.app)
    submitted(mine, velo)
    before = rows(site)
    for address in addresses(site.app, "POST"):
        response = mine.raw(address, "POST", {"csrf_token": "not the one"})
        assert response.status_code in (302, 400, 404, 409, 422), address
    assert rows(site) == before


def test_no_get_changes_anything(site, velo):
    mine = Visitor(site.app)
    begin(mine, velo)
    done = Visitor(site.app)
    submitted(done, velo)
    before = rows(site)
    for visitor in (Visitor(site.app), mine, done):
        for address in addresses(site.app, "GET"):
            if not address.startswith("/static"):
                assert visitor.raw(address).status_code < 500
        assert rows(site) == before


def test_a_session_of_another_key_opens_nothing(site, make_site, velo):
    mine = Visitor(site.app)
    begin(mine, velo)
    other = make_site(folder=site.folder, SECRET_KEY="another key, as long as the first one was")
    thief = Visitor(other.app)
    for cookie in mine.client._cookies.values():
        thief.client.set_cookie(cookie.key, cookie.value, domain=cookie.domain)
    assert thief.raw("/fr/velo/code").status_code == 404
    assert WORKSHOP["nom"] not in thief.get(FIRST).html


@pytest.mark.parametrize(("language", "said"), [("fr", "C’est trop long"), ("en", "This is too long")])
def test_a_body_beyond_the_cap_is_refused_in_words(site, language, said):
    visitor = Visitor(site.app, language)
    path = f"/{language}/velo/section/atelier"
    visitor.get(path)
    page = visitor.send("/atelier", [("nom", "x" * 70_000)], status=413)
    assert said in page.h1
    response = visitor.raw(f"{path}/garder", "POST", {"nom": "x" * 70_000})
    assert response.status_code == 413
    assert said in response.json["message"]


def test_a_body_just_under_the_cap_is_read(visitor):
    visitor.get(FIRST)
    page = visitor.send("/atelier", [("nom", "x" * 60_000)], status=422)
    assert dict(page.form("/atelier").fields)["nom"] == "x" * 60_000


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_an_unknown_host_is_refused(site, host):
    response = site.app.test_client().get("/fr/", headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_addresses_never_come_from_the_request(make_site, velo):
    site = make_site(PUBLIC_URL="https://questionnaire.example", TRUSTED_HOSTS="other.example")
    visitor = Visitor(site.app, base_url="https://other.example")
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp", "Referer": "https://other.example/"}
    visitor.environment["headers"] = forged
    begin(visitor, velo)
    page = visitor.get("/fr/velo/code")
    assert "https://questionnaire.example/fr/reprendre" in page.text
    assert "other.example" not in page.html
    assert "evil.example" not in page.html


def cookie_of(site, velo, **environment):
    visitor = Visitor(site.app, **environment)
    visitor.get(FIRST)
    fields = visitor.page.form("/atelier").filled(fields_for(velo.sections[0], WORKSHOP))
    return visitor.raw(FIRST, "POST", MultiDict(fields)).headers["Set-Cookie"]


def test_the_cookie_over_http_is_hidden_from_scripts_and_other_sites(site, velo):
    cookie = cookie_of(site, velo)
    assert cookie.startswith("selfassess=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_the_cookie_over_https_belongs_to_this_host_alone(make_site, velo):
    site = make_site(PUBLIC_URL="https://questionnaire.example")
    base = {"base_url": "https://questionnaire.example", "headers": {"Referer": "https://questionnaire.example/"}}
    cookie = cookie_of(site, velo, **base)
    assert cookie.startswith("__Host-selfassess=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    response = site.app.test_client().get("/fr/", base_url="https://questionnaire.example")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000"


def test_a_browser_that_sends_no_referer_can_answer_over_https(make_site, velo):
    site = make_site(PUBLIC_URL="https://questionnaire.example")
    visitor = Visitor(site.app, base_url="https://questionnaire.example")
    begin(visitor, velo)
    assert visitor.page.url == SECOND


def test_a_new_nonce_for_each_page(visitor):
    nonces = {re.search("nonce-([^']+)", visitor.get(FIRST).headers["Content-Security-Policy"])[1] for _ in range(5)}
    assert len(nonces) == 5


@pytest.fixture
def logged():
    """Every log line, of every logger and level, as it is written."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(JsonLines().format(record) if record.name == "selfassess" else record.getMessage())

    handler, root = Keep(logging.DEBUG), logging.getLogger()
    loggers = [root, logging.getLogger("selfassess"), logging.getLogger("werkzeug"), logging.getLogger("sqlalchemy")]
    levels = [one.level for one in loggers]
    root.addHandler(handler)
    for one in loggers:
        one.setLevel(logging.DEBUG if one.name != "sqlalchemy" else logging.WARNING)
    yield lines
    root.removeHandler(handler)
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


def test_logs_hold_neither_answers_nor_codes(site, velo, regionalisation, logged, monkeypatch):
    visitor = Visitor(site.app)
    walk(visitor, regionalisation)
    begin(visitor, velo)
    secret, code, mark = "Un secret bien gardé", code_of(visitor), held(site, visitor).id
    visitor.get(SECOND)
    with monkeypatch.context() as patch:
        patch.setattr(site.store, "save", lambda *_: int(secret))
        page = save_section(visitor, velo.sections[1], {"d1_commentaire": secret}, status=500)
        assert secret not in page.text
    with monkeypatch.context() as patch:
        patch.setattr(site.store, "save", lambda *_: sqlite3.connect("/nowhere/x"))
        visitor.get(SECOND)
        save_section(visitor, velo.sections[1], {"d1_commentaire": secret}, status=500)
    visitor.get("/fr/reprendre")
    visitor.send("/reprendre", [("code", "fromege " + code)], status=422)
    visitor.send("/reprendre", [("code", code)])
    visitor.raw(f"/fr/velo/section/{secret.replace(' ', '-')}")
    everything = "\n".join(logged)
    assert everything.count('"event": "failure"') == 2
    assert "ValueError" in everything
    assert everything.count('"event": "request"') > 20
    for said in (secret, WORDS, mark, WORKSHOP["nom"], code, code.replace(" ", "-"), "fromege", "Un-secret"):
        assert said not in everything, said
    assert not [word for word in set(code.split()) if re.search(rf"\b{word}\b", everything)]
    for line in logged:
        if '"event"' in line:
            assert {"at", "level", "event"} <= set(json.loads(line))


def test_what_browsers_ask_for_again_and_again_is_told_at_debug_alone(site, velo, logged):
    lea = facilitating.facilitator(site)
    workshop = facilitating.room(site, velo)
    for page in ("tableau", "repetition"):
        lea.get(f"/fr/ateliers/{workshop.id}/{page}")
        lea.raw(f"/fr/ateliers/{workshop.id}/{page}.json")
    told = [json.loads(line) for line in logged if '"event": "request"' in line]
    levels = {one["endpoint"]: one["level"] for one in told}
    assert [levels[f"workshop.{name}"] for name in ("board", "rehearsal")] == ["info"] * 2
    assert [levels[f"workshop.{name}_data"] for name in ("board", "rehearsal")] == ["debug"] * 2


def test_an_error_is_a_page_that_says_nothing_of_the_inside(site, velo, monkeypatch):
    visitor = Visitor(site.app, "en")
    monkeypatch.setattr(site.store, "load", lambda *_: 1 / 0)
    with visitor.client.session_transaction() as session:
        session["responses"] = {"velo": "x"}
    page = visitor.get("/en/velo/sections", 500)
    assert "ZeroDivision" not in page.html
    assert "What was saved still is" in page.text


@pytest.mark.parametrize(("path", "language"), [("/fr/nulle-part", "fr"), ("/en/nowhere", "en"), ("/nowhere", "fr")])
def test_a_page_that_does_not_exist(site, path, language):
    visitor = Visitor(site.app, language, base_url="https://localhost")
    visitor.get(path, 404)


@pytest.mark.parametrize("path", ["//evil.example", "/fr//evil.example", "/fr/velo", "/fr/velo?a=//evil.example"])
def test_an_address_mended_stays_on_this_site(site, path):
    location = site.app.test_client().get(path).headers.get("Location", "/")
    assert re.match("/[^/]|/$", location), location


@pytest.mark.parametrize("path", ["/fr/velo/section/rien", "/fr/rien/", "/fr/rien/sections", "/de/velo/"])
def test_what_does_not_exist_is_not_found(visitor, path):
    visitor.get(path, 404)


def test_a_get_where_a_post_is_expected_is_explained(visitor):
    visitor.get("/fr/velo/envoyer", 405)


def test_health_and_readiness(make_site):
    site = make_site()
    client = site.app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok"}
    site.store.close()
    shutil.rmtree(site.folder)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json == {"status": "unavailable"}
    visitor = Visitor(site.app, "en")
    with visitor.client.session_transaction() as session:
        session["responses"] = {"velo": "x"}
    assert "Saving is not possible" in visitor.get("/en/velo/sections", 503).h1


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_types_stays_text(site, velo, text):
    answers = {
        **WORKSHOP,
        "nom": text,
        "gestes": ["cours", "autre"],
        "gestes_autre": text,
        "d1_reponse": "fait",
        "d1_pratiques": ["cours", "autre"],
        "d1_pratiques_autre": text,
        "d1_commentaire": text,
    }
    visitor = Visitor(site.app, typography=False)
    visitor.get(FIRST)
    save_section(visitor, velo.sections[0], answers)
    check = save_section(visitor, velo.sections[1], answers)
    assert stored(site, visitor)["nom"] == text
    again = visitor.get(FIRST)
    assert dict(again.form("/atelier").fields)["nom"] == text
    visitor.get("/fr/velo/verifier")
    result = visitor.send("/envoyer")
    for page in (check, again, result):
        scripts = ["".join(one.itertext()) for one in page.all("script")]
        assert not [one for one in scripts if "alert(" in one and not one.startswith("{")]
        assert not page.all("img")
        assert "49" not in page.text_of("contenu").split()
    figures = next(one for one in result.all("script") if one.get("id") == "figures")
    json.loads("".join(figures.itertext()))
    assert len(result.all("script")) == 2
    assert json.loads(visitor.raw("/fr/velo/resultat.json").text)["answers"] == answers
    told = visitor.raw("/fr/velo/resultat.json")
    assert told.content_type == "application/json"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_person_types_stays_text_when_it_is_refused(site, velo, text):
    visitor = Visitor(site.app, typography=False)
    page = visitor.get(FIRST)
    fields = [*page.form("/atelier").filled([("nom", text * 20)]), ("quartier", text), ("qui.principal", text)]
    page = visitor.post(FIRST, fields, 422)
    assert dict(page.form("/atelier").fields)["nom"] == text * 20
    assert len(page.all("script")) == 2
    response = visitor.raw(f"{FIRST}/garder", "POST", MultiDict(packet(page, velo, "atelier", {"quartier": text})))
    assert response.content_type == "application/json"


def test_answers_to_no_question_are_ignored(site, visitor, velo):
    page = visitor.get(FIRST)
    fields = page.form("/atelier").filled(fields_for(velo.sections[0], WORKSHOP))
    visitor.post(FIRST, [*fields, ("d1_force", "fort"), ("inventee", "x"), ("__class__", "x"), ("nom.x", "y")])
    assert stored(site, visitor) == {name: WORKSHOP[name] for name in ("nom", "qui", "gestes", "quartier")}


def test_the_first_page_follows_the_readers_language(site):
    client = site.app.test_client()
    for wanted, path in (("en-CA,en;q=0.9", "/en/"), ("fr-CA", "/fr/"), ("de", "/fr/")):
        response = client.get("/", headers={"Accept-Language": wanted})
        assert response.headers["Location"] == path
        assert response.headers["Vary"].startswith("Accept-Language")


def test_files_are_kept_for_ever_under_a_name_that_changes(site, visitor):
    page = visitor.get(FIRST)
    client = site.app.test_client()
    files = [one.get("href") or one.get("src") for one in page.all("link", "script")]
    assert len(files) <= 4
    for file in files:
        response = client.get(file, headers={"Accept-Encoding": "gzip"})
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert client.get(re.sub("/static/[^/]+", "/static/old", file)).headers["Cache-Control"] == "no-cache"
    for name in ("../settings.py", "..%2Fsettings.py", "none.js", "selfassess.css.map"):
        assert client.get(f"/static/x/{name}").status_code == 404


def test_the_other_pages_of_each_questionnaire(site, catalogue):
    for language in ("fr", "en"):
        visitor = Visitor(site.app, language)
        visitor.get(f"/{language}/")
        visitor.get(f"/{language}/reprendre")
        for questionnaire in catalogue.values():
            visitor.get(f"/{language}/{questionnaire.id}/")
            visitor.get(f"/{language}/{questionnaire.id}/glossaire")
            visitor.get(f"/{language}/{questionnaire.id}/section/{questionnaire.sections[0].id}")
            save_section(visitor, questionnaire.sections[0], invented_answers(questionnaire))
            visitor.get(f"/{language}/{questionnaire.id}/code")
            visitor.get(f"/{language}/{questionnaire.id}/effacer")
            visitor.get(f"/{language}/{questionnaire.id}/edition")
