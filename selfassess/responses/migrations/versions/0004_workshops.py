"""Workshops, who takes part in them, what is counted of each group, dissents, and the stamps of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

moment = sa.DateTime(timezone=True)


def text(name: str, **options: bool) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=options.get("empty", False))


def upgrade() -> None:
    _create_workshops()
    _let_responses_take_part()
    op.execute("ALTER TABLE answer ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE answer ADD COLUMN stamp_key TEXT NOT NULL DEFAULT ''")
    op.create_table(
        "dissent",
        text("response"),
        text("question"),
        text("reason"),
        sa.PrimaryKeyConstraint("response", "question", name="dissent_pk"),
        sa.ForeignKeyConstraint(["response"], ["response.id"], name="dissent_response_fk", ondelete="CASCADE"),
    )


def _create_workshops() -> None:
    op.create_table(
        "workshop",
        text("id"),
        text("title"),
        text("facilitator"),
        text("edition"),
        text("questionnaire_id"),
        text("form"),
        text("identity"),
        text("roles"),
        text("organisms"),
        text("code"),
        text("code_hash"),
        text("closes_on"),
        text("erases_on"),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("closed_at", moment),
        sa.Column("erased_at", moment),
        sa.Column("erased", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="workshop_pk"),
        sa.ForeignKeyConstraint(["facilitator"], ["staff.id"], name="workshop_facilitator_fk"),
        sa.ForeignKeyConstraint(["edition"], ["edition.hash"], name="workshop_edition_fk"),
        sa.UniqueConstraint("code_hash", name="workshop_code_hash_uq"),
        sa.CheckConstraint("form IN ('whole', 'short')", name=op.f("workshop_form_ck")),
        sa.CheckConstraint("identity IN ('anonymous', 'organism')", name=op.f("workshop_identity_ck")),
    )
    op.create_index("workshop_facilitator_ix", "workshop", ["facilitator"])
    op.create_table(
        "workshop_group",
        text("workshop"),
        text("name"),
        sa.Column("people", sa.Integer, nullable=False),
        text("waiting"),
        text("counts"),
        sa.PrimaryKeyConstraint("workshop", "name", name="workshop_group_pk"),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"], name="workshop_group_workshop_fk"),
    )
    op.create_table(
        "code_guess",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        text("moments"),
        sa.PrimaryKeyConstraint("id", name="code_guess_pk"),
    )


def _let_responses_take_part() -> None:
    op.execute("ALTER TABLE response ADD COLUMN workshop TEXT CONSTRAINT response_workshop_fk REFERENCES workshop (id)")
    op.execute(
        "ALTER TABLE response ADD COLUMN kind TEXT "
        "CONSTRAINT response_kind_ck CHECK (kind IN ('person', 'paper', 'consensus'))"
    )
    op.execute("ALTER TABLE response ADD COLUMN role TEXT")
    op.execute("ALTER TABLE response ADD COLUMN organism TEXT")
    op.create_index("response_workshop_ix", "response", ["workshop"])
    consensus = sa.text("kind = 'consensus' AND continues IS NULL")
    op.create_index(
        "response_consensus_ix",
        "response",
        ["workshop", "organism"],
        unique=True,
        sqlite_where=consensus,
        postgresql_where=consensus,
    )
