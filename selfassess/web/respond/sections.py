"""A page of questions: drawn, saved whole, or answer by answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...questionnaire.conditions import is_asked
from ...questionnaire.model import AnswerValue, Section
from ...responses.records import AlreadySubmitted, Response, Saved, SavedAnswer
from ..access import Access
from ..catalogue import current, site
from ..drafts import (
    Draft,
    draft_at,
    find_draft,
    hold,
    keep,
    known_code,
    progress,
)
from ..forms import SectionForm
from ..page_words import answer_words, condition_words
from ..seen import changes_of, read_seen, seen_by, stamps_of
from ..words import clock, say
from .door import HERE, door
from .returning import code_words


def section_of(draft: Draft, name: str) -> Section:
    """A page of the draft's form; 404 if it has none of this name."""
    found = next((section for section in draft.sections if section.id == name), None)
    return found or abort(404)


@door.opens(HERE + "/section/<section>", Access.ANYONE)
def section(questionnaire: str, section: str) -> AnyResponse | str:
    """One page of questions."""
    draft = find_draft(questionnaire)
    if draft.response and draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    found = section_of(draft, section)
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
        conditions={
            q.id: q.shown_if.model_dump(by_alias=False, exclude_defaults=True) for q in section.questions if q.shown_if
        },
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
    found = section_of(draft, section)
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
        for name, theirs in conflicts_of(saved).items():
            field = form.field(name)
            field.errors = [*field.errors, conflict_words(draft, name, theirs)]
        return _draw_section(draft, found, form, saved=saved, status=422)
    return _after_saving(draft, found)


def conflicts_of(saved: Saved | None) -> Mapping[str, SavedAnswer]:
    """What others saved meanwhile, by question."""
    return saved.conflicts if saved else {}


def _asked_problems(draft: Draft, section: Section, form: SectionForm) -> bool:
    return any(form.field(question.id).errors for question in section.questions if draft.asked(question))


def conflict_words(draft: Draft, name: str, theirs: SavedAnswer) -> str:
    """What the other answer is, and how to choose."""
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
