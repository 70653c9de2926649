"""Counting a group as its people finish: five first, then three at a time, and the one way to make a picture of it.

A group's state is a plain JSON value: `people` counted, ids `waiting` to be, in the order of their end, and exact
`counts` by variable and category; under the variable "" the counts keep the seed of the picture's blur, drawn anew each
time that people are counted. States never leave the store; only `picture` does.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from hashlib import shake_256
from itertools import accumulate
from typing import TypedDict

from .picture import FIRST, STEP, WIDTH, Picture, Tally, Variable, adding_up

SEED = ""
RATIO, FAR, FAR_RATIO = 0.4, 3, 0.1
"""A count is moved by so many people, either way: each further one is 0.4 times as likely, past three 0.1 times."""
_SEED_PARTS, _DRAW_BYTES = 4, 7


class State(TypedDict):
    """One group: the room (""), a role (`role:<id>`) or an organism (`organisme:<label>`)."""

    people: int
    waiting: list[str]
    counts: dict[str, list[int]]


def empty() -> State:
    """A group in which nobody has finished."""
    return {"people": 0, "waiting": [], "counts": {}}


def enter(state: State, response_id: str) -> State:
    """The person waits to be counted, last; once is enough."""
    if response_id in state["waiting"]:
        return state
    return {**state, "waiting": [*state["waiting"], response_id]}


def forget(state: State, response_id: str) -> State:
    """The person, if they still wait, never will be counted."""
    return {**state, "waiting": [one for one in state["waiting"] if one != response_id]}


def due(state: State) -> tuple[str, ...]:
    """Who is to be counted now: the first five, then by threes; nobody while too few wait."""
    first = 0 if state["people"] else FIRST
    ready = len(state["waiting"])
    count = 0 if ready < first else first + (ready - first) // STEP * STEP
    return tuple(state["waiting"][:count])


def advance(state: State, contributions: Mapping[str, Mapping[str, int]], seed: Sequence[int] | None = None) -> State:
    """Those who are `due` are counted, with a new blur; nothing has changed when nobody is. `seed`: only to rehearse."""
    counted = due(state)
    if not counted:
        return state
    counts = {variable: list(row) for variable, row in state["counts"].items()}
    for response in counted:
        for variable, place in contributions[response].items():
            row = counts.setdefault(variable, [])
            row.extend([0] * (place + 1 - len(row)))
            row[place] += 1
    counts[SEED] = list(seed) if seed is not None else [secrets.randbits(32) for _ in range(_SEED_PARTS)]
    return {"people": state["people"] + len(counted), "waiting": state["waiting"][len(counted) :], "counts": counts}


def picture(states: Mapping[str, State], variables: Sequence[Variable], version: int) -> Picture:
    """What may be shown of these groups; equal states give equal pictures."""
    shown = {name: _tallies(state, variables) for name, state in states.items() if state["people"] >= FIRST}
    return Picture(
        version=version,
        people=states[""]["people"] if "" in shown else 0,
        tallies=shown.get("", {}),
        roles={name.removeprefix("role:"): one for name, one in shown.items() if name.startswith("role:")},
        organisms={
            name.removeprefix("organisme:"): one for name, one in shown.items() if name.startswith("organisme:")
        },
    )


def version_of(states: Mapping[str, State]) -> int:
    """A number that grows when somebody is counted somewhere."""
    return sum(state["people"] for state in states.values())


def _tallies(state: State, variables: Sequence[Variable]) -> dict[str, Tally]:
    people, seed = state["people"], ".".join(map(str, state["counts"][SEED]))
    return {
        variable.id: Tally(
            people, blurred(_row(state, variable), people, blurs(f"{seed}/{variable.id}", len(variable.categories)))
        )
        for variable in variables
    }


def _row(state: State, variable: Variable) -> list[int]:
    row = state["counts"].get(variable.id, [])
    return row + [0] * (len(variable.categories) - len(row))


def blurred(counts: Sequence[int], people: int, moved: Sequence[int]) -> tuple[int, ...]:
    """By category, the lowest number of the interval that the count falls in, once moved and brought back to the total."""
    near = adding_up([count + by for count, by in zip(counts, moved, strict=True)], people)
    return tuple(int(count + 0.5) // WIDTH * WIDTH for count in near)


def blurs(seed: str, size: int) -> list[int]:
    """As many whole numbers, each drawn on its own: 0 most often, any other possible, both signs alike."""
    drawn = shake_256(seed.encode()).digest(_DRAW_BYTES * size)
    parts = (drawn[_DRAW_BYTES * place :][:_DRAW_BYTES] for place in range(size))
    return [_move((int.from_bytes(part) + 0.5) / 256**_DRAW_BYTES) for part in parts]


def weight(moved: int) -> float:
    """How likely a count is moved by so much, next to being left as it is."""
    far = abs(moved)
    return RATIO ** min(far, FAR) * FAR_RATIO ** max(0, far - FAR)


_MOVES = range(-20, 21)
_UP_TO = list(accumulate(map(weight, _MOVES)))


def _move(chance: float) -> int:
    """The number that a chance between 0 and 1 stands for."""
    return _MOVES[min(bisect_right(_UP_TO, chance * _UP_TO[-1]), len(_MOVES) - 1)]
