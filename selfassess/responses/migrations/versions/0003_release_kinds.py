"""What a release is about: one that was declared before there were kinds is about practices."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE release_declaration ADD COLUMN kind TEXT NOT NULL DEFAULT 'pratiques' "
        "CONSTRAINT release_declaration_kind_ck CHECK (kind IN ('pratiques', 'modele'))"
    )
