"""Charts of a release: one file each, its published figures → sentence, SVG, table and Plotly figure."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, cast

from ...questionnaire.model import Language
from ..data import Chart
from .data import Bar, DefiPlace, LeanAxis, Portrait, Shade, Stack

__all__ = ["Bar", "DefiPlace", "LeanAxis", "Portrait", "Shade", "Stack", "release_chart_modules", "release_charts"]


class ReleaseChart(Protocol):
    """A chart's file: its place among the others, and its drawings (none: nothing to draw)."""

    ORDER: int

    def draw(self, data: Portrait, language: Language) -> list[Chart]: ...


@cache
def release_chart_modules() -> Mapping[str, ReleaseChart]:
    """Every chart file by name, in the order of the page."""
    found: dict[str, ReleaseChart] = {}
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        if hasattr(module, "ORDER") and hasattr(module, "draw"):
            found[module_info.name] = cast("ReleaseChart", module)
    return dict(sorted(found.items(), key=lambda item: item[1].ORDER))


def release_charts(data: Portrait, language: Language) -> list[Chart]:
    """The charts that the release has figures for, in the order of the page."""
    return [chart for module in release_chart_modules().values() for chart in module.draw(data, language)]
