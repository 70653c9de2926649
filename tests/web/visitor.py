"""A person at their browser, who checks every page that they get."""

from __future__ import annotations

import gzip
import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from selfassess.responses.counting import statements_executed
from tests.web.page import Page, faults

POLICY = re.compile(
    r"default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9_-]{22}'; img-src 'self' data: blob:; "
    r"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
GET_STATEMENTS, POST_STATEMENTS = 4, 5
RARE_POSTS: dict[str, int] = {}
"""What a person does once, if ever: more statements than the bar allows to every page, and no more than these."""
PAGE_WEIGHT, RESULT_WEIGHT = 30 * 1024, 50 * 1024
DRAWN = ("/resultat", "/tableau", "/repetition")
"""The pages that are sent with all their charts."""
REDIRECTS = (301, 302, 303, 307, 308)


class Visitor:
    """Follows redirections, keeps cookies, and refuses a page with anything wrong in it."""

    def __init__(self, app: Flask, language: str = "fr", *, typography: bool = True, **environment: Any) -> None:
        self.client: FlaskClient = app.test_client()
        self.language = language
        self.typography = typography
        self.typed: set[str] = set()
        self.environment = environment
        self.page: Page | None = None

    def get(self, path: str, status: int = 200) -> Page:
        return self._open(path, status, "GET", None)

    def post(self, path: str, fields: Any, status: int = 200) -> Page:
        """Sends fields (pairs or a mapping), and follows where it leads."""
        sent = MultiDict(fields)
        self.typed |= {text for value in sent.values() if " " in (text := " ".join(value.split()))}
        return self._open(path, status, "POST", sent)

    def send(
        self, end: str, answers: list[tuple[str, str]] | None = None, names: set[str] | None = None, status: int = 200
    ) -> Page:
        """Fills in and sends the form of the present page whose action ends so."""
        assert self.page is not None
        form = self.page.form(end)
        return self.post(form.action, form.filled(answers or [], names), status)

    def raw(self, path: str, method: str = "GET", data: Any = None) -> TestResponse:
        """An answer whose headers and cost alone are checked: a redirection, data, or a page of its own kind."""
        before = statements_executed()
        response = self.client.open(path, method=method, data=data, **self.environment)
        self.statements = statements_executed() - before
        check_headers(response)
        return response

    def _open(self, path: str, status: int, method: str, data: Any) -> Page:
        response = self.raw(path, method, data)
        self._check_cost(method, path)
        while response.status_code in REDIRECTS:
            path = response.headers["Location"]
            assert not urlsplit(path).netloc, f"absolute address from the request: {path}"
            response = self.raw(path)
            self._check_cost("GET", path)
        self.page = self._read(path, response, status)
        return self.page

    def _check_cost(self, method: str, path: str) -> None:
        most = GET_STATEMENTS if method == "GET" else RARE_POSTS.get(path.rpartition("/")[2], POST_STATEMENTS)
        assert self.statements <= most, f"{method} {path}: {self.statements} statements"

    def _read(self, path: str, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{path}: {response.status_code}, not {status}: {response.text[:2000]}"
        assert response.content_type == "text/html; charset=utf-8", f"{path}: {response.content_type}"
        language = "en" if path.startswith("/en") else "fr"
        page = Page(path, status, dict(response.headers), response.text, language, frozenset(self.typed))
        wrong = list(faults(page, typography=self.typography))
        weight = len(gzip.compress(response.data, 6))
        most = RESULT_WEIGHT if re.split("[#?]", path)[0].endswith(DRAWN) else PAGE_WEIGHT
        if weight > most:
            wrong.append(f"{weight} bytes gzipped, more than {most}")
        assert not wrong, f"{path}:\n" + "\n".join(wrong[:20])
        return page


def check_headers(response: TestResponse) -> None:
    """The headers that every answer carries but a static file's."""
    policy = response.headers["Content-Security-Policy"]
    assert POLICY.fullmatch(policy), policy
    for name, value in HEADERS.items():
        assert response.headers.getlist(name) == [value], (name, response.headers.getlist(name))
    assert "Access-Control-Allow-Origin" not in response.headers
