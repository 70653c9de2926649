"""The response that the session holds for a questionnaire: found, begun, saved to, let go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from flask import abort, g, session

from ..questionnaire.conditions import answers_that_count, is_asked
from ..questionnaire.model import AnswerValue, Question, Questionnaire, Section
from ..responses.records import Change, Response, Saved, SavedAnswer
from .catalogue import current, site
from .words import language


@dataclass(frozen=True)
class Draft:
    """A response with the edition that it answers, or a blank one not begun yet (`response` None)."""

    questionnaire: Questionnaire
    response: Response | None = None

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


def digest(value: AnswerValue | None) -> str:
    """A short print of an answer, to tell whether a form changed it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _held() -> dict[str, str]:
    held: Any = session.get("responses")
    return cast(dict[str, str], held) if isinstance(held, dict) else {}


def find_draft(questionnaire_id: str) -> Draft:
    """The response that this session holds for a questionnaire, in its own edition; a blank one if none."""
    newest = current(questionnaire_id)
    response_id = _held().get(questionnaire_id)
    response = site().store.load(response_id) if response_id else None
    if response is None:
        return Draft(newest)
    g.response = response
    edition = newest if response.edition == newest.edition else site().store.edition(response.edition)
    return Draft(edition, response)


def hold(questionnaire_id: str, response_id: str, code: str | None = None) -> None:
    """Make this session the holder of a response, and remember its code for as long as the session lasts."""
    session.permanent = True
    session["responses"] = {**_held(), questionnaire_id: response_id}
    codes: dict[str, str] = dict(session.get("codes") or {})
    codes.pop(questionnaire_id, None)
    session["codes"] = {**codes, questionnaire_id: code} if code else codes


def let_go(questionnaire_id: str) -> None:
    """Forget on this device the response to a questionnaire; the response itself stays."""
    session["responses"] = {name: held for name, held in _held().items() if name != questionnaire_id}
    codes: dict[str, str] = dict(session.get("codes") or {})
    session["codes"] = {name: code for name, code in codes.items() if name != questionnaire_id}


def known_code(questionnaire_id: str) -> str | None:
    """The return code, when this session saw it made."""
    codes: dict[str, str] = session.get("codes") or {}
    return codes.get(questionnaire_id)


def need_response(questionnaire_id: str, *, submitted: bool | None = None) -> Draft:
    """The session's response; 404 when it holds none, or not in the state asked for."""
    draft = find_draft(questionnaire_id)
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
    for section in draft.questionnaire.sections:
        asked = [question for question in section.questions if counts(question) and draft.asked(question)]
        found.append(SectionProgress(section, len(asked), sum(question.id in draft.answers for question in asked)))
    return found


def read_seen(text: str) -> dict[str, tuple[int, str]]:
    """The revisions and prints of the answers that a form was drawn with; what is odd is left out."""
    try:
        raw: Any = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(raw, dict):
        return {}
    seen: dict[str, tuple[int, str]] = {}
    for name, pair in cast(dict[str, Any], raw).items():
        match pair:
            case [int() as revision, str() as print_]:
                seen[name] = (revision, print_)
            case _:
                pass
    return seen


def changes_of(given: Mapping[str, AnswerValue | None], seen: Mapping[str, tuple[int, str]]) -> dict[str, Change]:
    """The answers that the person changed since the form was drawn."""
    blank = (0, digest(None))
    return {
        name: Change(value, seen.get(name, blank)[0])
        for name, value in given.items()
        if digest(value) != seen.get(name, blank)[1]
    }


def keep(draft: Draft, changes: Mapping[str, Change]) -> tuple[Draft, Saved | None]:
    """Save changes, beginning the response if it is the first; the draft as it is afterwards."""
    if not changes:
        return draft, None
    store = site().store
    response = draft.response
    if response is None:
        response = store.begin(draft.questionnaire.edition, language())
        hold(draft.questionnaire.id, response.id)
    saved = store.save(response.id, changes)
    kept = {
        name: SavedAnswer(change.value, saved.revisions[name], saved.at)
        for name, change in changes.items()
        if name not in saved.conflicts
    }
    answers = {**response.answers, **kept, **saved.conflicts}
    return Draft(
        draft.questionnaire,
        replace(
            response,
            touched_at=saved.at,
            answers={name: answer for name, answer in answers.items() if answer.value is not None},
            revisions={**response.revisions, **{name: answer.revision for name, answer in answers.items()}},
        ),
    ), saved


def seen_by(draft: Draft, questions: Collection[Question]) -> str:
    """What a form must send back so that nothing is overwritten in silence."""
    return json.dumps(
        {q.id: [draft.revision(q.id), digest(draft.answers.get(q.id))] for q in questions}, separators=(",", ":")
    )
