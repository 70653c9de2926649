"""The room between the logics: one dot a person, within their zone, where only its rank in the zone puts it."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin, sqrt
from typing import Any

from ...questionnaire.model import Language
from ..data import Chart, LogicSeries, Table
from ..drawing.fitting import text_width, wrap
from ..drawing.interactive import GRID, HOVER, plain
from ..drawing.series import INTERACTIVE_INK, STRONG_INK, Look, look, markers
from ..drawing.svg import LINE, MUTED, SIZE, WIDTH, path, picture, tag, text
from ..drawing.words import listed, quoted, say, spaced, worded
from .data import Range, RoomMap, Zone
from .said import big, big_layout, interval, people_of

RADIUS = 205.0
"""Of the circle through the corners, in user units."""
NEAR, BETWEEN, REACH = 0.66, 0.335, 0.165
"""In radii: where the zones stand, and how far their dots go."""
LEAST_ROOM = 24
GOLDEN = pi * (3 - sqrt(5))


def draw(data: RoomMap, language: Language) -> Chart:
    title = say(language, fr="La salle entre les logiques", en="The room between the logics")
    sentence = sentence_of(data, language)
    body, height = _drawing(data, language)
    rows = [(worded(zone.label, language), interval(zone.count, language), str(zone.dots)) for zone in data.zones]
    aside = say(language, fr="Trop peu de réponses pour être placé", en="Too few answers to be placed")
    return Chart(
        id="room-map",
        part="board",
        title=title,
        sentence=sentence,
        svg=picture("room-map", title=title, description=sentence, body=body, height=height),
        table=Table(
            caption=say(
                language,
                fr=f"Nombre approximatif de personnes sur {data.people}, par endroit, et points dessinés",
                en=f"Approximate number of people out of {data.people}, by place, and dots drawn",
            ),
            columns=("Endroit", "Personnes", "Points") if language == "fr" else ("Place", "People", "Dots"),
            rows=(*rows, (aside, interval(data.aside, language), "0")),
        ),
        figure=_figure(data, language),
    )


def sentence_of(data: RoomMap, language: Language) -> str:
    most = max(zone.count.low for zone in data.zones)
    if not most:
        return say(language, fr="Aucun endroit ne ressort.", en="No place stands out.")
    places = [zone for zone in data.zones if zone.count.low == most]
    few = people_of(places[0].count, language)
    if len(places) > 1:
        return say(
            language,
            fr=f"{len(places)} endroits à égalité : environ {few} à chacun.",
            en=f"{len(places)} places tie: about {few} at each.",
        )
    where = place_of(places[0], data.logics, language)
    if language == "fr":
        return spaced(f"C’est {where} qu’il y a le plus de monde : environ {few}.", "fr")
    return f"Most are {where}: about {few}."


def place_of(zone: Zone, logics: Sequence[LogicSeries], language: Language) -> str:
    names = [quoted(worded(logics[index].label, language), language) for index in zone.near]
    if len(names) == len(logics) and len(names) > 1:
        return "au milieu" if language == "fr" else "in the middle"
    if len(names) == 1:
        return f"{'près de' if language == 'fr' else 'near'} {names[0]}"
    return f"{'entre' if language == 'fr' else 'between'} {listed(names, language)}"


def corners(count: int) -> list[tuple[float, float]]:
    """The logics' corners on a circle of radius 1, the first on top, y downwards; two of them face each other."""
    first = -pi / 2 if count > 2 else pi
    return [(cos(first + 2 * pi * n / count), sin(first + 2 * pi * n / count)) for n in range(count)]


def centre(zone: Zone, count: int) -> tuple[float, float]:
    """Where a zone stands, in radii."""
    if len(zone.near) == count:
        return 0.0, 0.0
    places = [corners(count)[index] for index in zone.near]
    x, y = sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)
    far = sqrt(x * x + y * y) or 1.0
    length = NEAR if len(places) == 1 else BETWEEN
    return x / far * length, y / far * length


def dots(zone: Zone, count: int, people: int) -> list[tuple[float, float]]:
    """A sunflower of dots: the place of each follows from its rank and from the size of the room, nothing else."""
    x, y = centre(zone, count)
    step = REACH / sqrt(max(people, LEAST_ROOM))
    return [
        (x + step * sqrt(rank + 0.5) * cos(rank * GOLDEN), y + step * sqrt(rank + 0.5) * sin(rank * GOLDEN))
        for rank in range(zone.dots)
    ]


def look_of(zone: Zone, logics: Sequence[LogicSeries]) -> Look:
    return look(logics[zone.near[0]].index) if len(zone.near) == 1 else STRONG_INK


def _drawing(data: RoomMap, language: Language) -> tuple[list[str], float]:
    ends = corners(len(data.logics))
    middle = WIDTH / 2
    lines = [wrap(worded(logic.label, language), 190, SIZE, bold=True, lines=3) for logic in data.logics]
    above = max((LINE * len(row) for row, (_, y) in zip(lines, ends, strict=True) if y < -0.9), default=0.0)
    down = above + 12 + RADIUS if len(ends) > 2 else 70.0

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return middle + RADIUS * point[0], down + RADIUS * point[1]

    parts = [
        tag(
            "path",
            d=path([at(end) for end in ends], closed=True),
            fill="none",
            stroke="currentColor",
            stroke_opacity=0.5,
        )
    ]
    bottom = max(y for _, y in map(at, ends))
    for logic, row, end in zip(data.logics, lines, ends, strict=True):
        parts += _corner(logic, row, at(end), end, above)
    size = 5.0 if data.people <= 2 * LEAST_ROOM else 4.0 if data.people <= 120 else 2.8
    for zone in data.zones:
        x, y = at(centre(zone, len(ends)))
        around = {"fill": "currentColor", "fill_opacity": 0.05, "stroke": "currentColor", "stroke_opacity": 0.2}
        parts.append(tag("circle", cx=x, cy=y, r=RADIUS * (REACH + 0.015), **around))
        parts.append(markers(look_of(zone, data.logics), [at(dot) for dot in dots(zone, len(ends), data.people)], size))
        parts.append(_count(zone.count, x, y, language))
    bottom += 14 + LINE * max(len(row) for row in lines)
    return [*parts, *_aside(data, bottom, language)], bottom + (LINE + 8 if data.aside.low else 4)


