"""What a page's script keeps without being asked: the answers just given, or those that the device kept meanwhile."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from flask import g, jsonify, request
from flask_wtf.csrf import generate_csrf  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from ...questionnaire.model import Question
from ...responses.records import AlreadySubmitted, Change, Saved, Stamp, StampRefused
from ..access import Access
from ..drafts import Draft, draft_at, keep, lost, progress
from ..forms import SectionForm, form_pairs
from ..seen import changes_of, digest, read_seen, read_stamps, stamps_of
from ..words import clock, say
from .door import HERE, door
from .sections import conflict_words, conflicts_of, section_of


@door.opens(HERE + "/garder", Access.ANYONE, methods=["POST"], shows_late_forms=True)
@door.opens(HERE + "/section/<section>/garder", Access.ANYONE, methods=["POST"], shows_late_forms=True)
def autosave(questionnaire: str, section: str | None = None) -> Any:
    """Keep the answers that a page just changed, or that a device kept meanwhile; says which questions are asked now."""
    draft = draft_at(questionnaire)
    if draft.workshop and draft.response is None:
        return lost(draft.workshop)
    among = section_of(draft, section).questions if section else tuple(draft.questions())
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
    told = _told(draft, saved, form, questions, [q for q in among if q.shown_if], stamps)
    unasked = names - {question.id for question in questions}
    if unasked:
        told["state"] = "refused"
        told["wrong"] |= {name: [_unasked_words()] for name in unasked}
    return jsonify(told)


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


def _unasked_words() -> str:
    return say(
        "Cette page ne demande pas, ou plus, cette question : la réponse n’est pas enregistrée.",
        "This page does not ask this question, or no longer does: the answer is not saved.",
    )


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
    conflicts = conflicts_of(saved)
    unread = {q.id: form.field(q.id).errors for q in questions if form.field(q.id).errors}
    clashes = {name: theirs for name, theirs in conflicts.items() if name not in stamps}
    wrong = unread | {name: [conflict_words(draft, name, theirs)] for name, theirs in clashes.items()}
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
