"""SVG as text: escaped, without style attributes, numbers to one decimal, colours taken from the page's ink."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

SIZE = 14.5
"""Of text, in user units: at least 11 px when a drawing 420 units wide is shown 320 px wide."""
LINE = 17.0
WIDTH = 420.0
FONT = "Arial, Helvetica, 'Liberation Sans', Roboto, sans-serif"
MUTED = 0.7

Attribute = str | float | None

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def short(value: float) -> str:
    """A coordinate, to one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def safe(text: str) -> str:
    """`text` as XML content or attribute, without the characters that XML refuses."""
    return escape(_UNPRINTABLE.sub("", text))


def tag(name: str, content: str | None = None, /, **attributes: Attribute) -> str:
    """An element; `content` is SVG already; `stroke_width` stands for stroke-width, `class_` for class."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{safe(value) if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def group(parts: Iterable[str], **attributes: Attribute) -> str:
    return tag("g", "".join(parts), **attributes)


def text(x: float, y: float, lines: str | Sequence[str], *, line: float = LINE, **attributes: Attribute) -> str:
    """Text whose first baseline is at `y`."""
    first, *rest = [lines] if isinstance(lines, str) else lines
    spans = "".join(tag("tspan", safe(row), x=x, dy=line) for row in rest)
    return tag("text", safe(first) + spans, x=x, y=y, **attributes)


def steps(maximum: int) -> int:
    """Into how many equal parts a scale from 0 is ruled."""
    return maximum if maximum <= 6 else 4


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """A polyline as path data."""
    joined = "L".join(f"{short(x)} {short(y)}" for x, y in points)
    return f"M{joined}{'Z' if closed else ''}" if joined else ""


def picture(
    id: str, *, title: str, description: str, body: Iterable[str], height: float, top: float = 0.0, kind: str = ""
) -> str:
    """A whole drawing, `WIDTH` units wide, that says its title and description to who does not see it."""
    head = tag("title", safe(title), id=f"{id}-title") + tag("desc", safe(description), id=f"{id}-desc")
    return tag(
        "svg",
        head + "".join(body),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 {short(top)} {short(WIDTH)} {short(height)}",
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        class_=f"chart chart-{kind or id}",
        font_family=FONT,
        font_size=SIZE,
        fill="currentColor",
    )
