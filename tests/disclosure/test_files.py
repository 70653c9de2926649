"""The files hold nothing beside the figures that the attacker is given; and a careless file is read for what it tells."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import math
import re

import numpy as np
import openpyxl
import pytest

from selfassess.charts.release import release_charts
from selfassess.disclosure.release import Figure, Release
from selfassess.disclosure.survey import Survey
from selfassess.web.portrait import portrait_of
from selfassess.workbook.writing import write_csv, write_json, write_workbook
from tests.disclosure.attacker import Publication, Row, protected_facts
from tests.disclosure.files import EVERY, WRITERS, rows_of, unexplained
from tests.disclosure.worlds import answers_of, closed, groups_of, survey, variable
from tests.web import network
from tests.workbook.releases import full_release

LANGUAGES = ("fr", "en")


def figures_of(release: Release) -> list[Row]:
    figures = [figure for figure in release.figures if figure.value is not None]
    return [Row(f.variable, f.category, f.group, f.kind, f.value, f.mark, f.step) for f in figures]


@pytest.fixture(scope="module")
def releases():
    """Of several kinds of answers, whole and repaired."""
    made = [closed(survey(seed, variables=2)) for seed in range(5)]
    assert all(isinstance(release, Release) for release in made)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_says_the_same_figures_and_a_workbook_nothing_else(tmp_path, releases, language):
    for release in [*releases, full_release(research=True)]:
        for kind in EVERY:
            path = tmp_path / f"{release.sha256}.{kind}"
            WRITERS[kind](release, language, path)
            assert rows_of(path) == figures_of(release), kind
        assert unexplained(tmp_path / f"{release.sha256}.xlsx", figures_of(release)) == []


def exact_counts(world: Survey) -> list[tuple[str, str, str, int]]:
    """What no file may hold: by variable, category and group, how many there are."""
    counts = [
        (asked.id, answer.id, "total", int((world.codes[:, place] == code).sum()))
        for place, asked in enumerate(world.variables)
        for code, answer in enumerate(asked.categories)
    ]
    return [one for one in counts if one[1] != "non"]


def hidden_sheet(path, release, counts):
    write_workbook(release, "fr", path)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Brouillon")
    sheet.sheet_state = "veryHidden"
    for line in (("Variable", "Catégorie", "Groupe", "Compte"), *counts):
        sheet.append(line)
    book.save(path)


def exact_cells(path, release, counts):
    """The counts in the tidy sheet's first free column, hidden."""
    write_workbook(release, "fr", path)
    book = openpyxl.load_workbook(path)
    sheet, known = book["Données"], {tuple(one[:3]): one[3] for one in counts}
    head = next(row[0].row for row in sheet.iter_rows() if row[1].value == "Variable")
    sheet.cell(head, 14, "Avant")
    for row in sheet.iter_rows(min_row=head + 1):
        sheet.cell(row[0].row, 14, known.get((row[1].value, row[3].value, row[6].value)))
    sheet.column_dimensions["N"].hidden = True
    book.save(path)


def extra_column(path, release, counts):
    write_csv(release, "fr", path)
    known = {tuple(one[:3]): one[3] for one in counts}
    head, *lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*head, "Brut"])
        writer.writerows([*line, known.get((line[1], line[3], line[6]), "")] for line in lines)


def deep_key(path, release, counts):
    write_json(release, "fr", path)
    content = json.loads(path.read_bytes())
    raw = [dict(zip(("variable", "categorie", "groupe", "n"), one, strict=True)) for one in counts]
    content["codes"]["journal"] = {"etapes": [{"entree": raw}]}
    path.write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize(
    ("leak", "kind"), [(hidden_sheet, "xlsx"), (exact_cells, "xlsx"), (extra_column, "csv"), (deep_key, "json")]
)
def test_the_attacker_reads_what_a_careless_file_holds(tmp_path, leak, kind):
    """Worlds where nobody can tell anything from the right file, and where exact totals tell of one or two."""
    broken = tried = 0
    for seed in range(30):
        world = survey(seed, variables=1)
        counts = exact_counts(world)
        if not any(count in (1, 2) for *_, count in counts):
            continue
        release, path = closed(world), tmp_path / f"{seed}.{kind}"
        if any(figure.value is None for figure in release.figures):
            continue
        leak(path, release, counts)
        told = Publication(rows_of(path), groups_of(release, world))
        tried += 1
        broken += bool(protected_facts([told], answers_of(world), insiders=0))
        if kind == "xlsx":
            assert unexplained(path, figures_of(release))
        if tried == 4:
            break
    assert broken == tried == 4


