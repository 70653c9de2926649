"""The tables, as the newest migration leaves them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    text,
)
from sqlalchemy.dialects import sqlite

REVISION = "0004"
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
    workshop: Named[str | None] = Column(Text, ForeignKey("workshop.id"), index=True)
    kind: Named[str | None] = Column(Text)
    role: Named[str | None] = Column(Text)
    organism: Named[str | None] = Column(Text)


class AnswerColumns(TypedColumns):
    response = Column(Text, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    question = Column(Text, primary_key=True)
    value: Named[str | None] = Column(Text)
    revision: Named[int]
    saved_at = Column(Moment, nullable=False)
    sequence = Column(BigInteger, nullable=False)
    stamp_key = Column(Text, nullable=False)


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


class WorkshopColumns(TypedColumns):
    id = Column(Text, primary_key=True)
    title = Column(Text, nullable=False)
    facilitator = Column(Text, ForeignKey("staff.id"), nullable=False, index=True)
    edition = Column(Text, ForeignKey("edition.hash"), nullable=False)
    questionnaire_id = Column(Text, nullable=False)
    form = Column(Text, nullable=False)
    identity = Column(Text, nullable=False)
    roles = Column(Text, nullable=False)
    organisms = Column(Text, nullable=False)
    code = Column(Text, nullable=False)
    code_hash = Column(Text, nullable=False, unique=True)
    closes_on = Column(Text, nullable=False)
    erases_on = Column(Text, nullable=False)
    made_at = Column(Moment, nullable=False)
    closed_at: Named[datetime | None] = Column(Moment)
    erased_at: Named[datetime | None] = Column(Moment)
    erased = Column(Integer, nullable=False)


class WorkshopGroupColumns(TypedColumns):
    workshop = Column(Text, ForeignKey("workshop.id"), primary_key=True)
    name = Column(Text, primary_key=True)
    people = Column(Integer, nullable=False)
    waiting = Column(Text, nullable=False)
    counts = Column(Text, nullable=False)


class DissentColumns(TypedColumns):
    response = Column(Text, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    question = Column(Text, primary_key=True)
    reason = Column(Text, nullable=False)


class CodeGuessColumns(TypedColumns):
    id = Column(Integer, primary_key=True, autoincrement=False)
    moments = Column(Text, nullable=False)


class StaffColumns(TypedColumns):
    id = Column(Text, primary_key=True)
    email = Column(Text, nullable=False, unique=True)
    role = Column(Text, nullable=False)
    invited_at = Column(Moment, nullable=False)
    disabled_at: Named[datetime | None] = Column(Moment)


class LoginLinkColumns(TypedColumns):
    hash = Column(Text, primary_key=True)
    staff = Column(Text, ForeignKey("staff.id"), nullable=False, index=True)
    made_at = Column(Moment, nullable=False)
    expires_at = Column(Moment, nullable=False)
    used_at: Named[datetime | None] = Column(Moment)


class LoginRequestColumns(TypedColumns):
    bucket = Column(Integer, primary_key=True, autoincrement=False)
    since = Column(Moment, nullable=False)
    count = Column(Integer, nullable=False)


class StaffSessionColumns(TypedColumns):
    hash = Column(Text, primary_key=True)
    staff = Column(Text, ForeignKey("staff.id"), nullable=False, index=True)
    made_at = Column(Moment, nullable=False)
    seen_at = Column(Moment, nullable=False)


class AudienceColumns(TypedColumns):
    id = Column(Text, primary_key=True)
    fr = Column(Text, nullable=False, unique=True)
    en = Column(Text, nullable=False)
    made_at = Column(Moment, nullable=False)


class AudienceMemberColumns(TypedColumns):
    audience = Column(Text, ForeignKey("audience.id"), primary_key=True)
    staff = Column(Text, ForeignKey("staff.id"), primary_key=True)


class ReleaseDeclarationColumns(TypedColumns):
    id = Column(Text, primary_key=True)
    questionnaire_id = Column(Text, nullable=False)
    audience = Column(Text, ForeignKey("audience.id"), nullable=False, index=True)
    fr = Column(Text, nullable=False)
    en = Column(Text, nullable=False)
    first_day = Column(Text, nullable=False)
    last_day = Column(Text, nullable=False)
    breakdowns = Column(Text, nullable=False)
    purpose = Column(Text, nullable=False)
    threshold = Column(Integer, nullable=False)
    corrects: Named[str | None] = Column(Text, ForeignKey("release_declaration.id"))
    declared_by = Column(Text, ForeignKey("staff.id"), nullable=False)
    declared_at = Column(Moment, nullable=False)
    state = Column(Text, nullable=False)
    failure: Named[str | None] = Column(Text)
    claim: Named[str | None] = Column(Text)
    beat_at: Named[datetime | None] = Column(Moment)
    step: Named[str | None] = Column(Text)
    done = Column(Integer, nullable=False)
    total = Column(Integer, nullable=False)
    published_at: Named[datetime | None] = Column(Moment)
    kind = Column(Text, nullable=False)


class ReleaseColumns(TypedColumns):
    declaration = Column(Text, ForeignKey("release_declaration.id"), primary_key=True)
    content = Column(Text, nullable=False)
    sha256 = Column(Text, nullable=False)
    survey = Column(LargeBinary, nullable=False)
    frozen_at = Column(Moment, nullable=False)


class ReleaseContributorColumns(TypedColumns):
    release = Column(Text, ForeignKey("release.declaration"), primary_key=True)
    response = Column(Text, ForeignKey("response.id", ondelete="CASCADE"), primary_key=True, index=True)
    contributor = Column(Text, nullable=False)


class AuditLogColumns(TypedColumns):
    id = Column(Integer, primary_key=True)
    at = Column(Moment, nullable=False)
    actor = Column(Text, nullable=False)
    action = Column(Text, nullable=False)
    subject = Column(Text, nullable=False)


edition = Table("edition", metadata, EditionColumns)
_CONSENSUS = text("kind = 'consensus' AND continues IS NULL")
response = Table(
    "response",
    metadata,
    ResponseColumns,
    CheckConstraint("form IN ('whole', 'short')", name="form"),
    CheckConstraint("kind IN ('person', 'paper', 'consensus')", name="kind"),
    Index(
        "response_consensus_ix",
        "workshop",
        "organism",
        unique=True,
        sqlite_where=_CONSENSUS,
        postgresql_where=_CONSENSUS,
    ),
)
"""A response with a workshop is a participant's there; a consensus sheet is one whose `organism` is who agreed."""
answer = Table("answer", metadata, AnswerColumns)
submission = Table("submission", metadata, SubmissionColumns)
consent = Table("consent", metadata, ConsentColumns)

