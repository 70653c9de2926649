"""The workbook holds exactly what the release publishes, in a form that Excel, LibreOffice and a pivot table accept."""

from __future__ import annotations

import datetime
import re

import pytest

from selfassess.disclosure.release import TOPICS_OF, release_from_content
from selfassess.workbook.writing import shipped_sheets, write_workbook
from tests.disclosure.example import example_release
from tests.workbook.read_back import MAIN, data_rows, loaded, parts, shown_rows, tables
from tests.workbook.releases import full_release, small_release

RELEASES = {
    "example": example_release,
    "full": full_release,
    "research": lambda: full_release(research=True),
    "small": small_release,
}
SHEETS = [
    "Couverture",
    "Sommaire",
    "Notes",
    "1_Participation",
    "2_Logiques",
    "3_Gravité",
    "4_Prise_en_charge",
    "5_Profil_moyen",
    "6_Recommandations",
    "7_Évolution",
    "Données",
    "Dictionnaire",
    "Méthodologie",
    "Versions",
]
MODEL_SHEETS = [*SHEETS[:5], "3_Dimensions", "4_Hors_modèle", "5_Évolution", *SHEETS[10:]]
CHARTS = {"1_Participation", "2_Logiques", "3_Gravité", "4_Prise_en_charge", "5_Profil_moyen", "6_Recommandations",
          "7_Évolution"}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Paths of workbooks, each made once, by release and language."""
    folder = tmp_path_factory.mktemp("workbooks")

    def path(name: str, language="fr"):
        to = folder / f"{name}-{language}.xlsx"
        if not to.exists():
            write_workbook(RELEASES[name](), language, to)
        return to

    return path


@pytest.mark.parametrize(("name", "language"), [("example", "en"), *((name, "fr") for name in RELEASES)])
def test_data_are_the_published_figures_exactly(made, name, language):
    release = RELEASES[name]()
    rows = data_rows(made(name, language)) if release.figures else []
    found = [(r.variable, r.category, r.group, r.kind, r.value, r.mark, r.step) for r in rows]
    assert found == [
        (f.variable, f.category, f.group, f.kind, f.value, f.mark, f.step)
        for f in release.figures
        if f.value is not None
    ]


@pytest.mark.parametrize("name", ["example", "full", "research"])
def test_a_pivot_sums_the_values_for_every_one_is_a_number(made, name):
    table = next(table for table in tables(made(name)) if table.name == "Donnees")
    value, status = table.headings.index("Valeur"), table.headings.index("Statut")
    assert all(isinstance(row[value], int | float) for row in table.rows)
    assert {row[status] for row in table.rows} <= {"publié", "[r]", "[z]", "[p]"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_has_no_number_is_named_in_the_methodology(made, language):
    release = example_release()
    (table,) = [table for table in tables(made("example", language)) if table.name == "Methodologie"]
    items = {row[1] for row in table.rows}
    missing = {f.variable for f in release.figures if f.value is None}
    assert missing
    assert {release.variable_by_id[name].label.in_(language) for name in missing} <= items
    notes = " ".join(str(cell.value) for cell in loaded(made("example", language))["Notes"]["A"])
    assert ("Méthodologie le nomme" if language == "fr" else "Methodology names it") in notes


@pytest.mark.parametrize(
    ("name", "language"), [("example", "en"), ("example", "fr"), ("full", "fr"), ("research", "fr")]
)
def test_what_the_sheets_show_is_in_the_data(made, name, language):
    release = RELEASES[name]()
    published = {(f.variable, f.category, f.group, f.kind): f.value for f in release.figures}
    shown = shown_rows(made(name, language))
    assert len(shown) > 60
    for row in shown:
        assert row.value == published.get((row.variable, row.category, row.group, row.kind)), row
    numbers = {(r.variable, r.group) for r in shown if r.value is not None}
    topics = TOPICS_OF[release.kind] if release.figures else ()
    told = {v.id for v in release.variables if v.published != "withheld" and v.topic in topics}
    assert told <= {v for v, _ in numbers}


@pytest.mark.parametrize("name", RELEASES)
def test_the_same_release_gives_the_same_bytes(tmp_path, name):
    release = RELEASES[name]()
    again = release_from_content(release.content)
    for number, given in enumerate((release, again)):
        write_workbook(given, "fr", tmp_path / str(number))
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


def test_sheets_are_the_declared_ones_in_order(made):
    assert loaded(made("full")).sheetnames == SHEETS
    assert loaded(made("small")).sheetnames == SHEETS
    assert loaded(made("research")).sheetnames == MODEL_SHEETS
    assert loaded(made("example", "en")).sheetnames[5] == "3_Strength"


@pytest.mark.parametrize("name", RELEASES)
def test_one_table_a_sheet_whole_from_the_first_column(made, name):
    book = loaded(made(name))
    found = tables(made(name))
    assert [table.sheet for table in found] == book.sheetnames
    assert len({table.name.casefold() for table in found}) == len(found)
    for table in found:
        sheet = book[table.sheet]
        assert sheet.tables[table.name].ref.startswith("A")
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert all(isinstance(heading, str) and heading for heading in table.headings)
        assert len({heading.casefold() for heading in table.headings}) == len(table.headings)
        assert table.rows
        assert all(cell not in (None, "") for row in table.rows for cell in row)
        assert list(sheet.tables[table.name].column_names) == list(table.headings)


def test_numbers_are_numbers_and_say_their_mark(made):
    sheet = loaded(made("example"))["2_Logiques"]
    formats = {
        cell.number_format for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value == 0
    }
    assert formats == {'[$-C0C]0"\u00a0% [z]"'}
    withheld = loaded(made("example"))["3_Gravité"]
    assert any(cell.value == "[c]" for row in withheld.iter_rows() for cell in row)


@pytest.mark.parametrize("name", ["full", "research"])
def test_charts_are_native_whole_and_told(made, name):
    book = loaded(made(name))
    charts = {sheet.title: sheet._charts for sheet in book.worksheets if sheet._charts}
    assert set(charts) == ({*MODEL_SHEETS[3:8]} if name == "research" else CHARTS)
    if name == "full":
        assert type(charts["5_Profil_moyen"][0]).__name__ == "RadarChart"
        assert type(charts["7_Évolution"][0]).__name__ == "LineChart"
    assert charts["2_Logiques"][0].grouping == "percentStacked"
    for title, (chart,) in charts.items():
        assert not chart.x_axis.delete, title
        assert not chart.y_axis.delete, title
        assert (chart.anchor.ext.width, chart.anchor.ext.height) == (20 * 360_000, 16 * 360_000)
        assert chart.legend is None or chart.legend.position == "b"
        for series in chart.series:
            cells = [cell.value for row in book[title][_place(series.val.numRef.f)] for cell in row]
            assert cells == [float(point.v) for point in series.val.numRef.numCache.pt]
    for part, root in parts(made(name)).items():
        if part.startswith("xl/drawings/drawing"):
            (frame,) = root.iter("{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr")
            assert len(frame.get("descr", "")) > 60
            assert frame.get("title")


def _place(reference):
    return reference.rpartition("!")[2].replace("$", "")


def test_a_release_of_too_few_says_so_and_nothing_else(made):
    book = loaded(made("small"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert any("Moins de 10 participants" in str(cell.value) for cell in book["Couverture"]["A"])
    assert not any(sheet._charts for sheet in book.worksheets)
    assert {cell.value for cell in cells if cell.data_type == "n" and cell.value is not None} <= set(range(40))
    assert any(cell.value == "[x]" for row in book["2_Logiques"].iter_rows() for cell in row)


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr-CA"), ("en", "en-CA")])
def test_the_document_says_what_it_is(made, language, tag):
    book = loaded(made("example", language))
    properties, release = book.properties, example_release()
    assert properties.title == release.title.in_(language)
    assert properties.language == tag
    assert release.sha256 in properties.description
    assert properties.created == properties.modified == datetime.datetime(2027, 12, 15)


def test_prints_on_letter_with_titles(made):
    book = loaded(made("full"))
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        header = int(re.match(r"A(\d+)", table.ref)[1])
        assert sheet.page_setup.paperSize == 1
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows == f"${header}:${header}"
        assert sheet.freeze_panes == f"A{header + 1}"
        assert sheet.oddFooter.right.text
        assert len(str(sheet.print_area).split(",")) == (2 if sheet._charts else 1)


def test_the_contents_lead_to_every_sheet(made):
    book = loaded(made("full"))
    places = {cell.hyperlink.location for row in book["Sommaire"].iter_rows() for cell in row if cell.hyperlink}
    assert {place.rpartition("!")[0].strip("'") for place in places} == set(book.sheetnames)
    assert all(
        relation.get("TargetMode") != "External"
        for part, root in parts(made("full")).items()
        if part.endswith(".rels")
        for relation in root
    )


@pytest.mark.parametrize("name", RELEASES)
def test_no_formula_and_no_error(made, name):
    for part, root in parts(made(name)).items():
        if part.startswith("xl/worksheets/sheet"):
            assert not list(root.iter(f"{MAIN}f"))
            assert {cell.get("t") for cell in root.iter(f"{MAIN}c")} <= {"inlineStr", None}


def test_every_declared_sheet_is_shipped():
    assert len(shipped_sheets()) == 19
