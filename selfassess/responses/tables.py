"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, Named, Table, Text, TypedColumns
from sqlalchemy.dialects import sqlite

REVISION = "0001"
"""The migration that makes these tables."""


Moment = DateTime(timezone=True).with_variant(
    sqlite.DATETIME(
        storage_format="%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d:%(second)02d.%(microsecond)06d+00:00"
    ),
    "sqlite",
)
"""A moment in UTC: only such ones are written; they are read back as such, aware of their zone."""


metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_uq",
        "ix": "%(table_name)s_%(column_0_name)s_ix",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
    }
)


class EditionColumns(TypedColumns):
    hash = Column(Text, primary_key=True)
    questionnaire_id = Column(Text, nullable=False, index=True)
    content = Column(Text, nullable=False)
    published_at = Column(Moment, nullable=False)


class ResponseColumns(TypedColumns):
    id = Column(Text, primary_key=True)
    edition = Column(Text, ForeignKey("edition.hash"), nullable=False, index=True)
    form = Column(Text, nullable=False)
    language = Column(Text, nullable=False)
    created_at = Column(Moment, nullable=False)
    touched_at = Column(Moment, nullable=False)
    code_hash: Named[str | None] = Column(Text, unique=True)
    submitted_at: Named[datetime | None] = Column(Moment)
    continues: Named[str | None] = Column(Text, ForeignKey("response.id"), unique=True)


class AnswerColumns(TypedColumns):
    response = Column(Text, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    question = Column(Text, primary_key=True)
    value: Named[str | None] = Column(Text)
    revision: Named[int]
    saved_at = Column(Moment, nullable=False)


class SubmissionColumns(TypedColumns):
    response = Column(Text, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    edition = Column(Text, ForeignKey("edition.hash"), nullable=False, index=True)
    answers = Column(Text, nullable=False)
    profile = Column(Text, nullable=False)
    engine = Column(Text, nullable=False)
    at = Column(Moment, nullable=False)


class ConsentColumns(TypedColumns):
    response = Column(Text, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    purpose = Column(Text, primary_key=True)
    given_at = Column(Moment, nullable=False)
    withdrawn_at: Named[datetime | None] = Column(Moment)


edition = Table("edition", metadata, EditionColumns)
response = Table("response", metadata, ResponseColumns, CheckConstraint("form IN ('whole', 'short')", name="form"))
answer = Table("answer", metadata, AnswerColumns)
submission = Table("submission", metadata, SubmissionColumns)
consent = Table("consent", metadata, ConsentColumns)
