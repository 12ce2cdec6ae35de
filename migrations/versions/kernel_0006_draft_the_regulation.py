"""Drafts of the regulation: what they were begun from, and who gave which figure."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0006"
down_revision = "kernel_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "regulation_version",
        sa.Column("based_on", sa.String(length=80), nullable=False, server_default=""),
    )
    with op.batch_alter_table("regulation_value", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_by_id", aftersales.db.types.Key, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_regulation_value_changed_by_id"),
            "auth_user",
            ["changed_by_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    op.execute("UPDATE regulation_version SET state = 'released' WHERE state = 'superseded'")


def downgrade() -> None:
    with op.batch_alter_table("regulation_value", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_regulation_value_changed_by_id"), type_="foreignkey"
        )
        batch_op.drop_column("changed_by_id")
    op.drop_column("regulation_version", "based_on")
