"""What customers and machines show of the service desk: the cases behind them."""

from aftersales.i18n import _l
from aftersales.views import ExtraAction, SmartButton, counting
from aftersales.views.urls import list_url
from modules.service import manifest as may
from modules.service.models import Case

ACTIONS = (
    ExtraAction(
        view="customers.customer",
        smart=SmartButton(
            title=_l("Cases"),
            icon="clipboard-list",
            count=counting(Case.customer_id),
            url=lambda _uow, customer: list_url("service.cases", customer=customer.id),
            permission=may.READ,
        ),
    ),
    ExtraAction(
        view="customers.equipment",
        smart=SmartButton(
            title=_l("Cases"),
            icon="clipboard-list",
            count=counting(Case.equipment_id),
            url=lambda _uow, equipment: list_url("service.cases", equipment=equipment.id),
            permission=may.READ,
        ),
    ),
)
