"""Native charts: each refers to its table's cells and carries their values, so that any reader shows it."""

from __future__ import annotations

import math
from typing import Any

from . import untyped as xl
from .cells import column_letter
from .inks import ACCENT, FONT, INK, INKS, QUIET, RULE, Ink
from .pages import Drawing, Link, Number, Page
from .safe_text import one_line

CENTIMETRE = 360_000
WIDTH, HEIGHT = 20, 16
_POINT = 12_700
_LABEL_LIMIT = 48
_WIDTH_OF_A_LETTER = 0.0083
"""Of the chart's width, at 9 points."""


def chart_of(page: Page, drawing: Drawing, header_row: int) -> Any:
    """The chart of a page whose table's header stands on this row; 20 × 16 cm, to the right of the table."""
    chart = {"barres_empilees": _bars, "radar": _radar, "ligne": _line}[drawing.kind](drawing)
    chart.title = _title(drawing.title)
    chart.legend = _legend() if len(drawing.series) > 1 else None
    chart.ser = [_series(page, drawing, index, header_row) for index in range(len(drawing.series))]
    for series, given in zip(chart.ser, drawing.series, strict=True):
        _dress(series, INKS[given.ink], drawing)
    if drawing.kind == "barres_empilees":
        chart.layout = _bars_layout(_labels(page, drawing), len(drawing.series) > 1)
    elif drawing.percent:
        _scale_by_tens(chart.y_axis, page, drawing)
    chart.visible_cells_only = False
    chart.roundedCorners = False
    chart.graphical_properties = xl.GraphicalProperties(solidFill="FFFFFF", ln=xl.LineProperties(noFill=True))
    chart.anchor = _anchor(len(page.headings) + 1, header_row)
    return chart


def _anchor(column: int, row: int) -> Any:
    size = xl.PositiveSize(WIDTH * CENTIMETRE, HEIGHT * CENTIMETRE)
    return xl.OneCellAnchor(_from=xl.AnchorMarker(col=column, row=row), ext=size)


def _bars(drawing: Drawing) -> Any:
    """Horizontal, so that long labels are read; of several series, each bar is brought to 100 %."""
    chart = xl.BarChart()
    chart.type, chart.gapWidth = "bar", 45
    chart.grouping = "percentStacked" if len(drawing.series) > 1 else "clustered"
    chart.overlap = 100 if len(drawing.series) > 1 else None
    _label_axis(chart.x_axis)
    chart.x_axis.scaling.orientation = "maxMin"
    many = len(drawing.series) > 1
    _value_axis(chart.y_axis, "0%" if many else _unit(drawing), highest=None if many or not drawing.percent else 100)
    chart.y_axis.crosses = "max"
    return chart


def _bars_layout(labels: list[str], many: bool) -> Any:
    """Room for the labels, however long, and for the legend."""
    left = 0.03 + _WIDTH_OF_A_LETTER * min(max(map(len, labels)), _LABEL_LIMIT)
    place = xl.ManualLayout(
        layoutTarget="inner", xMode="edge", yMode="edge", x=left, y=0.1, w=0.94 - left, h=0.7 if many else 0.8
    )
    return xl.Layout(manualLayout=place)


def _radar(drawing: Drawing) -> Any:
    chart = xl.RadarChart()
    chart.type = "marker"
    _label_axis(chart.x_axis)
    chart.x_axis.majorGridlines = _lines()
    _value_axis(chart.y_axis, _unit(drawing), highest=None)
    chart.y_axis.majorTickMark = "cross"
    return chart


def _line(drawing: Drawing) -> Any:
    chart = xl.LineChart()
    _label_axis(chart.x_axis)
    _value_axis(chart.y_axis, _unit(drawing), highest=None)
    return chart


def _unit(drawing: Drawing) -> str:
    return '0" %"' if drawing.percent else "0"


def _label_axis(axis: Any) -> None:
    axis.delete = False
    axis.majorTickMark = "none"
    axis.tickLblPos = "low"
    if hasattr(axis, "tickLblSkip"):
        axis.tickLblSkip = 1
    axis.txPr = _rich(900, INK)
    axis.graphicalProperties = xl.GraphicalProperties(ln=_rule(QUIET))


def _value_axis(axis: Any, form: str, highest: int | None) -> None:
    axis.delete = False
    axis.number_format = form
    axis.scaling.min = 0
    if highest is not None:
        axis.scaling.max = highest
    axis.majorTickMark = "none"
    axis.majorGridlines = _lines()
    axis.txPr = _rich(800, QUIET)
    axis.graphicalProperties = xl.GraphicalProperties(ln=_rule(RULE))


def _lines() -> Any:
    return xl.ChartLines(spPr=xl.GraphicalProperties(ln=_rule(RULE)))


