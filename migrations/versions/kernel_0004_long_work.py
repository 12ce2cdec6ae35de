"""Long work a person starts: what, whose, how far, how it ended."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0004"
down_revision = "kernel_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs_task",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("arguments", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("owner_id", aftersales.db.types.Key, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("sentence", aftersales.db.types.JsonValue, nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("started_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("finished_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["auth_user.id"],
            name=op.f("fk_jobs_task_owner_id_auth_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs_task")),
    )
    op.create_index(op.f("ix_jobs_task_owner_id"), "jobs_task", ["owner_id"])
    op.create_index("ix_jobs_task_state", "jobs_task", ["state", "id"])


def downgrade() -> None:
    op.drop_table("jobs_task")
