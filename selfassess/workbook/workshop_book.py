"""A workshop's workbook for its facilitator: who came, what the room answered, how far it agrees, what tables agreed on.

Everything but the sheet of agreed answers, which the facilitator typed, is drawn from the picture and from who is here.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ..questionnaire.model import Language, Questionnaire, Text
from ..questionnaire.typography import NO_BREAK, french
from ..workshop.board import note
from ..workshop.picture import FIRST, Picture
from ..workshop.room import Room
from ..workshop.variables import Form
from .letters import cut, text_width
from .pages import Book, Heading, Link, Page
from .safe_text import headings, one_line
from .spoken import said
from .workshop_sheets import Agreed, Present, Sheet, agreed_sheet, counted_sheets, people_sheet, words

_NARROWEST, _WIDEST, _LEAST_TABLE = 10.0, 58.0, 84.0
"""Of a column of text; and of the whole table, since what is read above it is no wider."""
CONTENTS = Text(fr="Sommaire", en="Contents")
NOBODY = Text(fr="Il faut cinq personnes qui ont terminé.", en="Five people must have finished.")


def workshop_workbook(
    title: str,
    day: datetime.date,
    picture: Picture,
    here: Present,
    questionnaire: Questionnaire,
    form: Form,
    language: Language,
    agreed: Sequence[Agreed] = (),
) -> bytes:
    """The workbook, in memory; `day` is the date that it carries; the same arguments give the same bytes."""
    # openpyxl is loaded for the first workbook, not at the start of the server.
    from .spreadsheet import spreadsheet

    return spreadsheet(workshop_book(title, day, picture, here, questionnaire, form, language, agreed))


def workshop_book(
    title: str,
    day: datetime.date,
    picture: Picture,
    here: Present,
    questionnaire: Questionnaire,
    form: Form,
    language: Language,
    agreed: Sequence[Agreed] = (),
) -> Book:
    """Every sheet, ready to be written."""
    room = Room(picture, questionnaire, form)
    sheets = [people_sheet(picture, here, language)]
    if picture.people >= FIRST:
        sheets += [sheet for sheet in counted_sheets(room, language) if sheet.rows]
    if agreed:
        sheets.append(agreed_sheet(questionnaire, agreed, language))
    name = one_line(title)
    pages = [_page(sheet, language) for sheet in sheets]
    return Book(
        language=language,
        title=name,
        subject=one_line(questionnaire.title.in_(language)),
        description=one_line(note(language)),
        date=day.isoformat(),
        footer=(one_line(title, 60), day.isoformat()),
        pages=(_contents(name, day, questionnaire, sheets, picture, language), *pages),
    )


def _page(sheet: Sheet, language: Language) -> Page:
    made = _headings(sheet, language)
    width = sum(heading.width for heading in made) - 2
    first = [row[0] for row in sheet.rows]
    repeated = len(set(map(repr, first))) < len(first)
    return Page(
        name=words(sheet.name, language),
        table=sheet.table,
        title=words(sheet.title, language),
        lines=tuple(part for line in sheet.lines for part in cut(one_line(words(line, language), 4000), width)),
        headings=made,
        rows=sheet.rows,
        orientation="paysage",
        blocks=frozenset(n for n in range(1, len(first)) if repeated and first[n] != first[n - 1]),
        contents_link=Link(said(language, "← Sommaire", "← Contents"), words(CONTENTS, language)),
    )


def _headings(sheet: Sheet, language: Language) -> tuple[Heading, ...]:
    names = headings(words(name, language) for name, _ in sheet.columns)
    made: list[Heading] = []
    for place, (name, (_, numeric)) in enumerate(zip(names, sheet.columns, strict=True)):
        texts = {cell for row in sheet.rows if isinstance(cell := row[place], str)}
        longest = max(text_width(text) for text in {name, *texts}) + 2.5
        width = 11.0 if numeric else min(max(longest, _NARROWEST), _WIDEST)
        made.append(Heading(name, round(width, 1), "number" if numeric else "text"))
    missing = max(0.0, _LEAST_TABLE - sum(heading.width for heading in made))
    return (Heading(made[0].text, round(made[0].width + missing, 1), made[0].kind), *made[1:])


def _contents(
    title: str,
    day: datetime.date,
    questionnaire: Questionnaire,
    sheets: Sequence[Sheet],
    picture: Picture,
    language: Language,
) -> Page:
    colon = f"{NO_BREAK}:" if language == "fr" else ":"
    lines = [
        questionnaire.title.in_(language),
        said(language, f"Atelier{colon} {day.isoformat()}", f"Workshop{colon} {day.isoformat()}"),
        note(language),
        *([] if picture.people >= FIRST else [words(NOBODY, language)]),
    ]
    made = (
        Heading(said(language, "Feuille", "Sheet"), 24, "text"),
        Heading(said(language, "Ce que l’on y lit", "What is there"), 62, "text"),
    )
    return Page(
        name=words(CONTENTS, language),
        table="Sommaire",
        title=title,
        lines=tuple(
            part for line in lines for part in cut(one_line(line if language == "en" else french(line), 4000), 84)
        ),
        headings=made,
        rows=tuple(
            (Link(words(one.name, language), words(one.name, language)), words(one.title, language)) for one in sheets
        ),
        orientation="paysage",
        cover=True,
    )
