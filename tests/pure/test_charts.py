"""Every chart keeps the contract: the table says what is plotted, in words too, accessibly, and nothing typed is markup."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from selfassess.charts import (
    Chart,
    DefiPoint,
    DimensionPoint,
    LogicSeries,
    ResultData,
    SchemeBox,
    SchemeItem,
    chart_modules,
    charts,
)
from selfassess.charts.drawing.fitting import text_width, wrap
from selfassess.charts.drawing.radar import Axis, place_labels
from selfassess.charts.drawing.svg import SIZE, WIDTH
from selfassess.charts.drawing.words import figure, inside, listed
from selfassess.questionnaire.model import LANGUAGES, Text
from selfassess.questionnaire.typography import typography_faults

NUMBER = re.compile(r"[+\u2212]?\d+(?:[.,]\d+)?")
ODD_WORDS = [
    "<script>alert(1)</script>",
    'a" onload="b',
    "<b>gras</b> & %{x} $x$",
    "Anticonstitutionnellement" * 4,
    "Un libellé bien long, de ceux que l’on écrit quand on veut tout dire d’un coup : le lieu, les gens, les moyens",
    "\u0000\u0008 deux\nlignes",
    "«",
    "Rôle : à accompagner, partenariat",
    "漢字 😀",
]
texts = some.one_of(
    some.sampled_from(["Mission", "Milieu", "Évaluation", "Acteurs du milieu", *ODD_WORDS]),
    some.text(min_size=1, max_size=60),
).map(lambda words: Text(fr=words, en=words))
shares = some.floats(-1, 1, allow_nan=False)
levels = some.one_of(some.none(), some.integers(0, 4))
items = some.lists(some.builds(SchemeItem, texts, some.booleans()), max_size=5).map(tuple)


@some.composite
def results(draw: Any) -> ResultData:
    ids = [f"l{n}" for n in range(draw(some.integers(2, 5)))]
    points: list[DimensionPoint] = []
    for n in range(draw(some.integers(0, 14))):
        answered = draw(some.booleans())
        agreement = {logic: draw(shares) if answered else None for logic in ids}
        contribution = {logic: draw(shares) / 10 for logic in ids} if answered else {}
        lean = draw(some.sampled_from([None, *ids]))
        points.append(DimensionPoint(f"d{n}", draw(texts), draw(texts), agreement, contribution, lean))
    defis = tuple(
        DefiPoint(
            f"d{n}", n, draw(texts), draw(texts), draw(levels), draw(levels), None, None, None, draw(some.booleans())
        )
        for n in range(1, draw(some.integers(0, 9)) + 1)
    )
    words = tuple(draw(texts) for _ in range(5))
    places = ("organisation", "organisation", "clients", "milieu", "milieu", "parcours", "parcours", "parcours")
    boxes = tuple(
        SchemeBox(f"b{n}", draw(texts), place, draw(items), draw(items))
        for n, place in enumerate(places)
        if draw(some.booleans())
    )
    return ResultData(
        logics=tuple(LogicSeries(logic, draw(texts), n) for n, logic in enumerate(ids)),
        indices={logic: draw(some.floats(0, 100)) for logic in ids if draw(some.integers(0, 5))},
        leaders=tuple(draw(some.lists(some.sampled_from(ids), unique=True, max_size=2))),
        dimensions=tuple(points),
        defis=defis,
        strength_levels=words,
        handling_levels=words[:5],
        scheme=boxes,
        scheme_logic=draw(some.sampled_from([None, *ids])),
    )


def said(fr: str, en: str | None = None) -> Text:
    return Text(fr=fr, en=en or fr)


LOGICS = (
    LogicSeries("e", said("Répondre aux besoins des employeurs", "Meeting employers’ needs"), 0),
    LogicSeries("t", said("Vers une transformation du milieu", "Towards a change in the community"), 1),
    LogicSeries("p", said("Préparer les immigrants au marché de l’emploi", "Preparing immigrants for work"), 2),
)
SHORTS = (
    "Milieu Mission Intervenant Clients Problématique Focus Objectif Changement Modalités Techniques Acteurs Évaluation"
)


def dimension(n: int, short: str, *, unanswered: bool = False) -> DimensionPoint:
    agreement = {"e": 0.1 + n / 20, "t": 0.9 - n / 15, "p": -0.2 + n / 11}
    lean = max(agreement, key=lambda logic: agreement[logic])
    if unanswered:
        return DimensionPoint(short, said(short), said(short), dict.fromkeys(agreement), {}, None)
    contribution = {logic: value / 12 for logic, value in agreement.items()}
    return DimensionPoint(short, said(short), said(short), agreement, contribution, lean)


def defi(n: int, strength: int | None, handling: int | None) -> DefiPoint:
    short = said(f"le défi numéro {n}", f"challenge number {n}")
    return DefiPoint(f"d{n}", n, short, short, strength, handling, None, None, None, strength is None)


def organism(missing: str = "Évaluation") -> ResultData:
    strengths = (4, 2, 3, 0, 1, 4, None, 2, 1)
    handlings = (1, 3, 0, 0, 4, 2, None, 2, None)
    return ResultData(
        logics=LOGICS,
        indices={"e": 18.2, "t": 62.4, "p": 35.0},
        leaders=("t",),
        dimensions=tuple(dimension(n, short, unanswered=short == missing) for n, short in enumerate(SHORTS.split())),
        defis=tuple(defi(n + 1, *pair) for n, pair in enumerate(zip(strengths, handlings, strict=True))),
        strength_levels=tuple(said(f"Force {n}", f"Strength {n}") for n in range(5)),
        handling_levels=tuple(said(f"Réponse {n}", f"Handling {n}") for n in range(5)),
        scheme=(
            box("Mission", "organisation", ["Accueil", "Accompagnement des personnes"], shared=1),
            box("Techniques", "organisation", ["Formation", "Journées de réflexion"], shared=0),
            box("Clients", "clients", ["Principal : immigrants"], shared=1),
            box(
                "Acteurs du milieu", "milieu", ["MRC : Collaboration, Partenariat", "Médias : À sensibiliser"], shared=1
            ),
            box("Problématique", "parcours", ["Manque d’ouverture du milieu"], shared=0),
            box("Changement espéré", "parcours", ["Ouverture de la population"], shared=1),
        ),
        scheme_logic="t",
    )


def box(label: str, place: Any, words: list[str], *, shared: int) -> SchemeBox:
    held = tuple(SchemeItem(said(word), n < shared) for n, word in enumerate(words))
    return SchemeBox(label, said(label), place, held, held[:shared])


def chart_of(id: str, data: ResultData, language: Any = "fr") -> Chart:
    return next(chart for chart in charts(data, language) if chart.id == id)


def svgs(chart: Chart) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(f"<div>{chart.svg}</div>")
    return list(root.iter("{http://www.w3.org/2000/svg}svg"))


def numbers(cell: str) -> float | None:
    """The number that a cell opens with, None if it has none."""
    found = NUMBER.match(cell)
    return float(found[0].replace(",", ".").replace("\u2212", "-")) if found else None


def table_numbers(chart: Chart) -> list[float]:
    return sorted(number for row in chart.table.rows for cell in row[1:] if (number := numbers(cell)) is not None)


def figure_numbers(figure: dict[str, Any]) -> Iterator[float]:
    for trace in figure["data"]:
        if trace["type"] == "scatterpolar":
            yield from (value for value in trace["r"][:-1] if value is not None)
        elif trace["type"] == "scatter":
            yield trace["x"][-1]
        else:
            yield from (value for value in trace["x"] if value is not None)


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=results())
def test_every_chart_keeps_the_contract_whatever_the_data(data: ResultData) -> None:
    import plotly.graph_objects

    for language in LANGUAGES:
        drawn = charts(data, language)
        assert drawn == charts(data, language)
        ids: list[str] = []
        for chart in drawn:
            assert chart.title
            assert len(chart.sentence) > 10
            for svg in svgs(chart):
                ids += [element.get("id") for element in svg.iter() if element.get("id")]
                by_id = {element.get("id"): element.text for element in svg.iter()}
                assert svg.get("role") == "img"
                assert by_id[svg.get("aria-labelledby")]
                assert by_id[svg.get("aria-describedby")]
                assert svg.get("width") is None
                assert all("style" not in element.keys() for element in svg.iter())  # noqa: SIM118 - XML attributes
                assert not [element.tag for element in svg.iter() if re.search("script|style|image|use", element.tag)]
            assert svgs(chart)
            values = [value for svg in svgs(chart) for element in svg.iter() for value in element.attrib.values()]
            assert not [value for value in values if re.search(r"\b(nan|inf)\b", value)]
            width = len(chart.table.columns)
            assert chart.table.caption
            assert all(len(row) == width and all(isinstance(cell, str) for cell in row) for row in chart.table.rows)
            if chart.figure is not None:
                plotly.graph_objects.Figure(chart.figure)
                json.dumps(chart.figure, allow_nan=False)
                assert sorted(figure_numbers(chart.figure)) == table_numbers(chart)
        assert len(ids) == len(set(ids))


def test_charts_are_discovered_in_a_stated_order() -> None:
    assert list(chart_modules()) == ["scale", "dimension_radar", "contributions", "scheme", "defi_radar"]
    assert [chart.part for chart in charts(organism(), "fr")] == ["verdict", "dimensions", "why", "scheme", "defis"]


def test_nothing_answered_draws_nothing_that_would_be_empty() -> None:
    nothing = ResultData(LOGICS, {}, (), (), (), (), (), (), None)
    assert charts(nothing, "fr") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_typeset(language: Any) -> None:
    for chart in charts(organism(), language):
        for words in (chart.title, chart.sentence, chart.table.caption):
            assert list(typography_faults(words, language)) == []
            if language == "fr":
                assert not re.search(" [:;?!»]|« ", words)


def test_sentences_are_made_from_the_numbers() -> None:
    sentences = {
        chart.id: chart.sentence.replace("\u00a0", " ").replace("\u202f", " ") for chart in charts(organism(), "fr")
    }
    assert sentences["scale"] == (
        "De 0 (le hasard) à 100 (identique) : « Vers une transformation du milieu » 62, "
        "« Préparer les immigrants au marché de l’emploi » 35 et « Répondre aux besoins des employeurs » 18."
    )
    assert sentences["dimension-radar"] == (
        "Sur 11 dimensions comparées, 7 ressemblent surtout à « Vers une transformation du milieu », "
        "3 à « Préparer les immigrants au marché de l’emploi » (modalités, techniques et acteurs) "
        "et 1 à « Répondre aux besoins des employeurs » (changement) ; 1 dimension est sans réponse."
    )
    assert sentences["contributions"].startswith(
        "Ce qui vous rapproche de « Vers une transformation du milieu » plus que de "
        "« Préparer les immigrants au marché de l’emploi » : milieu (+9,2 points), mission (+7,9) et intervenant (+6,5)."
    )
    assert sentences["scheme"] == (
        "Des 9 éléments de votre schéma, 4 sont aussi dans celui de « Vers une transformation du milieu », "
        "surtout dans « Mission » (1), « Clients » (1) et « Acteurs du milieu » (1)."
    )
    assert sentences["defi-radar"] == (
        "Les défis les plus ressentis sont D1 (le défi numéro 1) et D6 (le défi numéro 6) : 4 sur 4, « force 4 ». "
        "Le moins pris en charge est D3 (le défi numéro 3) : 0 sur 4, « réponse 0 ». 1 défi reste à clarifier."
    )


def test_the_radar_plots_the_table_at_a_fixed_scale() -> None:
    chart = chart_of("dimension-radar", organism(missing=""))
    (svg,) = svgs(chart)
    radius = max(float(circle.get("r", 0)) for circle in svg.findall(".//{*}circle"))
    for column, kind in enumerate(("serie-0", "serie-1", "serie-2"), start=1):
        line = next(
            path for path in svg.findall(".//{*}path") if path.get("class") == kind and path.get("fill") == "none"
        )
        points = [tuple(map(float, point.split())) for point in line.get("d", "").strip("MZ").split("L")]
        plotted = [round(100 * (x**2 + y**2) ** 0.5 / radius) for x, y in points]
        assert plotted == [int(row[column]) for row in chart.table.rows]


def test_contributions_are_drawn_in_proportion_and_sorted() -> None:
    chart = chart_of("contributions", organism())
    values = [value for row in chart.table.rows if (value := numbers(row[1])) is not None]
    assert values == sorted(values, reverse=True)
    (svg,) = svgs(chart)
    lengths = [
        float(found[1])
        for path in svg.findall(".//{*}path")
        if (found := re.search(r"h(-?[\d.]+)v15", path.get("d", "")))
    ]
    unit = lengths[0] / values[0]
    assert [round(length / unit, 1) for length in lengths] == pytest.approx([v for v in values if v], abs=0.1)


def test_an_unanswered_axis_is_a_gap_that_is_said() -> None:
    chart = chart_of("dimension-radar", organism())
    assert chart.table.rows[-1] == ("Évaluation", *["sans réponse"] * 3)
    assert "réponse)" in chart.svg
    assert all(trace["r"][11] is None for trace in chart.figure["data"])
    assert 'Z" class="serie-0"' not in chart.svg


def test_two_dimensions_fall_back_to_rows() -> None:
    data = organism()
    few = ResultData(data.logics, data.indices, ("t",), data.dimensions[:2], data.defis[:2], (), (), (), None)
    assert "<circle" not in chart_of("dimension-radar", few).svg
    assert len(chart_of("dimension-radar", few).table.rows) == 2
    assert len(chart_of("defi-radar", few).table.rows) == 2


@pytest.mark.parametrize("count", range(3, 25))
@pytest.mark.parametrize("words", ["Milieu", "Problématique du milieu", "Anticonstitutionnellement parlant, oui"])
def test_radar_labels_never_overlap_nor_leave_the_drawing(count: int, words: str) -> None:
    axes = [Axis(words, "(sans réponse)" if n % 4 == 3 else "", f"D{n}" if n % 2 else "") for n in range(count)]
    _, labels = place_labels(axes)
    assert not [pair for pair in combinations(labels, 2) if pair[0].meets(pair[1], space=0)]
    assert min(label.left for label in labels) >= -WIDTH / 2
    assert max(label.left + label.width for label in labels) <= WIDTH / 2


@given(text=some.text(max_size=200), width=some.floats(60, 400))
@settings(max_examples=100, deadline=None, database=None)
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, width, SIZE)
    assert all(text_width(line, SIZE) <= width for line in lines)
    kept = re.sub(r"[\s-]", "", "".join(lines))
    assert kept == re.sub(r"[\s-]", "", text)
    assert len(wrap(text, width, SIZE, lines=2)) <= 2


def test_numbers_and_lists_are_written_as_each_language_does() -> None:
    assert listed(["a", "b", "c"], "fr") == "a, b et c"
    assert listed(["a", "b"], "en") == "a and b"
    assert figure(-3.25, "fr", 1, signed=True) == "\u22123,2"
    assert figure(0.04, "en", 1, signed=True) == "0.0"
    assert inside("Élus et élues") == "élus et élues"
    assert inside("MRC") == "MRC"
    assert inside("À accompagner") == "à accompagner"


def test_logics_keep_their_look_whatever_their_rank() -> None:
    svg = chart_of("scale", organism()).svg
    for kind, color in (("serie-0", "#0072B2"), ("serie-1", "#D55E00"), ("serie-2", "#009E73")):
        assert f'class="{kind}" stroke="{color}"' in svg


def test_the_scheme_marks_what_is_shared_without_colour_and_reads_relations_as_signs() -> None:
    chart = chart_of("scheme", organism())
    assert len(svgs(chart)) == 2
    assert re.search(r'font-weight="bold">MRC\s©\s∞<', chart.svg)
    assert "◊\u00a0à\u00a0sensibiliser" in chart.svg
    assert "#" not in re.sub("&#x?[0-9a-f]+;", "", chart.svg)
    rows = {row[0]: row[1:] for row in chart.table.rows}
    assert rows["Mission"] == ("Accueil\u202f; Accompagnement des personnes", "Accueil", "Accueil")
    assert rows["Problématique"][1:] == ("–", "–")


def test_the_scheme_stands_alone_without_a_closest_logic_and_takes_long_lists() -> None:
    words = [f"Une pratique parmi beaucoup d’autres, la numéro {n}" for n in range(60)]
    boxes = (box("Techniques", "organisation", [*words, "x" * 500], shared=0),)
    data = ResultData(LOGICS, {}, (), (), (), (), (), boxes, None)
    (chart,) = charts(data, "fr")
    assert len(svgs(chart)) == 1
    assert "… et 44 autres" in chart.svg
    assert words[-1] in chart.table.rows[0][1]
    assert "x" * 500 in chart.table.rows[0][1]
    assert chart.table.columns == ("Boîte", "Votre organisme")


def test_weights() -> None:
    for chart in charts(organism(), "fr"):
        assert len(chart.svg.encode()) < (20_000 if chart.id == "scheme" else 8_000)


def test_text_stays_legible_at_320_pixels() -> None:
    for chart in charts(organism(), "fr"):
        for svg in svgs(chart):
            width = float(svg.get("viewBox", "").split()[2])
            sizes = [float(element.get("font-size", 99)) for element in svg.iter()]
            assert min(sizes) * 320 / width >= 11


def test_interactive_labels_are_never_markup() -> None:
    data = organism()
    hostile = tuple(LogicSeries(logic.id, said('<a href="x">%{x}</a>'), logic.index) for logic in data.logics)
    figures = [chart.figure for chart in charts(ResultData(**{**vars(data), "logics": hostile}), "fr") if chart.figure]
    said_in = json.dumps(figures)
    assert "<a" not in said_in
    assert {trace["hovertemplate"] for figure in figures for trace in figure["data"]} == {"%{hovertext}<extra></extra>"}
