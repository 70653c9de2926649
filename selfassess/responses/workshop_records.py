"""What the store tells of workshops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from selfassess.responses.records import Form

Identity = Literal["anonymous", "organism"]


@dataclass(frozen=True)
class Workshop:
    """A room of people who answer the same edition. Moments are in UTC, days those of Québec."""

    id: str
    """12 hexadecimal digits."""
    title: str
    facilitator: str
    """Who made it: an id of the staff."""
    edition: str
    questionnaire_id: str
    form: Form
    identity: Identity
    roles: tuple[str, ...]
    """The roles that people are asked for; none: no role is asked."""
    organisms: tuple[str, ...]
    """The organisms that people are asked for, by their labels; none when the workshop is anonymous."""
    code: str
    closes_on: date
    """The last day on which people may join."""
    erases_on: date
    made_at: datetime
    closed_at: datetime | None
    erased_at: datetime | None
    begun: bool
    """A first answer was kept: questionnaire, form, identity and roles no longer change."""

    def open_on(self, day: date) -> bool:
        """Whether people may join on this day."""
        return self.closed_at is None and self.erased_at is None and day <= self.closes_on


@dataclass(frozen=True)
class Presence:
    """Who is here, exactly: `joined` = not begun + `answering` + `done` + `erased`."""

    joined: int
    answering: int
    """With an answer, not submitted yet."""
    done: int
    erased: int
    papers: int = 0
    """Of those who are done, the paper forms that were typed in."""

    @property
    def not_begun(self) -> int:
        return self.joined - self.answering - self.done - self.erased


@dataclass(frozen=True)
class ConsensusSheet:
    """What an organism or a table agreed on, and the dissents kept with their reasons, by question."""

    place: str
    response: str
    answers: Mapping[str, Any]
    dissents: Mapping[str, str]
    submitted_at: datetime | None
