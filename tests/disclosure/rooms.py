"""An attacker of workshops: who knows who is in the room, who finished when, every screen, and perhaps their own answers.

A world says what each person answered; all worlds are weighed against everything that was shown. A person is betrayed
when one answer is left to them; short of that, `odds` says how probable the likeliest one became.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from selfassess.charts.board.agreements import word
from selfassess.workshop import counting
from selfassess.workshop.agreement import nominal_agreement
from selfassess.workshop.picture import Tally

CERTAIN = 1 - 1e-9
MOST_MOVED = 5
"""How far blurs are followed when all of them are; further ones only add worlds."""

Look = tuple[int, ...]
"""The people whom one picture of one group counts."""
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Event:
    """Somebody finishes, or leaves and is erased."""

    who: int
    leaves: bool = False


def looks_of(events: Iterable[Event], groups: Sequence[Sequence[str]]) -> tuple[Look, ...]:
    """The people in each picture that is shown, as the product counts them; each group's pictures in order."""
    states: dict[str, counting.State] = {}
    seen: list[Look] = []
    everyone = {str(number): {"who": number} for number in range(len(groups))}
    for event in events:
        for name in ("", *groups[event.who]):
            before = states.get(name, counting.empty())
            if event.leaves:
                states[name] = counting.forget(before, str(event.who))
                continue
            after = counting.advance(counting.enter(before, str(event.who)), everyone)
            states[name] = after
            if after["people"] != before["people"]:
                seen.append(tuple(who for who, count in enumerate(after["counts"]["who"]) if count))
    return tuple(seen)


@cache
def worlds(people: int, categories: int) -> np.ndarray:
    """Every way to answer: a row a world, a column a person."""
    return np.array(list(product(range(categories), repeat=people)), dtype=np.int8)


def counts_of(everything: np.ndarray, look: Look, categories: int) -> np.ndarray:
    """A row a world, a column a category."""
    part = everything[:, list(look)]
    return np.stack([(part == category).sum(axis=1) for category in range(categories)], axis=1)


@dataclass(frozen=True)
class Found:
    """The worst that an observer can do: how sure of an answer, whether it is certain."""

    odds: float
    betrayed: int


def attack(
    everything: np.ndarray, weights: np.ndarray, categories: int, insider: int | None = None, actual: int = 0
) -> Found:
    """Over the worlds, weighed by how probable they make what was shown; the insider knows their own answer."""
    if insider is not None:
        kept = everything[:, insider] == actual
        everything, weights = everything[kept], weights[kept]
    whole = weights.sum()
    if whole <= 0:
        return Found(0.0, 0)
    shares = np.stack(
        [(weights[:, None] * (everything == category)).sum(axis=0) / whole for category in range(categories)]
    )
    if insider is not None:
        shares[:, insider] = 0
    best = shares.max(axis=0)
    return Found(float(best.max()), int((best >= CERTAIN).sum()))


# What designs show of one picture


Shown = Callable[[Counts, int], object]


def of_certain_designs(shown: Shown, looks: Sequence[Look], people: int, categories: int) -> Iterator[np.ndarray]:
    """For a design without chance: the worlds left by each thing that can be shown, as weights 0 and 1."""
    everything = worlds(people, categories)
    keys = np.zeros(len(everything), dtype=np.int64)
    for look in looks:
        rows = counts_of(everything, look, categories)
        names: dict[object, int] = {}
        told = {row: names.setdefault(shown(row, len(look)), len(names)) for row in set(map(tuple, rows.tolist()))}
        keys = keys * (len(names) + 1) + np.array([told[row] for row in map(tuple, rows.tolist())])
        keys = np.unique(keys, return_inverse=True)[1]
    for key in range(keys.max() + 1):
        yield (keys == key).astype(float)


Told = Callable[[Counts, int], Mapping[object, float]]
"""What can be shown of a group's counts, and how probably."""


@cache
def shown_of(counts: Counts, people: int) -> dict[object, float]:
    """Of the room: the intervals."""
    found: dict[object, float] = {}
    for moved in product(range(-MOST_MOVED, MOST_MOVED + 1), repeat=len(counts)):
        low = counting.blurred(counts, people, moved)
        found[low] = found.get(low, 0.0) + float(np.prod([counting.weight(by) for by in moved]))
    return found


@cache
def words_of(counts: Counts, people: int) -> dict[object, float]:
    """Of a role or an organism: how far it agrees, in a word."""
    found: dict[object, float] = {}
    for low, likely in shown_of(counts, people).items():
        said = word(nominal_agreement(Tally(people, low).likely) or 0.0, "fr")
        found[said] = found.get(said, 0.0) + likely
    return found


def of_the_product(looks: Sequence[tuple[Look, Told]], people: int, categories: int) -> Iterator[np.ndarray]:
    """For the product: how probable each world makes each series of things that can be shown."""
    everything = worlds(people, categories)
    per_look: list[list[np.ndarray]] = []
    for look, told in looks:
        rows = list(map(tuple, counts_of(everything, look, categories).tolist()))
        every = {shown for row in set(rows) for shown in told(row, len(look))}
        per_look.append([np.array([told(row, len(look)).get(shown, 0.0) for row in rows]) for shown in every])
    for chosen in product(*per_look):
        yield np.prod(np.stack(chosen), axis=0)


MOVES = np.arange(-20, 21)
LIKELY = np.array([counting.weight(int(moved)) for moved in MOVES])


def many_blurred(counts: np.ndarray, people: int, moved: np.ndarray) -> np.ndarray:
    """`counting.blurred` of many draws at once, a row a draw."""
    near = counts + moved
    falling = -np.sort(-near, axis=1)
    taken = (np.cumsum(falling, axis=1) - people) / np.arange(1, near.shape[1] + 1)
    kept = near.shape[1] - np.argmax((falling > taken)[:, ::-1], axis=1)
    left = near - taken[np.arange(len(near)), kept - 1][:, None]
    return (np.maximum(0.0, left) + 0.5).astype(int) // 3 * 3


def sampled(counts: Counts, people: int, draws: int, chance: np.random.Generator) -> dict[Counts, float]:
    """What the product shows of these counts, and how often."""
    moved = chance.choice(MOVES, (draws, len(counts)), p=LIKELY / LIKELY.sum())
    lows, times = np.unique(many_blurred(np.array(counts), people, moved), axis=0, return_counts=True)
    return {tuple(low): int(often) / draws for low, often in zip(lows.tolist(), times.tolist(), strict=True)}
