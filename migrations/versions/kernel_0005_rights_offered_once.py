"""Which rights modules have given which roles, so that what was taken away is not given again."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0005"
down_revision = "kernel_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "auth_role_offer",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("role_id", aftersales.db.types.Key, nullable=False),
        sa.Column("permission", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["auth_role.id"],
            name=op.f("fk_auth_role_offer_role_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auth_role_offer")),
    )
    op.create_index(
        "uq_auth_role_offer_role_id_permission",
        "auth_role_offer",
        ["role_id", "permission"],
        unique=True,
    )
    op.execute(
        "INSERT INTO auth_role_offer (role_id, permission) "
        "SELECT role_id, permission FROM auth_role_grant WHERE source <> 'company'"
    )


def downgrade() -> None:
    op.drop_table("auth_role_offer")
