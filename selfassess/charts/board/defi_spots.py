"""Where the room puts the défis: how strongly they are felt against how far they are handled."""

from __future__ import annotations

from typing import Any

from ...questionnaire.model import Language
from ..data import Chart, Table
from ..drawing.fitting import wrap
from ..drawing.interactive import GRID, HOVER, plain
from ..drawing.series import INTERACTIVE_INK
from ..drawing.svg import LINE, SIZE, WIDTH, picture, tag, text
from ..drawing.words import figure, listed, quoted, say, spaced, worded
from .data import DefiSpot, DefiSpots
from .room_radar import NO_FIGURE
from .said import big, big_layout

LEFT, RIGHT, TOP, SIDE = 20.0, WIDTH - 6, 26.0, 250.0
DISC = 12.0
MOST_NAMED = 2


def draw(data: DefiSpots, language: Language) -> Chart | None:
    """None when no défi can be placed."""
    placed = [one for one in data.spots if one.strength is not None and one.handling is not None]
    if not placed:
        return None
    title = say(language, fr="Nos défis : force et prise en charge", en="Our challenges: strength and handling")
    sentence = sentence_of(data, placed, language)
    body, height = _drawing(data, placed, language)
    return Chart(
        id="room-defis",
        part="board",
        title=title,
        sentence=sentence,
        svg=picture("room-defis", title=title, description=sentence, body=body, height=height),
        table=Table(
            caption=say(
                language,
                fr=f"Moyennes approximatives : force de 0 à {data.maximum[0]}, prise en charge de 0 à {data.maximum[1]}",
                en=f"Approximate means: strength from 0 to {data.maximum[0]}, handling from 0 to {data.maximum[1]}",
            ),
            columns=("Défi", "Force", "Prise en charge") if language == "fr" else ("Challenge", "Strength", "Handling"),
            rows=tuple(
                (
                    f"{one.number}. {worded(one.label, language)}",
                    level(one.strength, language),
                    level(one.handling, language),
                )
                for one in data.spots
            ),
        ),
        figure=_figure(data, placed, language),
    )


def level(value: float | None, language: Language) -> str:
    return NO_FIGURE[language] if value is None else figure(value, language, 1)


def sentence_of(data: DefiSpots, placed: list[DefiSpot], language: Language) -> str:
    strong, weak = data.maximum[0] / 2, data.maximum[1] / 2
    found = sorted(
        (one for one in placed if (one.strength or 0) > strong and (one.handling or 0) < weak),
        key=lambda one: (one.handling or 0) - (one.strength or 0),
    )
    names = listed([quoted(worded(one.label, language), language) for one in found[:MOST_NAMED]], language)
    if not found:
        return say(
            language,
            fr="Aucun défi n’est à la fois fort et peu pris en charge.",
            en="No challenge is both strong and little handled.",
        )
    if language == "fr":
        return spaced(f"Forts et peu pris en charge, d’abord : {names}.", "fr")
    return f"Strong and little handled, first of all: {names}."


def _position(data: DefiSpots, one: DefiSpot) -> tuple[float, float]:
    x = LEFT + DISC + (RIGHT - LEFT - 2 * DISC) * (one.handling or 0) / data.maximum[1]
    y = TOP + SIDE - DISC - (SIDE - 2 * DISC) * (one.strength or 0) / data.maximum[0]
    return x, y


