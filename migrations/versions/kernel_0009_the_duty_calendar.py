"""The duty calendar: what the regulation asks for, period by period."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0009"
down_revision = "kernel_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duties_owed",
        sa.Column("parameter", sa.String(length=100), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("title", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("wanted", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("departments", sa.String(length=400), nullable=False),
        sa.Column("version_id", aftersales.db.types.Key, nullable=True),
        sa.Column("because", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("done_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("by_program", sa.Boolean(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("missed_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["auth_user.id"],
            name=op.f("fk_duties_owed_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"],
            ["auth_user.id"],
            name=op.f("fk_duties_owed_done_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reason_by_id"],
            ["auth_user.id"],
            name=op.f("fk_duties_owed_reason_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["auth_user.id"],
            name=op.f("fk_duties_owed_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["regulation_version.id"],
            name=op.f("fk_duties_owed_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties_owed")),
        sa.UniqueConstraint(
            "parameter",
            "code",
            "start",
            "number",
            name=op.f("uq_duties_owed_parameter_code_start_number"),
        ),
    )
    with op.batch_alter_table("duties_owed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duties_owed_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_duties_owed_start"), ["start"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_duties_owed_state_due_on"), ["state", "due_on"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("duties_owed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duties_owed_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_duties_owed_start"))
        batch_op.drop_index(batch_op.f("ix_duties_owed_due_on"))

    op.drop_table("duties_owed")
