"""What we do when the service desk tells a fact."""

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.events import on
from aftersales.i18n import _l
from aftersales.notify import notify
from aftersales.views.urls import record_url
from modules.loaner.models import Loan
from modules.service.api import EquipmentRecovered


def ask_back(uow: UnitOfWork, event: EquipmentRecovered) -> None:
    """The customer's own machine runs again: whoever lent ours, and the chief, fetch it back.

    Runs after the commit and perhaps more than once; ``asked_back_at`` makes it one message.
    """
    waiting = select(Loan).where(
        Loan.order_id == event.order_id,
        Loan.returned_at.is_(None),
        Loan.asked_back_at.is_(None),
    )
    for loan in uow.scalars(waiting):
        loan.asked_back_at = uow.now
        notify(
            uow,
            (loan.created_by_id, loan.order.chief_id),
            title=_l("Fetch the loaner {machine} back", machine=loan.machine),
            body=_l("The customer's own machine runs again ({order}).", order=loan.order),
            url=record_url("loaner.loan", loan.id),
            kind="task",
        )


HANDLERS = (on(EquipmentRecovered, ask_back, "after"),)
