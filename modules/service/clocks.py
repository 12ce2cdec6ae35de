"""What the service desk says of its clocks: what they are called and whom they concern."""

from collections.abc import Iterable

from aftersales.calendar.kinds import Clocked
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from modules.service.models import Case, Order

TITLES = {
    "reply": _l("Reply"),
    "arrive": _l("Arrival on site"),
    "fix": _l("Repair done"),
}


def people(_uow: UnitOfWork, case: Case) -> Iterable[int | None]:
    """The chief responsible; nobody before one is named."""
    return (case.chief_id,)


ORDER_CLOCKS = Clocked(
    model=Order,
    titles={"accept": _l("Taking of the order")},
    label=lambda order: f"{order.number} {order.case.summary}",
    people=lambda _uow, order: (order.chief_id,),
    urgent=lambda order: order.case.is_urgent,
)
CASE_CLOCKS = Clocked(
    model=Case,
    titles=TITLES,
    label=lambda case: f"{case.number} {case.summary}",
    people=people,
    role="dispatcher",
    urgent=lambda case: case.is_urgent,
)
CLOCKS = (CASE_CLOCKS, ORDER_CLOCKS)
