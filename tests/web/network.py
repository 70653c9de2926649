"""A network of organisms whose answers can be released, and people who sign in: what the tests of these pages share."""

from __future__ import annotations

import datetime
import random
import re

from selfassess.demonstration import fictional_answers
from selfassess.invitations import token_of
from selfassess.jobs import closing
from selfassess.questionnaire.answering import checked_answers
from selfassess.questionnaire.conditions import answers_that_count
from selfassess.responses.releases import Draft
from selfassess.scoring import ENGINE
from selfassess.web.staff import SETTINGS
from tests.web.visitor import Visitor

TODAY = datetime.date.today()
PURPOSES = ("bailleurs", "reseau")
PURPOSE_OF = {"pratiques": "bailleurs", "modele": "recherche"}


RARE = {"reglages": 16, "nouveau": 12}
"""What is done once or twice for a whole workshop, with the groups that follow."""


class Colleague(Visitor):
    """Someone who signs in: rare pages, which may cost a few statements more than a respondent's."""

    def _check_cost(self, method, path):
        apart = 4 if "/fiches/" in path else 0
        most = apart + (5 if method == "GET" else RARE.get(path.rpartition("/")[2], 10))
        assert self.statements <= most, f"{method} {path}: {self.statements} statements"


def settings_of(site):
    return site.app.extensions[SETTINGS]


def signed_in(site, email, role="admin", audiences=(), language="fr"):
    """Someone of this role, at their first page."""
    visitor = Colleague(site.app, language)
    secret = site.store.staff.invite(email, role, audiences)
    visitor.get(f"/{language}/equipe/entrer")
    visitor.send("/equipe/entrer", [("jeton", token_of(secret, settings_of(site)))])
    return visitor


def organisms(site, questionnaire, count, seed=1, purposes=PURPOSES):
    """So many organisms answered, sent and consented: their responses' ids."""
    chance = random.Random(seed)
    logics = [logic.id for logic in questionnaire.logics]
    found = []
    for place in range(count):
        answers = fictional_answers(questionnaire, logics[place % len(logics)], chance)
        for question in questionnaire.questions():
            if question.defi and question.type == "echelle":
                answers[question.id] = chance.choice(question.options).id
        answers = answers_that_count(questionnaire, checked_answers(questionnaire, answers)[0])
        response = site.store.begin(questionnaire.edition, "fr")
        site.store.submit(response.id, answers, {}, ENGINE, purposes)
        found.append(response.id)
    return found


def draft(questionnaire, audience, *, kind="pratiques", **changes):
    values = {
        "kind": kind,
        "questionnaire": questionnaire.id,
        "audience": audience,
        "fr": "Portrait de l’automne",
        "en": "Fall portrait",
        "first_day": TODAY - datetime.timedelta(days=30),
        "last_day": TODAY,
        "breakdowns": (),
        "purpose": PURPOSE_OF[kind],
        "threshold": 10,
    }
    return Draft(**(values | changes))


def closed(site, declaration_id):
    """The declaration, once its closing is over."""
    store = site.store.releases
    claim = store.claim(declaration_id)
    failure = closing.run(site.store, settings_of(site), store.declaration(declaration_id), claim)
    assert failure is None, failure
    return store.declaration(declaration_id)


def administrator(site):
    """The id of the one who declares."""
    found = [one.id for one in site.store.staff.people() if one.role == "admin"]
    if found:
        return found[0]
    site.store.staff.invite("admin@exemple.ca", "admin")
    return administrator(site)


def audience(site, name="Bailleurs"):
    found = {one.fr: one.id for one in site.store.staff.audiences()}
    return found.get(name) or site.store.staff.make_audience(name, f"{name} (en)", by="console")


def link_in(page):
    return re.search(r"http://[^\s<]+/equipe/entrer#(\S+)", page.text).group(1)


def published(site, release, audience, *, publish=True, responses=()):
    """A stored release, published to this audience: its declaration's id."""
    store = site.store.releases
    by = administrator(site)
    questionnaire = site.app.extensions["selfassess.site"].questionnaires["regionalisation"]
    declaration = store.declare(draft(questionnaire, audience, kind=release.kind), by=by)
    claim = store.claim(declaration, by=by)
    store.freeze(
        declaration,
        claim,
        content=release.content,
        sha256=release.sha256,
        survey=b"",
        contributors={response: f"key-{response}" for response in responses},
        verified_with=[one.declaration.id for one in store.earlier()],
        by=by,
    )
    if publish:
        store.publish(declaration, by=by)
    return declaration
