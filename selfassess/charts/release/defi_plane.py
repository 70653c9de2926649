"""Where the défis stand: how strongly they are felt against how far they are handled, on average."""

from __future__ import annotations

from typing import Any

from ...questionnaire.model import Language
from ..data import Chart, Table
from ..drawing.fitting import wrap
from ..drawing.interactive import GRID, HOVER, layout, plain
from ..drawing.series import INTERACTIVE_INK
from ..drawing.svg import LINE, SIZE, WIDTH, picture, tag, text
from ..drawing.words import counted, figure, listed, quoted, say, spaced, worded
from .data import DefiPlace, Portrait

ORDER = 20
LEFT, RIGHT, TOP, SIDE = 34.0, WIDTH - 14, 26.0, 300.0
RADIUS = 11.0
MOST_NAMED = 3


def draw(data: Portrait, language: Language) -> list[Chart]:
    placed = [one for one in data.defis if one.strength is not None and one.handling is not None]
    if not placed or data.strength_ends is None or data.handling_ends is None:
        return []
    title = say(language, fr="Les défis : force et prise en charge", en="The challenges: strength and handling")
    sentence = sentence_of(data, placed, language)
    body, height = _drawing(data, placed, language)
    return [
        Chart(
            id="defi-plane",
            part="release",
            title=title,
            sentence=sentence,
            svg=picture("defi-plane", title=title, description=sentence, body=body, height=height),
            table=Table(
                caption=say(
                    language,
                    fr=f"Moyennes publiées : force de 0 à {data.strength_maximum}, prise en charge de 0 à {data.handling_maximum}",
                    en=f"Published means: strength from 0 to {data.strength_maximum}, handling from 0 to {data.handling_maximum}",
                ),
                columns=("Défi", "Force", "Prise en charge")
                if language == "fr"
                else ("Challenge", "Strength", "Handling"),
                rows=tuple(
                    (
                        f"{one.number}. {worded(one.label, language)}",
                        level(one.strength, language),
                        level(one.handling, language),
                    )
                    for one in data.defis
                ),
            ),
            figure=_figure(data, placed, language),
        )
    ]


def level(value: float | None, language: Language) -> str:
    return say(language, fr="non publié", en="not published") if value is None else figure(value, language, 2)


def pressing(data: Portrait, placed: list[DefiPlace]) -> list[DefiPlace]:
    """The défis in the upper left quarter, the most pressing first."""
    found = [
        one
        for one in placed
        if (one.strength or 0) > data.strength_maximum / 2 and (one.handling or 0) < data.handling_maximum / 2
    ]
    return sorted(found, key=lambda one: (one.handling or 0) - (one.strength or 0))


def sentence_of(data: Portrait, placed: list[DefiPlace], language: Language) -> str:
    found = pressing(data, placed)
    names = listed([quoted(worded(one.label, language), language) for one in found[:MOST_NAMED]], language)
    if language == "fr":
        lead = "Plus un défi est haut, plus il est fort ; plus il est à droite, plus il est pris en charge."
        verb = "sont forts et peu pris en charge" if len(found) > 1 else "est fort et peu pris en charge"
        more = f"{counted(len(found), 'défi', 'défis', 'fr')} {verb}, dont {names}." if found else ""
        more = more or "Aucun n’est à la fois fort et peu pris en charge."
        return spaced(f"{lead} {more}", "fr")
    lead = "The higher a challenge is, the stronger it is; the further right, the more it is handled."
    verb = "are strong and little handled" if len(found) > 1 else "is strong and little handled"
    more = f"{counted(len(found), 'challenge', 'challenges', 'en')} {verb}, including {names}." if found else ""
    return f"{lead} {more or 'None is both strong and little handled.'}"


def _position(data: Portrait, one: DefiPlace) -> tuple[float, float]:
    x = LEFT + RADIUS + (RIGHT - LEFT - 2 * RADIUS) * (one.handling or 0) / data.handling_maximum
    y = TOP + SIDE - RADIUS - (SIDE - 2 * RADIUS) * (one.strength or 0) / data.strength_maximum
    return x, y


