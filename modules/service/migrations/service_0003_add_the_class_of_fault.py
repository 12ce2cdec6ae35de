"""Add the class of fault, which a promised time of repair may depend on"""

import sqlalchemy as sa
from alembic import op

revision = "service_0003"
down_revision = "service_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "service_case",
        sa.Column("fault_class", sa.String(length=20), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("service_case", "fault_class")
