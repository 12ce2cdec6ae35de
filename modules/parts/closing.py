"""What the warehouse still misses before a case may close, and what it tells the service report."""

from collections.abc import Sequence

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from modules.parts.models import OldPart, Requisition
from modules.parts.queries import parts_used
from modules.parts.words import VERDICTS
from modules.service.api import Case, Order, ReplacedPart


def open_papers(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """Requisitions under way and old parts that are still owed (W2: settled or listed)."""
    requisitions = uow.scalars(
        select(Requisition).where(
            Requisition.case_id == case.id, Requisition.state.in_(("submitted", "approved"))
        )
    ).unique()
    owed = uow.scalars(
        select(OldPart).where(OldPart.case_id == case.id, OldPart.state.in_(("due", "received")))
    ).unique()
    return [
        *(_l("Requisition {number} is still open.", number=row.number) for row in requisitions),
        *(
            _l("The old part {part} ({number}) is not back.", part=row.part.name, number=row.number)
            if row.state == "due"
            else _l(
                "The old part {part} ({number}) is not judged.",
                part=row.part.name,
                number=row.number,
            )
            for row in owed
        ),
    ]


def replaced_parts(uow: UnitOfWork, order: Order) -> Sequence[ReplacedPart]:
    """The parts issued for an order's case, with what became of the old ones."""
    disposal = {
        (row.requisition_id, row.part_id): row
        for row in uow.scalars(select(OldPart).where(OldPart.case_id == order.case_id)).unique()
    }
    result = []
    for line in parts_used(uow, order.case_id):
        old = disposal.get((line.requisition_id, line.part_id))
        result.append(
            ReplacedPart(
                name=line.part.name,
                model=line.part.spec or line.part.code,
                quantity=line.issued,
                unit=line.part.unit,
                old_serial=old.serial if old else "",
                old_part_disposal=_disposal(old)
                if line.is_old_part_due
                else str(_l("No return needed")),
            )
        )
    return result


def _disposal(old: OldPart | None) -> str:
    if old is None or old.state == "due":
        return str(_l("To be returned"))
    if old.state == "waived":
        return str(_l("Waived"))
    return str(VERDICTS[old.verdict][0]) if old.verdict in VERDICTS else str(_l("Taken in"))
