"""Charts of a release: the table says the plotted numbers, each has a name, and Plotly takes the figure."""

from __future__ import annotations

import re

import pytest

from selfassess.charts.release import release_chart_modules, release_charts
from selfassess.charts.release.stacked_bars import whole
from selfassess.web.portrait import portrait_of
from tests.disclosure.example import example_release
from tests.workbook.releases import full_release, small_release


def model_release():
    return full_release(research=True)


def charts(release, language="fr"):
    return release_charts(portrait_of(release), language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("make", [full_release, example_release, model_release])
def test_each_chart_keeps_the_contract(make, language):
    for chart in charts(make(), language):
        assert chart.title
        assert chart.sentence.endswith(".")
        assert 'role="img"' in chart.svg
        assert f'id="{chart.id}-title"' in chart.svg
        assert "style=" not in chart.svg
        assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)


def test_every_chart_file_draws_a_full_release():
    drawn = charts(full_release())
    assert [chart.id for chart in drawn] == [
        "logic-stack",
        "strength-stack",
        "handling-stack",
        "defi-plane",
        "lean-radar",
    ]
    assert len(release_chart_modules()) == 3


def test_the_model_under_test_has_its_own_charts():
    drawn = charts(model_release())
    assert [chart.id for chart in drawn] == ["logic-stack", "dimension-stack", "outside-bars"]
    _, dimensions, options = drawn
    pairs = [int(re.search(r"\((\d+)\)$", row[0])[1]) for row in dimensions.table.rows]
    assert pairs == sorted(pairs, reverse=True)
    shares = [int(re.sub(r"\D", "", row[1])) for row in options.table.rows]
    assert shares == sorted(shares, reverse=True)
    assert 0 < len(shares) <= 16


def test_too_few_participants_draw_nothing():
    assert charts(small_release()) == []


def test_plotly_takes_each_figure():
    graph_objects = pytest.importorskip("plotly.graph_objects")
    for chart in (*charts(full_release()), *charts(model_release())):
        graph_objects.Figure(chart.figure)


@pytest.mark.parametrize("make", [full_release, model_release])
def test_the_table_says_the_published_numbers(make):
    release = make()
    published = {str(whole(figure.value)) for figure in release.figures if figure.kind == "percent"}
    for chart in charts(release):
        if chart.id == "defi-plane":
            continue
        cells = {re.sub(r"\D", "", cell) for row in chart.table.rows for cell in row[1:]}
        assert cells <= published
        assert {re.sub(r"\D", "", text) for trace in chart.figure["data"] for text in trace.get("text", [])} <= cells


def test_a_withheld_variable_is_said_not_drawn():
    (strength,) = [chart for chart in charts(example_release()) if chart.id == "strength-stack"]
    withheld = [row for row in strength.table.rows if "non publié" in row]
    assert len(withheld) == 1
    assert len(strength.figure["data"][0]["x"]) == len(strength.table.rows) - 1
