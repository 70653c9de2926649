"""Answers as text: one value has one text, the same on every database."""

from __future__ import annotations

import json
import unicodedata
from typing import Any


def canonical(value: Any) -> str:
    """The JSON of `value`, compact, keys sorted, in NFC; ValueError when it has no JSON."""
    text = _dump(value)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = _dump(json.loads(unicodedata.normalize("NFC", text)))
    return text.encode("utf-8", "replace").decode("utf-8")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
