"""What a release is in the store: declared, proposed, frozen, entered; and what may stand in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from selfassess.disclosure.release import ReleaseKind
from selfassess.responses.records import Submission

State = Literal["declared", "closing", "closed", "published"]
Failure = Literal["interrupted", "nobody", "consents_changed", "gate", "disk_full", "failed"]
"""Why a closing came to nothing: each leaves the declaration as it was."""

BEAT_EVERY = timedelta(seconds=2)
LOST_AFTER = timedelta(seconds=30)
"""A closing that gave no sign for so long was interrupted: it may be begun again."""


@dataclass(frozen=True)
class Declaration:
    """What a release is to be made of, and how far it is."""

    id: str
    questionnaire: str
    audience: str
    audience_fr: str
    audience_en: str
    fr: str
    en: str
    first_day: date
    last_day: date
    breakdowns: tuple[str, ...]
    purpose: str
    threshold: int
    corrects: str | None
    declared_by: str
    declared_at: datetime
    state: State
    failure: Failure | None = None
    step: str = ""
    done: int = 0
    total: int = 0
    published_at: datetime | None = None
    sha256: str | None = None
    frozen_at: datetime | None = None
    kind: ReleaseKind = "pratiques"


@dataclass(frozen=True)
class Draft:
    """What an administrator declares."""

    questionnaire: str
    audience: str
    fr: str
    en: str
    first_day: date
    last_day: date
    breakdowns: tuple[str, ...]
    purpose: str
    threshold: int
    corrects: str | None = None
    kind: ReleaseKind = "pratiques"


@dataclass(frozen=True)
class Candidate:
    """A consented submission of the period: the last one of its organism, whose first response is `root`."""

    root: str
    submission: Submission


@dataclass(frozen=True)
class Frozen:
    """A stored release: its exact content, and what only the next verification may read."""

    declaration: Declaration
    content: str
    survey: bytes = b""
    """The packed answers, read for verifying the next release and for a contributor's own row; empty elsewhere."""


@dataclass(frozen=True)
class Entry:
    """A release that a response entered, and the keyed name that it has there."""

    declaration: Declaration
    contributor: str


class NoSuchRelease(LookupError):
    """There is no declaration under this id, or it is not for this reader."""


class NotInThisState(Exception):
    """Somebody else was first: the declaration is `state` by now."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state: State = state


class ConsentsChanged(Exception):
    """A consent was withdrawn, or a response erased, while the release was being made: nothing was kept."""


class EarlierChanged(Exception):
    """Another release was frozen while this one was verified with those before it: nothing was kept."""


class ClaimLost(Exception):
    """This closing was taken over, or given up: it may no longer write."""
