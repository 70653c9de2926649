"""A facilitator and their workshops, and people who went through one: what the tests of these pages share."""

from __future__ import annotations

import datetime

from selfassess.questionnaire.answering import checked_answers
from selfassess.questionnaire.conditions import answers_that_count
from selfassess.scoring import ENGINE, assess
from selfassess.workshop.variables import contribution
from tests.walker import invented_answers
from tests.web import network

TODAY = datetime.date.today()
LEA = "lea@atelier.ca"


def facilitator(site, email=LEA, language="fr"):
    """A facilitator, at their list of workshops."""
    visitor = network.signed_in(site, email, "facilitator", language=language)
    assert visitor.page.url == f"/{language}/ateliers/"
    return visitor


def id_of(site, email=LEA):
    """Who has this e-mail; invited if they were not."""
    known = {one.email: one.id for one in site.store.staff.people()}
    if email in known:
        return known[email]
    site.store.staff.invite(email, "facilitator")
    return id_of(site, email)


def room(site, questionnaire, email=LEA, **changes):
    """A workshop of this person."""
    values = {
        "title": "Journée du réseau",
        "facilitator": id_of(site, email),
        "edition": questionnaire.edition,
        "questionnaire_id": questionnaire.id,
        "form": "short",
        "identity": "anonymous",
        "roles": (),
        "organisms": (),
        "closes_on": TODAY + datetime.timedelta(days=2),
        "erases_on": TODAY + datetime.timedelta(days=60),
    }
    return site.store.workshops.make(**(values | changes))


def joined(site, workshop, *, role=None, organism=None, kind="person"):
    """The id of a response that takes part, nothing answered yet."""
    return site.store.workshops.join(workshop.id, "fr", kind, role, organism)


def done(site, questionnaire, workshop, seed=1, **who):
    """Somebody took part from end to end: their response's id."""
    response = joined(site, workshop, **who)
    whole = invented_answers(questionnaire, seed)
    asked = {one.id for one in questionnaire.questions() if workshop.form == "whole" or one.short_form}
    answers = {name: value for name, value in whole.items() if name in asked}
    answers = answers_that_count(questionnaire, checked_answers(questionnaire, answers)[0])
    assessment = assess(questionnaire, answers)
    given = contribution(questionnaire, workshop.form, answers, assessment)
    site.store.submit(response, answers, {}, ENGINE, (), given)
    return response


def crowd(site, questionnaire, workshop, count, first=0, **who):
    """So many people who are done, each with answers of their own."""
    return [done(site, questionnaire, workshop, first + seed, **who) for seed in range(count)]