def apart(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same points, those that would hide one another moved aside by the least that shows both."""
    placed: list[tuple[float, float]] = []
    near = 2 * RADIUS - 2
    for x, y in points:
        shifts = (s * side for s in (0, 20, 40, 60, 80) for side in (1, -1))
        free = (
            (x + shift, y)
            for shift in shifts
            if all(abs(x + shift - a) > near or abs(y - b) > near for a, b in placed)
            and LEFT + RADIUS <= x + shift <= RIGHT - RADIUS
        )
        placed.append(next(free, (x, y)))
    return placed


def _drawing(data: Portrait, placed: list[DefiPlace], language: Language) -> tuple[list[str], float]:
    strength, handling = data.strength_ends, data.handling_ends
    assert strength is not None
    assert handling is not None
    centre, middle = (LEFT + RIGHT) / 2, TOP + SIDE / 2
    faint = {"stroke": "currentColor", "fill": "none"}
    parts = [
        tag("rect", x=LEFT, y=TOP, width=centre - LEFT, height=SIDE / 2, fill="currentColor", fill_opacity=0.06),
        tag("rect", x=LEFT, y=TOP, width=RIGHT - LEFT, height=SIDE, stroke_opacity=0.6, **faint),
        tag("path", d=f"M{centre} {TOP}V{TOP + SIDE}M{LEFT} {middle}H{RIGHT}", stroke_opacity=0.25, **faint),
        text(
            0, 15, say(language, fr=f"Force ↑ {strength[1].fr}", en=f"Strength ↑ {strength[1].en}"), font_weight="bold"
        ),
        text(LEFT, TOP + SIDE + 20, say(language, fr="Prise en charge", en="Handling"), font_weight="bold"),
        text(LEFT, TOP + SIDE + 40, f"← {worded(handling[0], language)}", fill_opacity=0.8),
        text(RIGHT, TOP + SIDE + 60, f"{worded(handling[1], language)} →", text_anchor="end", fill_opacity=0.8),
    ]
    for one, (x, y) in zip(placed, apart([_position(data, one) for one in placed]), strict=True):
        parts.append(tag("circle", cx=x, cy=y, r=RADIUS, fill="#1f4f8f", stroke="#ffffff", stroke_width=1))
        parts.append(text(x, y + 5, str(one.number), text_anchor="middle", fill="#ffffff", font_weight="bold"))
    top = TOP + SIDE + 76
    for one in placed:
        lines = wrap(worded(one.label, language), WIDTH - 32, SIZE, lines=2)
        parts.append(text(18, top + 12, f"{one.number}", text_anchor="end", font_weight="bold"))
        parts.append(text(28, top + 12, lines))
        top += LINE * len(lines) + 4
    return parts, top


def _figure(data: Portrait, placed: list[DefiPlace], language: Language) -> dict[str, Any]:
    strength, handling = data.strength_ends, data.handling_ends
    assert strength is not None
    assert handling is not None
    traces = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": plain(f"{one.number}. {worded(one.label, language)}", 190),
            "x": [one.handling],
            "y": [one.strength],
            "text": [str(one.number)],
            "textposition": "top right",
            "hovertext": [
                plain(
                    f"{one.number}. {worded(one.label, language)} – {level(one.strength, language)} – {level(one.handling, language)}",
                    280,
                )
            ],
            "hovertemplate": HOVER,
            "cliponaxis": False,
            "marker": {"color": INTERACTIVE_INK, "size": 13},
            "meta": "ink",
        }
        for one in placed
    ]

    def axis(maximum: int, name: str, ends: tuple[str, str]) -> dict[str, Any]:
        return {
            "range": [-0.1, maximum + 0.1],
            "tickvals": list(range(maximum + 1)),
            "title": {
                "text": plain(
                    f"{name} (0 : {ends[0]} ; {maximum} : {ends[1]})"
                    if language == "fr"
                    else f"{name} (0: {ends[0]}; {maximum}: {ends[1]})",
                    400,
                )
            },
            "automargin": True,
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
        }

    return {
        "data": traces,
        "layout": layout(
            language,
            left=70,
            right=30,
            top=30,
            bottom=70,
            height=560,
            legend={"orientation": "v", "x": 1.02, "xanchor": "left", "y": 1, "yanchor": "top"},
            xaxis=axis(
                data.handling_maximum,
                say(language, fr="Prise en charge", en="Handling"),
                (worded(handling[0], language), worded(handling[1], language)),
            ),
            yaxis=axis(
                data.strength_maximum,
                say(language, fr="Force", en="Strength"),
                (worded(strength[0], language), worded(strength[1], language)),
            ),
        ),
    }
