"""The audit trail of copies: real entries, chained on, so that the trail still verifies."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table, select, update

from aftersales.bench.bulk import Bulk
from aftersales.db.audit import AuditEntry, AuditHead, digest


class Trail:
    """The end of the chain and what is to be put on it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        head = connection.execute(select(AuditHead.seq, AuditHead.hash)).one()
        self.seq, self.hash = head.seq, head.hash
        self.waiting: list[dict[str, Any]] = []

    def entries(self, models: Iterable[str]) -> list[Mapping[str, Any]]:
        """What stands in the trail about rows of these classes, oldest first."""
        table = AuditEntry.__table__
        rows = self.connection.execute(
            select(table).where(table.c.model.in_(list(models))).order_by(table.c.seq)
        )
        return [dict(row._mapping) for row in rows]

    def queue(
        self,
        entries: Sequence[Mapping[str, Any]],
        keys: Mapping[tuple[str, int], int],
        tables: Mapping[str, str],
        shift: timedelta,
    ) -> None:
        """Put a prototype's entries on the chain, for its copy."""
        for entry in entries:
            self.seq += 1
            record = keys[tables[entry["model"]], int(entry["record_id"])]
            new = {**entry, "seq": self.seq, "at": entry["at"] + shift, "record_id": str(record)}
            new["previous"] = self.hash
            new["hash"] = self.hash = digest(self.hash, new)
            self.waiting.append(new)

    def write(self, bulk: Bulk) -> None:
        """Store the entries and the head."""
        if self.waiting:
            table = AuditEntry.__table__
            assert isinstance(table, Table)
            bulk.dicts(table, self.waiting)
            head = update(AuditHead).where(AuditHead.id == 1)
            self.connection.execute(head.values(seq=self.seq, hash=self.hash))
            self.waiting.clear()
