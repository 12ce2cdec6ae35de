"""The pool of the demo company, and loaners at two of its customers."""

from datetime import timedelta

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from modules.loaner.models import PoolMachine
from modules.loaner.services import add_machine, lend
from modules.service.api import Order

POOL = (
    ("BY-01", "液压泵站 HPU-45"),
    ("BY-02", "颚式破碎机 PE-400×600"),
    ("BY-03", "空压机 LG-7.5"),
)


def load_demo(uow: UnitOfWork) -> None:
    """Three machines; two are lent, one for an order whose report waits for its review."""
    manager = uow.scalar(select(User).where(User.username == "dispatcher"))
    if manager is None:
        return
    orders = [
        uow.scalar(select(Order).where(Order.state == state).order_by(Order.id).limit(1))
        for state in ("reported", "on_site")
    ]
    known = set(uow.scalars(select(PoolMachine.number)))
    with uow.acting_as(manager.actor()):
        pool = [
            add_machine(uow, number=number, name=name)
            for number, name in POOL
            if number not in known
        ]
        for order, machine in zip(filter(None, orders), pool, strict=False):
            lend(
                uow,
                record_id=order.id,
                machine_id=machine.id,
                due_on=clock.today() + timedelta(days=7),
            )
