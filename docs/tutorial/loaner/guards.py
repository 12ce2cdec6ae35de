"""What must be settled before others may go on."""

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.registry.contributions import ExtraGuard
from modules.loaner.models import Loan
from modules.service.api import Order


def no_loaner_is_out(uow: UnitOfWork, order: Order) -> None:
    """An order does not close while the customer has a machine of ours for it."""
    out = select(Loan).where(Loan.order_id == order.id, Loan.returned_at.is_(None)).limit(1)
    with uow.system("a loaner that is out counts, whoever closes the order"):
        loan = uow.scalar(out)
    if loan is not None:
        raise Refused(
            _l(
                "Loaner {machine} ({number}) is still with the customer; take it back first.",
                machine=loan.machine,
                number=loan.number,
            )
        )


GUARDS = (ExtraGuard(workflow="service.order", transition="close", guard=no_loaner_is_out),)
