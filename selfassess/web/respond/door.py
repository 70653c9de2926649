"""The one door of the respondents, which the modules of this folder open."""

from __future__ import annotations

from ..access import Door

door = Door("respond", __name__)
LANGUAGE = "/<any(fr,en):language>"
HERE = LANGUAGE + "/<questionnaire>"
