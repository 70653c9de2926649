"""A page of questions: drawn, saved whole, or answer by answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]
from werkzeug.wrappers import Response as AnyResponse

from ...questionnaire.conditions import is_asked
from ...questionnaire.model import AnswerValue, Question, Section
from ...responses.records import AlreadySubmitted, Change, Response, Saved, SavedAnswer, Stamp, StampRefused
from ..access import Access
from ..catalogue import current, site
from ..drafts import (
    Draft,
    changes_of,
    digest,
    draft_at,
    find_draft,
    hold,
    keep,
    known_code,
    progress,
    read_seen,
    read_stamps,
    seen_by,
    stamps_of,
)
from ..forms import SectionForm, form_pairs
from ..page_words import answer_words, condition_words
from ..words import clock, say
from .door import HERE, door
from .returning import code_words


def _section(draft: Draft, name: str) -> Section:
    found = next((section for section in draft.sections if section.id == name), None)
    return found or abort(404)


@door.opens(HERE + "/section/<section>", Access.ANYONE)
def section(questionnaire: str, section: str) -> AnyResponse | str:
    """One page of questions."""
    draft = find_draft(questionnaire)
    if draft.response and draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    found = _section(draft, section)
    return _draw_section(draft, found, SectionForm(found.questions, draft.answers))


def _draw_section(
    draft: Draft,
    section: Section,
    form: SectionForm,
    *,
    notice: str = "",
    saved: Saved | None = None,
    asks_code: bool = False,
    mark: str | None = None,
    seen: str | None = None,
    status: int = 200,
) -> Any:
    names = [one.id for one in draft.sections]
    place = names.index(section.id)
    shown: dict[str, AnswerValue] = {**draft.answers, **form.given()}
    page = render_template(
        "section.html",
        q=draft.questionnaire,
        draft=draft,
        section=section,
        form=form,
        asked={question.id: is_asked(draft.questionnaire, question, shown) for question in section.questions},
        place=place,
        count=len(names),
        previous=names[place - 1] if place else None,
        steps=progress(draft),
        next_section=names[place + 1] if place + 1 < len(names) else None,
        seen=seen if seen is not None else seen_by(draft, section.questions),
        stamps=stamps_of(draft, [question.id for question in section.questions]),
        conditions={q.id: q.shown_if.model_dump(exclude_defaults=True) for q in section.questions if q.shown_if},
        mark=draft.mark if mark is None else mark,
        notice=notice,
        saved=saved,
        asks_code=asks_code,
        code=known_code(draft.place) if getattr(g, "new_code", False) else None,
        condition_words=partial(condition_words, draft.questionnaire),
    )
    return page, status


@door.opens(HERE + "/section/<section>", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def save_section(questionnaire: str, section: str) -> Any:
    """Keep a page's answers and go on; what cannot be kept is shown again with what was typed."""
    posted_mark = request.form.get("reponse", "")
    draft = draft_at(questionnaire) if posted_mark else find_draft(questionnaire)
    found = _section(draft, section)
    form = SectionForm(found.questions, posted=request.form)
    lost_session = bool(posted_mark) and posted_mark != draft.mark
    if getattr(g, "late_form", False) or lost_session:
        handled = _welcome_back(draft, found, form, posted_mark, lost_session)
        if not isinstance(handled, Draft):
            return handled
        draft = handled
    if draft.response and draft.response.submitted_at:
        flash(
            say(
                "Vos réponses étaient déjà envoyées : rien n’a changé.",
                "Your answers were already sent: nothing changed.",
            )
        )
        return redirect(url_for("results.result", questionnaire=questionnaire))
    form.validate()
    seen = read_seen(request.form.get("vu", ""))
    if posted_mark and posted_mark != draft.mark:
        # The page was drawn for another response: what it saw says nothing of this one.
        seen = {}
    try:
        draft, saved = keep(draft, changes_of(form.given(), seen))
    except AlreadySubmitted:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    if draft.response and not draft.response.has_code:
        hold(questionnaire, draft.response.id, site().store.give_code(draft.response.id))
        g.new_code = True
    problems = _asked_problems(draft, found, form)
    if problems or (saved and saved.conflicts):
        for name, theirs in _conflicts(saved).items():
            field = form.field(name)
            field.errors = [*field.errors, _conflict_words(draft, name, theirs)]
        return _draw_section(draft, found, form, saved=saved, status=422)
    return _after_saving(draft, found)


