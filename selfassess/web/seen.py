"""What a form says that it saw of each answer: revision and print, or stamp."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast

from ..questionnaire.model import AnswerValue, Question
from ..responses.records import Change, Stamp
from .drafts import Draft


def digest(value: AnswerValue | None) -> str:
    """A short print of an answer, to tell whether a form changed it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _pairs(text: str) -> Iterator[tuple[str, int, str]]:
    """By question, the number and the word that a form sent; what is odd is left out."""
    try:
        raw: Any = json.loads(text or "{}")
    except ValueError:
        return
    for name, pair in cast(dict[str, Any], raw).items() if isinstance(raw, dict) else ():
        match pair:
            case [int() as number, str() as word]:
                yield name, number, word
            case _:
                pass


def read_seen(text: str) -> dict[str, tuple[int, str]]:
    """The revisions and prints of the answers that a form was drawn with."""
    return {name: (revision, print_) for name, revision, print_ in _pairs(text)}


def read_stamps(text: str) -> dict[str, Stamp]:
    """The stamps that a device gave to its changes, by question."""
    return {name: Stamp(sequence, key) for name, sequence, key in _pairs(text)}


def stamps_of(draft: Draft, questions: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The stamp stored now for each of these questions that was ever answered."""
    known: Mapping[str, Stamp] = draft.response.stamps if draft.response else {}
    return {name: (known[name].sequence, known[name].key) for name in questions if name in known}


def changes_of(given: Mapping[str, AnswerValue | None], seen: Mapping[str, tuple[int, str]]) -> dict[str, Change]:
    """The answers that the person changed since the form was drawn."""
    blank = (0, digest(None))
    return {
        name: Change(value, seen.get(name, blank)[0])
        for name, value in given.items()
        if digest(value) != seen.get(name, blank)[1]
    }


def seen_by(draft: Draft, questions: Collection[Question]) -> str:
    """What a form must send back so that nothing is overwritten in silence."""
    return json.dumps(
        {q.id: [draft.revision(q.id), digest(draft.answers.get(q.id))] for q in questions}, separators=(",", ":")
    )
