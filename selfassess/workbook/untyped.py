"""The edge to openpyxl, which has no complete types: what this package uses of it, and nothing else imports it."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def _of(module: str, name: str) -> Any:
    return getattr(import_module(f"openpyxl.{module}"), name)


Workbook: Any = _of("workbook", "Workbook")
ExcelWriter: Any = _of("writer.excel", "ExcelWriter")
Table: Any = _of("worksheet.table", "Table")
TableColumn: Any = _of("worksheet.table", "TableColumn")
TableStyleInfo: Any = _of("worksheet.table", "TableStyleInfo")
AutoFilter: Any = _of("worksheet.filters", "AutoFilter")
Hyperlink: Any = _of("worksheet.hyperlink", "Hyperlink")
PageMargins: Any = _of("worksheet.page", "PageMargins")

Alignment: Any = _of("styles", "Alignment")
Border: Any = _of("styles", "Border")
Font: Any = _of("styles", "Font")
Side: Any = _of("styles", "Side")
StyleableObject: Any = _of("styles.styleable", "StyleableObject")

BarChart: Any = _of("chart", "BarChart")
LineChart: Any = _of("chart", "LineChart")
RadarChart: Any = _of("chart", "RadarChart")
Layout: Any = _of("chart.layout", "Layout")
ManualLayout: Any = _of("chart.layout", "ManualLayout")
ChartSeries: Any = _of("chart.series", "Series")
SeriesLabel: Any = _of("chart.series", "SeriesLabel")
AxDataSource: Any = _of("chart.data_source", "AxDataSource")
NumData: Any = _of("chart.data_source", "NumData")
NumDataSource: Any = _of("chart.data_source", "NumDataSource")
NumRef: Any = _of("chart.data_source", "NumRef")
NumVal: Any = _of("chart.data_source", "NumVal")
StrData: Any = _of("chart.data_source", "StrData")
StrRef: Any = _of("chart.data_source", "StrRef")
StrVal: Any = _of("chart.data_source", "StrVal")
DataLabelList: Any = _of("chart.label", "DataLabelList")
Legend: Any = _of("chart.legend", "Legend")
Marker: Any = _of("chart.marker", "Marker")
ChartLines: Any = _of("chart.axis", "ChartLines")
GraphicalProperties: Any = _of("chart.shapes", "GraphicalProperties")
RichText: Any = _of("chart.text", "RichText")
Text: Any = _of("chart.text", "Text")
Title: Any = _of("chart.title", "Title")

ColorChoice: Any = _of("drawing.fill", "ColorChoice")
PatternFillProperties: Any = _of("drawing.fill", "PatternFillProperties")
LineProperties: Any = _of("drawing.line", "LineProperties")
CharacterProperties: Any = _of("drawing.text", "CharacterProperties")
LatinFont: Any = _of("drawing.text", "Font")
Paragraph: Any = _of("drawing.text", "Paragraph")
ParagraphProperties: Any = _of("drawing.text", "ParagraphProperties")
RegularTextRun: Any = _of("drawing.text", "RegularTextRun")
RichTextProperties: Any = _of("drawing.text", "RichTextProperties")
OneCellAnchor: Any = _of("drawing.spreadsheet_drawing", "OneCellAnchor")
AnchorMarker: Any = _of("drawing.spreadsheet_drawing", "AnchorMarker")
PositiveSize: Any = _of("drawing.xdr", "XDRPositiveSize2D")

quote_sheetname: Any = _of("utils", "quote_sheetname")