def _corner(
    logic: LogicSeries, row: tuple[str, ...], point: tuple[float, float], end: tuple[float, float], above: float
) -> list[str]:
    x, y = point
    top = end[1] < -0.9
    anchor = "middle" if top else "start" if x < WIDTH / 2 else "end"
    at_x = WIDTH / 2 if top else 2.0 if x < WIDTH / 2 else WIDTH - 2
    first = above - LINE * len(row) + 13 if top else y + 24
    return [
        markers(look(logic.index), [(x, y)], 7),
        text(at_x, first, row, text_anchor=None if anchor == "start" else anchor, font_weight="bold"),
    ]


def _count(count: Range, x: float, y: float, language: Language) -> str:
    words = interval(count, language)
    wide = text_width(words, SIZE, bold=True) + 8
    under = y + RADIUS * REACH - 6
    back = tag(
        "rect",
        x=x - wide / 2,
        y=under - 4,
        width=wide,
        height=18,
        rx=4,
        class_="paper",
        fill="#ffffff",
        fill_opacity=0.85,
    )
    return back + text(
        x, under + 10, words, text_anchor="middle", font_weight="bold", class_="on-paper", fill="#1b1b1f"
    )


def _aside(data: RoomMap, top: float, language: Language) -> list[str]:
    if not data.aside.low:
        return []
    few = people_of(data.aside, language)
    words = say(language, fr=f"Trop peu de réponses : {few}", en=f"Too few answers: {few}")
    return [text(2, top + 14, words, fill_opacity=MUTED)]


def _figure(data: RoomMap, language: Language) -> dict[str, Any]:
    ends = corners(len(data.logics))
    edge = [*ends, ends[0]]
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": [x for x, _ in edge], "y": [-y for _, y in edge], "hoverinfo": "skip",
         "name": "", "line": {"color": "#808086", "width": 2}, "meta": "frame"}
    ]  # fmt: skip
    traces += [_zone_trace(zone, data, language) for zone in data.zones]
    axis = {"visible": False, "fixedrange": True, "range": [-1.45, 1.45]}
    upright = {"visible": False, "fixedrange": True, "range": [-1.06, 1.33], "scaleanchor": "x"}
    notes = [_zone_note(zone, data, language) for zone in data.zones]
    rings = [_ring(zone, len(ends)) for zone in data.zones]
    return {
        "data": traces,
        "layout": big_layout(
            language,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            xaxis=axis,
            yaxis=upright,
            annotations=notes,
            shapes=rings,
        ),
    }


def _zone_trace(zone: Zone, data: RoomMap, language: Language) -> dict[str, Any]:
    style = look_of(zone, data.logics)
    placed = dots(zone, len(data.logics), data.people)
    words = plain(f"{worded(zone.label, language)} – {people_of(zone.count, language)}", 400)
    color = INTERACTIVE_INK if style is STRONG_INK else style.color
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(worded(zone.label, language), 400),
        "x": [round(x, 4) for x, _ in placed],
        "y": [round(-y, 4) for _, y in placed],
        "hovertext": [words] * len(placed),
        "hovertemplate": HOVER,
        "marker": {"color": color, "symbol": style.marker, "size": 13 if data.people <= 48 else 11},
        "meta": "ink" if style is STRONG_INK else "zone",
    }


def _zone_note(zone: Zone, data: RoomMap, language: Language) -> dict[str, Any]:
    """How many are in a zone, written where no dot can be: beside its logic's name, outside the edge, or over the middle."""
    few = f"<b>{interval(zone.count, language)}</b>"
    if len(zone.near) == 1:
        return _corner_note(data.logics[zone.near[0]], corners(len(data.logics))[zone.near[0]], few, language)
    x, y = centre(zone, len(data.logics))
    if len(zone.near) == len(data.logics):
        return {"x": x, "y": -y + REACH, "text": few, "showarrow": False, "yanchor": "bottom"}
    out = 1 + (REACH + 0.06) / BETWEEN
    side = "center" if abs(x) < 0.01 else "left" if x > 0 else "right"
    return {"x": x * out, "y": -y * out, "text": few, "showarrow": False, "xanchor": side, "yanchor": "middle"}


def _corner_note(logic: LogicSeries, end: tuple[float, float], few: str, language: Language) -> dict[str, Any]:
    x, y = end
    top = y < -0.9
    return {
        "x": x * 1.06,
        "y": -y * 1.03 - (0.0 if top else 0.05),
        "text": f"<b>{big(worded(logic.label, language), 700 if top else 330)}</b><br>{few}",
        "showarrow": False,
        "xanchor": "center",
        "yanchor": "bottom" if top else "top",
        "font": {"color": look(logic.index).color},
    }


def _ring(zone: Zone, count: int) -> dict[str, Any]:
    """The edge of a zone, empty or not."""
    x, y = centre(zone, count)
    around = {"x0": x - REACH, "x1": x + REACH, "y0": -y - REACH, "y1": -y + REACH}
    return {"type": "circle", "layer": "below", "line": {"color": GRID, "width": 2}, **around}
