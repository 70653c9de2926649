"""The result of a sent response: one page, and its data to download."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from ..charts import Chart, charts
from ..questionnaire.model import Advice, AnswerValue, Questionnaire
from ..questionnaire.types import type_of
from ..responses.records import Submission
from ..scoring import Assessment, assess
from ..scoring.assessment import CalledAdvice
from ..scoring.report import report
from ..scoring.words import verdict_sentences
from .access import Access, Door
from .catalogue import site
from .drafts import Draft, find_draft, need_response
from .page_words import dimension_names
from .result_data import result_data
from .words import language, say, text

door = Door("results", __name__)
HERE = "/<any(fr,en):language>/<questionnaire>"
FIRST_THINGS = 3


def submitted(response_id: str | None) -> tuple[Submission, Questionnaire, Assessment]:
    """A response as it was sent, in the edition that it answered, assessed; 404 when it was not sent."""
    submission = site().store.submission(response_id) if response_id else None
    if submission is None:
        abort(404)
    edition = site().store.edition(submission.edition)
    return submission, edition, assess(edition, submission.answers)


@door.opens(HERE + "/resultat", Access.RESPONDENT)
def result(questionnaire: str) -> Any:
    """The result, in one minute; every part explained on demand."""
    draft = find_draft(questionnaire)
    if draft.response is not None and draft.response.submitted_at is None:
        return redirect(url_for("respond.sections", questionnaire=questionnaire))
    return _draw(draft, *submitted(draft.response.id if draft.response else None))


@door.opens(HERE + "/resultat/precedent", Access.RESPONDENT)
def earlier_result(questionnaire: str) -> str:
    """The result of the response that the session's one takes up again."""
    draft = need_response(questionnaire)
    return _draw(draft, *submitted(draft.response.continues if draft.response else None), earlier=True)


def _draw(
    draft: Draft, submission: Submission, edition: Questionnaire, assessment: Assessment, *, earlier: bool = False
) -> str:
    drawn = charts(result_data(edition, submission.answers, assessment), language())
    return render_template(
        "result.html",
        q=edition,
        draft=draft,
        earlier=earlier,
        submission=submission,
        a=assessment,
        parts=_by_part(drawn),
        figures={chart.id: chart.figure for chart in drawn if chart.figure},
        headline=verdict_sentences(edition, assessment, language()),
        logic=edition.logic_by_id.get,
        dimension=edition.question_by_id.get,
        option_of=_option_of(edition),
        standing={standing.defi: standing for standing in assessment.defis},
        first_things=_first_things(edition, assessment),
        rivals=RIVALS,
        said=partial(_said, edition, submission.answers),
        dimension_names=partial(dimension_names, edition),
        called_for=partial(_called_for, edition, assessment),
        other_defis=_other_defis(edition, submission.answers),
        entries=[] if draft.workshop else site().store.releases.entered(submission.response),
    )


def _by_part(drawn: list[Chart]) -> dict[str, list[Chart]]:
    parts: dict[str, list[Chart]] = {}
    for chart in drawn:
        parts.setdefault(chart.part, []).append(chart)
    return parts


RIVALS = {
    "jaccard": ("Jaccard (part commune)", "Jaccard (shared part)"),
    "dice": ("Dice (part commune, comptée double)", "Dice (shared part, counted twice)"),
    "gower": ("Gower (moyenne simple)", "Gower (plain mean)"),
    "city_block": ("Distance de Manhattan sur les échelles", "City-block distance on scales"),
}


def _option_of(edition: Questionnaire) -> Any:
    def option_of(question: str, option: str) -> str:
        return edition.question_by_id[question].option_by_id[option].in_(language())

    return option_of


def _called_for(edition: Questionnaire, assessment: Assessment, audience: str) -> list[tuple[CalledAdvice, Advice]]:
    advice = {one.id: one for one in edition.advice}
    return [(c, advice[c.advice]) for c in assessment.advice if advice[c.advice].audience == audience]


def _other_defis(edition: Questionnaire, answers: Mapping[str, AnswerValue]) -> list[str]:
    """What was said of défis outside the listed ones: the questions that follow the last défi's section."""
    after = [place for place, section in enumerate(edition.sections) if section.defis]
    if not after:
        return []
    questions = [question for section in edition.sections[max(after) + 1 :] for question in section.questions]
    return [
        f"{text(q.short)}{say(' : ', ': ')}{said}" if q.short else said
        for q in questions
        if (said := _said(edition, answers, q.id))
    ]


def _said(edition: Questionnaire, answers: Mapping[str, AnswerValue], name: str) -> str:
    """An answer in one line, empty when there is none."""
    question = edition.question_by_id.get(name)
    value = answers.get(name)
    if question is None or value is None or (isinstance(value, dict) and "sans_reponse" in value):
        return ""
    return ", ".join(type_of(question).summary(question, value, language()))


def _first_things(edition: Questionnaire, assessment: Assessment) -> list[tuple[str, str]]:
    """The most pressing things to look at: (anchor, words); recommandations for the organism, then pistes."""
    here = language()
    advice = {one.id: one for one in edition.advice}
    own = [called for called in assessment.advice if advice[called.advice].audience == "organismes"]
    found = [(f"r-{called.advice}", advice[called.advice].in_(here)) for called in own]
    found += [
        (f"p-{lead.question}-{lead.option}", edition.question_by_id[lead.question].option_by_id[lead.option].in_(here))
        for lead in assessment.leads
    ]
    others = [called for called in assessment.advice if called not in own]
    found += [(f"r-{called.advice}", advice[called.advice].in_(here)) for called in others]
    return found[:FIRST_THINGS]


@door.opens(HERE + "/resultat.json", Access.RESPONDENT)
def download(questionnaire: str) -> Response:
    """The answers and the result, as a file."""
    response = find_draft(questionnaire).response
    submission, edition, assessment = submitted(response.id if response else None)
    content = {
        "questionnaire": edition.id,
        "version": edition.version,
        "envoye_le": submission.at.isoformat(timespec="seconds"),
        "profil": dict(submission.profile),
        "answers": dict(submission.answers),
        "result": report(assessment),
    }
    response = Response(json.dumps(content, ensure_ascii=False, indent=2) + "\n", mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{edition.id}-resultat.json"'
    return response


@door.opens(HERE + "/accords", Access.RESPONDENT, methods=["POST"])
def consents(questionnaire: str) -> Any:
    """Give or withdraw each consent, after sending."""
    draft = need_response(questionnaire, submitted=True)
    assert draft.response is not None
    wanted = set(request.form.getlist("consentement"))
    names = [purpose.id for purpose in draft.questionnaire.purposes]
    site().store.give_consent(draft.response.id, *[name for name in names if name in wanted])
    site().store.withdraw_consent(draft.response.id, *[name for name in names if name not in wanted])
    flash(say("Vos choix sont enregistrés.", "Your choices are saved."))
    return redirect(url_for("results.result", questionnaire=questionnaire) + "#accords")
