"""What a room may be shown of its answers: counts blurred to about three people, over a group that grows by three.

The first picture is of five people, the next of eight, eleven, fourteen…: never fewer than five, never one or two more
than the one before. Each count is blurred by a number drawn anew for each picture, then shown as « 0 to 2 », « 3 to 5 »,
« 6 to 8 »… Whatever is shown, it could have been shown whatever any one person answered.

Intervals of the exact counts would not do: eight people who are 2, 2, 2, 2, then eleven who are 2, 2, 2, 5, are shown as
0–2 four times, then as 3–5 once; the totals leave no other counts, and the three newcomers' answers are known.

Limits. An answer can become likely, never certain: where nearly everybody says the same, any figure that tells so does.
Whoever fills the room with people of their own gets a new blur of the others each time, and can average them: the number
of people who joined, which is on the board, is what gives them away. A facilitator who types in the
papers knows what they say, as they would of people that they invented: what they then see is of the other people alone,
blurred, who may be fewer than five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..questionnaire.model import Text

FIRST = 5
STEP = 3
WIDTH = 3


@dataclass(frozen=True)
class Category:
    """One of the values that a variable takes."""

    id: str
    label: Text


@dataclass(frozen=True)
class Variable:
    """Something known of each participant, by one category: an answer, a place on the map, a level on a dimension."""

    id: str
    label: Text
    kind: str
    """`question` · `option` (yes or no, one option of a set) · `map` · `dimension` (a level of likeness to a logic)."""
    question: str | None
    """The question that it comes from, when it is one's."""
    ordinal: bool
    categories: tuple[Category, ...]
    scale: int = 0
    """How many of the categories, the first ones, have a place on a scale; the others say that there is no answer."""


@dataclass(frozen=True)
class Tally:
    """How many people of a group are in each category: about `low` to `low + 2`."""

    people: int
    """How many are counted: 0, or 5, 8, 11…"""
    low: tuple[int, ...]
    """By category, a multiple of 3."""

    @property
    def middle(self) -> tuple[int, ...]:
        """The count that a drawing stands on, by category."""
        return tuple(one + 1 for one in self.low)

    @property
    def likely(self) -> tuple[float, ...]:
        """The counts nearest to the middles that add up to the people counted, none below 0."""
        return adding_up(self.middle, self.people)


@dataclass(frozen=True)
class Picture:
    """All that is known of a room's answers outside the store: every screen, file and figure is a function of it."""

    version: int
    people: int
    tallies: Mapping[str, Tally] = field(default_factory=dict[str, Tally])
    """By variable, over the whole room; empty below five people."""
    roles: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict[str, Mapping[str, Tally]])
    """By role, then by variable: only roles of five people at least."""
    organisms: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict[str, Mapping[str, Tally]])


def adding_up(counts: Sequence[float], people: int) -> tuple[float, ...]:
    """The numbers nearest to `counts` that add up to `people`, none below 0."""
    kept = sorted(counts, reverse=True)
    while kept[-1] <= (sum(kept) - people) / len(kept) and len(kept) > 1:
        kept.pop()
    taken = (sum(kept) - people) / len(kept)
    return tuple(max(0.0, count - taken) for count in counts)
