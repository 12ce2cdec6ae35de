"""What a case still lacks before it can be filed, and by which clause (rule S0-5.4.9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.documents.filing import FilingSource, FilingSpec
from aftersales.i18n import _l
from aftersales.registry import current_registry
from aftersales.regulation.because import Because
from aftersales.regulation.resolve import Scope, resolve
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
    shelves = []
    with uow.system("the archive counts the papers of every department"):
        for place, row in enumerate(scope.table.rows, 1):
            kind = str(row["document"])
            position = int(row.get("position") or place)
            here = [spec for spec in specs if spec.kind == kind]
            shelves.append(_shelf(uow, case, kind, row["required"] == "always", position, here))
    return Completeness(
        shelves=tuple(sorted(shelves, key=lambda shelf: shelf.position)), because=scope.because
    )


def _shelf(
    uow: UnitOfWork,
    case: Case,
    kind: str,
    required: bool,
    position: int,
    specs: Sequence[FilingSpec],
) -> Shelf:
    title = KINDS[kind][0] if kind in KINDS else kind
    relevant = [spec for spec in specs if spec.applies is None or spec.applies(uow, case)]
    sources: list[FilingSource] = []
    missing: list[Any] = []
    for spec in relevant:
        sources += spec.collect(uow, case)
        missing += spec.missing(uow, case) if spec.missing else ()
    if required and relevant and not sources and not missing:
        missing.append(_l("“{what}” is missing.", what=title))
    return Shelf(
        kind=kind,
        title=title,
        required=required and bool(relevant),
        position=position,
        sources=tuple(sources),
        missing=tuple(missing),
    )
