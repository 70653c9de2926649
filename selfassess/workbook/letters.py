"""How wide texts stand, in a spreadsheet's column units: a workbook's rows have their height before anything is drawn."""

from __future__ import annotations

import math
from functools import lru_cache

_UNIT = 7 * 72 / 96 / 10
"""A column unit in ems, at 10 points: the seven pixels of a digit."""
_EMS = {
    character: width
    for characters, width in (
        ("ijl'’|", 0.23),
        ("ft.,:;!()[]/I \u00a0", 0.28),
        ("\u202f", 0.2),
        ('r-“”«»°"', 0.36),
        ("ckszvxyçJ", 0.5),
        ("wCDHNRU", 0.73),
        ("GOQ", 0.78),
        ("mM%", 0.86),
        ("Wœ@—…", 0.96),
    )
    for character in characters
}
_LOWER, _UPPER = 0.556, 0.67
_BOLD, _INDENT = 1.08, 1.4


@lru_cache(maxsize=8192)
def text_width(text: str) -> float:
    """The width of a text on one line, in column units; as Arial takes it."""
    return sum(_EMS.get(character) or (_UPPER if character.isupper() else _LOWER) for character in text) / _UNIT


def wrapped_lines(text: str, width: float, bold: bool = False, indented: bool = False) -> int:
    """On how many lines a text stands in a column, words unbroken."""
    room = (width - (_INDENT if indented else 0.0)) / (_BOLD if bold else 1.0)
    lines = 0
    for paragraph in text.split("\n"):
        lines, left = lines + 1, room
        for word in paragraph.replace("-", "- ").split(" "):
            taken = text_width(word)
            if taken > left and left < room:
                lines, left = lines + 1, room
            lines += max(0, math.ceil(taken / room) - 1)
            left -= taken + text_width(" ")
    return lines


def cut(text: str, width: float) -> list[str]:
    """The text in parts that are no wider than this, words unbroken."""
    parts: list[str] = []
    for word in text.split(" "):
        longer = f"{parts[-1]} {word}" if parts else word
        if parts and text_width(longer) <= width:
            parts[-1] = longer
        else:
            parts.append(word)
    return parts
