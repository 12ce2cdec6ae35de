"""Keep the books of the search indexes; the indexes themselves are made from the declarations."""

import sqlalchemy as sa
from alembic import op

import aftersales.db.types

revision = "kernel_0002"
down_revision = "kernel_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_index",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("filled_to", aftersales.db.types.Key, nullable=True),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_index")),
    )
    op.create_table(
        "search_due",
        sa.Column("id", aftersales.db.types.Key, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("record_id", aftersales.db.types.Key, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_due")),
        sa.UniqueConstraint("name", "record_id", name=op.f("uq_search_due_name_record_id")),
    )


def downgrade() -> None:
    names = op.get_bind().execute(sa.text("SELECT name FROM search_index")).scalars().all()
    for name in names:
        op.execute(f"DROP TABLE IF EXISTS {name}")
    op.drop_table("search_due")
    op.drop_table("search_index")
