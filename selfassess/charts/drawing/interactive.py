"""Plotly figures as plain dicts: what they all share, and labels that cannot be markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...questionnaire.model import Language
from .fitting import wrap
from .svg import FONT
from .words import NO_BREAK

CLEAR = "rgba(0,0,0,0)"
GRID = "rgba(128,128,128,0.35)"
HOVER = "%{hovertext}<extra></extra>"
"""Only the words of `hovertext`: a label inside a template could be read as one."""


def plain(text: str, width: float | None = None) -> str:
    """`text` shown as it is written, on several lines if `width` (in pixels at 13 px) asks for it."""
    lines = wrap(text, width, 13) if width else (text,)
    return "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines)


def layout(language: Language, *, left: int, right: int, top: int, bottom: int, **more: Any) -> dict[str, Any]:
    return {
        "autosize": True,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": 13},
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "separators": "," + NO_BREAK if language == "fr" else ".,",
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0.5, "xanchor": "center", "y": -0.2, "yanchor": "top"},
    } | more


def rows_axis(labels: Sequence[str], width: float = 170) -> dict[str, Any]:
    """A vertical axis with one row a label, the first on top, two equal labels kept apart."""
    return {
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": [plain(label, width) for label in labels],
        "range": [len(labels) - 0.5, -0.5],
        "automargin": True,
        "ticks": "outside",
        "ticklen": 8,
        "tickcolor": CLEAR,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