def _conflicts(saved: Saved | None) -> Mapping[str, SavedAnswer]:
    return saved.conflicts if saved else {}


def _asked_problems(draft: Draft, section: Section, form: SectionForm) -> bool:
    return any(form.field(question.id).errors for question in section.questions if draft.asked(question))


def _conflict_words(draft: Draft, name: str, theirs: SavedAnswer) -> str:
    question = draft.questionnaire.question_by_id[name]
    other = " · ".join(answer_words(question, theirs.value)) or say("(effacée)", "(removed)")
    return say(
        f"Cette réponse a changé ailleurs à {clock(theirs.saved_at)} : « {other} ». La vôtre est ci-dessous : "
        "enregistrez encore pour la garder, ou reprenez l’autre.",
        f"This answer was changed elsewhere at {clock(theirs.saved_at)}: “{other}”. Yours is below: save again to "
        "keep it, or choose the other one.",
    )


def _welcome_back(draft: Draft, section: Section, form: SectionForm, mark: str, lost_session: bool) -> Any:
    """A form that comes back late: shown again with what was typed, till it belongs to a response again."""
    form.validate()
    seen = request.form.get("vu", "")
    late = getattr(g, "late_form", False)
    if not lost_session:
        notice = say(
            "La page était ouverte depuis longtemps. Rien n’est perdu : vos réponses sont ci-dessous. Enregistrez de nouveau.",
            "This page had been open for a long time. Nothing is lost: your answers are below. Save again.",
        )
        return _draw_section(draft, section, form, notice=notice, mark=mark, seen=seen, status=400)
    if late or "code" not in request.form:
        notice = _lost_session_words(draft)
        return _draw_section(draft, section, form, notice=notice, asks_code=True, mark=mark, seen=seen, status=400)
    code = request.form["code"].strip()
    if not code and (draft.workshop is None or draft.response):
        return draft if draft.response else Draft(current(draft.questionnaire.id))
    response_id = site().store.by_code(code) if code else None
    response = site().store.load(response_id) if response_id else None
    if response is None or not _is_of(response, draft):
        return _draw_section(
            draft, section, form, notice=code_words(code), asks_code=True, mark=mark, seen=seen, status=422
        )
    hold(draft.place, response.id, code)
    return Draft(site().store.edition(response.edition), response, draft.workshop)


def _lost_session_words(draft: Draft) -> str:
    if draft.workshop:
        return say(
            "Votre session a pris fin. Rien n’est perdu : vos réponses sont ci-dessous. Entrez votre code de retour pour "
            "les joindre aux précédentes.",
            "Your session has ended. Nothing is lost: your answers are below. Enter your return code to add them to the "
            "earlier ones.",
        )
    return say(
        "Votre session a pris fin. Rien n’est perdu : vos réponses sont ci-dessous. Entrez votre code de retour pour "
        "les joindre aux précédentes, ou laissez-le vide pour continuer sans lui.",
        "Your session has ended. Nothing is lost: your answers are below. Enter your return code to add them to the "
        "earlier ones, or leave it empty to go on without it.",
    )


def _is_of(response: Response, draft: Draft) -> bool:
    """Whether a response belongs at the place of a draft."""
    if draft.workshop or response.workshop:
        return draft.workshop is not None and response.workshop == draft.workshop.id
    return site().store.edition(response.edition).id == draft.questionnaire.id


def _after_saving(draft: Draft, section: Section) -> AnyResponse:
    name = draft.place
    if getattr(g, "new_code", False):
        flash("code", "code")
    wanted = request.form.get("langue")
    if wanted in ("fr", "en"):
        return redirect(url_for("respond.section", questionnaire=name, section=section.id, language=wanted))
    if request.form.get("suite") == "liste":
        return redirect(url_for("respond.sections", questionnaire=name))
    if request.form.get("suite") == "verifier":
        return redirect(url_for("respond.check", questionnaire=name))
    names = [one.id for one in draft.sections]
    place = names.index(section.id) + 1
    if place == len(names):
        return redirect(url_for("respond.check", questionnaire=name))
    return redirect(url_for("respond.section", questionnaire=name, section=names[place]))


