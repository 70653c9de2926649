"""The response that the session holds at a place: found, begun, saved to, let go.

A place is a questionnaire's id, or `atelier-<id>` for what is answered in a workshop: neither mixes with the other.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from flask import Response as Answer
from flask import abort, flash, g, jsonify, redirect, request, session, url_for

from ..questionnaire.conditions import answers_that_count, is_asked
from ..questionnaire.model import AnswerValue, Question, Questionnaire, Section
from ..questionnaire.short_form import sections_of
from ..responses.records import Change, Form, Response, Saved, SavedAnswer
from ..responses.workshop_records import Workshop
from . import tickets
from .catalogue import current, site
from .sessions import in_background
from .staff import person
from .words import language, say

WORKSHOP = "atelier-"


def workshop_place(workshop_id: str) -> str:
    """Where a workshop is answered."""
    return WORKSHOP + workshop_id


def workshop_in(place: str) -> str | None:
    """The id of the workshop answered at a place; None for a questionnaire's."""
    return place.removeprefix(WORKSHOP) if place.startswith(WORKSHOP) else None


@dataclass(frozen=True)
class Draft:
    """A response with the edition that it answers, or a blank one not begun yet (`response` None)."""

    questionnaire: Questionnaire
    response: Response | None = None
    workshop: Workshop | None = None
    """The workshop that it is answered in."""

    @property
    def place(self) -> str:
        """The segment of its addresses."""
        return workshop_place(self.workshop.id) if self.workshop else self.questionnaire.id

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The pages that its form asks."""
        return sections_of(self.questionnaire, self.form)

    @property
    def form(self) -> Form:
        """A response knows its own, as its workshop is now."""
        return self.response.form if self.response else self.workshop.form if self.workshop else "whole"

    def questions(self) -> list[Question]:
        """Every question that its form may ask, in order."""
        return [question for section in self.sections for question in section.questions]

    @cached_property
    def answers(self) -> dict[str, AnswerValue]:
        """Every answer kept, by question."""
        return {name: saved.value for name, saved in self.response.answers.items()} if self.response else {}

    @cached_property
    def counted(self) -> dict[str, AnswerValue]:
        """The answers of the questions that are asked."""
        return answers_that_count(self.questionnaire, self.answers)

    def revision(self, question: str) -> int:
        return self.response.revisions.get(question, 0) if self.response else 0

    @property
    def mark(self) -> str:
        """Tells this response from another in a form, without naming it; empty for a blank one."""
        return response_mark(self.response.id) if self.response else ""

    def asked(self, question: Question) -> bool:
        return is_asked(self.questionnaire, question, self.answers)


def response_mark(response_id: str) -> str:
    return hashlib.sha256(b"selfassess form " + response_id.encode()).hexdigest()[:16]


def _held() -> dict[str, str]:
    held: Any = session.get("responses")
    return cast(dict[str, str], held) if isinstance(held, dict) else {}


def holds(place: str) -> bool:
    """Whether this session says that it holds a response at a place, without looking for it."""
    return place in _held()


def find_draft(place: str) -> Draft:
    """The response that this session holds at a place, in its own edition; a blank one if none.

    In a workshop nothing is blank: whoever has not joined is sent to join.
    """
    draft = draft_at(place)
    if draft.workshop and draft.response is None:
        if holds(place):
            # What the device kept of it goes too.
            flash(response_mark(_held()[place]), "forget")
            let_go(place)
            if draft.workshop.erased_at:
                flash(_erased_words())
        if request.method == "POST" and not draft.workshop.erased_at:
            flash(
                say(
                    "Votre session a pris fin. Reprenez avec votre code de retour, ou joignez-vous à l’atelier.",
                    "Your session has ended. Go on with your return code, or join the workshop.",
                )
            )
        abort(redirect(url_for("join.page")))
    return draft


def _erased_words() -> str:
    return say(
        "Les réponses de cet atelier ont été effacées, comme annoncé.",
        "The answers of this workshop were erased, as announced.",
    )


def lost(workshop: Workshop | None = None) -> Answer:
    """What a script is told when its session holds no response of the workshop any more."""
    words = say(
        "Votre session a pris fin. Vos réponses sont gardées sur cet appareil : reprenez avec votre code de retour.",
        "Your session has ended. Your answers are kept on this device: go on with your return code.",
    )
    answer = jsonify(state="lost", message=_erased_words() if workshop and workshop.erased_at else words)
    answer.status_code = 409
    return answer


def draft_at(place: str) -> Draft:
    """The same, a workshop's too: blank for whoever has not joined; 404 when there is no such place."""
    workshop_id = workshop_in(place)
    workshop = _workshop(workshop_id) if workshop_id is not None else None
    if workshop_id is not None and workshop is None:
        abort(404)
    newest = site().store.edition(workshop.edition) if workshop else current(place)
    response_id = _held().get(place)
    response = site().store.load(response_id) if response_id else None
    if response is None or response.workshop != workshop_id or not _is_open(response, workshop):
        if workshop and in_background():
            abort(lost(workshop))
        return Draft(newest, None, workshop)
    g.response, g.room = response, workshop
    edition = newest if response.edition == newest.edition else site().store.edition(response.edition)
    return Draft(edition, response, workshop)


