"""Alembic's entry: one tree at a time, told apart by ``aftersales.db.migrate`` through the config."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, BigInteger

from aftersales.db.base import Base

attributes = context.config.attributes


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own column types by their names, not by what they are made of."""
    if kind == "type" and isinstance(item, BigInteger):
        return "aftersales.db.types.Key"
    if kind == "type" and isinstance(item, JSON):
        return "aftersales.db.types.JsonValue"
    return False


context.configure(
    connection=attributes["connection"],
    target_metadata=Base.metadata,
    version_table=attributes["version_table"],
    include_name=attributes["include_name"],
    include_object=attributes["include_object"],
    render_item=render_item,
    render_as_batch=True,
    compare_type=False,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
