"""The questionnaires of this installation, read once, and the editions that answers point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, current_app

from ..questionnaire.model import Questionnaire
from ..questionnaire.reading import read_questionnaire
from ..resources import resource_folder
from ..responses.store import Store

KEY = "selfassess.site"


@dataclass(frozen=True)
class Site:
    """What every page works from."""

    questionnaires: Mapping[str, Questionnaire]
    default: str
    store: Store
    public_url: str


def read_catalogue() -> dict[str, Questionnaire]:
    """Every questionnaire of the questionnaires folder, by id; raises `QuestionnaireRefused`."""
    found = [read_questionnaire(path) for path in sorted(resource_folder("questionnaires").glob("*.yaml"))]
    return {questionnaire.id: questionnaire for questionnaire in found}


def site() -> Site:
    return current_app.extensions[KEY]


def current(questionnaire_id: str) -> Questionnaire:
    """Today's edition of a questionnaire; 404 if there is none."""
    found = site().questionnaires.get(questionnaire_id)
    if found is None:
        abort(404)
    return found
