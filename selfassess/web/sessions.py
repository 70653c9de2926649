"""The session's cookie, which a page's background requests never write back: what is forgotten meanwhile stays so."""

from __future__ import annotations

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

BACKGROUND = ("X-Selfassess", "fond")
"""The header of what a script asks for on its own."""


def in_background() -> bool:
    """Whether a script asks on its own, and nobody reads the answer."""
    name, value = BACKGROUND
    return request.headers.get(name) == value


class Sessions(SecureCookieSessionInterface):
    """A cookie is written for what changed, or to last longer when a person opens a page."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return super().should_set_cookie(app, session) and (session.modified or not in_background())
