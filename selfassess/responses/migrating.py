"""The tables are brought to what this version of the program reads and writes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from selfassess.responses.connections import reading, writing
from selfassess.responses.records import StoreRefused
from selfassess.responses.tables import REVISION

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x5E1FA55E55
"""The number under which PostgreSQL lets one process migrate at a time."""


def revision_of(connection: Connection) -> str | None:
    """The last migration that this database went through, None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up_to_date(engine: Engine) -> None:
    """The tables are as this program needs them; several processes may do this at once."""
    with reading(engine) as connection:
        revision = revision_of(connection)
    if revision != REVISION:
        migrate(engine)


def migrate(engine: Engine, revision: str = "head") -> None:
    """The tables are as this migration leaves them, with their rows; or nothing changed."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise StoreRefused(f"these data were written by another version of the program ({error})") from error
