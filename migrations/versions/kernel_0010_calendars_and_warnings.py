"""Named working calendars, warnings of clocks, and who answers for a missed deadline."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0010"
down_revision = "kernel_0009"
branch_labels = None
depends_on = None

CLOCK_COLUMNS = (
    sa.Column("calendar", sa.String(length=40), nullable=False, server_default=""),
    sa.Column("hours", sa.String(length=120), nullable=False, server_default=""),
    sa.Column("warned", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("warn_at", aftersales.db.types.UtcDateTime(), nullable=True),
    sa.Column("breach_party", sa.String(length=40), nullable=False, server_default=""),
    sa.Column("breach_reason", sa.Text(), nullable=False, server_default=""),
    sa.Column("breach_at", aftersales.db.types.UtcDateTime(), nullable=True),
    sa.Column("breach_by_id", aftersales.db.types.Key, nullable=True),
)


def upgrade() -> None:
    _calendars()
    _clocks()
    op.create_table(
        "calendar_warning",
        sa.Column("clock_id", aftersales.db.types.Key, nullable=False),
        sa.Column("percent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("noticed_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("told_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clock_id"],
            ["calendar_clock.id"],
            name=op.f("fk_calendar_warning_clock_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["auth_user.id"], name=op.f("fk_calendar_warning_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "clock_id", "percent", "user_id", name=op.f("pk_calendar_warning")
        ),
    )  # fmt: skip
    op.create_index("ix_calendar_warning_reader", "calendar_warning", ["user_id", "told_at"])


def _calendars() -> None:
    op.create_table(
        "calendar_calendar",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("updated_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("created_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("updated_by_id", aftersales.db.types.Key, nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("hours", sa.String(length=120), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("follows_notice", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("days", aftersales.db.types.JsonList, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{who}_by_id"],
                ["auth_user.id"],
                name=op.f(f"fk_calendar_calendar_{who}_by_id"),
                ondelete="RESTRICT",
            )
            for who in ("created", "updated")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_calendar")),
        sa.UniqueConstraint("code", name=op.f("uq_calendar_calendar_code")),
    )
    op.create_table(
        "calendar_assignment",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("calendar_id", aftersales.db.types.Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["calendar_calendar.id"],
            name=op.f("fk_calendar_assignment_calendar_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_calendar_assignment")),
    )
    op.create_index("ix_calendar_assignment_calendar_id", "calendar_assignment", ["calendar_id"])


def _clocks() -> None:
    for column in CLOCK_COLUMNS:
        op.add_column("calendar_clock", column)
    op.create_index("ix_calendar_clock_warn_at", "calendar_clock", ["warn_at"])


def downgrade() -> None:
    op.drop_table("calendar_warning")
    op.drop_index("ix_calendar_clock_warn_at", "calendar_clock")
    for column in CLOCK_COLUMNS:
        op.drop_column("calendar_clock", column.name)
    op.drop_table("calendar_assignment")
    op.drop_table("calendar_calendar")
