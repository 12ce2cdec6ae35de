"""Sessions on the server, second factors, recovery codes; tries to log in say what they were."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0003"
down_revision = "kernel_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "auth_session",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("seen_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_session_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_auth_session_key_hash")),
    )
    op.create_index(op.f("ix_auth_session_user_id"), "auth_session", ["user_id"])
    op.create_index(op.f("ix_auth_session_created_at"), "auth_session", ["created_at"])
    op.create_table(
        "auth_second_factor",
        sa.Column("user_id", aftersales.db.types.Key, autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("created_at", aftersales.db.types.UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.Column("last_step", aftersales.db.types.Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_second_factor_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_auth_second_factor")),
    )
    op.create_table(
        "auth_recovery_code",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("user_id", aftersales.db.types.Key, nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("used_at", aftersales.db.types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["auth_user.id"],
            name=op.f("fk_auth_recovery_code_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_recovery_code")),
    )
    op.create_index(op.f("ix_auth_recovery_code_user_id"), "auth_recovery_code", ["user_id"])
    # With defaults in the database, so that the code of the day before can still write.
    op.add_column(
        "auth_role",
        sa.Column("needs_second_factor", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "auth_login_attempt",
        sa.Column("event", sa.String(length=10), nullable=False, server_default="password"),
    )


def downgrade() -> None:
    op.drop_column("auth_login_attempt", "event")
    op.drop_column("auth_role", "needs_second_factor")
    op.drop_table("auth_recovery_code")
    op.drop_table("auth_second_factor")
    op.drop_table("auth_session")
