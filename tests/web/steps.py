"""Steps that many tests take."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from selfassess.questionnaire.model import Questionnaire, questionnaire_from_content
from selfassess.responses.records import Response
from tests.conftest import Site
from tests.walker import Fields, fields_for, save_section
from tests.web.page import Page
from tests.web.visitor import Visitor

WORKSHOP = {
    "nom": "Atelier du Coin",
    "qui": {"principal": "membres", "secondaire": "clients"},
    "gestes": ["cours", "outils"],
    "quartier": "passant",
    "d1_force": "fort",
    "d1_reponse": "prevu",
    "d1_commentaire": "Cour commune, bientôt.",
}
"""Answers to velo, whole."""
FIRST = "/fr/velo/section/atelier"
SECOND = "/fr/velo/section/freins"


def held(site: Site, visitor: Visitor, questionnaire: str = "velo") -> Response:
    """The response that this visitor's session names, as stored."""
    base = {name: value for name, value in visitor.environment.items() if name == "base_url"}
    with visitor.client.session_transaction(**base) as session:
        found = site.store.load(session["responses"][questionnaire])
    assert found is not None
    return found


def stored(site: Site, visitor: Visitor, questionnaire: str = "velo") -> dict[str, Any]:
    """The answers that are kept for this visitor."""
    return {name: saved.value for name, saved in held(site, visitor, questionnaire).answers.items()}


def code_of(visitor: Visitor, questionnaire: str = "velo") -> str:
    """The words of the return code, as the page shows them."""
    page = visitor.get(f"/{visitor.language}/{questionnaire}/code")
    return page.text_of("code-mots")


def begin(visitor: Visitor, velo: Questionnaire, **answers: Any) -> Page:
    """The first page of velo is saved; its second one is open."""
    visitor.get(f"/{visitor.language}/velo/section/atelier")
    return save_section(visitor, velo.sections[0], {**WORKSHOP, **answers})


def finish(visitor: Visitor, velo: Questionnaire, consents: Fields | None = None) -> Page:
    """From the second page of velo to the result."""
    save_section(visitor, velo.sections[1], WORKSHOP)
    return visitor.send("/envoyer", consents)


def submitted(visitor: Visitor, velo: Questionnaire, consents: Fields | None = None) -> Page:
    """A whole response to velo is sent; its result is open."""
    begin(visitor, velo)
    return finish(visitor, velo, consents)


def packet(page: Page, questionnaire: Questionnaire, section: str, answers: Mapping[str, Any]) -> Fields:
    """What the page's script sends when these answers have just been given."""
    form = page.form(f"/section/{section}")
    kept = [pair for pair in form.fields if pair[0] in ("csrf_token", "reponse", "vu")]
    found = next(one for one in questionnaire.sections if one.id == section)
    return [*kept, *(("question", name) for name in answers), *fields_for(found, answers)]


def changed(questionnaire: Questionnaire, change: Any) -> Questionnaire:
    """The questionnaire whose content `change` has altered in place."""
    content = json.loads(questionnaire.content)
    change(content)
    return questionnaire_from_content(json.dumps(content, ensure_ascii=False))
