"""The link of a workshop: its code and a signature that no guess replaces, in the fragment, so that no log keeps them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import cast

from flask import current_app

from ..questionnaire.model import Language
from .catalogue import site
from .words import language

SIGNED = 20
"""Characters of a signature: 120 bits."""


def signature_of(code: str, secret_key: str) -> str:
    """What only the holder of this key can write beside the code."""
    found = hmac.digest(secret_key.encode(), f"atelier {code}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(found).decode()[:SIGNED]


def link_of(code: str, public_url: str, secret_key: str, language: Language = "fr") -> str:
    """The whole address that a poster, a QR code or a message carries."""
    return f"{public_url.rstrip('/')}/{language}/atelier#{code}.{signature_of(code, secret_key)}"


def signed(code: str) -> str:
    """The signature of a code on this site."""
    return signature_of(code, _secret())


def is_signed(code: str, signature: str) -> bool:
    """Whether who brings the code came by a link: nothing was guessed."""
    return hmac.compare_digest(signed(code).encode(), signature.encode("utf-8", "replace"))


def join_address(code: str) -> str:
    """The link of a workshop, in the language of the page being drawn."""
    return link_of(code, site().public_url, _secret(), language())


def _secret() -> str:
    return cast(str, current_app.config["SECRET_KEY"])
