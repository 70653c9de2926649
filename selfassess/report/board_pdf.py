"""The board as a PDF: one scene a page, Letter landscape, legible in black and white; drawn from the picture alone."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

from ..charts.drawing.svg import FONT
from ..questionnaire.model import Language, Questionnaire
from ..resources import resource_folder
from ..workshop.board import note
from ..workshop.picture import Picture
from ..workshop.scenes import Here, Scene, scenes_of
from ..workshop.variables import Form

PAPER_FONT = "Libertinus Serif"
"""Typst carries it: the same pages come out on every machine."""
WIDEST, TALLEST, TALLEST_ABOVE, LOWEST_ABOVE = 5.0, 5.3, 3.4, 1.8
"""Inches that a drawing may take, under its title and sentence: beside its table, above a few rows, above many."""
FEW_ROWS = 8
LETTERS_ABOVE = 60
"""That a line of the first column holds, there."""
MOST_BESIDE, MOST_BESIDE_IN_WORDS = 4, 2
"""A table of more columns stands under its drawing, turned when it has more columns than rows."""
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_TEMPLATE = "board.typ"


def board_pdf(
    title: str,
    day: datetime.date,
    picture: Picture,
    here: Here,
    questionnaire: Questionnaire,
    form: Form,
    language: Language,
) -> bytes:
    """The PDF (PDF/UA-1: tagged, with alternative texts); `day` is the date that it carries; the same arguments, the same bytes."""
    # Loaded for the first PDF, not at the start of the server.
    import typst

    board = {
        "title": printable(title) or "—",
        "subject": printable(questionnaire.title.in_(language)),
        "date": day.isoformat(),
        "language": language,
        "note": note(language),
        "scenes": [scene_data(one) for one in scenes_of(picture, here, questionnaire, form, language)],
    }
    template = (resource_folder("templates") / "report" / _TEMPLATE).read_bytes()
    noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
    inputs = {"board": json.dumps(board, ensure_ascii=False)}
    try:
        return typst.compile(
            template, ignore_system_fonts=True, sys_inputs=inputs, pdf_standards="ua-1", timestamp=noon
        )
    except typst.TypstError:
        # A sign that the font has not, in a typed name, is shown as a box, which the standard refuses.
        return typst.compile(template, ignore_system_fonts=True, sys_inputs=inputs, timestamp=noon)


def printable(text: str) -> str:
    """The text on one line, without what no page shows."""
    return re.sub("[ \t\r\n]+", " ", _INVISIBLE.sub(" ", text)).strip()


def scene_data(scene: Scene) -> dict[str, Any]:
    """What the template reads of one scene; every value is data to it."""
    table, chart = scene.table, scene.chart
    lines = [] if table is None else [list(table.columns), *map(list, table.rows)]
    above = bool(lines) and len(lines[0]) > (MOST_BESIDE_IN_WORDS if scene.group == "differences" else MOST_BESIDE)
    if above and len(lines[0]) > len(lines):
        lines = [list(column) for column in zip(*lines, strict=True)]
    headers, *rows = [[printable(cell) for cell in line] for line in lines] or [[]]
    wide, high = (0.0, 0.0) if chart is None else size_of(chart.svg, tallest(rows, above))
    return {
        "title": printable(scene.title),
        "sentence": printable(scene.sentence),
        "svg": None if chart is None else chart.svg.replace(FONT, PAPER_FONT),
        "headers": headers,
        "rows": rows,
        "size": type_size(rows, chart is not None, above),
        "above": above,
        "wide": wide,
        "high": high,
    }


def tallest(rows: list[list[str]], above: bool) -> float:
    """How high, in inches, a drawing may be beside its table, or above one of these rows."""
    if not above:
        return TALLEST
    lines = sum(1 + len(row[0]) // LETTERS_ABOVE for row in rows)
    return TALLEST_ABOVE if lines <= FEW_ROWS else max(LOWEST_ABOVE, TALLEST - 0.75 - 0.19 * lines)


def size_of(svg: str, most: float) -> tuple[float, float]:
    """In inches: as large as the page lets the drawing be."""
    found = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    wide, high = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    scale = min(WIDEST / wide, most / high)
    return wide * scale, high * scale


def type_size(rows: list[list[str]], drawn: bool, above: bool) -> float:
    """In points: as large as lets the table stand on one page, with its drawing or alone."""
    if above:
        return 10.0 if len(rows) <= FEW_ROWS else 8.0
    if not drawn:
        return 20.0 if len(rows) <= 6 else 12.0
    lines = sum(1 + len(row[0]) // 45 for row in rows)
    return 12.0 if lines <= 11 else 10.0 if lines <= 16 else 8.5
