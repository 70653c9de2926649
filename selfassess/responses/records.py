"""The values that cross the border of the store, and the errors that it raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Form = Literal["whole", "short"]
Kind = Literal["person", "paper", "consensus"]
"""Who takes part in a workshop: someone, a paper form typed in later, or what a table agreed on."""


@dataclass(frozen=True, order=True)
class Stamp:
    """When a change was made, among all changes of a response: a Lamport number, then a random key.

    A change without a stamp leaves the next number and an empty key; (0, "") is before any.
    """

    sequence: int = 0
    key: str = ""


@dataclass(frozen=True)
class SavedAnswer:
    """One answer as stored; `value` is None when it was removed. Times are in UTC."""

    value: Any
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class Change:
    """A value that a client wants saved (None removes the answer), and the revision that it saw (0: none).

    With a stamp, what the client saw does not matter: the newest stamp wins.
    """

    value: Any
    seen: int = 0
    stamp: Stamp | None = None


@dataclass(frozen=True)
class Response:
    """One response: a draft until `submitted_at` is set."""

    id: str
    edition: str
    form: Form
    language: str
    created_at: datetime
    touched_at: datetime
    submitted_at: datetime | None = None
    has_code: bool = False
    continues: str | None = None
    """The submitted response that this one re-opens."""
    answers: Mapping[str, SavedAnswer] = field(default_factory=dict[str, SavedAnswer])
    revisions: Mapping[str, int] = field(default_factory=dict[str, int])
    """The revision of every question ever answered, removed answers too: what a client must say it saw."""
    consents: frozenset[str] = frozenset()
    """The purposes consented to at present."""
    workshop: str | None = None
    """The workshop that it takes part in; then come its kind, role and organism (or the table that agreed)."""
    kind: Kind | None = None
    role: str | None = None
    organism: str | None = None
    stamps: Mapping[str, Stamp] = field(default_factory=dict[str, Stamp])
    """The stamp of every question ever answered, removed answers too: a client's clock goes beyond them."""


@dataclass(frozen=True)
class Saved:
    """What became of a save: each question is in `conflicts`, or is on disk at `revisions[question]`."""

    at: datetime
    """When the response last changed: this save, or an earlier one when nothing differed."""
    revisions: Mapping[str, int] = field(default_factory=dict[str, int])
    conflicts: Mapping[str, SavedAnswer] = field(default_factory=dict[str, SavedAnswer])
    """The stored answers that another client saved meanwhile, or under a newer stamp; these were not overwritten."""
    unchanged: frozenset[str] = frozenset()
    """The questions whose stored value, or stamp, was already the given one."""
    stamps: Mapping[str, Stamp] = field(default_factory=dict[str, Stamp])
    """The stamp stored now for each question of the save."""


@dataclass(frozen=True)
class Submission:
    """The immutable snapshot that a submitted response left: plain JSON values, and the scoring engine's version."""

    response: str
    edition: str
    answers: Mapping[str, Any]
    profile: Mapping[str, Any]
    engine: str
    at: datetime


class NoSuchResponse(LookupError):
    """The response was erased, or never was."""


class NoSuchEdition(LookupError):
    """No questionnaire was kept under this hash."""


class AlreadySubmitted(Exception):
    """The response is submitted: its answers no longer change."""


class StampRefused(ValueError):
    """A stamp that cannot be one, or whose clock is too far ahead: nothing of its packet is saved."""


class WorkshopFrozen(Exception):
    """A first answer was kept: what was asked, of whom, no longer changes."""


class WorkshopClosed(Exception):
    """Nobody joins the workshop any more."""


class TooManyGuesses(Exception):
    """Too many wrong join codes were typed in the last minute for another code to be looked for."""


class NoSuchWorkshop(LookupError):
    """There is no workshop under this id."""


class StoreRefused(Exception):
    """The database cannot give what the product promises: the program is not to start on it."""


class StoreUnavailable(Exception):
    """The database did not answer; nothing was half-written. `cause` says why in a few words, without data."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause
