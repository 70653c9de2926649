"""Wrong join codes: how many were typed lately, in one row that all processes share."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from selfassess.responses.inserting import insert_into
from selfassess.responses.tables import code_guess

GUESSES = 60
"""Wrong join codes that the whole instance answers to in a minute."""
WINDOW = timedelta(minutes=1)


def failed(connection: Connection, now: datetime) -> bool:
    """A wrong code more is counted, unless there are too many already: three statements."""
    connection.execute(insert_into(connection, code_guess).on_conflict_do_nothing(), {"id": 1, "moments": "[]"})
    latest = _latest(connection.execute(select(code_guess.c.moments).with_for_update()).scalar_one(), now)
    if len(latest) >= GUESSES:
        return False
    connection.execute(update(code_guess).values(moments=json.dumps([*latest, now.isoformat()])))
    return True


def stopped(connection: Connection, now: datetime) -> bool:
    """Whether there are too many for another one to be looked up: one statement."""
    moments = connection.execute(select(code_guess.c.moments)).scalar()
    return len(_latest(moments or "[]", now)) >= GUESSES


def _latest(moments: str, now: datetime) -> list[str]:
    """Those of the last minute."""
    return [one for one in json.loads(moments) if datetime.fromisoformat(one) > now - WINDOW]
