"""What service orders show of their loaners: a section, a button, a column, a filter."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, select

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import Action, Column, ExtraAction, ExtraColumn, ExtraFilter, Filter, Section
from modules.loaner.forms import LendForm
from modules.loaner.manifest import LEND, READ
from modules.loaner.models import Loan
from modules.loaner.services import FINISHED, lend
from modules.service.api import Order


def loans_of(uow: UnitOfWork, order: Order) -> Mapping[str, Any] | None:
    """The loans of an order for its page; None leaves the section out."""
    rows = uow.scalars(select(Loan).where(Loan.order_id == order.id).order_by(Loan.id)).all()
    return {"loans": rows} if rows else None


SECTIONS = (
    Section(
        slot="service.order.form",
        name="loaner",
        title=_l("Loaner machines"),
        template="loaner/_order_loans.html",
        context=loans_of,
        permission=READ,
    ),
)

ACTIONS = (
    ExtraAction(
        view="service.order",
        action=Action(
            name="lend",
            title=_l("Lend a machine"),
            icon="package",
            permission=LEND,
            when=lambda _uow, order: order.state not in FINISHED,
            verb=lend,
            form=LendForm,
        ),
    ),
)

OUT = (Loan.order_id == Order.id) & Loan.returned_at.is_(None)

COLUMNS = (
    ExtraColumn(
        view="service.orders",
        after="due",
        column=Column(
            name="loaner_due",
            title=_l("Loaner due"),
            source=select(func.min(Loan.due_on)).where(OUT).correlate(Order).scalar_subquery(),
            kind="date",
            sort=False,
            permission=READ,
        ),
    ),
)

FILTERS = (
    ExtraFilter(
        view="service.orders",
        filter=Filter(
            name="loaner",
            title=_l("Loaner out"),
            where=exists().where(OUT).correlate(Order),
        ),
    ),
)
