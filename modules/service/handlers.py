"""What the service desk does when a fact is told: the team learns of its order, papers are printed.

Papers are printed after the commit; the same content printed again is the stored paper, so a
repeated delivery does no harm.
"""

from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from aftersales.i18n import _l
from aftersales.notify.messages import notify
from aftersales.views.urls import record_url
from modules.service.events import CaseClosed, OrderAssigned, ReportReviewed
from modules.service.models import Case, Order, ServiceReport


def tell_team(uow: UnitOfWork, event: OrderAssigned) -> None:
    """Chief and helpers find their order in the inbox."""
    order = uow.get(Order, event.order_id)
    notify(
        uow,
        (event.chief_id, *event.member_ids),
        title=_l("Order {number} is yours: {what}", number=order.number, what=order.case.summary),
        body=order.case.customer.name,
        url=record_url("service.order", order.id),
        kind="task",
    )


def print_report(uow: UnitOfWork, event: ReportReviewed) -> None:
    """A reviewed report is printed in all its copies (F03)."""
    issue(uow, "service.report", uow.get(ServiceReport, event.report_id))


def print_entry(uow: UnitOfWork, event: CaseClosed) -> None:
    """A closed case's line of the register is printed (F01)."""
    issue(uow, "service.entry", uow.get(Case, event.case_id))