def test_what_is_said_of_the_verification_does_not_depend_on_the_answers():
    """The same figures, from other answers: only the hash and the seal differ, even where all is withheld."""
    told: dict[tuple[Figure, ...], set[str]] = {}
    names, none = tuple(f"o{place}" for place in range(12)), np.zeros((12, 0), dtype=np.int16)
    splits = [(one, two, 12 - one - two) for one in range(13) for two in range(13 - one)]
    for split in splits:
        codes = np.repeat(np.arange(3, dtype=np.int8), split)[:, None]
        world = Survey("invented", ("0" * 64,), "1", (variable(0, "nominal"),), (), names, names, codes, none)
        release = closed(world)
        assert isinstance(release, Release)
        told.setdefault(release.figures, set()).add(dataclasses.replace(release, seal="").content)
    assert len(told) < len(splits) / 2
    assert all(len(contents) == 1 for contents in told.values())


# The page and its charts


def numbers(words: str) -> set[str]:
    """The numbers that stand in words, French or English."""
    plain = re.sub(r"(?<=\d)[\u00a0\u202f,](?=\d{3}\b)", "", words).replace(",", ".")
    return {f"{float(found):g}" for found in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])", plain)}


def as_shown(rows) -> set[str]:
    """Every way in which a figure of the file may be shown: whole, to one decimal, to two."""
    values = [row.value for row in rows if row.value is not None]
    halves_up = {f"{math.floor(value + 0.5)}" for value in values}
    return halves_up | {f"{round(value, digits):g}" for value in values for digits in (0, 1, 2)}


def shares(rows) -> set[str]:
    """What percentages come to when a bar is brought to 100."""
    bars: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.kind == "percent" and row.value is not None:
            bars.setdefault((row.variable, row.group), []).append(row.value)
    return {f"{round(100 * value / sum(bar), 2):g}" for bar in bars.values() if sum(bar) for value in bar}


def drawn(figure) -> set[str]:
    """The numbers that a Plotly figure's traces give to a page's script, and those that it writes."""
    found: set[str] = set()
    for trace in figure["data"]:
        along = trace.get("orientation") == "h"
        for name, values in trace.items():
            if name in ("x", "y", "r", "text", "hovertext", "customdata") and not (along and name == "y"):
                for value in values if isinstance(values, list) else [values]:
                    found |= numbers(value) if isinstance(value, str) else {f"{value:g}"}
    return found


def counted(release: Release) -> set[str]:
    """How many variables or dimensions a sentence may count."""
    return {str(number) for number in range(len(release.variables))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_draw_only_what_the_file_says(tmp_path, releases, language):
    drawn_somewhere = 0
    for release in [*releases, full_release(), full_release(research=True)]:
        path = tmp_path / f"{release.sha256}.json"
        write_json(release, language, path)
        rows = rows_of(path)
        for chart in release_charts(portrait_of(release), language):
            assert numbers(chart.sentence) <= as_shown(rows) | counted(release), chart.id
            cells = set().union(*(numbers(cell) for row in chart.table.rows for cell in row[1:]))
            assert cells <= as_shown(rows), chart.id
            assert drawn(chart.figure) <= as_shown(rows) | shares(rows) | counted(release), chart.id
            drawn_somewhere += len(drawn(chart.figure))
    assert drawn_somewhere > 100


@pytest.fixture(scope="module")
def funder(make_site):
    """Publishes a release, and opens its pages as a funder."""
    site = make_site()
    ours = network.audience(site)
    visitor = network.signed_in(site, "nadia@bailleur.ca", "funder", [ours])

    def pages(release: Release):
        here = f"/fr/portraits/{network.published(site, release, ours)}"
        first = visitor.get(here)
        path = site.folder / f"{release.sha256}.xlsx"
        path.write_bytes(visitor.raw(f"{here}/portrait.xlsx").data)
        tables = [visitor.get(link) for link in sorted(set(first.links())) if f"{here}/tableau/" in link]
        return path, first, tables

    return pages


def test_the_pages_show_only_what_the_workbook_says(funder, releases):
    period = network.TODAY - datetime.timedelta(days=30), network.TODAY
    dates = {str(number) for day in period for number in (day.day, day.year)}
    for release in [*releases[:2], full_release()]:
        path, first, tables = funder(release)
        rows = rows_of(path)
        assert rows == figures_of(release)
        figures = json.loads(first.by_id["figures"].text)
        assert set().union(*map(drawn, figures.values())) <= as_shown(rows) | shares(rows) | counted(release)
        for page in tables:
            cells = [cell for cell in page.all("td") if cell.get("class") == "figure"]
            shown = set().union(*(numbers("".join(cell.itertext())) for cell in cells))
            assert shown <= as_shown(rows), page.text[:80]
        assert len(tables) > 3
        cells = [str(cell) for sheet in openpyxl.load_workbook(path) for line in sheet.values for cell in line]
        # The page's text has ordinary spaces alone: « 18 400 » reads there as two numbers.
        said = set().union(*(numbers(cell) | numbers(" ".join(cell.split())) for cell in cells))
        assert numbers(first.text) <= said | as_shown(rows) | counted(release) | AXES | dates


AXES = {"0", "20", "25", "40", "50", "60", "75", "80", "100"}
"""What stands along axes."""
