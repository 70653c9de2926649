"""Join codes: eight symbols that are read aloud, typed on a phone and never mistaken for one another."""

from __future__ import annotations

import secrets

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
"""No 0 or O, 1, I or L, 2 or Z, 5 or S, 8 or B."""
LENGTH = 8


def new_code() -> str:
    """A code drawn at random: about 37 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code that was meant, whatever its case, spaces or dashes; None when it cannot be one."""
    code = "".join(typed.split()).replace("-", "").replace("–", "").upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def spaced(code: str) -> str:
    """The code as it is shown: two groups of four."""
    return f"{code[:4]} {code[4:]}"