@door.opens(HERE + "/garder", Access.ANYONE, methods=["POST"], shows_late_forms=True)
@door.opens(HERE + "/section/<section>/garder", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def autosave(questionnaire: str, section: str | None = None) -> Any:
    """Keep the answers that a page just changed, or that a device kept meanwhile; says which questions are asked now."""
    draft = draft_at(questionnaire)
    among = _section(draft, section).questions if section else tuple(draft.questions())
    if getattr(g, "late_form", False) or _of_another(draft):
        return _expired(draft)
    names = set(request.form.getlist("question"))
    questions = [question for question in among if question.id in names]
    form = SectionForm(questions, posted=request.form)
    form.validate()
    stamps = read_stamps(request.form.get("tampons", "")) if draft.workshop else {}
    given = form.given()
    changes = {name: Change(value, stamp=stamps[name]) for name, value in given.items() if name in stamps}
    rest = {name: value for name, value in given.items() if name not in stamps}
    try:
        draft, saved = keep(draft, changes | changes_of(rest, read_seen(request.form.get("vu", ""))))
    except AlreadySubmitted:
        return jsonify(
            state="submitted", message=say("Vos réponses sont déjà envoyées.", "Your answers were already sent.")
        ), 409
    except StampRefused:
        return jsonify(state="refused", message=_clock_words()), 422
    return jsonify(_told(draft, saved, form, questions, [q for q in among if q.shown_if], stamps))


def _of_another(draft: Draft) -> bool:
    """Whether a packet comes from a page that was drawn for another response than the session's."""
    posted = request.form.get("reponse", "")
    return posted != draft.mark and (bool(posted) or draft.workshop is not None)


def _expired(draft: Draft) -> Any:
    """The session has ended, or only the form's token is old: then a good one is told, to try again with."""
    told = {
        "state": "expired",
        "message": say(
            "Votre session a pris fin. Appuyez sur « Enregistrer et continuer » : rien ne sera perdu.",
            "Your session has ended. Press “Save and continue”: nothing will be lost.",
        ),
    }
    if draft.workshop and draft.response and not _of_another(draft):
        told["token"] = generate_csrf()
    return jsonify(told), 409


def _clock_words() -> str:
    return say(
        "Cet appareil compte mal ses changements. Rechargez la page, puis répondez de nouveau.",
        "This device miscounts its changes. Reload the page, then answer again.",
    )


def _told(
    draft: Draft,
    saved: Saved | None,
    form: SectionForm,
    questions: list[Question],
    conditional: list[Question],
    stamps: Mapping[str, Stamp],
) -> dict[str, Any]:
    """What became of each answer, in words for the page."""
    conflicts = _conflicts(saved)
    unread = {q.id: form.field(q.id).errors for q in questions if form.field(q.id).errors}
    clashes = {name: theirs for name, theirs in conflicts.items() if name not in stamps}
    wrong = unread | {name: [_conflict_words(draft, name, theirs)] for name, theirs in clashes.items()}
    moment = saved.at if saved else datetime.datetime.now(datetime.UTC)
    told: dict[str, Any] = {
        "state": "saved" if not wrong else "refused",
        "at": say(f"Enregistré à {clock(moment)}", f"Saved at {clock(moment)}"),
        "mark": draft.mark,
        "seen": {
            q.id: [draft.revision(q.id), digest(draft.answers.get(q.id))] for q in questions if q.id not in unread
        },
        "wrong": wrong,
        "asked": {q.id: draft.asked(q) for q in conditional},
        "done": {step.section.id: [step.done, step.total] for step in progress(draft)},
    }
    if draft.workshop:
        told["stamps"] = stamps_of(draft, [q.id for q in questions if q.id not in unread])
        newer = {name: theirs.value for name, theirs in conflicts.items() if name in stamps}
        told["newer"] = {name: form_pairs(name, value) for name, value in newer.items()}
    return told
