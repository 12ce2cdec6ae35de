"""Index what is open: the lists' default filters, which a large register would otherwise scan"""

from alembic import op

from aftersales.db.partial import index_condition

revision = "service_0002"
down_revision = "service_0001"
branch_labels = None
depends_on = None

CASE_STATES = (
    "registered",
    "answered",
    "to_dispatch",
    "dispatched",
    "on_site",
    "to_confirm",
    "to_review",
    "suspended",
)
ORDER_STATES = ("draft", "assigned", "accepted", "en_route", "on_site", "recovered", "reported")


def upgrade() -> None:
    _index("ix_service_case_open", "service_case", ["reported_at", "id"], CASE_STATES)
    _index("ix_service_order_open", "service_order", ["assigned_at", "id"], ORDER_STATES)


def _index(name: str, table: str, columns: list[str], states: tuple[str, ...]) -> None:
    where = index_condition("state", states)
    op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    op.drop_index("ix_service_order_open", table_name="service_order")
    op.drop_index("ix_service_case_open", table_name="service_case")
