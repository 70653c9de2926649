"""Consensus sheets: what an organism or a table agreed on, question by question, with the dissents and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from ...questionnaire.model import AnswerValue, Question, Questionnaire, Section
from ...questionnaire.short_form import sections_of
from ...responses.records import AlreadySubmitted, Response
from ...responses.workshop_records import ConsensusSheet, Workshop
from ...scoring import ENGINE
from ..access import Access
from ..catalogue import site
from ..drafts import Draft, counts
from ..forms import SectionForm
from ..page_words import answer_words, condition_words
from ..seen import changes_of, read_seen, seen_by
from ..staff import late, late_words
from ..typed import lines
from ..words import language, say
from .door import ONE, door, kept, questionnaire_of
from .picturing import question_charts

TABLES = 30
LONGEST_REASON = 2000
SHEET = ONE + "/fiches/<place>"


def place_name(workshop: Workshop, place: str) -> str:
    """Whose sheet it is, by its number: an organism's, or a table's; 404."""
    number = int(place) if place.isdecimal() and len(place) < 4 else 0
    by_organism = workshop.identity == "organism"
    if not 0 < number <= (len(workshop.organisms) if by_organism else TABLES):
        abort(404)
    return workshop.organisms[number - 1] if by_organism else f"Table {number}"


def sheets_of(workshop: Workshop) -> dict[str, ConsensusSheet]:
    """The sheets that were begun, by whose they are."""
    return {one.place: one for one in site().store.workshops.consensus_sheets(workshop.id)}


def agreeable(questionnaire: Questionnaire, workshop: Workshop) -> list[tuple[Section, list[Question]]]:
    """What a room may agree on: every question of the form but the comments."""
    found = [
        (section, [question for question in section.questions if counts(question)])
        for section in sections_of(questionnaire, workshop.form)
    ]
    return [(section, questions) for section, questions in found if questions]


@door.opens(ONE + "/fiches", Access.FACILITATOR)
def sheets(workshop: str) -> str:
    """Every organism or table, and how far its sheet is."""
    found = kept(workshop)
    begun = sheets_of(found)
    count = len(found.organisms) if found.identity == "organism" else _tables_shown(begun)
    names = [place_name(found, str(number)) for number in range(1, count + 1)]
    return render_template("workshop/sheets.html", w=found, names=names, begun=begun)


def _tables_shown(begun: dict[str, ConsensusSheet]) -> int:
    """Eight tables, and two more than the last one that has a sheet."""
    numbers = (name.removeprefix("Table ") for name in begun)
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return min(TABLES, max(8, last + 2))


@door.opens(SHEET, Access.FACILITATOR)
def sheet(workshop: str, place: str) -> str:
    """The questions, each with what was agreed."""
    found = kept(workshop)
    questionnaire = questionnaire_of(found)
    name = place_name(found, place)
    begun = sheets_of(found).get(name)
    answers: Mapping[str, AnswerValue] = begun.answers if begun else {}
    return render_template(
        "workshop/sheet_of.html",
        w=found,
        place=place,
        name=name,
        begun=begun,
        sections=agreeable(questionnaire, found),
        agreed={one.id: answer_words(one, answers.get(one.id)) for one in questionnaire.questions()},
    )


def _question(questionnaire: Questionnaire, workshop: Workshop, name: str) -> tuple[Section, Question, Question | None]:
    """A page of this question alone with the text that completes it, the question, and the next one; 404."""
    every = [(section, one) for section, questions in agreeable(questionnaire, workshop) for one in questions]
    for index, (section, one) in enumerate(every):
        if one.id == name:
            alone = tuple(q for q in section.questions if q.id == name or q.companion_of == name)
            following = every[index + 1][1] if index + 1 < len(every) else None
            return section.model_copy(update={"questions": alone}), one, following
    abort(404)


def _draft(workshop: Workshop, questionnaire: Questionnaire, begun: ConsensusSheet | None) -> Draft:
    response: Response | None = site().store.load(begun.response) if begun else None
    return Draft(questionnaire, response)


@door.opens(SHEET + "/<question>", Access.FACILITATOR)
def agreement(workshop: str, place: str, question: str) -> Any:
    """The room's distribution, and beside it the agreed answer and the dissents."""
    found = kept(workshop)
    questionnaire = questionnaire_of(found)
    section, _, _ = _question(questionnaire, found, question)
    begun = sheets_of(found).get(place_name(found, place))
    if begun and begun.submitted_at:
        return redirect(url_for("workshop.sheet", workshop=found.id, place=place))
    draft = _draft(found, questionnaire, begun)
    reason = begun.dissents.get(question, "") if begun else ""
    return _draw(found, draft, place, question, SectionForm(section.questions, draft.answers), reason)


