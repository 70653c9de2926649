"""How the board says its numbers, and how large Plotly writes them."""

from __future__ import annotations

from typing import Any

from ...questionnaire.model import Language
from ..drawing.fitting import wrap
from ..drawing.interactive import layout
from ..drawing.words import NO_BREAK
from .data import Range

BIG = 28
"""In pixels, on a projector."""


def interval(count: Range, language: Language) -> str:
    """« 3 à 5 »."""
    if count.high == count.low:
        return str(count.low)
    joint = "à" if language == "fr" else "to"
    return f"{count.low}{NO_BREAK}{joint}{NO_BREAK}{count.high}"


def people_of(count: Range, language: Language) -> str:
    """« 3 à 5 personnes sur 8 »."""
    if language == "fr":
        return f"{interval(count, 'fr')} personnes sur {count.people}"
    return f"{interval(count, 'en')} people out of {count.people}"


def big(text: str, width: float, lines: int | None = None) -> str:
    """A label of a projected figure, as it is written, on as many lines as its width in pixels asks for, or may."""
    rows = wrap(text, width, BIG, lines=lines)
    return "<br>".join(row.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for row in rows)


def big_layout(language: Language, **more: Any) -> dict[str, Any]:
    """The layout of a projected figure: large type, no legend unless asked for."""
    made = layout(language, left=20, right=40, top=20, bottom=60)
    made["font"] = {**made["font"], "size": BIG}
    return made | {"showlegend": False} | more
