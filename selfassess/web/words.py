"""What the pages say, in the page's language: texts, dates, numbers."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import g
from markupsafe import Markup, escape

from ..questionnaire.model import Language, Text
from ..questionnaire.typography import french

PLACE = ZoneInfo("America/Toronto")
LOCALES = {"fr": "fr_CA", "en": "en_CA"}


def language() -> Language:
    """The language of the page being drawn."""
    return cast(Language, getattr(g, "language", "fr"))


@lru_cache(maxsize=4096)
def _french(text: str) -> str:
    # Fragments of a sentence keep the spaces at their ends, which typography would trim.
    body = text.strip(" ")
    start, end = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    if body[:1] in (":", "»", "%") and start:
        return "\u00a0" + french(body) + end
    if body[:1] in ("?", "!", ";") and start:
        return "\u202f" + french(body) + end
    return start + french(body) + end


def say(fr: str, en: str) -> str:
    """One of two texts, French spaces made non-breaking."""
    return en if language() == "en" else _french(fr)


def say_markup(fr: str, en: str, **values: object) -> Markup:
    """One of two texts written in HTML by the project; `{values}` are escaped."""
    return Markup(say(fr, en)).format(**{name: escape(value) for name, value in values.items()})  # noqa: S704


def text(of: Text | None) -> str:
    """A questionnaire's text in the page's language."""
    return say(of.fr, of.en) if of is not None else ""


def number(value: float, digits: int = 0) -> str:
    """A number as it is written in the page's language."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=LOCALES[language()])


def clock(moment: datetime.datetime) -> str:
    """An hour of the day in Québec: « 14 h 05 »."""
    local = moment.astimezone(PLACE)
    if language() == "en":
        return f"{local.hour % 12 or 12}:{local.minute:02} {'a.m.' if local.hour < 12 else 'p.m.'}"
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"


def day(moment: datetime.datetime) -> str:
    """A date in Québec, in full."""
    return format_date(moment.astimezone(PLACE).date(), format="long", locale=LOCALES[language()])


def date_words(date: datetime.date) -> str:
    """A date, in full."""
    return format_date(date, format="long", locale=LOCALES[language()])


def listed(items: list[str]) -> str:
    """Several things in a sentence: « a, b et c »."""
    link = say(" et ", " and ")
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + link + items[-1] if items else ""