def _rule(colour: str) -> Any:
    return xl.LineProperties(solidFill=colour, w=_POINT // 2)


def _series(page: Page, drawing: Drawing, index: int, header_row: int) -> Any:
    """A column of the table as a series: references, and the values that they point to."""
    given = drawing.series[index]
    first = header_row + 1 + drawing.first_row
    rows = page.rows[drawing.first_row : drawing.first_row + drawing.rows]
    labels = _labels(page, drawing)
    values = [cell.value for row in rows if isinstance(cell := row[given.column], Number)]
    title = xl.StrRef(f=_reference(page, given.column, header_row, header_row), strCache=_strings([given.label]))
    numbers = xl.NumData(
        formatCode="General", ptCount=len(values), pt=[xl.NumVal(idx=n, v=f"{v:g}") for n, v in enumerate(values)]
    )
    last = first + drawing.rows - 1
    series = xl.ChartSeries(
        idx=index,
        order=index,
        tx=xl.SeriesLabel(strRef=title),
        cat=xl.AxDataSource(
            strRef=xl.StrRef(f=_reference(page, drawing.label_column, first, last), strCache=_strings(labels))
        ),
        val=xl.NumDataSource(numRef=xl.NumRef(f=_reference(page, given.column, first, last), numCache=numbers)),
    )
    return series


def _labels(page: Page, drawing: Drawing) -> list[str]:
    rows = page.rows[drawing.first_row : drawing.first_row + drawing.rows]
    return [_shown(row[drawing.label_column]) for row in rows]


def _scale_by_tens(axis: Any, page: Page, drawing: Drawing) -> None:
    """From 0 to just above the highest share, by tens or twenties."""
    rows = page.rows[drawing.first_row : drawing.first_row + drawing.rows]
    cells = (row[series.column] for row in rows for series in drawing.series)
    highest = max((cell.value for cell in cells if isinstance(cell, Number)), default=0.0)
    unit = 10 if highest <= 50 else 20
    axis.majorUnit, axis.scaling.max = unit, max(unit, unit * math.ceil(highest / unit))


def _shown(cell: object) -> str:
    return one_line(cell if isinstance(cell, str) else cell.text if isinstance(cell, Link) else "—")


def _strings(texts: list[str]) -> Any:
    return xl.StrData(ptCount=len(texts), pt=[xl.StrVal(idx=n, v=text) for n, text in enumerate(texts)])


def _reference(page: Page, column: int, first: int, last: int) -> str:
    letter = column_letter(column + 1)
    place = f"${letter}${first}" if first == last else f"${letter}${first}:${letter}${last}"
    return f"{xl.quote_sheetname(page.name)}!{place}"


def _dress(series: Any, ink: Ink, drawing: Drawing) -> None:
    if drawing.kind == "barres_empilees":
        series.graphicalProperties = _filled(ink)
        series.dLbls = _number_labels(ink, drawing)
        return
    line = xl.LineProperties(solidFill=ink.colour, w=round(2.25 * _POINT), prstDash=ink.dash)
    series.graphicalProperties = xl.GraphicalProperties(ln=line)
    series.smooth = False
    series.marker = xl.Marker(symbol=ink.marker, size=8)
    series.marker.graphicalProperties = xl.GraphicalProperties(solidFill=ink.colour)
    series.marker.graphicalProperties.line.solidFill = ink.colour


def _filled(ink: Ink) -> Any:
    outline = xl.LineProperties(solidFill="FFFFFF" if ink.pattern is None else ink.colour, w=_POINT // 2)
    if ink.pattern is None:
        return xl.GraphicalProperties(solidFill=ink.colour, ln=outline)
    pattern = xl.PatternFillProperties(
        prst=ink.pattern, fgClr=xl.ColorChoice(srgbClr=ink.colour), bgClr=xl.ColorChoice(srgbClr="FFFFFF")
    )
    return xl.GraphicalProperties(pattFill=pattern, ln=outline)


def _number_labels(ink: Ink, drawing: Drawing) -> Any:
    """The number on each part of a bar; what is too thin for one has none."""
    labels = xl.DataLabelList()
    labels.numFmt = "0" if len(drawing.series) == 1 else '[<5]"";0' if drawing.percent else '[<1]"";0'
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    alone = len(drawing.series) == 1
    labels.position = "outEnd" if alone else "ctr"
    labels.txPr = _rich(900, INK if ink.light or alone else "FFFFFF", bold=not alone)
    if ink.pattern is not None:
        labels.spPr = xl.GraphicalProperties(solidFill="FFFFFF", ln=xl.LineProperties(noFill=True))
    return labels


def _legend() -> Any:
    legend = xl.Legend()
    legend.position = "b"
    legend.overlay = False
    legend.txPr = _rich(900, INK)
    return legend


def _title(text: str) -> Any:
    run = xl.RegularTextRun(rPr=_characters(1200, ACCENT, bold=True), t=text)
    paragraph = xl.Paragraph(pPr=xl.ParagraphProperties(defRPr=_characters(1200, ACCENT, bold=True)), r=[run])
    title = xl.Title(tx=xl.Text(rich=xl.RichText(bodyPr=xl.RichTextProperties(), p=[paragraph])))
    title.overlay = False
    return title


def _rich(size: int, colour: str, bold: bool = False) -> Any:
    paragraph = xl.Paragraph(
        pPr=xl.ParagraphProperties(defRPr=_characters(size, colour, bold)), endParaRPr=xl.CharacterProperties()
    )
    return xl.RichText(bodyPr=xl.RichTextProperties(), p=[paragraph])


def _characters(size: int, colour: str, bold: bool) -> Any:
    return xl.CharacterProperties(sz=size, b=bold, solidFill=colour, latin=xl.LatinFont(typeface=FONT))
