"""The scenes of the board, in order: each a function of the picture and of who is here, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from ..charts.board import agreements, defi_spots, distribution, room_map, room_radar
from ..charts.board.data import Agreements
from ..charts.data import Chart, Table
from ..charts.drawing.words import counted, say, spaced
from ..questionnaire.model import Language, Questionnaire, Text
from .differences import TITLE, differences
from .picture import FIRST, Picture
from .room import Room
from .room_data import defi_data, distributions, map_data, radars
from .variables import MAP, Form

Group = Literal["presence", "map", "dimensions", "questions", "defis", "differences"]


class Here(Protocol):
    """Who is here, exactly."""

    @property
    def joined(self) -> int: ...
    @property
    def answering(self) -> int: ...
    @property
    def done(self) -> int: ...
    @property
    def erased(self) -> int: ...


@dataclass(frozen=True)
class Scene:
    """One screen of the board, one page of its PDF; without `enough` people it has only its title and sentence."""

    id: str
    group: Group
    title: str
    sentence: str
    enough: bool
    table: Table | None
    chart: Chart | None


def scenes_of(
    picture: Picture, here: Here, questionnaire: Questionnaire, form: Form, language: Language
) -> tuple[Scene, ...]:
    """Every scene; the same picture and the same people give the same ones."""
    return (presence_scene(picture, here, language), *picture_scenes(picture, questionnaire, form, language))


def presence_scene(picture: Picture, here: Here, language: Language) -> Scene:
    """Who is here, and how many the picture counts."""
    rows = (
        (say(language, fr="Arrivées", en="Joined"), here.joined),
        (say(language, fr="En train de répondre", en="Answering"), here.answering),
        (say(language, fr="Terminé", en="Done"), here.done),
        (say(language, fr="Dans le portrait", en="In the picture"), picture.people),
    )
    caption = say(language, fr="Nombre de personnes", en="Number of people")
    headings = ("", say(language, fr="Personnes", en="People"))
    table = Table(caption, headings, tuple((name, str(number)) for name, number in rows))
    return Scene(
        "presence",
        "presence",
        say(language, fr="Qui est là", en="Who is here"),
        waiting(picture, here, language),
        True,
        table,
        None,
    )


def waiting(picture: Picture, here: Here, language: Language) -> str:
    """How many the picture counts, and how many it waits for."""
    people = counted(picture.people, "personne", "personnes", "fr"), counted(picture.people, "person", "people", "en")
    if picture.people:
        return say(
            language,
            fr=f"Le portrait compte {people[0]} ; il avance par trois.",
            en=f"The picture counts {people[1]}; it moves on by threes.",
        )
    missing = max(0, FIRST - here.done)
    return say(
        language,
        fr=f"Il faut cinq personnes qui ont terminé : il en manque {missing}.",
        en=f"Five people must have finished: {missing} to go.",
    )


def picture_scenes(picture: Picture, questionnaire: Questionnaire, form: Form, language: Language) -> tuple[Scene, ...]:
    """Every scene but the first: they change only when the picture does."""
    if picture.people < FIRST:
        return tuple(_too_few(group, title.in_(language), language) for group, title in TITLES.items())
    room = Room(picture, questionnaire, form)
    made = [_scene("map", room_map.draw(map_data(room), language))] if MAP in room.by_id else []
    for data in radars(room):
        made += _drawn("dimensions", room_radar.draw(data, language))
    spots = defi_data(room)
    made += _drawn("defis", defi_spots.draw(spots, language) if spots else None)
    for data in differences(room):
        drawn = agreements.draw(data, language)
        made.append(_scene("differences", drawn) if drawn else _too_few_of(data, language))
    for one in distributions(room):
        made.append(_scene("questions", distribution.draw(one, language)))
    return tuple(made)


TITLES: Mapping[Group, Text] = {
    "map": Text(fr="La salle entre les logiques", en="The room between the logics"),
    "dimensions": Text(fr="À quoi nos réponses ressemblent", en="What our answers resemble"),
    "defis": Text(fr="Nos défis : force et prise en charge", en="Our challenges: strength and handling"),
    "differences": TITLE,
    "questions": Text(fr="Nos réponses", en="Our answers"),
}


def _scene(group: Group, chart: Chart) -> Scene:
    return Scene(chart.id, group, chart.title, chart.sentence, True, chart.table, chart)


def _drawn(group: Group, chart: Chart | None) -> list[Scene]:
    return [] if chart is None else [_scene(group, chart)]


def _too_few(group: Group, title: str, language: Language) -> Scene:
    words = say(language, fr="Il faut cinq personnes qui ont terminé.", en="Five people must have finished.")
    return Scene(group, group, spaced(title, language), words, False, None, None)


def _too_few_of(data: Agreements, language: Language) -> Scene:
    title, words = data.title.in_(language), data.sentence.in_(language)
    return Scene(data.id, "differences", spaced(title, language), spaced(words, language), False, None, None)
