"""What ``aftersales fsck`` asks the warehouse: stock and moves agree to the last piece."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import func, select

from aftersales.integrity import Check, Examination, Finding
from modules.parts.models import RequisitionLine, Stock, StockMove


def stock_agrees(examination: Examination) -> Iterator[Finding]:
    """Each bin holds the sum of its moves; each requisition's moves are what its lines issued."""
    uow = examination.uow
    moved = {
        (part, place): quantity
        for part, place, quantity in uow.rows(
            select(StockMove.part_id, StockMove.bin_id, func.sum(StockMove.quantity)).group_by(
                StockMove.part_id, StockMove.bin_id
            )
        )
    }
    for part, place, quantity in uow.rows(select(Stock.part_id, Stock.bin_id, Stock.quantity)):
        if (total := moved.pop((part, place), Decimal(0))) != quantity:
            yield Finding(
                sentence=f"Part {part} in bin {place}: {quantity} in stock, {total} by its moves."
            )
    for (part, place), total in moved.items():
        yield Finding(sentence=f"Part {part} moved in bin {place} ({total}), which has no stock.")
    yield from _issues_agree(examination)


def _issues_agree(examination: Examination) -> Iterator[Finding]:
    uow = examination.uow
    owner, part = RequisitionLine.requisition_id, RequisitionLine.part_id
    issued = uow.rows(select(owner, part, func.sum(RequisitionLine.issued)).group_by(owner, part))
    taken = {
        (requisition, part_id): -quantity
        for requisition, part_id, quantity in uow.rows(
            select(StockMove.requisition_id, StockMove.part_id, func.sum(StockMove.quantity))
            .where(StockMove.requisition_id.is_not(None))
            .group_by(StockMove.requisition_id, StockMove.part_id)
        )
    }
    for requisition, part_id, quantity in issued:
        if (total := taken.get((requisition, part_id), Decimal(0))) != quantity:
            yield Finding(
                sentence=f"Requisition {requisition}, part {part_id}: {quantity} issued by its "
                f"lines, {total} by its moves."
            )


STOCK_CHECK = Check(name="parts.stock", find=stock_agrees)
