"""Wrong join codes: how many were typed lately, in one row that all processes share."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from selfassess.responses.inserting import insert_into
from selfassess.responses.records import TooManyGuesses
from selfassess.responses.tables import code_guess
from selfassess.responses.workshop_records import Workshop

GUESSES = 60
"""Wrong join codes that the whole instance answers to in a minute."""
WINDOW = timedelta(minutes=1)


def make_ready(connection: Connection) -> None:
    """There is a row to count in."""
    connection.execute(insert_into(connection, code_guess).on_conflict_do_nothing(), {"id": 1, "moments": "[]"})


def guessed(
    connection: Connection, look: Callable[[], Workshop | None], clock: Callable[[], datetime]
) -> Workshop | None:
    """What `look` finds, or None and a wrong code more is counted; nobody else looks until the transaction ends.

    Raises TooManyGuesses: then nothing was looked for.
    """
    moments = _held(connection)
    now = clock()
    latest = [one for one in json.loads(moments) if datetime.fromisoformat(one) > now - WINDOW]
    if len(latest) >= GUESSES:
        raise TooManyGuesses
    found = look()
    if found is None:
        connection.execute(update(code_guess).values(moments=json.dumps([*latest, now.isoformat()])))
    return found


def _held(connection: Connection) -> str:
    """The moments of wrong codes, held until the transaction ends: one statement once made ready."""
    query = select(code_guess.c.moments).with_for_update()
    moments = connection.execute(query).scalar()
    if moments is None:
        make_ready(connection)
        moments = connection.execute(query).scalar_one()
    return moments
