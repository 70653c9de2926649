"""The doors of a respondent: start, sections, save, check, submit, come back, leave, erase."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..questionnaire.conditions import is_asked
from ..questionnaire.model import AnswerValue, Question, Questionnaire, Section, no_answer_kind
from ..questionnaire.types import type_of
from ..responses.codes import WORDS, UnknownWord, code_problem
from ..responses.records import AlreadySubmitted, Saved, SavedAnswer
from ..scoring import ENGINE
from .access import Access, Door
from .catalogue import current, site
from .drafts import (
    Draft,
    changes_of,
    digest,
    find_draft,
    hold,
    keep,
    known_code,
    let_go,
    need_response,
    progress,
    read_seen,
    seen_by,
)
from .forms import NO_ANSWER_WORDS, SectionForm
from .page_words import condition_words
from .words import clock, language, say, text

door = Door("respond", __name__)
LANGUAGE = "/<any(fr,en):language>"
HERE = LANGUAGE + "/<questionnaire>"


@door.opens("/", Access.ANYONE)
def front() -> AnyResponse:
    """The first page, in the reader's language."""
    best = request.accept_languages.best_match(["fr", "en"], default="fr")
    answer = redirect(url_for("respond.start", language=best))
    answer.headers["Vary"] = "Accept-Language"
    return answer


@door.opens(LANGUAGE + "/", Access.ANYONE)
def start() -> str:
    """What it is, how long it takes, who sees the answers."""
    return _start(site().default)


@door.opens(HERE + "/", Access.ANYONE)
def start_of(questionnaire: str) -> str:
    """The first page of a questionnaire that is not the usual one."""
    return _start(questionnaire)


def _start(questionnaire: str) -> str:
    draft = find_draft(questionnaire)
    return render_template("start.html", q=draft.questionnaire, draft=draft, first=draft.questionnaire.sections[0])


@door.opens(HERE + "/sections", Access.ANYONE)
def sections(questionnaire: str) -> AnyResponse | str:
    """The list of sections, with what is left."""
    draft = find_draft(questionnaire)
    if draft.response and draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    steps = progress(draft)
    return render_template(
        "sections.html",
        q=draft.questionnaire,
        draft=draft,
        steps=steps,
        next_step=_next_step(steps),
        newer=_newer(draft),
    )


def _next_step(steps: list[Any]) -> Section:
    return next((step.section for step in steps if step.state != "done"), steps[0].section)


def _newer(draft: Draft) -> bool:
    return draft.questionnaire.edition != current(draft.questionnaire.id).edition


def _section(questionnaire: Questionnaire, name: str) -> Section:
    found = next((section for section in questionnaire.sections if section.id == name), None)
    return found or abort(404)


@door.opens(HERE + "/section/<section>", Access.ANYONE)
def section(questionnaire: str, section: str) -> AnyResponse | str:
    """One page of questions."""
    draft = find_draft(questionnaire)
    if draft.response and draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    found = _section(draft.questionnaire, section)
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
    names = [one.id for one in draft.questionnaire.sections]
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
        seen=seen if seen is not None else seen_by(draft, section.questions),
        mark=draft.mark if mark is None else mark,
        notice=notice,
        saved=saved,
        asks_code=asks_code,
        code=known_code(draft.questionnaire.id) if getattr(g, "new_code", False) else None,
        condition_words=partial(condition_words, draft.questionnaire),
    )
    return page, status


@door.opens(HERE + "/section/<section>", Access.ANYONE, methods=["POST"], endpoint="save_section")
def save_section(questionnaire: str, section: str) -> Any:
    """Keep a page's answers and go on; what cannot be kept is shown again with what was typed."""
    draft = find_draft(questionnaire)
    posted_mark = request.form.get("reponse", "")
    found = _section(draft.questionnaire, section)
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
        notice = say(
            "Votre session a pris fin. Rien n’est perdu : vos réponses sont ci-dessous. Entrez votre code de retour pour "
            "les joindre aux précédentes, ou laissez-le vide pour continuer sans lui.",
            "Your session has ended. Nothing is lost: your answers are below. Enter your return code to add them to the "
            "earlier ones, or leave it empty to go on without it.",
        )
        return _draw_section(draft, section, form, notice=notice, asks_code=True, mark=mark, seen=seen, status=400)
    code = request.form["code"].strip()
    if not code:
        return draft if draft.response else Draft(current(draft.questionnaire.id))
    response_id = site().store.by_code(code)
    response = site().store.load(response_id) if response_id else None
    if response is None or site().store.edition(response.edition).id != draft.questionnaire.id:
        return _draw_section(
            draft, section, form, notice=code_words(code), asks_code=True, mark=mark, seen=seen, status=422
        )
    hold(draft.questionnaire.id, response.id, code)
    return Draft(site().store.edition(response.edition), response)


