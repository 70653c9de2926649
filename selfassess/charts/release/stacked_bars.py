"""Stacked bars: how the organisms are shared between categories, a bar a group or a défi."""

from __future__ import annotations

import math
from typing import Any

from ...questionnaire.model import Language
from ..data import Chart, Table
from ..drawing.fitting import text_width, wrap
from ..drawing.interactive import HOVER, layout, plain, rows_axis
from ..drawing.svg import LINE, SIZE, WIDTH, picture, tag, text
from ..drawing.words import NO_BREAK, say, spaced, worded
from .data import Bar, Portrait, Stack

ORDER = 10
HIGH = 26.0
INK, WHITE = "#1b1b1f", "#ffffff"


def draw(data: Portrait, language: Language) -> list[Chart]:
    return [_chart(stack, language) for stack in data.stacks if any(bar.drawn for bar in stack.bars)]


def _chart(stack: Stack, language: Language) -> Chart:
    title, sentence = worded(stack.title, language), sentence_of(stack, language)
    body, height = _drawing(stack, language)
    return Chart(
        id=stack.id,
        part="release",
        title=title,
        sentence=sentence,
        svg=picture(stack.id, title=title, description=sentence, body=body, height=height, kind="stack"),
        table=Table(
            caption=say(language, fr=f"{stack.title.fr} : pourcentages", en=f"{stack.title.en}: percentages"),
            columns=(worded(stack.row, language), *(worded(shade.label, language) for shade in stack.shades)),
            rows=tuple(
                (worded(bar.label, language), *(shown(value, language) for value in bar.values)) for bar in stack.bars
            ),
        ),
        figure=_figure(stack, language),
    )


def whole(value: float) -> int:
    """The nearest whole number, a half upwards, as spreadsheets show it."""
    return math.floor(value + 0.5)


def shown(value: float | None, language: Language) -> str:
    if value is None:
        return say(language, fr="non publié", en="not published")
    return str(whole(value)) + (f"{NO_BREAK}%" if language == "fr" else "%")


def sentence_of(stack: Stack, language: Language) -> str:
    """What a bar is, and the largest share of the first one."""
    first = next(bar for bar in stack.bars if bar.drawn)
    top = max(range(len(first.values)), key=lambda place: first.values[place] or 0)
    share, label = shown(first.values[top], language), worded(stack.shades[top].label, language)
    lead = worded(stack.lead, language)
    bar = worded(first.label, language)
    if len(stack.shades) == 1:
        return spaced(f"{lead} {bar} : {share}.", "fr") if language == "fr" else f"{lead} {bar}: {share}."
    if language == "fr":
        return spaced(f"{lead} {bar} : surtout « {label} » ({share}).", "fr")
    return f"{lead} {bar}: mostly “{label}” ({share})."


def brought_to_whole(bar: Bar) -> list[float]:
    """The shares of the bar's length: percentages of rounded counts may not add up to 100; one alone is out of 100."""
    total = sum(value or 0 for value in bar.values) if len(bar.values) > 1 else 100
    return [(value or 0) / total for value in bar.values]


def _drawing(stack: Stack, language: Language) -> tuple[list[str], float]:
    parts, top = _legend(stack, language)
    for bar in stack.bars:
        if bar.heading:
            lines = wrap(worded(bar.heading, language), WIDTH - 8, SIZE, bold=True, lines=2)
            parts.append(text(0, top + 26, lines, font_weight="bold"))
            top += LINE * len(lines) + 16
        lines = wrap(worded(bar.label, language), WIDTH - 8, SIZE, lines=2)
        parts.append(text(0, top + 14, lines))
        top += LINE * len(lines) + 3
        parts += _bar(stack, bar, top, language)
        top += HIGH + 10
    return parts, top


def _bar(stack: Stack, bar: Bar, top: float, language: Language) -> list[str]:
    if not bar.drawn:
        return [text(0, top + 17, f"[c] {say(language, fr='non publié', en='not published')}", fill_opacity=0.7)]
    parts: list[str] = []
    left = 0.0
    for shade, share, value in zip(stack.shades, brought_to_whole(bar), bar.values, strict=True):
        wide = share * WIDTH
        if wide > 0:
            parts.append(
                tag("rect", x=left, y=top, width=max(wide - 1.5, 0.5), height=HIGH, fill=shade.color, stroke="currentColor", stroke_width=0.6, stroke_opacity=0.35)
            )  # fmt: skip
        number = str(whole(value or 0))
        if wide > text_width(number, SIZE) + 8:
            ink = INK if shade.light else WHITE
            parts.append(text(left + wide / 2, top + 18, number, text_anchor="middle", fill=ink))
        elif len(bar.values) == 1:
            parts.append(text(left + wide + 6, top + 18, number))
        left += wide
    return parts


def _legend(stack: Stack, language: Language) -> tuple[list[str], float]:
    parts: list[str] = []
    top = 0.0
    for shade in stack.shades:
        lines = wrap(worded(shade.label, language), WIDTH - 34, SIZE, lines=2)
        parts.append(
            tag("rect", x=1, y=top + 3, width=18, height=13, fill=shade.color, stroke="currentColor", stroke_width=0.6)
        )
        parts.append(text(28, top + 14, lines))
        top += LINE * len(lines) + 4
    return parts, top + 8


def _figure(stack: Stack, language: Language) -> dict[str, Any]:
    bars = [bar for bar in stack.bars if bar.drawn]
    shares = [brought_to_whole(bar) for bar in bars]
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": plain(worded(shade.label, language), 330),
            "x": [round(100 * share[place], 2) for share in shares],
            "y": list(range(len(bars))),
            "text": [str(whole(bar.values[place] or 0)) for bar in bars],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "hovertext": [
                plain(
                    f"{worded(bar.label, language)} – {worded(shade.label, language)} – {shown(bar.values[place], language)}",
                    280,
                )
                for bar in bars
            ],
            "hovertemplate": HOVER,
            "marker": {"color": shade.color, "line": {"color": "rgba(128,128,128,0.6)", "width": 1}},
            "insidetextfont": {"color": INK if shade.light else WHITE},
        }
        for place, shade in enumerate(stack.shades)
    ]
    axis = {
        "range": [0, 100],
        "tickvals": [0, 50, 100],
        "ticktext": [shown(value, language) for value in (0, 50, 100)],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }
    return {
        "data": traces,
        "layout": layout(
            language,
            left=20,
            right=20,
            top=20,
            bottom=60,
            xaxis=axis,
            yaxis=rows_axis([worded(bar.label, language) for bar in bars], 220),
            barmode="stack",
            bargap=0.35,
            height=150 + 46 * len(bars) + 20 * len(stack.shades),
            legend={
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
                "traceorder": "normal",
            },
        ),
    }
