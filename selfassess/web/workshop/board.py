"""The live board for the projector: one page, whole as sent, and the JSON that keeps it fresh."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request, url_for

from ...responses.workshop_records import Presence, Workshop
from ...workshop.board import note
from ...workshop.picture import Picture
from ...workshop.scenes import Scene, picture_scenes, waiting
from ..access import Access
from ..catalogue import site
from ..words import language, say
from .bars import Bars, bars_of
from .door import ONE, door, kept, questionnaire_of
from .picturing import Kept, picture_of
from .printing import join_words

WAIT = 1
"""Seconds between two looks of a projector; the page adds its own jitter."""


@dataclass(frozen=True)
class Packet:
    """One answer to whoever looks at the board: made once, sent as it is."""

    tag: str
    plain: bytes
    compressed: bytes


_PACKETS: Kept[Packet] = Kept(64)


def counts(presence: Presence, picture: Picture) -> dict[str, int]:
    """Who is here, and how many of them the picture counts."""
    return {
        "joined": presence.joined,
        "answering": presence.answering,
        "done": presence.done,
        "counted": picture.people,
    }


@dataclass(frozen=True)
class Drawn:
    """What the board draws of a picture, in the page's language."""

    scenes: tuple[Scene, ...]
    bars: Mapping[str, Bars]
    """By scene: the answers to a question, as rows that a browser lays out."""

    @property
    def figures(self) -> dict[str, Any]:
        """What Plotly draws, by chart."""
        charts = [one.chart for one in self.scenes if one.chart and one.id not in self.bars]
        return {chart.id: chart.figure for chart in charts if chart.figure}

    def page(self) -> str:
        """The scenes as they are sent."""
        return render_template("workshop/scenes.html", drawn=self, note=said(note(language())))


def drawn_of(workshop: Workshop, picture: Picture) -> Drawn:
    """The scenes after the first one, which is about who is here."""
    questionnaire = questionnaire_of(workshop)
    scenes = picture_scenes(picture, questionnaire, workshop.form, language())
    return Drawn(scenes, bars_of(picture, questionnaire, workshop.form))


def packet_of(workshop: Workshop, picture: Picture, presence: Presence, seen: int | None, **more: Any) -> Packet:
    """What keeps a page fresh: the scenes only when it has not seen this version of the picture."""
    body: dict[str, Any] = {
        "version": picture.version,
        "wait": WAIT,
        "presence": counts(presence, picture),
        "waiting": said(waiting(picture, presence, language())),
        **more,
    }
    if seen != picture.version:
        drawn = drawn_of(workshop, picture)
        body["scenes"] = drawn.page()
        body["figures"] = drawn.figures
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Packet(f'"{hashlib.sha256(plain).hexdigest()[:20]}"', plain, gzip.compress(plain, 6, mtime=0))


def said(words: str) -> str:
    """Words that are in the page's language already, with its spaces."""
    return say(words, words)


def answer(packet: Packet) -> Response:
    """The packet, or only « nothing changed » to who has it already."""
    if packet.tag in request.headers.get("If-None-Match", "").split(", "):
        response = Response(status=304)
    else:
        zipped = "gzip" in request.accept_encodings
        response = Response(packet.compressed if zipped else packet.plain, content_type="application/json")
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = packet.tag
    return response


def draw_board(workshop: Workshop, picture: Picture, presence: Presence, **more: Any) -> str:
    """The board's page, every scene one after the other."""
    return render_template(
        "workshop/board.html",
        w=workshop,
        picture=picture,
        counts=counts(presence, picture),
        waiting=said(waiting(picture, presence, language())),
        note=said(note(language())),
        drawn=drawn_of(workshop, picture),
        **join_words(workshop),
        **more,
    )


@door.opens(ONE + "/tableau", Access.FACILITATOR)
def board(workshop: str) -> str:
    """The board: joining, map, radar, each question, challenges, where the room sees things differently."""
    found = kept(workshop)
    store = site().store.workshops
    picture = picture_of(found, store.version(found.id))
    return draw_board(
        found,
        picture,
        store.presence(found.id),
        poll=url_for("workshop.board_data", workshop=found.id),
        step=None,
    )


@door.opens(ONE + "/tableau.json", Access.FACILITATOR)
def board_data(workshop: str) -> Response:
    """What changed since the version that the page has seen; made once for all who ask."""
    found = kept(workshop)
    store = site().store.workshops
    presence, version = store.presence(found.id), store.version(found.id)
    seen = request.args.get("vu", type=int)
    key = (found.id, found.edition, found.form, language(), version, presence, seen == version)
    make = lambda: packet_of(found, picture_of(found, version), presence, seen)  # noqa: E731
    return answer(_PACKETS.get(key, make))
