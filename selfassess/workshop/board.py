"""The board as one JSON value: what the projector polls, drawn from the picture and from who is here alone."""

from __future__ import annotations

from typing import Any

from ..charts.drawing.words import say
from ..questionnaire.model import Language, Questionnaire
from .picture import Picture
from .scenes import Here, Scene, scenes_of
from .variables import Form


def board(picture: Picture, here: Here, questionnaire: Questionnaire, form: Form, language: Language) -> dict[str, Any]:
    """`version`, `people` counted, `presence`, a `note`, and the `scenes` in order; equal arguments give equal boards."""
    scenes = scenes_of(picture, here, questionnaire, form, language)
    return {
        "version": picture.version,
        "language": language,
        "people": picture.people,
        "presence": {
            "joined": here.joined,
            "answering": here.answering,
            "done": here.done,
            "erased": here.erased,
            "counted": picture.people,
        },
        "note": note(language),
        "scenes": [scene_value(scene) for scene in scenes],
    }


def scene_value(scene: Scene) -> dict[str, Any]:
    """One scene: `id`, `group`, `title`, `sentence`, `enough`, and when there are enough people `table` and `figure`."""
    table = scene.table
    return {
        "id": scene.id,
        "group": scene.group,
        "title": scene.title,
        "sentence": scene.sentence,
        "enough": scene.enough,
        "table": None
        if table is None
        else {"caption": table.caption, "headers": list(table.columns), "rows": [list(row) for row in table.rows]},
        "figure": None if scene.chart is None else scene.chart.figure,
    }


def note(language: Language) -> str:
    """Why the numbers are approximate, for the foot of every scene."""
    return say(
        language,
        fr="Les nombres sont approximatifs, à quelques personnes près : c’est voulu, pour que personne ne puisse en déduire la réponse de quelqu’un.",
        en="Numbers are approximate, by a few people: this is on purpose, so that nobody can work out anyone’s answer.",
    )