def _after_saving(draft: Draft, section: Section) -> AnyResponse:
    name = draft.questionnaire.id
    if getattr(g, "new_code", False):
        flash("code", "code")
    wanted = request.form.get("langue")
    if wanted in ("fr", "en"):
        return redirect(url_for("respond.section", questionnaire=name, section=section.id, language=wanted))
    if request.form.get("suite") == "liste":
        return redirect(url_for("respond.sections", questionnaire=name))
    if request.form.get("suite") == "verifier":
        return redirect(url_for("respond.check", questionnaire=name))
    names = [one.id for one in draft.questionnaire.sections]
    place = names.index(section.id) + 1
    if place == len(names):
        return redirect(url_for("respond.check", questionnaire=name))
    return redirect(url_for("respond.section", questionnaire=name, section=names[place]))


@door.opens(HERE + "/section/<section>/garder", Access.ANYONE, methods=["POST"])
def autosave(questionnaire: str, section: str) -> Any:
    """Keep the answers that a page just changed; says which questions are asked now."""
    draft = find_draft(questionnaire)
    found = _section(draft.questionnaire, section)
    if getattr(g, "late_form", False) or request.form.get("reponse", "") not in ("", draft.mark):
        return jsonify(
            state="expired",
            message=say(
                "Votre session a pris fin. Appuyez sur « Enregistrer et continuer » : rien ne sera perdu.",
                "Your session has ended. Press “Save and continue”: nothing will be lost.",
            ),
        ), 409
    names = set(request.form.getlist("question"))
    questions = [question for question in found.questions if question.id in names]
    form = SectionForm(questions, posted=request.form)
    form.validate()
    try:
        draft, saved = keep(draft, changes_of(form.given(), read_seen(request.form.get("vu", ""))))
    except AlreadySubmitted:
        return jsonify(
            state="submitted", message=say("Vos réponses sont déjà envoyées.", "Your answers were already sent.")
        ), 409
    conflicts = _conflicts(saved)
    wrong = {q.id: form.field(q.id).errors for q in questions if form.field(q.id).errors}
    wrong |= {name: [_conflict_words(draft, name, theirs)] for name, theirs in conflicts.items()}
    moment = saved.at if saved else datetime.datetime.now(datetime.UTC)
    return jsonify(
        state="saved" if not wrong else "refused",
        at=say(f"Enregistré à {clock(moment)}", f"Saved at {clock(moment)}"),
        mark=draft.mark,
        seen={q.id: [draft.revision(q.id), digest(draft.answers.get(q.id))] for q in questions if q.id not in wrong},
        wrong=wrong,
        asked={q.id: draft.asked(q) for q in found.questions if q.shown_if},
        done={step.section.id: [step.done, step.total] for step in progress(draft)},
    )


def answer_words(question: Question, value: AnswerValue | None) -> list[str]:
    """An answer in words, « sans réponse » included; nothing when there is none."""
    if value is None:
        return []
    kind = no_answer_kind(value)
    return [text(NO_ANSWER_WORDS[kind])] if kind else type_of(question).summary(question, value, language())


@door.opens(HERE + "/verifier", Access.RESPONDENT)
def check(questionnaire: str) -> Any:
    """All the answers, each with its change link, and the consents, before sending."""
    draft = find_draft(questionnaire)
    if draft.response is None:
        return redirect(url_for("respond.sections", questionnaire=questionnaire))
    if draft.response.submitted_at:
        return redirect(url_for("results.result", questionnaire=questionnaire))
    return _draw_check(draft)


def _draw_check(draft: Draft, *, notice: str = "", ticked: tuple[str, ...] = (), status: int = 200) -> Any:
    rows = {
        section.id: [(q, answer_words(q, draft.answers.get(q.id))) for q in section.questions if draft.asked(q)]
        for section in draft.questionnaire.sections
    }
    missing = [
        (section, question)
        for section in draft.questionnaire.sections
        for question in section.questions
        if question.required and draft.asked(question) and question.id not in draft.answers
    ]
    page = render_template(
        "check.html",
        q=draft.questionnaire,
        draft=draft,
        rows=rows,
        steps=progress(draft),
        missing=missing,
        notice=notice,
        ticked=ticked,
    )
    return page, status


