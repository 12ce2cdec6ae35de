"""The same order for a thumb: every step leads back to the technician's day."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.views import Action, FormView
from modules.service import manifest as may
from modules.service.forms.order import ExplainForm, RefuseForm, ReportForm, SignForm
from modules.service.models import Order, ServiceReport
from modules.service.queries import report_of
from modules.service.services.reports import (
    customer_refuses,
    customer_signs,
    give_explanations,
    write_report,
)
from modules.service.services.review import submit_report
from modules.service.views.order_page import FIELD_ACTIONS, ORDER, may_write_report, report_initial
from modules.service.views.sources import internal

MY_DAY = "/service/my"


def back(verb: Callable[..., Any]) -> Callable[..., str]:
    """The verb, after which the browser returns to the day."""

    def run(uow: UnitOfWork, *, record_id: int, **data: Any) -> str:
        verb(uow, record_id=record_id, **data)
        return f"{MY_DAY}?order={record_id}"

    return run


def on_report(verb: Callable[..., Any]) -> Callable[..., str]:
    """A verb on the order's report, called with the order."""

    def run(uow: UnitOfWork, *, record_id: int, **data: Any) -> str:
        report = report_of(uow, uow.get(Order, record_id))
        if report is None:
            raise Refused(_l("There is no service report yet."))
        verb(uow, record_id=report.id, **data)
        return f"{MY_DAY}?order={record_id}"

    return run


def report_stands(*states: str, opinion: bool = False) -> Any:
    """Whether the order's report is in one of the states, with or without the opinion."""

    def check(uow: UnitOfWork, order: Order) -> bool:
        report = report_of(uow, order)
        return report is not None and report.state in states and report.has_opinion is opinion

    return check


def _explained(uow: UnitOfWork, order: Order) -> dict[str, Any]:
    report = report_of(uow, order)
    return {
        "topics": report.explained if report else [],
        "gap_reason": report.explained_gap if report else "",
    }


def _returned(report: ServiceReport | None) -> bool:
    return report is not None and report.state == "draft"


REPORT_ACTIONS = (
    Action(
        name="write_report", title=_l("Write the report"), icon="file-text", style="primary",
        permission=may.WRITE_REPORT, when=may_write_report, verb=back(write_report),
        form=ReportForm, initial=report_initial,
    ),
    Action(
        name="explain", title=_l("Explain and present"), icon="school", style="primary",
        permission=may.WRITE_REPORT, verb=on_report(give_explanations), form=ExplainForm,
        when=lambda uow, order: _returned(report_of(uow, order)), initial=_explained,
    ),
    Action(
        name="sign", title=_l("Customer signs"), icon="signature", style="primary",
        permission=may.WRITE_REPORT, when=report_stands("customer"),
        verb=on_report(customer_signs), form=SignForm,
        initial=lambda _uow, order: {"signer_name": order.case.contact_name},
        done=_l("Signed. Thank you."),
    ),
    Action(
        name="refuse", title=_l("Customer does not sign"), icon="signature-off",
        permission=may.WRITE_REPORT, when=report_stands("customer"),
        verb=on_report(customer_refuses), form=RefuseForm,
    ),
    Action(
        name="submit", title=_l("Submit for review"), icon="send", style="primary",
        permission=may.WRITE_REPORT, when=report_stands("customer", opinion=True),
        verb=on_report(submit_report), done=_l("Handed in for review."),
    ),
)  # fmt: skip

DAY = FormView(
    name="service.day",
    title=_l("Service order"),
    model=Order,
    path="/service/day",
    permission=may.EXECUTE,
    heading=ORDER.heading,
    subheading=ORDER.subheading,
    groups=ORDER.groups,
    tabs=ORDER.tabs,
    actions=(
        *(
            replace(action, verb=back(action.verb))
            for action in FIELD_ACTIONS
            if action.verb and action.name != "write_report"
        ),
        *REPORT_ACTIONS,
        *internal("assign", "reassign", "leave", "report", "send_back", "close", "cancel"),
    ),
    why=ORDER.why,
)
