"""Return codes: nine French words that only their owner has."""

from __future__ import annotations

import difflib
import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache

WORDS = 9
"""Nine words out of 2048: 99 bits."""
PREFIX = 4
"""No two words of the list share their first four letters."""
CONTEXT = "selfassess return code 1\n"
LONGEST = 400
"""Characters beyond which what was typed is not a code."""


@dataclass(frozen=True)
class UnknownWord:
    """A typed word that is not in the list: its place from 1, and the word of the list that it resembles."""

    place: int
    typed: str
    meant: str | None


@dataclass(frozen=True)
class CodeProblem:
    """Why something typed cannot be a code: the number of its words (nine are needed), and those not in the list."""

    words: int
    unknown: tuple[UnknownWord, ...]


@cache
def word_list() -> dict[str, str]:
    """The words of codes, each under its plain letters."""
    from mnemonic import Mnemonic

    return {plain(word): unicodedata.normalize("NFC", word) for word in Mnemonic("french").wordlist}


@cache
def words_by_prefix() -> dict[str, str]:
    """The plain words by their first letters."""
    return {word[:PREFIX]: word for word in word_list()}


def plain(text: str) -> str:
    """The text without accents, in lower case."""
    letters = unicodedata.normalize("NFKD", text).lower().replace("œ", "oe")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def new_code() -> str:
    """A code that nobody can guess, its words joined by hyphens."""
    words = tuple(word_list().values())
    return "-".join(secrets.choice(words) for _ in range(WORDS))


def typed_words(code: str) -> list[str]:
    """The words in what a person typed, whatever stands between them."""
    composed = unicodedata.normalize("NFC", code[:LONGEST])
    return re.findall(r"[^\W\d_]+", composed)


def word_meant(typed: str) -> str | None:
    """The plain word of the list that was typed, whole or by at least its first four letters."""
    letters = plain(typed)
    word = words_by_prefix().get(letters[:PREFIX])
    return word if word and word.startswith(letters) else None


def hash_of(code: str) -> str:
    """What is stored instead of the code: the same for every way of typing it."""
    words = (word_meant(typed) or plain(typed) for typed in typed_words(code))
    return hashlib.sha256((CONTEXT + " ".join(words)).encode()).hexdigest()


def code_problem(code: str) -> CodeProblem | None:
    """What is wrong with a typed code, without asking whether it was ever given; None when it is well formed."""
    words = typed_words(code)
    unknown = tuple(
        UnknownWord(place, typed, _resembling(typed))
        for place, typed in enumerate(words[: 2 * WORDS], start=1)
        if not word_meant(typed)
    )
    return CodeProblem(len(words), unknown) if unknown or len(words) != WORDS else None


def _resembling(typed: str) -> str | None:
    closest = difflib.get_close_matches(plain(typed)[:20], word_list(), n=1)
    return word_list()[closest[0]] if closest else None
