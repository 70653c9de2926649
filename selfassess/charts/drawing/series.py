"""How each series looks, everywhere alike: a colour, a dash and a marker, any one of which is enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .svg import Attribute, short, tag

INK = "currentColor"
INTERACTIVE_INK = "#808086"
"""Plotly knows no `currentColor`: a grey that both themes can read, until the page repaints what is marked « ink »."""


@dataclass(frozen=True)
class Look:
    """One series' look; `kind` is its CSS class."""

    kind: str
    color: str
    dash: str | None
    interactive_dash: str
    marker: str
    width: float = 2.5
    hollow: bool = False

    @property
    def line(self) -> dict[str, Attribute]:
        return {
            "class_": self.kind,
            "stroke": self.color,
            "stroke_width": self.width,
            "stroke_dasharray": self.dash,
            "stroke_linecap": "round" if self.interactive_dash == "dot" else None,
            "fill": "none",
        }

    @property
    def interactive(self) -> dict[str, Any]:
        """The Plotly keys of a line with markers."""
        color = INTERACTIVE_INK if self.color == INK else self.color
        keys: dict[str, Any] = {
            "line": {"color": color, "dash": self.interactive_dash, "width": self.width},
            "marker": {"color": color, "symbol": self.marker + ("-open" if self.hollow else ""), "size": 9},
        }
        return keys | ({"meta": "ink"} if self.color == INK else {})


_LOOKS = (
    ("#0072B2", None, "solid", "circle"),
    ("#D55E00", "10 5", "dash", "square"),
    ("#009E73", "0 5.5", "dot", "triangle-up"),
    ("#CC79A7", "12 4 3 4", "dashdot", "diamond"),
    ("#8A6A00", "16 4", "longdash", "triangle-down"),
    ("#767676", "16 4 4 4", "longdashdot", "cross"),
)


def look(index: int) -> Look:
    """The look of the logic that is `index`-th in its file."""
    turn = index % len(_LOOKS)
    color, dash, interactive, marker = _LOOKS[turn]
    return Look(f"serie-{turn}", color, dash, interactive, marker, 3 if interactive == "dot" else 2.5)


STRONG_INK = Look("serie-ink", INK, None, "solid", "circle", 3)
DASHED_INK = Look("serie-ink-dashed", INK, "8 5", "dash", "square", 2, hollow=True)


def _outline(marker: str, x: float, y: float, r: float) -> str:
    if marker == "circle":
        return f"M{short(x - r)} {short(y)}a{short(r)} {short(r)} 0 1 0 {short(2 * r)} 0a{short(r)} {short(r)} 0 1 0 {short(-2 * r)} 0"
    if marker == "square":
        half = r * 0.9
        return f"M{short(x - half)} {short(y - half)}h{short(2 * half)}v{short(2 * half)}h{short(-2 * half)}z"
    if marker == "diamond":
        far = r * 1.25
        return f"M{short(x)} {short(y - far)}l{short(far)} {short(far)}l{short(-far)} {short(far)}l{short(-far)} {short(-far)}z"
    if marker == "cross":
        arm, half = r * 1.1, r * 0.4
        steps = [(half, -arm), (half, -half), (arm, -half), (arm, half), (half, half), (half, arm)]
        turned = [*steps, *((-a, -b) for a, b in steps)]
        return "M" + "L".join(f"{short(x + a)} {short(y + b)}" for a, b in turned) + "z"
    up = -1 if marker == "triangle-up" else 1
    return f"M{short(x)} {short(y + up * r * 1.25)}l{short(1.2 * r)} {short(-up * 2.1 * r)}h{short(-2.4 * r)}z"


def markers(look: Look, points: Iterable[tuple[float, float]], radius: float = 4.8) -> str:
    """The series' markers at `points`, as one path."""
    data = "".join(_outline(look.marker, x, y, radius * (1.5 if look.hollow else 1)) for x, y in points)
    if not data:
        return ""
    if look.hollow:
        return tag("path", d=data, class_=look.kind, fill="none", stroke=look.color, stroke_width=2)
    return tag("path", d=data, class_=look.kind, fill=look.color)


def sample(look: Look, x: float, y: float, length: float = 38) -> str:
    """A legend's sample of the line and its marker, centred on `y`."""
    stroke = tag("path", d=f"M{short(x)} {short(y)}h{short(length)}", **look.line)
    return stroke + markers(look, [(x + length / 2, y)])
