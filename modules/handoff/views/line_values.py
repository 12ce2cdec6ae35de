"""The lines of a contract as its form shows them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aftersales.db.base import Record
from aftersales.db.uow import UnitOfWork
from modules.handoff.models import Contract, KitLine
from modules.handoff.queries import clauses_of, documents_of, items_of, kit_of

Values = list[dict[str, Any]]


def line_values(uow: UnitOfWork, contract: Contract) -> Mapping[str, Values]:
    """Items, clauses, kit and documents, each row by the names of its form."""
    clause_names = ("number", "kind", "text", "department_id", "due_on")
    return {
        "items": _rows(items_of(uow, contract), ("product_id", "quantity", "serials", "note")),
        "clauses": _rows(clauses_of(uow, contract), clause_names),
        "kit": kit_values(kit_of(uow, contract)),
        "documents": _rows(documents_of(uow, contract), ("title", "copies", "medium", "handed_on")),
    }


def kit_values(lines: Sequence[KitLine]) -> Values:
    """The kit by the names of its form."""
    return _rows(lines, ("name", "specification", "required", "present", "note"))


def _rows(records: Iterable[Record], names: tuple[str, ...]) -> Values:
    return [
        {"id": record.id, **{name: getattr(record, name) for name in names}} for record in records
    ]