@door.opens(HERE + "/envoyer", Access.RESPONDENT, methods=["POST"])
def submit(questionnaire: str) -> Any:
    """Freeze the answers and show the result; sending twice is the same as once."""
    draft = find_draft(questionnaire)
    ticked = tuple(p.id for p in draft.questionnaire.purposes if p.id in request.form.getlist("consentement"))
    if draft.response is None:
        return redirect(url_for("respond.resume"))
    if getattr(g, "late_form", False):
        notice = say(
            "La page était ouverte depuis longtemps. Envoyez de nouveau.",
            "This page had been open for a long time. Send again.",
        )
        return _draw_check(draft, notice=notice, ticked=ticked, status=400)
    if not draft.response.submitted_at:
        if any(
            question.required and draft.asked(question) and question.id not in draft.answers
            for question in draft.questionnaire.questions()
        ):
            return _draw_check(draft, ticked=ticked, status=422)
        site().store.submit(draft.response.id, draft.counted, profile_of(draft), ENGINE, ticked)
    return redirect(url_for("results.result", questionnaire=questionnaire))


def profile_of(draft: Draft) -> dict[str, AnswerValue]:
    """The group, today, of every chosen option that has dated groups: the region of an MRC."""
    today = datetime.datetime.now(datetime.UTC).date()
    found: dict[str, AnswerValue] = {}
    for question in draft.questionnaire.questions():
        option = question.option_by_id.get(str(draft.counted.get(question.id)))
        group = option.group_at(today) if option else None
        if group:
            found[f"{question.id}_groupe"] = group
    return found


@door.opens(HERE + "/code", Access.RESPONDENT)
def code(questionnaire: str) -> Any:
    """The return code, to copy or print; made anew on demand when this session does not know it."""
    draft = need_response(questionnaire)
    return render_template("code.html", q=draft.questionnaire, draft=draft, code=known_code(questionnaire))


@door.opens(HERE + "/code", Access.RESPONDENT, methods=["POST"], endpoint="new_code")
def new_code(questionnaire: str) -> Any:
    """A new return code; the former one no longer opens anything."""
    draft = need_response(questionnaire)
    assert draft.response is not None
    if not getattr(g, "late_form", False):
        hold(questionnaire, draft.response.id, site().store.give_code(draft.response.id))
    return redirect(url_for("respond.code", questionnaire=questionnaire))


@door.opens(LANGUAGE + "/reprendre", Access.ANYONE)
def resume() -> str:
    """Where a return code is typed."""
    return render_template("resume.html", q=current(site().default), typed="", error="")


@door.opens(LANGUAGE + "/reprendre", Access.ANYONE, methods=["POST"], endpoint="resume_with_code")
def resume_with_code() -> Any:
    """Go on with the response that a return code opens."""
    typed = request.form.get("code", "")
    if getattr(g, "late_form", False):
        error = say(
            "La page était ouverte depuis longtemps. Envoyez de nouveau.",
            "This page had been open for a long time. Send again.",
        )
        return render_template("resume.html", q=current(site().default), typed=typed, error=error), 400
    response_id = site().store.by_code(typed) if typed.strip() else None
    response = site().store.load(response_id) if response_id else None
    if response is None:
        return render_template("resume.html", q=current(site().default), typed=typed, error=code_words(typed)), 422
    found = site().store.edition(response.edition)
    hold(found.id, response.id, typed)
    page = "results.result" if response.submitted_at else "respond.sections"
    return redirect(url_for(page, questionnaire=found.id))


def code_words(typed: str) -> str:
    """Why a return code opens nothing, in words."""
    if not typed.strip():
        return say("Tapez les mots de votre code, dans l’ordre.", "Type the words of your code, in order.")
    problem = code_problem(typed)
    if problem is None:
        return say(
            "Ce code n’ouvre rien : il a été remplacé, ou les réponses ont été effacées.",
            "This code opens nothing: it was replaced, or the answers were erased.",
        )
    return " ".join([*map(_unknown_word, problem.unknown[:3]), *_word_count(problem.words)])


def _unknown_word(word: UnknownWord) -> str:
    near_fr = f" Vouliez-vous dire « {word.meant} » ?" if word.meant else ""
    near_en = f" Did you mean “{word.meant}”?" if word.meant else ""
    return say(
        f"Le mot {word.place}, « {word.typed} », n’est pas dans la liste.{near_fr}",
        f"Word {word.place}, “{word.typed}”, is not in the list.{near_en}",
    )


