"""The verbs: what people do with loaner machines."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from aftersales.access import requires
from aftersales.db import clock
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.files import store
from aftersales.i18n import _l
from aftersales.workflow import advance, start
from modules.loaner.events import MachineLent, MachineReturned
from modules.loaner.manifest import KEEP, LEND
from modules.loaner.models import Loan, PoolMachine
from modules.service.api import Order

FINISHED = ("closed", "cancelled")


@requires(KEEP)
def add_machine(uow: UnitOfWork, *, number: str, name: str, note: str = "") -> PoolMachine:
    """Put a machine into the pool."""
    machine = PoolMachine(number=number, name=name, note=note)
    start(uow, machine)
    return machine


@requires(KEEP)
def change_machine(uow: UnitOfWork, /, *, record_id: int, **changes: Any) -> PoolMachine:
    """Correct what is said of a machine."""
    machine = uow.get(PoolMachine, record_id, lock=True)
    for name in ("number", "name", "note"):
        if name in changes:
            setattr(machine, name, changes[name])
    uow.flush()
    return machine


@requires(LEND)
def lend(
    uow: UnitOfWork, *, record_id: int, machine_id: int, due_on: date, slip: Sequence[Any] = ()
) -> Loan:
    """Lend a machine for the time of an order. Emits ``MachineLent``.

    :param record_id: the order.
    :param due_on: the day it is promised back, today or later.
    :param slip: photographs of the slip the customer signed.
    :raises Refused: the order is finished, or the machine is not in the pool just now.
    """
    order = uow.get(Order, record_id, lock=True)
    machine = uow.get(PoolMachine, machine_id, lock=True)
    if order.state in FINISHED:
        raise Refused(_l("Order {number} is finished; nothing is lent for it.", number=order))
    if machine.state != "free":
        raise Refused(_l("{machine} is not in the pool just now.", machine=machine))
    if due_on < clock.today():
        raise Invalid(_l("The day to bring it back is past."), field="due_on")
    loan = Loan(
        number=uow.number("JY"),
        order_id=order.id,
        order=order,
        machine_id=machine.id,
        machine=machine,
        lent_at=uow.now,
        due_on=due_on,
    )
    uow.add(loan)
    advance(uow, machine, "lend")
    _keep(uow, loan, slip)
    uow.emit(MachineLent(loan_id=loan.id, order_id=order.id))
    return loan


@requires(LEND)
def take_back(uow: UnitOfWork, *, record_id: int, condition: str, slip: Sequence[Any] = ()) -> Loan:
    """Take a machine back into the pool. Emits ``MachineReturned``.

    :param condition: how it came back, in words.
    :raises Refused: it is back already.
    """
    loan = uow.get(Loan, record_id, lock=True)
    if loan.returned_at is not None:
        raise Refused(_l("{machine} is back already.", machine=loan.machine))
    loan.returned_at, loan.condition = uow.now, condition.strip()
    advance(uow, loan.machine, "take_back")
    _keep(uow, loan, slip)
    uow.emit(MachineReturned(loan_id=loan.id, order_id=loan.order_id))
    return loan


def _keep(uow: UnitOfWork, loan: Loan, slip: Sequence[Any]) -> None:
    for page in slip:
        store(uow, page.content, page.filename, owner=ref(loan), kind="slip")
