"""Asking for parts, and the production head's approval (rules S0-5.4.6.1a, b; C17)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from aftersales.access import requires
from aftersales.calendar.steps import begin_step, drop_step
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _, _l
from aftersales.regulation.resolve import Scope, resolve
from aftersales.workflow import (
    advance,
    decide,
    my_step,
    open_ruled_chain,
    start,
    withdraw_chain,
)
from modules.parts.models import Part, Requisition, RequisitionLine
from modules.service.api import Case, Order

CHAIN = "parts.requisition"


@requires("parts.requisition.create")
def draft_requisition(
    uow: UnitOfWork,
    *,
    case_id: int,
    reason: str,
    basis: str,
    lines: Iterable[Mapping[str, Any]],
    order_id: int | None = None,
    note: str = "",
) -> Requisition:
    """Write a requisition for a case.

    :param reason: code of ``words.REASONS``; ``basis`` of ``words.BASIS``.
    :param lines: mappings with ``part_id`` and ``quantity`` (> 0, in the part's stock unit).
    :raises Invalid: a line without quantity, or a part named twice.
    """
    case = uow.get(Case, case_id)
    order = uow.get(Order, order_id) if order_id else _open_order(uow, case.id)
    requisition = Requisition(
        number=uow.number("LL"),
        case_id=case.id,
        order_id=order.id if order else None,
        requester_id=uow.actor.user_id,
        reason=reason,
        basis=basis,
        note=note,
        warranty=case.warranty_code,
    )
    start(uow, requisition)
    _set_lines(uow, requisition, lines)
    return requisition


@requires("parts.requisition.create")
def change_requisition(uow: UnitOfWork, /, *, record_id: int, **changes: Any) -> Requisition:
    """Change a requisition nobody has approved yet. :raises Refused: once it was submitted."""
    requisition = uow.get(Requisition, record_id, lock=True)
    if requisition.state not in ("draft", "rejected"):
        raise Refused(_l("A submitted requisition is not changed; void it and write a new one."))
    for name in ("reason", "basis", "note", "order_id"):
        if name in changes:
            setattr(requisition, name, changes[name])
    if "lines" in changes:
        _set_lines(uow, requisition, changes["lines"])
    uow.flush()
    return requisition


@requires("parts.requisition.create")
def submit_requisition(uow: UnitOfWork, *, record_id: int) -> Requisition:
    """Hand the requisition to those the regulation names (``parts.approval_chain``).

    Where it names nobody, the keeper may issue at once. :raises Refused: nobody but the requester
    could approve it.
    """
    requisition = uow.get(Requisition, record_id, lock=True)
    advance(uow, requisition, "submit")
    requisition.submitted_at = uow.now
    ruled = resolve(uow, "parts.approval_chain", scope=Scope())
    if open_ruled_chain(uow, requisition, CHAIN, ruled, title=requisition.number) is None:
        with uow.entitled("the regulation asks for no approval"):
            chain_decided(uow, record_id=requisition.id, approved=True)
    return requisition


@requires("parts.requisition.create")
def request_parts(uow: UnitOfWork, /, **data: Any) -> Requisition:
    """Write and submit in one step: what a technician does from the phone."""
    return submit_requisition(uow, record_id=draft_requisition(uow, **data).id)


@requires("parts.requisition.approve")
def approve_requisition(uow: UnitOfWork, *, record_id: int, note: str = "") -> Requisition:
    """Sign the actor's step; after the last one the keeper may issue.

    :raises Refused: it is not the actor's turn. :raises Forbidden: nobody approves his own request.
    """
    return _decide(uow, record_id, approve=True, note=note)


@requires("parts.requisition.approve")
def reject_requisition(uow: UnitOfWork, *, record_id: int, note: str) -> Requisition:
    """Refuse with a reason; the requester may change the requisition and submit it again."""
    return _decide(uow, record_id, approve=False, note=note)


@requires("parts.requisition.create")
def cancel_requisition(uow: UnitOfWork, *, record_id: int) -> Requisition:
    """Void a requisition nothing was issued on."""
    requisition = uow.get(Requisition, record_id, lock=True)
    advance(uow, requisition, "cancel")
    drop_step(uow, requisition, "issue", _("The requisition was voided."))
    withdraw_chain(uow, requisition, CHAIN)
    return requisition


def chain_decided(uow: UnitOfWork, *, record_id: int, approved: bool, note: str = "") -> None:
    """Move the requisition once its chain is decided (handler of the workflow's chain events)."""
    requisition = uow.get(Requisition, record_id, lock=True)
    if requisition.state != "submitted":
        return
    advance(uow, requisition, "approve" if approved else "reject", note)
    if approved:
        requisition.approved_at, requisition.approved_by_id = uow.now, uow.actor.user_id
        requisition.refusal = ""
        begin_step(uow, requisition, "issue", "parts.issue_within")
    else:
        requisition.refusal = note
    uow.flush()


def _decide(uow: UnitOfWork, record_id: int, *, approve: bool, note: str) -> Requisition:
    requisition = uow.get(Requisition, record_id)
    mine = my_step(uow, requisition, CHAIN)
    if mine is None:
        raise Refused(_l("This requisition does not wait for your approval."))
    decide(uow, mine.id, approve=approve, note=note)
    return requisition


def _open_order(uow: UnitOfWork, case_id: int) -> Order | None:
    return uow.scalar(
        select(Order).where(Order.case_id == case_id).order_by(Order.id.desc()).limit(1)
    )


def _set_lines(
    uow: UnitOfWork, requisition: Requisition, lines: Iterable[Mapping[str, Any]]
) -> None:
    rule = resolve(uow, "parts.return_required_for", scope=Scope())
    seen: set[int] = set()
    new = []
    for index, line in enumerate(lines):
        part = uow.get(Part, line["part_id"])
        quantity = Decimal(line["quantity"] or 0)
        if quantity <= 0:
            raise Invalid(_l("Ask for more than nothing."), field=f"lines-{index}-quantity")
        if part.id in seen:
            raise Invalid(
                _l("{part} stands here twice.", part=part), field=f"lines-{index}-part_id"
            )
        seen.add(part.id)
        due = must_return(part, rule.text if rule.is_set else None)
        new.append(RequisitionLine(part=part, quantity=quantity, is_old_part_due=due))
    requisition.lines = new
    uow.flush()


def must_return(part: Part, rule: str | None) -> bool:
    """Whether the old part is owed: for ``important`` parts, ``all`` parts, or ``none``."""
    return rule == "all" or (rule != "none" and part.is_important)
