"""What people type, without the signs that nobody sees and that a database or a file refuses."""

from __future__ import annotations


def lines(text: str) -> str:
    """The text with its lines."""
    whole = text.replace("\r\n", "\n")
    return "".join(sign if sign.isprintable() or sign in "\n\t\xa0\u202f" else " " for sign in whole).strip()


def one_line(text: str) -> str:
    """The text on one line, a space between words."""
    return " ".join(lines(text).split())
