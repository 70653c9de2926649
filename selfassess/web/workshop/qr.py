"""A QR code as one path of an inline drawing: no file, no style, nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import segno

BORDER = 4
"""Modules of white around the code: readers ask for four."""


@dataclass(frozen=True)
class QrCode:
    """The dark modules as path data, in a square of `size` modules."""

    size: int
    path: str


@lru_cache(maxsize=64)
def qr_of(address: str) -> QrCode:
    """The code of an address; a quarter of it may be hidden or stained."""
    made = segno.make_qr(address, error="q")
    rows = list(made.matrix_iter(border=BORDER))
    parts: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return QrCode(len(rows), "".join(parts))
