"""What a table or an organism agreed on: a response of its own kind, with the dissents and their reasons."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, delete, exists, select

from selfassess.responses.inserting import insert_into
from selfassess.responses.tables import answer, dissent, response
from selfassess.responses.workshop_records import ConsensusSheet


def _latest(workshop_id: str) -> Any:
    """The sheets of a workshop that nothing continues."""
    later = response.alias()
    return (
        response.c.workshop == workshop_id,
        response.c.kind == "consensus",
        ~exists().where(later.c.continues == response.c.id),
    )


def sheet_of(connection: Connection, workshop_id: str, place: str) -> str | None:
    """The id of the latest sheet of this place, None when there is none."""
    query = select(response.c.id).where(*_latest(workshop_id), response.c.organism == place)
    return connection.execute(query).scalar()


def set_dissent(connection: Connection, response_id: str, question: str, reason: str) -> None:
    """This is the reason kept; none when it is empty."""
    if not reason.strip():
        here = dissent.c.response == response_id, dissent.c.question == question
        connection.execute(delete(dissent).where(*here))
        return
    row = {"response": response_id, "question": question, "reason": reason}
    inserting = insert_into(connection, dissent)
    replacing = inserting.on_conflict_do_update(
        index_elements=[dissent.c.response, dissent.c.question], set_={"reason": inserting.excluded.reason}
    )
    connection.execute(replacing, row)


def sheets(connection: Connection, workshop_id: str) -> list[ConsensusSheet]:
    """The latest sheet of each place."""
    latest = _latest(workshop_id)
    answered = select(response.c.id, response.c.organism, response.c.submitted_at, answer.c.question, answer.c.value)
    rows = connection.execute(
        answered.select_from(response.outerjoin(answer, answer.c.response == response.c.id))
        .where(*latest)
        .order_by(response.c.organism)
    ).all()
    reasons = connection.execute(
        select(dissent.c.response, dissent.c.question, dissent.c.reason)
        .select_from(dissent.join(response, response.c.id == dissent.c.response))
        .where(*latest)
    ).all()
    return [
        ConsensusSheet(
            place=place,
            response=sheet,
            answers={row.question: json.loads(row.value) for row in rows if row.id == sheet and row.value is not None},
            dissents={row.question: row.reason for row in reasons if row.response == sheet},
            submitted_at=submitted_at,
        )
        for sheet, place, submitted_at in dict.fromkeys((row.id, row.organism, row.submitted_at) for row in rows)
    ]