def _draw(
    workshop: Workshop,
    draft: Draft,
    place: str,
    name: str,
    form: SectionForm,
    reason: str,
    *,
    seen: str | None = None,
    notice: str = "",
    wrong_reason: str = "",
    status: int = 200,
) -> Any:
    section, question, following = _question(draft.questionnaire, workshop, name)
    page = render_template(
        "workshop/agreement.html",
        w=workshop,
        place=place,
        name=place_name(workshop, place),
        section=section,
        question=question,
        following=following,
        form=form,
        asked={one.id: True for one in section.questions},
        seen=seen if seen is not None else seen_by(draft, section.questions),
        reason=reason,
        wrong_reason=wrong_reason,
        notice=notice,
        charts=question_charts(workshop, question, language()),
        condition_words=partial(condition_words, draft.questionnaire),
    )
    return page, status


@door.opens(SHEET + "/<question>", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def agree(workshop: str, place: str, question: str) -> Any:
    """Keep the agreed answer, and the dissents with their reason."""
    found = kept(workshop)
    questionnaire = questionnaire_of(found)
    section, _, following = _question(questionnaire, found, question)
    name = place_name(found, place)
    form = SectionForm(section.questions, posted=request.form)
    valid = form.validate()
    reason, seen = lines(request.form.get("desaccord", "")), request.form.get("vu", "")
    blank = Draft(questionnaire)
    if late():
        return _draw(found, blank, place, question, form, reason, seen=seen, notice=late_words(), status=400)
    too_long = _reason_problem(reason)
    if not valid or too_long:
        return _draw(found, blank, place, question, form, reason, seen=seen, wrong_reason=too_long, status=422)
    begun = sheets_of(found).get(name)
    if begun and begun.submitted_at:
        return redirect(url_for("workshop.sheet", workshop=found.id, place=place))
    response = begun.response if begun else site().store.workshops.consensus(found.id, name)
    changes = changes_of(form.given(), read_seen(seen))
    try:
        saved = site().store.save(response, changes)
        site().store.workshops.set_dissent(response, question, reason)
    except AlreadySubmitted:
        return redirect(url_for("workshop.sheet", workshop=found.id, place=place))
    if saved.conflicts:
        draft = _draft(found, questionnaire, sheets_of(found).get(name))
        return _draw(found, draft, place, question, form, reason, notice=_elsewhere_words(draft, question), status=409)
    if request.form.get("suite") == "suivante" and following:
        return redirect(url_for("workshop.agreement", workshop=found.id, place=place, question=following.id))
    return redirect(url_for("workshop.sheet", workshop=found.id, place=place))


def _reason_problem(reason: str) -> str:
    if len(reason) <= LONGEST_REASON:
        return ""
    return say(
        f"C’est trop long : {LONGEST_REASON} caractères au plus.",
        f"This is too long: {LONGEST_REASON} characters at most.",
    )


def _elsewhere_words(draft: Draft, question: str) -> str:
    theirs = " · ".join(answer_words(draft.questionnaire.question_by_id[question], draft.answers.get(question)))
    return say(
        f"Cette réponse a changé ailleurs : « {theirs} ». La vôtre est ci-dessous : enregistrez encore pour la garder.",
        f"This answer was changed elsewhere: “{theirs}”. Yours is below: save again to keep it.",
    )


@door.opens(SHEET + "/envoyer", Access.FACILITATOR, methods=["POST"], shows_late_forms=True)
def send_sheet(workshop: str, place: str) -> Any:
    """The sheet is final, as a submission of its own kind: it enters no picture."""
    found = kept(workshop)
    name = place_name(found, place)
    begun = sheets_of(found).get(name)
    if begun is None or late():
        flash(late_words() if late() else say("Cette fiche est vide.", "This sheet is empty."))
        return redirect(url_for("workshop.sheet", workshop=found.id, place=place))
    if begun.submitted_at is None:
        site().store.submit(begun.response, begun.answers, {}, ENGINE)
        flash(say("La fiche est envoyée. Elle ne change plus.", "The sheet is sent. It no longer changes."))
    return redirect(url_for("workshop.sheet", workshop=found.id, place=place))