def _is_open(response: Response, workshop: Workshop | None) -> bool:
    """A paper form is open to whoever facilitates, while they are signed in; others to whoever holds them."""
    if workshop is None or response.kind != "paper":
        return True
    typist = person()
    return typist is not None and (typist.role == "admin" or typist.id == workshop.facilitator)


LATELY = 60.0
_known: dict[str, tuple[float, Workshop]] = {}


def _workshop(workshop_id: str) -> Workshop | None:
    """The workshop as it is; a form sent from one of its pages does with what was known lately: its edition and form."""
    at, known = _known.get(workshop_id, (0.0, None))
    if known and request.method == "POST" and time.monotonic() - at < LATELY:
        return known
    found = site().store.workshops.get(workshop_id)
    if found:
        _known[workshop_id] = (time.monotonic(), found)
    return found


def hold(place: str, response_id: str, code: str | None = None) -> None:
    """Make this session the holder of a response, and remember its code for as long as the session lasts."""
    session.permanent = True
    session["responses"] = {**_held(), place: response_id}
    codes: dict[str, str] = dict(session.get("codes") or {})
    codes.pop(place, None)
    session["codes"] = {**codes, place: code} if code else codes


def let_go(place: str) -> None:
    """Forget on this device the response held at a place; the response itself stays."""
    tickets.forget(_held().get(place, ""))
    session["responses"] = {name: held for name, held in _held().items() if name != place}
    codes: dict[str, str] = dict(session.get("codes") or {})
    session["codes"] = {name: code for name, code in codes.items() if name != place}


def let_go_papers() -> None:
    """No paper form is held on this device any more."""
    for place, response_id in _held().items():
        response = site().store.load(response_id) if workshop_in(place) is not None else None
        if response and response.kind == "paper":
            let_go(place)


def known_code(place: str) -> str | None:
    """The return code, when this session saw it made."""
    codes: dict[str, str] = session.get("codes") or {}
    return codes.get(place)


def need_response(place: str, *, submitted: bool | None = None) -> Draft:
    """The session's response; 404 when it holds none, or not in the state asked for."""
    draft = find_draft(place)
    if draft.response is None or (submitted is not None and (draft.response.submitted_at is not None) != submitted):
        abort(404)
    return draft


@dataclass(frozen=True)
class SectionProgress:
    """How far a section is: questions that count, those with an answer, and whether any page was begun."""

    section: Section
    total: int
    done: int

    @property
    def state(self) -> str:
        return "done" if self.done == self.total else "begun" if self.done else "todo"


def counts(question: Question) -> bool:
    """Whether progress counts a question: not the « précisez » nor the optional comments."""
    return question.companion_of is None and question.type != "texte_long"


def progress(draft: Draft) -> list[SectionProgress]:
    """How far each section is; only questions that are asked count."""
    found: list[SectionProgress] = []
    for section in draft.sections:
        asked = [question for question in section.questions if counts(question) and draft.asked(question)]
        found.append(SectionProgress(section, len(asked), sum(question.id in draft.answers for question in asked)))
    return found


def keep(draft: Draft, changes: Mapping[str, Change]) -> tuple[Draft, Saved | None]:
    """Save changes, beginning the response if it is the first; the draft as it is afterwards."""
    if not changes:
        return draft, None
    store = site().store
    response = draft.response
    if response is None:
        assert draft.workshop is None, "nobody takes part in a workshop without joining"
        response = store.begin(draft.questionnaire.edition, language())
        hold(draft.place, response.id)
    saved = store.save(response.id, changes)
    kept = {
        name: SavedAnswer(change.value, saved.revisions[name], saved.at)
        for name, change in changes.items()
        if name not in saved.conflicts
    }
    answers = {**response.answers, **kept, **saved.conflicts}
    changed = replace(
        response,
        touched_at=saved.at,
        answers={name: answer for name, answer in answers.items() if answer.value is not None},
        revisions={**response.revisions, **{name: answer.revision for name, answer in answers.items()}},
        stamps={**response.stamps, **saved.stamps},
    )
    return replace(draft, response=changed), saved
