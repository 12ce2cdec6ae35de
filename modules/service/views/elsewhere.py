"""What customers and machines show of the service desk: the cases behind them."""

from typing import Any

from sqlalchemy import func, select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import ExtraAction, SmartButton
from aftersales.views.urls import list_url
from modules.service import manifest as may
from modules.service.models import Case


def _of_customer(uow: UnitOfWork, customer: Any) -> int:
    statement = select(func.count(Case.id)).where(Case.customer_id == customer.id)
    return uow.scalar(statement) or 0


def _of_machine(uow: UnitOfWork, equipment: Any) -> int:
    statement = select(func.count(Case.id)).where(Case.equipment_id == equipment.id)
    return uow.scalar(statement) or 0


ACTIONS = (
    ExtraAction(
        view="customers.customer",
        smart=SmartButton(
            title=_l("Cases"),
            icon="clipboard-list",
            count=_of_customer,
            url=lambda _uow, customer: list_url("service.cases", customer=customer.id),
            permission=may.READ,
        ),
    ),
    ExtraAction(
        view="customers.equipment",
        smart=SmartButton(
            title=_l("Cases"),
            icon="clipboard-list",
            count=_of_machine,
            url=lambda _uow, equipment: list_url("service.cases", equipment=equipment.id),
            permission=may.READ,
        ),
    ),
)
