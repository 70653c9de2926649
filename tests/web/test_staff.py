"""Signing in: by a single-use link whose token stays in the fragment, and leaving."""

from __future__ import annotations

import smtplib

import pytest
from werkzeug.datastructures import MultiDict

from selfassess import invitations
from selfassess.settings import WrongSetting, read_settings
from selfassess.web import staff
from tests.web import network
from tests.web.visitor import Visitor

EMAIL = "nadia@bailleur.ca"


@pytest.fixture(scope="module")
def house(make_site):
    return make_site()


@pytest.fixture
def printed(monkeypatch):
    """The links that went out, sent at once."""
    links = []

    class Now:
        def __init__(self, target, daemon):
            self.start = target

    monkeypatch.setattr(staff.threading, "Thread", Now)
    monkeypatch.setattr(staff, "_deliver", lambda settings, email, secret, language: links.append((email, secret)))
    return links


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_link_is_asked_for_and_used_once(house, printed, language):
    house.store.staff.invite(EMAIL, "funder")
    visitor = Visitor(house.app, language)
    visitor.get(f"/{language}/equipe/")
    visitor.send("/equipe/", [("courriel", EMAIL)])
    ((email, secret),) = printed
    assert email == EMAIL
    token = invitations.token_of(secret, network.settings_of(house))
    visitor.get(f"/{language}/equipe/entrer")
    page = visitor.send("/equipe/entrer", [("jeton", token)])
    assert page.url.endswith("/portraits/")
    second = Visitor(house.app, language)
    second.get(f"/{language}/equipe/entrer")
    second.send("/equipe/entrer", [("jeton", token)], status=422)
    assert second.raw(f"/{language}/portraits/").status_code == 302


def test_opening_the_link_uses_nothing(house):
    secret = house.store.staff.invite(EMAIL, "funder")
    for _ in range(3):
        Visitor(house.app).get("/fr/equipe/entrer")
    assert house.store.staff.enter(secret)


def test_a_whole_link_may_be_pasted(house):
    secret = house.store.staff.invite(EMAIL, "funder")
    visitor = Visitor(house.app)
    visitor.get("/fr/equipe/entrer")
    visitor.send("/equipe/entrer", [("jeton", f"  {invitations.link_of(secret, network.settings_of(house))} ")])
    assert visitor.page.url.endswith("/portraits/")


def test_a_token_signed_by_another_installation_is_nothing(house):
    secret = house.store.staff.invite(EMAIL, "funder")
    settings = network.settings_of(house)
    token = invitations.token_of(secret, settings)
    assert invitations.secret_in(token, settings.secret_key) == secret
    assert invitations.secret_in(token, "another key of thirty-two characters") is None
    visitor = Visitor(house.app)
    visitor.get("/fr/equipe/entrer")
    for typed in ("", "x", secret, token[:-1], token + "x", "é" * 5000):
        visitor.send("/equipe/entrer", [("jeton", typed)], status=422)
    assert house.store.staff.enter(secret), "a wrong token used the link"


def test_the_answer_is_the_same_known_or_not(house, printed):
    house.store.staff.invite(EMAIL, "funder")
    pages = []
    for email in (EMAIL, "inconnu@exemple.ca"):
        visitor = Visitor(house.app)
        visitor.get("/fr/equipe/")
        pages.append(visitor.send("/equipe/", [("courriel", email)]).text)
    assert pages[0] == pages[1]


def test_what_is_not_an_email_is_said(house):
    visitor = Visitor(house.app)
    visitor.get("/fr/equipe/")
    page = visitor.send("/equipe/", [("courriel", "nadia")], status=422)
    assert "Écrivez une adresse courriel" in page.text