workshop = Table(
    "workshop",
    metadata,
    WorkshopColumns,
    CheckConstraint("form IN ('whole', 'short')", name="form"),
    CheckConstraint("identity IN ('anonymous', 'organism')", name="identity"),
)
"""A room; `erased` is how many of its participants erased their answers."""
workshop_group = Table("workshop_group", metadata, WorkshopGroupColumns)
"""What is counted of the room (name « ») and of each role and organism: totals, and what the few still waiting add."""
dissent = Table("dissent", metadata, DissentColumns)
code_guess = Table("code_guess", metadata, CodeGuessColumns)
"""When the latest wrong join codes were typed: one row."""

staff = Table(
    "staff", metadata, StaffColumns, CheckConstraint("role IN ('admin', 'funder', 'facilitator')", name="role")
)
login_link = Table("login_link", metadata, LoginLinkColumns)
login_request = Table("login_request", metadata, LoginRequestColumns)
"""How often links were asked for lately, by a number between 0 and a fixed one made from the e-mail: never more rows."""
staff_session = Table("staff_session", metadata, StaffSessionColumns)
audience = Table("audience", metadata, AudienceColumns)
audience_member = Table("audience_member", metadata, AudienceMemberColumns)
release_declaration = Table(
    "release_declaration",
    metadata,
    ReleaseDeclarationColumns,
    CheckConstraint("state IN ('declared', 'closing', 'closed', 'published')", name="state"),
    CheckConstraint("kind IN ('pratiques', 'modele')", name="kind"),
)
release = Table("release", metadata, ReleaseColumns)
"""What was frozen; `survey` (the packed answers, under keyed names) is for the next verification alone."""
release_contributor = Table("release_contributor", metadata, ReleaseContributorColumns)
"""Which row of the survey each response is: erasing the response erases the link, the figures stay."""
audit_log = Table("audit_log", metadata, AuditLogColumns)
"""Who did what and when: rows are added, and the database itself refuses that any be changed or removed."""
