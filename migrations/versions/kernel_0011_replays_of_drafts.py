"""What a draft of the regulation would have changed in past months."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0011"
down_revision = "kernel_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regulation_replay",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version_id", aftersales.db.types.Key, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("by_name", sa.String(length=100), nullable=False),
        sa.Column("result", aftersales.db.types.JsonValue, nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["auth_user.id"],
            name=op.f("fk_regulation_replay_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["regulation_version.id"],
            name=op.f("fk_regulation_replay_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation_replay")),
    )
    op.create_index(op.f("ix_regulation_replay_version_id"), "regulation_replay", ["version_id"])


def downgrade() -> None:
    op.drop_table("regulation_replay")
