"""How each thing looks in a workbook: ink on white, one accent; logics keep one colour, pattern, dash and marker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

INK = "1B1B1F"
ACCENT = "1F4F8F"
QUIET = "5A5A63"
RULE = "D5D7DC"
FONT = "Arial"


@dataclass(frozen=True)
class Ink:
    """A series: its colour, and what tells it apart without colour."""

    colour: str
    pattern: str | None = None
    """A preset pattern of DrawingML; None for a solid fill."""
    dash: str = "solid"
    marker: str = "circle"
    light: bool = False
    """Whether a number on it is written in ink rather than in white."""


INKS: Mapping[str, Ink] = {
    "employeurs": Ink("0072B2"),
    "transformation": Ink("D55E00", "wdUpDiag", "dash", "square", light=True),
    "preparation": Ink("009E73", "pct25", "sysDot", "triangle", light=True),
    "fourth": Ink("CC79A7", "wdDnDiag", "dashDot", "diamond", light=True),
    "fifth": Ink("B58900", "narHorz", "lgDash", "x", light=True),
    "sixth": Ink("56B4E9", "smGrid", "lgDashDot", "plus", light=True),
    "grey_1": Ink("6B6B73", None, "lgDash", "diamond"),
    "grey_2": Ink("93939B", None, "sysDash", "square", light=True),
    "grey_3": Ink("B9B9C0", None, "sysDash", "x", light=True),
    "grey_4": Ink("DEDEE3", None, "dashDot", "plus", light=True),
    "accent": Ink(ACCENT),
    "level_0": Ink("E8EDF4", light=True),
    "level_1": Ink("BFCFE3", light=True),
    "level_2": Ink("8FABD0", light=True),
    "level_3": Ink("4F79B3"),
    "level_4": Ink("173C6E"),
}
