"""The door of administrators."""

from __future__ import annotations

from ..access import Door

door = Door("admin", __name__)
HERE = "/<any(fr,en):language>/gestion"
LONGEST_TITLE = 120
