"""Text that fits: widths estimated from Helvetica's (Arial and Liberation Sans have the same), wrapping, cutting."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

ELLIPSIS = "…"
_BOLD = 1.07
_MARGIN = 1.02
_LEAST_TAIL = 3

_WIDTHS = {
    0.222: "ijl'’‘|",
    0.278: " \u00a0!,./:;I[]\\ft",
    0.2: "\u202f",
    0.333: "()-r“”`",
    0.389: '*"°',
    0.5: "Jcksvxyz",
    0.584: "+<=>~−",
    0.611: "FTZ",
    0.667: "ABEKPSVXY&",
    0.722: "CDHNRUw",
    0.778: "GOQ",
    0.833: "Mm",
    0.944: "Wœ",
    1.0: "…—%@Œ©∞✓→►◊▼",
}
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}


@cache
def character_width(character: str) -> float:
    """In ems."""
    if character in _WIDTH:
        return _WIDTH[character]
    base = unicodedata.normalize("NFD", character)[:1]
    if base != character and base in _WIDTH:
        return _WIDTH[base]
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.556


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """In user units, slightly over rather than under."""
    return sum(map(character_width, text)) * size * _MARGIN * (_BOLD if bold else 1.0)


def cut(text: str, length: int) -> str:
    """`text` in at most `length` characters, « … » standing for the rest."""
    return text if len(text) <= length else text[: length - 1].rstrip() + ELLIPSIS


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word too wide for a line, in pieces that fit: at a space that should not break, else with a hyphen."""
    pieces: list[str] = []
    held = re.split("[\u00a0\u202f]", word)
    if len(held) > 1 and text_width(word, size, bold=bold) > width:
        first, rest = held[0], word[len(held[0]) + 1 :]
        return [*_broken(first, width, size, bold), *_broken(rest, width, size, bold)]
    while text_width(word, size, bold=bold) > width and len(word) > 1:
        end = len(word) - 1
        while end > 1 and text_width(word[:end] + "-", size, bold=bold) > width:
            end -= 1
        end = max(1, min(end, len(word) - _LEAST_TAIL))
        pieces.append(word[:end].rstrip("-") + "-")
        word = word[end:]
    return [*pieces, word]


def _words(text: str) -> list[str]:
    """The pieces between which a line may end, the spaces left on the pieces' ends."""
    return [piece for piece in re.split(r"(?<= )|(?<=[^\W\d]-)(?=\w)|(?<=/)(?=\w)", text) if piece]


@lru_cache(maxsize=8192)
def wrap(text: str, width: float, size: float, *, bold: bool = False, lines: int | None = None) -> tuple[str, ...]:
    """`text` in lines no wider than `width`; past `lines` of them, the last one ends with « … »."""
    done: list[str] = []
    current = ""
    for word in _words(text):
        if text_width((current + word).rstrip(" "), size, bold=bold) <= width:
            current += word
            continue
        if current:
            done.append(current.rstrip(" "))
        *full, current = _broken(word, width, size, bold)
        done.extend(full)
    if current.strip(" ") or not done:
        done.append(current.rstrip(" "))
    if lines is None or len(done) <= lines:
        return tuple(done)
    last = done[lines - 1]
    while last and text_width(last + ELLIPSIS, size, bold=bold) > width:
        last = last[:-1]
    return (*done[: lines - 1], last.rstrip(" ,;:-") + ELLIPSIS)


def breaks_no_word(text: str, width: float, size: float, *, bold: bool = False) -> bool:
    return all(text_width(word.rstrip(" "), size, bold=bold) <= width for word in _words(text))