def test_the_session_is_rotated_and_its_cookie_is_shut(house):
    secret = house.store.staff.invite(EMAIL, "funder")
    visitor = network.signed_in(house, EMAIL, "funder")
    before = visitor.client.get_cookie("selfassess-equipe").value
    secret = house.store.staff.invite(EMAIL, "funder")
    visitor.get("/fr/equipe/entrer")
    token = invitations.token_of(secret, network.settings_of(house))
    answer = visitor.raw(
        "/fr/equipe/entrer",
        "POST",
        MultiDict(visitor.page.form("/equipe/entrer").filled([("jeton", token)])),
    )
    assert answer.status_code == 302
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("selfassess-equipe=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    assert house.store.staff.session(before) is None, "the session of before lives on"


def test_over_https_the_cookie_is_bound_to_the_host(make_site):
    site = make_site(PUBLIC_URL="https://outil.exemple.ca")
    secret = site.store.staff.invite(EMAIL, "funder")
    visitor = Visitor(site.app, base_url="https://outil.exemple.ca")
    visitor.client.get("/fr/equipe/entrer", base_url="https://outil.exemple.ca")
    with site.app.test_request_context(base_url="https://outil.exemple.ca"):
        staff.g.person = None
        answer = staff._welcome(*site.store.staff.enter(secret))
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-selfassess-equipe=")
    assert "Secure" in cookie
    assert "Path=/" in cookie


def test_leaving_ends_the_session_and_everywhere_ends_all(house):
    first, second, third = (network.signed_in(house, EMAIL, "funder") for _ in range(3))
    first.get("/fr/portraits/")
    first.send("/sortir")
    assert first.raw("/fr/portraits/").status_code == 302
    assert second.raw("/fr/portraits/").status_code == 200
    second.get("/fr/portraits/")
    second.send("/sortir", [("partout", "1")])
    assert third.raw("/fr/portraits/").status_code == 302


def test_an_idle_session_is_sent_to_sign_in(house, monkeypatch):
    visitor = network.signed_in(house, EMAIL, "funder")
    at = house.store.staff.now
    import datetime

    monkeypatch.setattr(house.store.staff, "now", lambda: at() + datetime.timedelta(minutes=30))
    assert visitor.raw("/fr/portraits/").status_code == 302


def test_a_facilitator_begins_at_their_workshops(house):
    visitor = network.signed_in(house, "lea@atelier.ca", "facilitator")
    assert visitor.page.url == "/fr/ateliers/"


def test_mail_is_sent_by_the_server_of_the_settings(make_site, monkeypatch):
    sent = []

    class Server:
        def __init__(self, host, port, timeout):
            sent.append((host, port))

        __enter__ = lambda self: self  # noqa: E731
        __exit__ = lambda self, *_: None  # noqa: E731
        starttls = lambda self, context: sent.append("starttls")  # noqa: E731
        login = lambda self, user, password: sent.append((user, password))  # noqa: E731
        send_message = lambda self, message: sent.append(message)  # noqa: E731

    monkeypatch.setattr(smtplib, "SMTP", Server)
    site = make_site(SMTP_HOST="mail.exemple.ca", SMTP_FROM="outil@exemple.ca", SMTP_USER="u", SMTP_PASSWORD="p")
    admin = network.signed_in(site, "admin@exemple.ca")
    admin.get("/fr/gestion/personnes")
    page = admin.send("/personnes", [("courriel", EMAIL), ("role", "funder")])
    assert "L’invitation est partie" in page.text
    assert sent[:3] == [("mail.exemple.ca", 587), "starttls", ("u", "p")]
    body = sent[3].get_content()
    assert sent[3]["To"] == EMAIL
    assert "http://127.0.0.1:80/fr/equipe/entrer#" in body


def test_a_mail_that_does_not_leave_gives_the_link_to_the_administrator(make_site, monkeypatch):
    def refused(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib, "SMTP", refused)
    site = make_site(SMTP_HOST="mail.exemple.ca", SMTP_FROM="outil@exemple.ca")
    admin = network.signed_in(site, "admin@exemple.ca")
    admin.get("/fr/gestion/personnes")
    page = admin.send("/personnes", [("courriel", EMAIL), ("role", "funder")])
    assert "Le courriel n’est pas parti" in page.text
    assert "/fr/equipe/entrer#" in page.text_of("lien")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SMTP_HOST": "m"}, "SMTP_FROM"),
        ({"SMTP_HOST": "m", "SMTP_FROM": "a@b.ca", "SMTP_PORT": "x"}, "SMTP_PORT"),
        ({"SMTP_HOST": "m", "SMTP_FROM": "a@b.ca", "SMTP_SECURITY": "x"}, "SMTP_SECURITY"),
        ({"OIDC_ISSUER": "https://i.ca"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ISSUER": "http://i.ca", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "https"),
        ({"K": "4"}, "5 au moins"),
        ({"ROUNDING_SECRET": "short"}, "32"),
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path, variables, said):
    with pytest.raises(WrongSetting, match=said):
        read_settings({f"SELFASSESS_{k}": v for k, v in variables.items()}, data=tmp_path)


def test_the_rounding_key_is_made_once_and_shown_to_nobody(tmp_path):
    first = read_settings({}, data=tmp_path)
    assert first.rounding_secret == read_settings({}, data=tmp_path).rounding_secret
    assert (tmp_path / "rounding.key").stat().st_mode & 0o77 == 0
    assert first.rounding_secret not in repr(first)
