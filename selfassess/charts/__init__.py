"""Charts of a result, discovered: one file each, a result's numbers → sentence, SVG, table and Plotly figure."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Protocol, cast

from ..questionnaire.model import Language
from .data import (
    Chart,
    DefiPoint,
    DimensionPoint,
    LogicSeries,
    ResultData,
    SchemeBox,
    SchemeItem,
    Table,
)

__all__ = [
    "Chart",
    "ChartModule",
    "DefiPoint",
    "DimensionPoint",
    "LogicSeries",
    "ResultData",
    "SchemeBox",
    "SchemeItem",
    "Table",
    "chart_modules",
    "charts",
]


class ChartModule(Protocol):
    """A chart's file: its place among the others, and its drawing (None: nothing to draw)."""

    ORDER: int

    def draw(self, data: ResultData, language: Language) -> Chart | None: ...


@cache
def chart_modules() -> Mapping[str, ChartModule]:
    """Every chart file by name, in the order of the page; two of the same `ORDER` stop the start."""
    found: dict[str, ChartModule] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        if hasattr(module, "ORDER") and hasattr(module, "draw"):
            found[module_info.name] = cast("ChartModule", module)
    ordered = sorted(found.items(), key=lambda item: item[1].ORDER)
    for (before, first), (after, second) in pairwise(ordered):
        if first.ORDER == second.ORDER:
            raise RuntimeError(f"charts {before!r} and {after!r} both ask for place {first.ORDER}")
    return dict(ordered)


def charts(data: ResultData, language: Language) -> list[Chart]:
    """The charts that `data` has something for, in the order of the page."""
    drawn = (module.draw(data, language) for module in chart_modules().values())
    return [chart for chart in drawn if chart is not None]
