"""Alembic's entry: one tree at a time, told apart by ``aftersales.db.migrate`` through the config."""

from alembic import context

from aftersales.db.base import Base

attributes = context.config.attributes

context.configure(
    connection=attributes["connection"],
    target_metadata=Base.metadata,
    version_table=attributes["version_table"],
    include_name=attributes["include_name"],
    include_object=attributes["include_object"],
    render_as_batch=True,
    compare_type=False,
    transaction_per_migration=True,
)

with context.begin_transaction():
    context.run_migrations()
