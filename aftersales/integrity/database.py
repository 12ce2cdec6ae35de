"""The database itself, the audit chain, the outbox, and links that no foreign key watches."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Integer, func, inspect, select

from aftersales.db import audit, clock
from aftersales.db.base import Base, mapped_classes
from aftersales.db.outbox import OutboxMessage
from aftersales.integrity.declare import Examination, Finding

PATIENCE = timedelta(hours=1)
"""A message that has been due for longer has no worker."""
NAMED = 5
"""So many examples are named; the rest is counted."""
LINKS = (("model", "record_id"), ("owner_model", "owner_id"))
"""The pairs of columns in which tables point at records of any class."""


def database_file(examination: Examination) -> Iterator[Finding]:
    """SQLite's own examination; a PostgreSQL server watches over its files itself."""
    connection = examination.uow.session.connection()
    if connection.dialect.name != "sqlite":
        return
    pragma = "quick_check" if examination.quick else "integrity_check"
    for (told,) in connection.exec_driver_sql(f"PRAGMA {pragma}"):
        if told != "ok":
            yield Finding(sentence=f"The database file is damaged: {told}. Restore a backup.")
    for table, row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(sentence=f"{table} row {row} points at a row of {parent} that is gone.")


def audit_chain(examination: Examination) -> Iterator[Finding]:
    """The hash chain of the audit trail, from its first entry to its head."""
    broken = audit.verify(examination.uow.session)
    if broken is not None:
        yield Finding(
            sentence=f"The audit chain does not hold from entry {broken} on: entries were changed, "
            "removed or put in. Compare with a backup."
        )


def outbox(examination: Examination) -> Iterator[Finding]:
    """Messages that were given up, and messages nobody comes for."""
    waiting = OutboxMessage.done_at.is_(None) & OutboxMessage.failed_at.is_(None)
    late = waiting & (OutboxMessage.available_at < clock.now() - PATIENCE)
    given_up = OutboxMessage.failed_at.is_not(None)
    for message in examination.uow.scalars(select(OutboxMessage).where(given_up)):
        yield Finding(
            sentence=f"Message {message.id} for {message.handler} was given up after "
            f"{message.attempts} attempts: {message.error}",
            severity="leftover",
        )
    count = examination.uow.scalar(select(func.count(OutboxMessage.id)).where(late))
    if count:
        yield Finding(
            sentence=f"{count} messages have been due for more than an hour: is a worker running?",
            severity="leftover",
        )


def links(examination: Examination) -> Iterator[Finding]:
    """Notes, files, clocks, papers and steps of records that are gone."""
    for name, cls in sorted(mapped_classes().items()):
        for model_column, key_column in LINKS:
            columns = inspect(cls).columns
            if model_column in columns and _is_key(columns.get(key_column)):
                yield from _dangling(examination, name, cls, (model_column, key_column))


def _is_key(column: Any) -> bool:
    return column is not None and isinstance(column.type, BigInteger | Integer)


def _dangling(
    examination: Examination, name: str, cls: type[Base], pair: tuple[str, str]
) -> Iterator[Finding]:
    uow = examination.uow
    owner, key = (inspect(cls).columns[column] for column in pair)
    for (target,) in uow.rows(select(owner).distinct().order_by(owner)):
        model = mapped_classes().get(target)
        if model is None:  # its module is not enabled; its tables may well be there
            continue
        gone = (
            select(key)
            .distinct()
            .where(
                owner == target,
                ~select(model.id).where(model.id == key).exists(),  # type: ignore[attr-defined]
            )
        )
        keys = [str(found) for (found,) in uow.rows(gone.order_by(key))]
        if keys:
            named = ", ".join(keys[:NAMED]) + (" …" if len(keys) > NAMED else "")
            yield Finding(
                sentence=f"{name}: {len(keys)} records of {target} it points at are gone: {named}.",
                severity="leftover",
            )
