"""French and English typography: what is shown on screen, and what a file must not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Language

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"
_SPACE = f"[ {NO_BREAK}{NARROW_NO_BREAK}]"
_BEFORE_COLON = re.compile(f"{_SPACE}+(?=[:»])")
_AFTER_OPENING = re.compile(f"«{_SPACE}+")
_BEFORE_HIGH = re.compile(f"{_SPACE}+(?=[;?!])")
_BEFORE_PERCENT = re.compile(rf"(?<=\d){_SPACE}+(?=%)")
_APART = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\d)\d+:\d+|\{[^{}]*\}")
"""Addresses, times and what is filled in: no rule applies inside them."""

_IN_FRENCH: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile("'"), "apostrophe droite '", "écrivez ’"),
    (re.compile('"'), 'guillemet droit "', "écrivez « … »"),
    (re.compile(f"«(?!{_SPACE})"), "pas d’espace après «", "mettez une espace après «"),
    (re.compile(rf"(?<![\s{NO_BREAK}{NARROW_NO_BREAK}])»"), "pas d’espace avant »", "mettez une espace avant »"),
    (
        re.compile(rf"(?<![\s{NO_BREAK}{NARROW_NO_BREAK}(:;?!])[:;?!]"),
        "pas d’espace avant « {} »",
        "mettez une espace avant « {} »",
    ),
    (re.compile(r"\.\.\."), "trois points au lieu de …", "écrivez …"),
    (re.compile(f"{_SPACE}{{2,}}"), "deux espaces de suite", "n’en gardez qu’une"),
)
_IN_ENGLISH: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile("'"), "apostrophe droite ' dans l’anglais", "écrivez ’"),
    (re.compile('"'), 'guillemet droit " dans l’anglais', "écrivez “ … ”"),
)
_TRANSLATED = {
    "apostrophe droite '": "straight apostrophe '",
    'guillemet droit "': 'straight quote "',
    "apostrophe droite ' dans l’anglais": "straight apostrophe ' in the English",
    'guillemet droit " dans l’anglais': 'straight quote " in the English',
    "pas d’espace après «": "no space after «",
    "pas d’espace avant »": "no space before »",
    "pas d’espace avant « {} »": "no space before “{}”",
    "trois points au lieu de …": "three dots instead of …",
    "deux espaces de suite": "two spaces in a row",
    "écrivez ’": "write ’",
    "écrivez « … »": "write « … »",
    "écrivez “ … ”": "write “ … ”",
    "écrivez …": "write …",
    "mettez une espace après «": "put a space after «",
    "mettez une espace avant »": "put a space before »",
    "mettez une espace avant « {} »": "put a space before “{}”",
    "n’en gardez qu’une": "keep one",
}


def french(text: str) -> str:
    """A French text ready to be shown: no line can break before « : ; ? ! » %, nor after «."""
    parts: list[str] = []
    end = 0
    for apart in _APART.finditer(text):
        parts += [_spaced(text[end : apart.start()]), apart[0]]
        end = apart.end()
    return "".join([*parts, _spaced(text[end:])]).strip()


def _spaced(text: str) -> str:
    text = _BEFORE_COLON.sub(NO_BREAK, text)
    text = _AFTER_OPENING.sub(f"«{NO_BREAK}", text)
    text = _BEFORE_HIGH.sub(NARROW_NO_BREAK, text)
    return _BEFORE_PERCENT.sub(NO_BREAK, text)


def english(text: str) -> str:
    """An English text ready to be shown."""
    return text.strip()


def typography_faults(text: str, language: Language) -> Iterator[tuple[str, str, str, str]]:
    """What breaks the typography of a text as typed: fault and mend in French, then in English, each once."""
    text = _APART.sub(lambda apart: "x" * len(apart[0]), text)
    for pattern, what, mend in _IN_FRENCH if language == "fr" else _IN_ENGLISH:
        found = pattern.search(text)
        if found:
            around = " ".join(text[max(0, found.start() - 20) : found.end() + 20].split())
            sign = found[0]
            yield (
                f"typographie : {what.format(sign)} dans « {around} »",
                mend.format(sign),
                f"typography: {_TRANSLATED[what].format(sign)} in “{around}”",
                _TRANSLATED[mend].format(sign),
            )
