"""Editions, responses, answers, submissions and consents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("questionnaire_id", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("published_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="edition_pk"),
    )
    op.create_index("edition_questionnaire_id_ix", "edition", ["questionnaire_id"])
    op.create_table(
        "response",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("touched_at", moment, nullable=False),
        sa.Column("code_hash", sa.Text),
        sa.Column("submitted_at", moment),
        sa.Column("continues", sa.Text),
        sa.PrimaryKeyConstraint("id", name="response_pk"),
        sa.ForeignKeyConstraint(["edition"], ["edition.hash"], name="response_edition_fk"),
        sa.ForeignKeyConstraint(["continues"], ["response.id"], name="response_continues_fk"),
        sa.UniqueConstraint("code_hash", name="response_code_hash_uq"),
        sa.UniqueConstraint("continues", name="response_continues_uq"),
        sa.CheckConstraint("form IN ('whole', 'short')", name=op.f("response_form_ck")),
    )
    op.create_index("response_edition_ix", "response", ["edition"])
    op.create_table(
        "answer",
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("response", "question", name="answer_pk"),
        sa.ForeignKeyConstraint(["response"], ["response.id"], name="answer_response_fk", ondelete="CASCADE"),
    )
    op.create_table(
        "submission",
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("response", name="submission_pk"),
        sa.ForeignKeyConstraint(["response"], ["response.id"], name="submission_response_fk", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["edition"], ["edition.hash"], name="submission_edition_fk"),
    )
    op.create_index("submission_edition_ix", "submission", ["edition"])
    op.create_table(
        "consent",
        sa.Column("response", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment),
        sa.PrimaryKeyConstraint("response", "purpose", name="consent_pk"),
        sa.ForeignKeyConstraint(["response"], ["response.id"], name="consent_response_fk", ondelete="CASCADE"),
    )
