"""Frames that hold titled lists: measured first, drawn once every frame's place is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .fitting import cut, wrap
from .svg import LINE, MUTED, SIZE, short, tag, text

_INDENT = 18.0
_PAD = 6.0
_BETWEEN = 3.0
_LONGEST_ITEM = 120
_MOST_ITEMS = 18


@dataclass(frozen=True)
class Item:
    """One line of a list; `shared` ones are bold and ticked, `pale` ones (« sans réponse ») have no bullet."""

    words: str
    shared: bool = False
    pale: bool = False


@dataclass(frozen=True)
class Section:
    """A list under its heading (none: the frame's own is enough)."""

    heading: str
    items: tuple[Item, ...]


@dataclass
class Ink:
    """What is drawn so far: texts, and all bullets, ticks and rules as single paths."""

    texts: list[str] = field(default_factory=list[str])
    bullets: list[str] = field(default_factory=list[str])
    ticks: list[str] = field(default_factory=list[str])
    thin: list[str] = field(default_factory=list[str])
    frames: list[str] = field(default_factory=list[str])
    bands: list[str] = field(default_factory=list[str])

    def parts(self) -> list[str]:
        line = {"fill": "none", "stroke": "currentColor"}
        return [
            tag("path", d="".join(self.bands), fill_opacity=0.09) if self.bands else "",
            tag("path", d="".join(self.thin), stroke_opacity=0.35, **line) if self.thin else "",
            tag("path", d="".join(self.frames), stroke_width=1.4, **line) if self.frames else "",
            tag("path", d="".join(self.bullets), stroke_opacity=MUTED, stroke_width=1.2, **line)
            if self.bullets
            else "",
            tag("path", d="".join(self.ticks), stroke_width=2.2, **line) if self.ticks else "",
            *self.texts,
        ]


def tick(x: float, y: float) -> str:
    return f"M{short(x)} {short(y)}l3.5 3.5 6-8"


def kept(items: Sequence[Item], rest: str) -> list[Item]:
    """The items drawn: past the most that a frame takes, `rest` says how many more there are."""
    if len(items) <= _MOST_ITEMS:
        return list(items)
    return [*items[: _MOST_ITEMS - 1], Item(rest.format(len(items) - _MOST_ITEMS + 1), pale=True)]


def item_lines(item: Item, width: float) -> tuple[str, ...]:
    indent = _PAD if item.pale else _INDENT
    return wrap(cut(item.words, _LONGEST_ITEM), width - indent - _PAD, SIZE, bold=item.shared)


def title_lines(title: str, width: float) -> tuple[str, ...]:
    return wrap(title, width - 2 * _PAD, SIZE, bold=True, lines=4) if title else ()


def title_height(title: str, width: float) -> float:
    return LINE * len(title_lines(title, width)) + 10 if title else 0.0


def section_height(section: Section, width: float) -> float:
    heading = LINE * len(title_lines(section.heading, width)) + 3 if section.heading else 0.0
    lines = sum(len(item_lines(item, width)) for item in section.items)
    return 13 + heading + LINE * lines + _BETWEEN * max(0, len(section.items) - 1)


def draw_section(ink: Ink, section: Section, x: float, y: float, width: float) -> None:
    y += 6
    if section.heading:
        lines = title_lines(section.heading, width)
        ink.texts.append(text(x + _PAD, y + 13, lines, font_weight="bold"))
        y += LINE * len(lines) + 3
    for item in section.items:
        lines = item_lines(item, width)
        if item.pale:
            ink.texts.append(text(x + _PAD, y + 13, lines, class_="muted", fill_opacity=MUTED))
        else:
            ink.texts.append(text(x + _INDENT, y + 13, lines, font_weight="bold" if item.shared else None))
            if item.shared:
                ink.ticks.append(tick(x + 5, y + 8))
            else:
                ink.bullets.append(f"M{short(x + 7)} {short(y + 8.5)}h5")
        y += LINE * len(lines) + _BETWEEN


def draw_frame(
    ink: Ink, title: str, sections: Sequence[Section], heights: Sequence[float], x: float, y: float, width: float
) -> float:
    """A frame from `y` down, each section as tall as `heights` says; its bottom."""
    top = y
    if title:
        tall = title_height(title, width)
        ink.bands.append(f"M{short(x)} {short(y)}h{short(width)}v{short(tall)}h{short(-width)}z")
        ink.texts.append(text(x + _PAD, y + 18, title_lines(title, width), font_weight="bold"))
        y += tall
    for n, (section, height) in enumerate(zip(sections, heights, strict=True)):
        if n or title:
            ink.thin.append(f"M{short(x)} {short(y)}h{short(width)}")
        draw_section(ink, section, x, y, width)
        y += height
    ink.frames.append(f"M{short(x)} {short(top)}h{short(width)}V{short(y)}h{short(-width)}z")
    return y


def arrow(ink: Ink, x1: float, y1: float, x2: float, y2: float) -> None:
    """A straight arrow, along one axis."""
    ink.frames.append(f"M{short(x1)} {short(y1)}L{short(x2)} {short(y2)}")
    dx, dy = (1 if x2 > x1 else -1 if x2 < x1 else 0), (1 if y2 > y1 else -1 if y2 < y1 else 0)
    a = (x2 - 6 * dx - 4 * dy, y2 - 6 * dy - 4 * dx)
    b = (x2 - 6 * dx + 4 * dy, y2 - 6 * dy + 4 * dx)
    ink.frames.append(f"M{short(a[0])} {short(a[1])}L{short(x2)} {short(y2)}L{short(b[0])} {short(b[1])}")
