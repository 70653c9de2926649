"""The styles of a workbook's cells, each made once and then known by its number."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Literal, get_args

from ..questionnaire.model import Language
from . import untyped as xl
from .inks import ACCENT, FONT, INK, QUIET, RULE
from .pages import NumberForm

Role = Literal[
    "text",
    "first_text",
    "number_text",
    "link",
    "first_link",
    "number",
    "header_text",
    "header_first_text",
    "header_number",
    "title",
    "cover",
    "line",
    "back",
]

_LOCALES: Mapping[Language, str] = {"fr": "[$-C0C]", "en": "[$-1009]"}
_FORMATS: Mapping[NumberForm, str] = {
    "count": "#,##0",
    "zero": '0" [z]"',
    "percent": '0"{unit}"',
    "zero_percent": '0"{unit} [z]"',
    "mean_0": "0",
    "mean_1": "0.0",
    "mean_2": "0.00",
    "points": "0",
    "plain": "General",
}


def normal_font() -> Any:
    """The font of the « Normal » style, which column widths are measured in."""
    return xl.Font(name=FONT, size=10, color=INK)


class Dress:
    """Gives the number of each look. All are made beforehand: cells are written after the styles."""

    def __init__(self, sheet: Any, language: Language) -> None:
        self.sheet = sheet
        self.unit = "\u00a0%" if language == "fr" else "%"
        self.locale = _LOCALES[language]
        self.numbers: dict[tuple[Role, bool, NumberForm, bool], int] = {}
        thin, strong, accent = (
            xl.Side("thin", color=RULE),
            xl.Side("thin", color=QUIET),
            xl.Side("medium", color=ACCENT),
        )
        self.borders = {False: xl.Border(bottom=thin), True: xl.Border(top=strong, bottom=thin)}
        self.header_border = xl.Border(bottom=accent)
        self.fonts = {
            "link": xl.Font(name=FONT, size=10, color=ACCENT, underline="single"),
            "back": xl.Font(name=FONT, size=10, color=ACCENT, underline="single"),
            "first_link": xl.Font(name=FONT, size=10, color=ACCENT, underline="single"),
            "header_text": xl.Font(name=FONT, size=10, bold=True, color=ACCENT),
            "header_first_text": xl.Font(name=FONT, size=10, bold=True, color=ACCENT),
            "header_number": xl.Font(name=FONT, size=10, bold=True, color=ACCENT),
            "title": xl.Font(name=FONT, size=16, bold=True, color=INK),
            "cover": xl.Font(name=FONT, size=22, bold=True, color=ACCENT),
            "line": xl.Font(name=FONT, size=10, color=QUIET),
        }
        self.alignments = {
            "first_text": xl.Alignment(horizontal="left", vertical="top", wrap_text=True),
            "first_link": xl.Alignment(horizontal="left", vertical="top", wrap_text=True),
            "header_first_text": xl.Alignment(horizontal="left", vertical="top", wrap_text=True),
            "number": xl.Alignment(horizontal="right", vertical="top"),
            "number_text": xl.Alignment(horizontal="right", vertical="top"),
            "header_number": xl.Alignment(horizontal="right", vertical="top", wrap_text=True),
            "title": xl.Alignment(horizontal="left", vertical="center"),
            "cover": xl.Alignment(horizontal="left", vertical="center"),
            "line": xl.Alignment(horizontal="left", vertical="center"),
            "back": xl.Alignment(horizontal="left", vertical="center"),
        }
        self.text_font = normal_font()
        self.text_alignment = xl.Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
        for heavy, quoted in itertools.product((False, True), repeat=2):
            for role in get_args(Role):
                self.numbers[role, heavy, "plain", quoted] = self._made(role, heavy, "plain", quoted)
            for form in () if quoted else get_args(NumberForm):
                self.numbers["number", heavy, form, False] = self._made("number", heavy, form, False)

    def number(self, role: Role, heavy: bool = False, form: NumberForm = "plain", quoted: bool = False) -> int:
        """The style's number; `heavy` begins a block of rows, `quoted` says that the cell is text whatever it starts with."""
        return self.numbers[role, heavy, form, quoted]

    def _made(self, role: Role, heavy: bool, form: NumberForm, quoted: bool) -> int:
        style = xl.StyleableObject(self.sheet)
        style.font = self.fonts.get(role, self.text_font)
        style.alignment = self.alignments.get(role, self.text_alignment)
        if role.startswith("header"):
            style.border = self.header_border
        elif role not in ("title", "cover", "line", "back"):
            style.border = self.borders[heavy]
        style.number_format = self._format(form)
        if quoted:
            style.quotePrefix = True
        return int(style.style_id)

    def _format(self, form: NumberForm) -> str:
        code = _FORMATS[form]
        return code if code == "General" else self.locale + code.replace("{unit}", self.unit)