def apart(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same points, those that would hide one another moved aside by the least that shows both."""
    placed: list[tuple[float, float]] = []
    for x, y in points:
        shifts = (s * side for s in range(0, 120, 12) for side in (1, -1))
        free = (
            (x + shift, y)
            for shift in shifts
            if all((x + shift - a) ** 2 + (y - b) ** 2 >= (2 * DISC - 1) ** 2 for a, b in placed)
            and LEFT + DISC <= x + shift <= RIGHT - DISC
        )
        placed.append(next(free, (x, y)))
    return placed


def _drawing(data: DefiSpots, placed: list[DefiSpot], language: Language) -> tuple[list[str], float]:
    middle, half = (LEFT + RIGHT) / 2, TOP + SIDE / 2
    faint = {"stroke": "currentColor", "fill": "none"}
    strength, handling = data.strength_ends, data.handling_ends
    parts = [
        tag("rect", x=LEFT, y=TOP, width=middle - LEFT, height=SIDE / 2, fill="currentColor", fill_opacity=0.08),
        tag("rect", x=LEFT, y=TOP, width=RIGHT - LEFT, height=SIDE, stroke_opacity=0.6, **faint),
        tag("path", d=f"M{middle} {TOP}V{TOP + SIDE}M{LEFT} {half}H{RIGHT}", stroke_opacity=0.25, **faint),
        text(
            0, 15, say(language, fr=f"Force ↑ {strength[1].fr}", en=f"Strength ↑ {strength[1].en}"), font_weight="bold"
        ),
        text(LEFT, TOP + SIDE + 20, say(language, fr="Prise en charge →", en="Handling →"), font_weight="bold"),
    ]
    down = wrap(f"← {worded(handling[0], language)}", WIDTH - LEFT, SIZE, lines=2)
    parts.append(text(LEFT, TOP + SIDE + 40, down, fill_opacity=0.8))
    after = TOP + SIDE + 40 + LINE * len(down) + 3
    up = wrap(f"{worded(handling[1], language)} →", WIDTH - LEFT, SIZE, lines=2)
    parts.append(text(RIGHT, after, up, text_anchor="end", fill_opacity=0.8))
    for one, (x, y) in zip(placed, apart([_position(data, one) for one in placed]), strict=True):
        parts.append(tag("circle", cx=x, cy=y, r=DISC, fill="#1f4f8f", stroke="#ffffff", stroke_width=1))
        parts.append(text(x, y + 5, str(one.number), text_anchor="middle", fill="#ffffff", font_weight="bold"))
    top = after + LINE * (len(up) - 1) + 12
    for one in data.spots:
        lines = wrap(worded(one.label, language), WIDTH - 32, SIZE, lines=2)
        parts.append(text(18, top + 14, str(one.number), text_anchor="end", font_weight="bold"))
        parts.append(text(28, top + 14, lines))
        top += LINE * len(lines) + 4
    return parts, top + 4


def _figure(data: DefiSpots, placed: list[DefiSpot], language: Language) -> dict[str, Any]:
    """Numbers in discs, none hidden; their names are beside, in the page."""
    wide, high = RIGHT - LEFT - 2 * DISC, SIDE - 2 * DISC
    points = apart([_position(data, one) for one in placed])
    traces = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": plain(worded(one.label, language), 400),
            "x": [round((x - LEFT - DISC) / wide * data.maximum[1], 2)],
            "y": [round((TOP + SIDE - DISC - y) / high * data.maximum[0], 2)],
            "text": [f"<b>{one.number}</b>"],
            "textposition": "middle center",
            "textfont": {"color": "#0d0f14"},
            "hovertext": [
                plain(
                    f"{worded(one.label, language)} – {level(one.strength, language)} – {level(one.handling, language)}",
                    400,
                )
            ],
            "hovertemplate": HOVER,
            "cliponaxis": False,
            "marker": {"color": INTERACTIVE_INK, "size": 44},
            "meta": "ink",
        }
        for one, (x, y) in zip(placed, points, strict=True)
    ]

    def axis(maximum: int) -> dict[str, Any]:
        return {
            "range": [-0.25, maximum + 0.25],
            "tickvals": [0, maximum / 2, maximum],
            "ticktext": ["", "", ""],
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
        }

    handling, strength = data.handling_ends, data.strength_ends
    notes = [
        _end(f"↑ {worded(strength[1], language)}", 0, 1, "left", "bottom"),
        _end(f"← {worded(handling[0], language)}", 0, 0, "left", "top"),
        _end(f"{worded(handling[1], language)} →", 1, 0, "right", "top"),
    ]
    return {
        "data": traces,
        "layout": big_layout(
            language,
            xaxis=axis(data.maximum[1]),
            yaxis=axis(data.maximum[0]),
            annotations=notes,
            margin={"l": 10, "r": 10, "t": 50, "b": 150},
        ),
    }


def _end(words: str, x: int, y: int, anchor: str, upright: str) -> dict[str, Any]:
    """What an end of an axis means, written outside the square."""
    return {
        "text": big(words, 700 if y else 360),
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": anchor,
        "yanchor": upright,
        "align": anchor,
        "showarrow": False,
    }
