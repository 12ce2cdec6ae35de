"""Handing parts over the counter (rules S0-5.4.6.1c, d; S0-5.4.6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from aftersales.access import requires
from aftersales.calendar.steps import begin_step, end_step
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from aftersales.errors import Conflict, Invalid, Refused
from aftersales.i18n import _l, format_quantity
from aftersales.regulation.resolve import Scope, resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.workflow import advance, start
from modules.parts.events import OldPartDue, PartsIssued
from modules.parts.models import Bin, OldPart, Requisition, RequisitionLine, ShortageNotice, Stock
from modules.parts.services.stock import move, stock_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """So many of a line's part out of one bin, in the part's stock unit (> 0)."""

    line_id: int
    bin_id: int
    quantity: Decimal


class StockShort(Conflict):
    """A bin holds less than its pick."""

    code = "stock_short"


@requires("parts.requisition.issue")
def issue_parts(
    uow: UnitOfWork, *, record_id: int, picks: Sequence[Pick] | None = None, receiver: str = ""
) -> Requisition:
    """Hand the approved parts over the counter and book them out of stock.

    Stock falls by exactly the picked quantities, or nothing happens. Lines marked *old part due*
    open an old-part debt on the requester (rule S0-5.4.6.2). What is not there becomes a shortage
    notice, and the requisition stays open for it (rule S0-5.4.6.1d). Emits ``PartsIssued`` and
    ``OldPartDue``.

    :param picks: None takes from the fullest bins first.
    :raises StockShort: names part, bin and both quantities.
    :raises Refused: not approved, or nothing is there at all.
    """
    requisition = uow.get(Requisition, record_id, lock=True)
    if requisition.state != "approved":
        raise Refused(_l("Only an approved requisition is issued."))
    chosen = list(picks) if picks is not None else _fullest_bins(uow, requisition)
    lines = {line.id: line for line in requisition.lines}
    touched = [_take(uow, requisition, lines, pick) for pick in chosen]
    _note_shortages(uow, requisition)
    if touched:
        requisition.issued_at, requisition.issued_by_id = uow.now, uow.actor.user_id
        requisition.receiver = receiver or requisition.requester.name
        _open_debts(uow, requisition, chosen, lines)
        uow.emit(
            PartsIssued(
                requisition_id=requisition.id,
                case_id=requisition.case_id,
                line_ids=tuple(sorted({line.id for line in touched})),
            )
        )
    if all(line.missing == 0 for line in requisition.lines):
        advance(uow, requisition, "issue")
        end_step(uow, requisition, "issue")
        issue(uow, "parts.requisition", requisition)
    return requisition


def proposed_bins(uow: UnitOfWork, requisition: Requisition) -> list[tuple[str, str, Decimal]]:
    """What ``issue_parts`` would take where: part, bin and quantity."""
    lines = {line.id: line for line in requisition.lines}
    return [
        (str(lines[pick.line_id].part), uow.get(Bin, pick.bin_id).code, pick.quantity)
        for pick in _fullest_bins(uow, requisition)
    ]


def _fullest_bins(uow: UnitOfWork, requisition: Requisition) -> list[Pick]:
    picks = []
    for line in requisition.lines:
        wanted = line.missing
        bins = uow.scalars(
            select(Stock)
            .where(Stock.part_id == line.part_id, Stock.quantity > 0)
            .order_by(Stock.quantity.desc(), Stock.id)
        ).all()
        for stock in bins:
            if wanted <= 0:
                break
            taken = min(wanted, stock.quantity)
            picks.append(Pick(line_id=line.id, bin_id=stock.bin_id, quantity=taken))
            wanted -= taken
    return picks


def _take(
    uow: UnitOfWork, requisition: Requisition, lines: dict[int, RequisitionLine], pick: Pick
) -> RequisitionLine:
    line = lines.get(pick.line_id)
    if line is None:
        raise Invalid(_l("A pick names a line of another requisition."))
    if pick.quantity <= 0 or pick.quantity > line.missing:
        raise Invalid(
            _l(
                "{part}: {asked} picked, {missing} are still to be issued.",
                part=line.part,
                asked=format_quantity(pick.quantity),
                missing=format_quantity(line.missing),
            )
        )
    stock = stock_in(uow, line.part_id, pick.bin_id)
    there = stock.quantity if stock else Decimal(0)
    if stock is None or there < pick.quantity:
        place = uow.get(Bin, pick.bin_id)
        raise StockShort(
            _l(
                "{part}: bin {bin} holds {there}, {asked} were picked.",
                part=line.part,
                bin=place.code,
                there=format_quantity(there),
                asked=format_quantity(pick.quantity),
            )
        )
    move(uow, stock, -pick.quantity, requisition.number, requisition.id)
    line.issued += pick.quantity
    places = [*filter(None, line.bins.split(", ")), stock.bin.code]
    line.bins = ", ".join(dict.fromkeys(places))
    uow.flush()
    return line


def _open_debts(
    uow: UnitOfWork,
    requisition: Requisition,
    picks: Sequence[Pick],
    lines: dict[int, RequisitionLine],
) -> None:
    """One debt a line for what this issue handed out; its due day stands in the regulation."""
    rule = resolve(uow, "parts.old_part_return_days", scope=Scope())
    for line in lines.values():
        quantity = sum((p.quantity for p in picks if p.line_id == line.id), Decimal(0))
        if not quantity or not line.is_old_part_due:
            continue
        due_on = clock.today() + timedelta(days=rule.integer) if rule.is_set else None
        old = OldPart(
            number=uow.number("JJ"),
            case_id=requisition.case_id,
            requisition_id=requisition.id,
            part_id=line.part_id,
            holder_id=requisition.requester_id,
            quantity=quantity,
            due_on=due_on,
        )
        with uow.system("an issue opens the debt of the old part, whoever issues"):
            start(uow, old)
            snapshot(uow, old, "due", rule)
        uow.emit(OldPartDue(old_part_id=old.id, case_id=old.case_id))


def _note_shortages(uow: UnitOfWork, requisition: Requisition) -> None:
    open_for = set(
        uow.scalars(
            select(ShortageNotice.part_id).where(
                ShortageNotice.requisition_id == requisition.id, ShortageNotice.state != "settled"
            )
        )
    )
    for line in requisition.lines:
        if line.missing > 0 and line.part_id not in open_for:
            notice = ShortageNotice(
                number=uow.number("QL"),
                requisition_id=requisition.id,
                part_id=line.part_id,
                quantity=line.missing,
            )
            start(uow, notice)
            begin_step(uow, notice, "answer", "parts.shortage_answer_within")
            begin_step(uow, notice, "purchase", "parts.purchase_within")
    for notice in uow.scalars(
        select(ShortageNotice).where(
            ShortageNotice.requisition_id == requisition.id, ShortageNotice.state != "settled"
        )
    ).all():
        wanted = next((one for one in requisition.lines if one.part_id == notice.part_id), None)
        if wanted is not None and wanted.missing == 0:
            advance(uow, notice, "settle")
            end_step(uow, notice, "answer")
            end_step(uow, notice, "purchase")
