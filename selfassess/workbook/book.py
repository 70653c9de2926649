"""A release and the declared sheets made into a `Book`: every page, in its language, ready to be written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..disclosure.release import Release
from ..questionnaire.model import Language
from .declarations import SheetDeclaration
from .documents import (
    Row,
    contents_rows,
    cover_rows,
    dictionary_rows,
    figure_data_rows,
    mark_rows,
    methodology_rows,
    version_rows,
)
from .figure_pages import FigureTable, is_shown
from .letters import cut, text_width
from .pages import Book, Cell, Heading, Link, Page
from .safe_text import headings, one_line
from .spoken import period_words, said, sentence
from .vocabulary import COLUMNS, Column

_NARROWEST, _STRETCH, _BESIDE_TEXT = 10.0, 1.35, 2.5
"""Of a column of text: its least width, how much it may exceed the declared one, and what stands beside the words."""


def make_book(release: Release, language: Language, declarations: Sequence[SheetDeclaration]) -> Book:
    """The whole workbook of a release; equal releases give equal books."""
    shown = [declaration for declaration in declarations if is_shown(release, declaration)]
    pages = {d.id: _page(release, language, d, shown) for d in shown if d.content != "sommaire"}
    for declaration in shown:
        if declaration.content == "sommaire":
            counted = [(d, len(pages[d.id].rows) if d.id in pages else len(shown)) for d in shown]
            rows = _selected(declaration, contents_rows(language, counted))
            pages[declaration.id] = _document(release, language, declaration, shown, rows)
    title, audience = release.title.in_(language), release.audience.label.in_(language)
    return Book(
        language=language,
        title=one_line(title),
        subject=one_line(f"{audience} · {period_words(release, language)}"),
        description=said(
            language, f"Empreinte de la publication : {release.sha256}", f"Release’s fingerprint: {release.sha256}"
        ),
        date=release.period.until,
        footer=(one_line(title, 60), one_line(audience, 40)),
        pages=tuple(pages[declaration.id] for declaration in shown),
    )


def _page(
    release: Release, language: Language, declaration: SheetDeclaration, shown: Sequence[SheetDeclaration]
) -> Page:
    if declaration.content == "chiffres":
        return _figures(release, language, declaration, shown)
    data_columns = next((d.columns for d in shown if d.content == "donnees"), tuple(COLUMNS["donnees"]))
    makers = {
        "couverture": lambda: cover_rows(release, language, shown),
        "notes": lambda: mark_rows(language),
        "donnees": lambda: figure_data_rows(release, language),
        "dictionnaire": lambda: dictionary_rows(release, language, data_columns),
        "methodologie": lambda: methodology_rows(release, language),
        "versions": lambda: version_rows(release, language),
    }
    rows = _selected(declaration, makers[declaration.content]())
    return _document(release, language, declaration, shown, rows)


def _selected(declaration: SheetDeclaration, rows: Iterable[Row]) -> tuple[tuple[Cell, ...], ...]:
    """The declared columns of each row; a page never has an empty table."""
    found = tuple(tuple([row[name] or "—" for name in declaration.columns]) for row in rows)
    return found or (tuple("—" for _ in declaration.columns),)


def _document(
    release: Release,
    language: Language,
    declaration: SheetDeclaration,
    shown: Sequence[SheetDeclaration],
    rows: tuple[tuple[Cell, ...], ...],
) -> Page:
    columns = [COLUMNS[declaration.content][name] for name in declaration.columns]
    made = _headings(columns, language)
    if declaration.content in ("donnees", "dictionnaire"):
        made = _fitted(made, rows)
    cover = declaration.content == "couverture"
    first_column = [row[0] for row in rows]
    themed = declaration.content == "methodologie"
    return Page(
        name=declaration.name.in_(language),
        table=declaration.table,
        title=one_line(release.title.in_(language)) if cover else declaration.title.in_(language),
        lines=_wrapped(_lines(release, language, declaration), made),
        headings=made,
        rows=rows,
        orientation=declaration.orientation,
        blocks=frozenset(n for n in range(1, len(rows)) if themed and first_column[n] != first_column[n - 1]),
        cover=cover,
        contents_link=None if declaration.content == "sommaire" else _contents_link(language, shown),
    )


def _figures(
    release: Release, language: Language, declaration: SheetDeclaration, shown: Sequence[SheetDeclaration]
) -> Page:
    table = FigureTable(release, declaration, language)
    rows = tuple(tuple(cell or "—" for cell in row) for row in table.rows)
    made = _fitted([slot.heading for slot in table.slots], rows)
    return Page(
        name=declaration.name.in_(language),
        table=declaration.table,
        title=declaration.title.in_(language),
        lines=_wrapped(_lines(release, language, declaration), made),
        headings=made,
        rows=rows,
        orientation=declaration.orientation,
        blocks=table.blocks,
        drawing=table.drawing(),
        contents_link=_contents_link(language, shown),
    )


def _headings(columns: Sequence[Column], language: Language) -> tuple[Heading, ...]:
    texts = headings(column.heading.in_(language) for column in columns)
    return tuple(Heading(text, column.width, column.kind) for text, column in zip(texts, columns, strict=True))


def _fitted(made: Sequence[Heading], rows: tuple[tuple[Cell, ...], ...]) -> tuple[Heading, ...]:
    """The columns of text as wide as what they hold asks, around the declared width."""
    fitted: list[Heading] = []
    for place, heading in enumerate(made):
        if heading.kind == "number":
            fitted.append(heading)
            continue
        texts = {cell for row in rows if isinstance(cell := row[place], str)}
        longest = max((text_width(text) for text in {heading.text, *texts}), default=0.0) + _BESIDE_TEXT
        width = min(max(longest, _NARROWEST), heading.width * _STRETCH)
        fitted.append(Heading(heading.text, round(width, 1), heading.kind))
    return tuple(fitted)


def _lines(release: Release, language: Language, declaration: SheetDeclaration) -> list[str]:
    """What is read before the table: on the cover, for whom and when; elsewhere the sheet's summary and notes."""
    lines = [declaration.summary.in_(language), *(note.in_(language) for note in declaration.notes)]
    if declaration.content != "couverture":
        return lines
    audience = release.audience.label.in_(language)
    return [
        said(language, f"Pour : {audience}", f"For: {audience}"),
        sentence(period_words(release, language)),
        sentence(release.participants.words.in_(language)),
        *lines,
    ]


def _wrapped(lines: Sequence[str], made: Sequence[Heading]) -> tuple[str, ...]:
    """The lines cut so that none is wider than the table, whose cells they cannot be merged over."""
    width = max(60.0, sum(heading.width for heading in made) - 2)
    return tuple(part for line in lines for part in cut(one_line(line, 4000), width))


def _contents_link(language: Language, shown: Sequence[SheetDeclaration]) -> Link | None:
    contents = next((d.name.in_(language) for d in shown if d.content == "sommaire"), None)
    return Link(said(language, "← Sommaire", "← Contents"), contents) if contents else None
