"""Words around numbers, as each language sets them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...questionnaire.model import Language, Text
from ...questionnaire.typography import french

NO_BREAK = "\u00a0"
MINUS = "\u2212"


def spaced(text: str, language: Language) -> str:
    """`text` on one line, its French punctuation held by the spaces that it takes."""
    text = " ".join(re.split(r"[ \t\r\n]+", text)).strip(" ")
    return french(text) if language == "fr" else text


def say(language: Language, *, fr: str, en: str) -> str:
    """The text of the language, typeset."""
    return spaced(fr if language == "fr" else en, language)


def worded(text: Text, language: Language) -> str:
    """A label, typeset."""
    return spaced(text.in_(language), language)


def unanswered(language: Language) -> str:
    return "sans réponse" if language == "fr" else "unanswered"


def quoted(text: str, language: Language) -> str:
    return f"«{NO_BREAK}{text}{NO_BREAK}»" if language == "fr" else f"“{text}”"


def listed(items: Sequence[str], language: Language) -> str:
    """« a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    joint = " et " if language == "fr" else " and "
    return ", ".join(items[:-1]) + joint + items[-1]


def several(count: int, language: Language) -> bool:
    """Whether `count` takes the plural: from 2 in French; any but 1 in English."""
    return count >= 2 if language == "fr" else count != 1


def counted(count: int, one: str, many: str, language: Language) -> str:
    return f"{count}{NO_BREAK}{many if several(count, language) else one}"


def figure(value: float, language: Language, decimals: int = 0, *, signed: bool = False) -> str:
    """A number as written: decimal comma in French, a true minus sign."""
    value = round(value, decimals) + 0.0
    text = f"{abs(value):.{decimals}f}"
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return sign + (text.replace(".", ",") if language == "fr" else text)


def inside(label: str) -> str:
    """A label as it goes on within a sentence: its capital lowered, unless the word is an acronym."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] in "’' " else label
