"""What a case still lacks before it can be filed, and by which clause (rule S0-5.4.9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftersales.db.uow import UnitOfWork
from aftersales.documents.filing import FilingSource, FilingSpec
from aftersales.i18n import _l
from aftersales.registry import current_registry
from aftersales.regulation.because import Because
from aftersales.regulation.resolve import Scope, resolve
from aftersales.regulation.table import Row
from modules.archive.words import KINDS
from modules.service.api import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One kind of document of a case: what is there, and what is not."""

    kind: str
    title: object
    required: bool
    position: int
    sources: tuple[FilingSource, ...]
    missing: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """The whole case, kind by kind, in the order of the volume."""

    shelves: tuple[Shelf, ...]
    because: Because

    @property
    def missing(self) -> list[object]:
        """Every sentence about something that is not there."""
        return [sentence for shelf in self.shelves for sentence in shelf.missing]

    @property
    def is_complete(self) -> bool:
        """Nothing is missing."""
        return not self.missing


def completeness(uow: UnitOfWork, case: Case) -> Completeness:
    """Compare a case with the regulation's filing scope (``archive.scope``)."""
    scope = resolve(uow, "archive.scope", scope=Scope(customer_class=case.customer.customer_class))
    specs = [spec for spec in current_registry().all("archive") if spec.thread is Case]
    with uow.system("the archive counts the papers of every department"):
        shelves = [
            _shelf(uow, case, row, [spec for spec in specs if spec.kind == row["document"]])
            for row in scope.table.rows
        ]
    return Completeness(
        shelves=tuple(sorted(shelves, key=lambda shelf: shelf.position)), because=scope.because
    )


def _shelf(uow: UnitOfWork, case: Case, row: Row, specs: Sequence[FilingSpec]) -> Shelf:
    kind = str(row["document"])
    title = KINDS[kind][0] if kind in KINDS else kind
    relevant = [spec for spec in specs if spec.applies is None or spec.applies(uow, case)]
    required = row["required"] == "always" and bool(relevant)
    sources: list[FilingSource] = []
    missing: list[object] = []
    for spec in relevant:
        sources += spec.collect(uow, case)
        missing += spec.missing(uow, case) if spec.missing else ()
    if required and not sources and not missing:
        missing.append(_l("“{what}” is missing.", what=title))
    return Shelf(
        kind=kind,
        title=title,
        required=required,
        position=int(row.get("position") or 99),
        sources=tuple(sources),
        missing=tuple(missing),
    )
