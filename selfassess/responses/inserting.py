"""The INSERT … ON CONFLICT of each database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(connection: Connection, table: Table[Any]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens on conflict."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
