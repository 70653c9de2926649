"""Staff, their sessions and audiences, releases, and the audit log."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

moment = sa.DateTime(timezone=True)


def text(name: str, **options: bool) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=options.get("empty", False))


def at(name: str, **options: bool) -> sa.Column[datetime]:
    return sa.Column(name, moment, nullable=options.get("empty", False))


def upgrade() -> None:
    op.create_table(
        "staff",
        text("id"),
        text("email"),
        text("role"),
        at("invited_at"),
        at("disabled_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="staff_pk"),
        sa.UniqueConstraint("email", name="staff_email_uq"),
        sa.CheckConstraint("role IN ('admin', 'funder', 'facilitator')", name=op.f("staff_role_ck")),
    )
    op.create_table(
        "login_link",
        text("hash"),
        text("staff"),
        at("made_at"),
        at("expires_at"),
        at("used_at", empty=True),
        sa.PrimaryKeyConstraint("hash", name="login_link_pk"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="login_link_staff_fk"),
    )
    op.create_index("login_link_staff_ix", "login_link", ["staff"])
    op.create_table(
        "login_request",
        sa.Column("bucket", sa.Integer, nullable=False, autoincrement=False),
        at("since"),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="login_request_pk"),
    )
    op.create_table(
        "staff_session",
        text("hash"),
        text("staff"),
        at("made_at"),
        at("seen_at"),
        sa.PrimaryKeyConstraint("hash", name="staff_session_pk"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="staff_session_staff_fk"),
    )
    op.create_index("staff_session_staff_ix", "staff_session", ["staff"])
    op.create_table(
        "audience",
        text("id"),
        text("fr"),
        text("en"),
        at("made_at"),
        sa.PrimaryKeyConstraint("id", name="audience_pk"),
        sa.UniqueConstraint("fr", name="audience_fr_uq"),
    )
    op.create_table(
        "audience_member",
        text("audience"),
        text("staff"),
        sa.PrimaryKeyConstraint("audience", "staff", name="audience_member_pk"),
        sa.ForeignKeyConstraint(["audience"], ["audience.id"], name="audience_member_audience_fk"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="audience_member_staff_fk"),
    )
    _create_releases()
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer, nullable=False),
        at("at"),
        text("actor"),
        text("action"),
        text("subject"),
        sa.PrimaryKeyConstraint("id", name="audit_log_pk"),
    )
    _refuse_changes("audit_log")


def _create_releases() -> None:
    op.create_table(
        "release_declaration",
        text("id"),
        text("questionnaire_id"),
        text("audience"),
        text("fr"),
        text("en"),
        text("first_day"),
        text("last_day"),
        text("breakdowns"),
        text("purpose"),
        sa.Column("threshold", sa.Integer, nullable=False),
        text("corrects", empty=True),
        text("declared_by"),
        at("declared_at"),
        text("state"),
        text("failure", empty=True),
        text("claim", empty=True),
        at("beat_at", empty=True),
        text("step", empty=True),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        at("published_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="release_declaration_pk"),
        sa.ForeignKeyConstraint(["audience"], ["audience.id"], name="release_declaration_audience_fk"),
        sa.ForeignKeyConstraint(["corrects"], ["release_declaration.id"], name="release_declaration_corrects_fk"),
        sa.ForeignKeyConstraint(["declared_by"], ["staff.id"], name="release_declaration_declared_by_fk"),
        sa.CheckConstraint(
            "state IN ('declared', 'closing', 'closed', 'published')", name=op.f("release_declaration_state_ck")
        ),
    )
    op.create_index("release_declaration_audience_ix", "release_declaration", ["audience"])
    op.create_table(
        "release",
        text("declaration"),
        text("content"),
        text("sha256"),
        sa.Column("survey", sa.LargeBinary, nullable=False),
        at("frozen_at"),
        sa.PrimaryKeyConstraint("declaration", name="release_pk"),
        sa.ForeignKeyConstraint(["declaration"], ["release_declaration.id"], name="release_declaration_fk"),
    )
    op.create_table(
        "release_contributor",
        text("release"),
        text("response"),
        text("contributor"),
        sa.PrimaryKeyConstraint("release", "response", name="release_contributor_pk"),
        sa.ForeignKeyConstraint(["release"], ["release.declaration"], name="release_contributor_release_fk"),
        sa.ForeignKeyConstraint(
            ["response"], ["response.id"], name="release_contributor_response_fk", ondelete="CASCADE"
        ),
    )
    op.create_index("release_contributor_response_ix", "release_contributor", ["response"])


def _refuse_changes(table: str) -> None:
    """The database itself refuses to change or remove a row of this table."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refused() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refused()"
    )
