"""Named rows on one scale: a stem from zero to the value, the series' marker at its end, the number beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .fitting import text_width, wrap
from .series import Look, markers
from .svg import LINE, MUTED, SIZE, WIDTH, group, short, steps, tag, text

_LEFT = 10.0
_RIGHT = WIDTH - 50.0


@dataclass(frozen=True)
class Row:
    """One value (None: none) under its label; `heading` opens a group of rows."""

    label: str
    look: Look
    value: int | None
    shown: str
    strong: bool = False
    heading: str = ""


def _position(value: float, maximum: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * value / maximum


def _named(row: Row, top: float) -> tuple[list[str], float]:
    parts: list[str] = []
    if row.heading:
        lines = wrap(row.heading, WIDTH - 8, SIZE, bold=True, lines=2)
        parts.append(text(0, top + 22, lines, font_weight="bold"))
        top += LINE * len(lines) + 12
    lines = wrap(row.label, WIDTH - 8, SIZE, bold=row.strong, lines=3)
    parts.append(text(0, top + 14, lines, font_weight="bold" if row.strong else None))
    return parts, top + LINE * len(lines)


def _plotted(row: Row, y: float, maximum: int) -> list[str]:
    if row.value is None:
        return [text(_LEFT, y + 5, row.shown, class_="muted", fill_opacity=MUTED)]
    x = _position(row.value, maximum)
    stem = tag("path", d=f"M{short(_LEFT)} {short(y)}H{short(x)}", **row.look.line) if row.value else ""
    number = text(x + 13, y + 5, row.shown, font_weight="bold")
    after = x + 19 + text_width(row.shown, SIZE, bold=True)
    rest = tag("path", d=f"M{short(after)} {short(y)}H{short(_RIGHT)}", stroke="currentColor", stroke_opacity=0.2)
    rest = rest if after < _RIGHT else ""
    return [rest, stem, markers(row.look, [(x, y)], 6.5), number]


def rows(values: Sequence[Row], maximum: int, ends: tuple[str, str]) -> tuple[list[str], float]:
    """The drawing, its top at 0, and its height; `ends` are the words of zero and of `maximum`."""
    parts: list[str] = []
    top = 0.0
    for row in values:
        named, top = _named(row, top)
        parts += [*named, *_plotted(row, top + 15, maximum)]
        top += 36
    count = steps(maximum)
    ticks = "".join(f"M{short(_position(n, count))} {short(top)}v8" for n in range(count + 1))
    axis = tag(
        "path",
        d=f"M{short(_LEFT)} {short(top)}H{short(_RIGHT)}{ticks}",
        stroke="currentColor",
        fill="none",
        stroke_opacity=0.6,
    )
    ruled = (0, maximum // 2, maximum) if maximum % 2 == 0 else (0, maximum)
    numbers = [text(_position(n, maximum), top + 24, str(n), text_anchor="middle") for n in ruled]
    words = [text(0, top + 42, ends[0]), text(WIDTH - 12, top + 42, ends[1], text_anchor="end")] if any(ends) else []
    return [*parts, axis, group([*numbers, *words], class_="muted", fill_opacity=MUTED)], top + (50 if words else 32)
