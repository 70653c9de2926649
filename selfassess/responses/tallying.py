"""What a workshop counts of each group: entered, advanced and forgotten inside the transaction that changes it.

A group is the room (« »), a role (« role:direction ») or an organism (« organisme:Label »): a row each, made with the
workshop. What each waiting person adds is kept beside the counts until it is counted; afterwards only counts are left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from selfassess.responses.inserting import insert_into
from selfassess.responses.tables import workshop, workshop_group
from selfassess.responses.values import canonical
from selfassess.workshop import counting
from selfassess.workshop.counting import State

Contribution = Mapping[str, int]
"""The place of a person's category, by variable."""


@dataclass(frozen=True)
class Group:
    """A group's state, and what each person who waits will add to it."""

    name: str
    state: State
    contributions: Mapping[str, Contribution]


def names_of(role: str | None, organism: str | None) -> list[str]:
    """The groups that a participant belongs to, in the order in which they are held."""
    return sorted(["", *([f"role:{role}"] if role else []), *([f"organisme:{organism}"] if organism else [])])


def make_groups(connection: Connection, workshop_id: str, roles: Collection[str], organisms: Collection[str]) -> None:
    """The room and these roles and organisms have a group; groups in which nobody can be any more are gone."""
    names = ["", *(f"role:{role}" for role in roles), *(f"organisme:{organism}" for organism in organisms)]
    mine = workshop_group.c.workshop == workshop_id
    connection.execute(delete(workshop_group).where(mine, workshop_group.c.name.not_in(names)))
    empty = {"workshop": workshop_id, "people": 0, "waiting": "[]", "counts": "{}"}
    connection.execute(
        insert_into(connection, workshop_group).on_conflict_do_nothing(), [empty | {"name": name} for name in names]
    )


def states(connection: Connection, workshop_id: str) -> dict[str, State]:
    """What is counted of each group, by its name."""
    query = select(*_COLUMNS).where(workshop_group.c.workshop == workshop_id).order_by(workshop_group.c.name)
    return {row.name: _read(row).state for row in connection.execute(query)}


def enter(
    connection: Connection, workshop_id: str, names: Collection[str], response_id: str, contribution: Contribution
) -> None:
    """The participant waits in these groups, or is counted with those who waited: two statements."""

    def entered(group: Group) -> Group:
        state = counting.enter(group.state, response_id)
        contributions = {**group.contributions, response_id: contribution}
        counted = {name: contributions[name] for name in counting.due(state)}
        return Group(group.name, counting.advance(state, counted) if counted else state, contributions)

    _change(connection, workshop_id, names, entered)


def forget(connection: Connection, workshop_id: str, response_id: str) -> None:
    """The erased participant no longer waits; what was counted stays. Three statements."""

    def forgotten(group: Group) -> Group:
        return Group(group.name, counting.forget(group.state, response_id), group.contributions)

    connection.execute(update(workshop).where(workshop.c.id == workshop_id).values(erased=workshop.c.erased + 1))
    _change(connection, workshop_id, None, forgotten)


_COLUMNS = workshop_group.c.name, workshop_group.c.people, workshop_group.c.waiting, workshop_group.c.counts
_WRITING = (
    update(workshop_group)
    .where(workshop_group.c.workshop == bindparam("of"), workshop_group.c.name == bindparam("group"))
    .values(people=bindparam("people"), waiting=bindparam("waiting"), counts=bindparam("counts"))
)


def _change(
    connection: Connection, workshop_id: str, names: Collection[str] | None, change: Callable[[Group], Group]
) -> None:
    """The groups are changed; held from before they are read, in the order of their names, until the transaction ends."""
    query = select(*_COLUMNS).where(workshop_group.c.workshop == workshop_id)
    if names is not None:
        query = query.where(workshop_group.c.name.in_(names))
    before = [_read(row) for row in connection.execute(query.order_by(workshop_group.c.name).with_for_update())]
    after = [change(group) for group in before]
    changed = [now for then, now in zip(before, after, strict=True) if now.state != then.state]
    if changed:
        connection.execute(_WRITING, [_written(workshop_id, group) for group in changed])


def _read(row: Any) -> Group:
    contributions: dict[str, Contribution] = dict(json.loads(row.waiting))
    state: State = {"people": row.people, "waiting": list(contributions), "counts": json.loads(row.counts)}
    return Group(row.name, state, contributions)


def _written(workshop_id: str, group: Group) -> dict[str, Any]:
    waiting = [[name, group.contributions[name]] for name in group.state["waiting"]]
    return {
        "of": workshop_id,
        "group": group.name,
        "people": group.state["people"],
        "waiting": canonical(waiting),
        "counts": canonical(group.state["counts"]),
    }