def _word_count(count: int) -> list[str]:
    if count == WORDS:
        return []
    return [
        say(f"Un code a {WORDS} mots ; vous en avez tapé {count}.", f"A code has {WORDS} words; you typed {count}.")
    ]


@door.opens(HERE + "/quitter", Access.RESPONDENT, methods=["POST"])
def leave(questionnaire: str) -> AnyResponse:
    """Forget the response on this device; the code still opens it."""
    if not getattr(g, "late_form", False):
        let_go(questionnaire)
        flash(
            say(
                "Cet appareil a tout oublié. Votre code rouvre vos réponses.",
                "This device has forgotten everything. Your code opens your answers again.",
            )
        )
    return redirect(_home(questionnaire))


def _home(questionnaire: str) -> str:
    if questionnaire == site().default:
        return url_for("respond.start")
    return url_for("respond.start_of", questionnaire=questionnaire)


@door.opens(HERE + "/effacer", Access.RESPONDENT)
def erase(questionnaire: str) -> Any:
    """Asks before erasing."""
    return render_template("erase.html", q=(draft := need_response(questionnaire)).questionnaire, draft=draft)


@door.opens(HERE + "/effacer", Access.RESPONDENT, methods=["POST"], endpoint="erase_now")
def erase_now(questionnaire: str) -> Any:
    """Erase the answers and the result, at once and for good."""
    draft = need_response(questionnaire)
    assert draft.response is not None
    if getattr(g, "late_form", False):
        return redirect(url_for("respond.erase", questionnaire=questionnaire))
    site().store.erase(draft.response.id)
    let_go(questionnaire)
    flash(say("Vos réponses et votre résultat sont effacés.", "Your answers and your result are erased."))
    return redirect(_home(questionnaire))


@door.opens(HERE + "/reouvrir", Access.RESPONDENT, methods=["POST"])
def reopen(questionnaire: str) -> AnyResponse:
    """A new response that carries the answers of the one that was sent; the sent one stays as it is."""
    draft = need_response(questionnaire)
    assert draft.response is not None
    if getattr(g, "late_form", False):
        return redirect(url_for("results.result", questionnaire=questionnaire))
    # The return code moves to the new response: the words that the person noted stay good. A draft stays as it is.
    hold(questionnaire, site().store.reopen(draft.response.id), known_code(questionnaire))
    return redirect(url_for("respond.sections", questionnaire=questionnaire))


@door.opens(HERE + "/edition", Access.RESPONDENT)
def edition(questionnaire: str) -> Any:
    """What changed between the edition that was begun and today's."""
    draft = need_response(questionnaire, submitted=False)
    newest = current(questionnaire)
    return render_template("edition.html", q=newest, draft=draft, changes=edition_changes(draft, newest))


@door.opens(HERE + "/edition", Access.RESPONDENT, methods=["POST"], endpoint="move_edition")
def move_edition(questionnaire: str) -> AnyResponse:
    """Move a draft to today's edition, keeping every answer that still has its place."""
    draft = need_response(questionnaire, submitted=False)
    newest = current(questionnaire)
    assert draft.response is not None
    if not getattr(g, "late_form", False):
        kept = kept_answers(draft, newest)
        site().store.move_edition(draft.response.id, newest.edition, kept)
        flash(
            say(
                "Vos réponses suivent maintenant le questionnaire d’aujourd’hui.",
                "Your answers now follow today’s questionnaire.",
            )
        )
    return redirect(url_for("respond.sections", questionnaire=questionnaire))


def kept_answers(draft: Draft, newest: Questionnaire) -> dict[str, AnswerValue]:
    """The answers that are still right in another edition."""
    from ..questionnaire.answering import checked_answers

    return checked_answers(newest, {k: v for k, v in draft.answers.items() if k in newest.question_by_id})[0]


def edition_changes(draft: Draft, newest: Questionnaire) -> dict[str, list[str]]:
    """What an edition adds, removes and rewords, and the answers that it cannot keep, in words."""
    old, new = draft.questionnaire.question_by_id, newest.question_by_id
    kept = kept_answers(draft, newest)
    here = language()
    return {
        "added": [new[name].in_(here) for name in new if name not in old],
        "removed": [old[name].in_(here) for name in old if name not in new],
        "reworded": [new[name].in_(here) for name in new if name in old and new[name] != old[name]],
        "lost": [old[name].in_(here) for name in draft.answers if name in old and name not in kept],
    }


@door.opens(HERE + "/glossaire", Access.ANYONE)
def glossary(questionnaire: str) -> str:
    """The questionnaire's words, and where they come from."""
    return render_template("glossary.html", q=current(questionnaire))
