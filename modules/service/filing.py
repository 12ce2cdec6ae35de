"""What the service papers become in the archive (rules S0-5.4.9.1a–c, e)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from aftersales.db import clock
from aftersales.db.base import Record, ref
from aftersales.db.uow import UnitOfWork
from aftersales.documents import IssuedDocument, issued_of
from aftersales.documents.filing import FilingSource, FilingSpec
from aftersales.files import Attachment, attachments_of
from aftersales.i18n import _, _l
from modules.service.models import Case, OpinionForm, Order, ServiceReport
from modules.service.queries import orders_of


def of_paper(paper: IssuedDocument) -> FilingSource:
    """An issued paper as a piece."""
    return FilingSource(
        title=paper.title,
        number=paper.number,
        author=_("After-sales department"),
        dated=clock.local(paper.issued_at).date(),
        paper=paper,
    )


def of_file(one: Attachment) -> FilingSource:
    """An attached file as a piece."""
    return FilingSource(
        title=one.name,
        number="",
        author=_("After-sales department"),
        dated=clock.local(one.created_at).date(),
        attachment=one,
    )


def papers_of(uow: UnitOfWork, records: Iterable[Record], *names: str) -> list[FilingSource]:
    """The current issued papers of some records, by the names of their specifications."""
    return [
        of_paper(paper)
        for record in records
        for paper in issued_of(uow, record)
        if paper.is_current and paper.spec in names
    ]


def _children(uow: UnitOfWork, model: Any, case: Case) -> Sequence[Any]:
    statement = select(model).where(model.case_id == case.id).order_by(model.id)
    return uow.scalars(statement).unique().all()


def register_pieces(uow: UnitOfWork, case: Case) -> Sequence[FilingSource]:
    """The register's line, and letters or photographs that came with the contact."""
    files = [of_file(one) for one in attachments_of(uow, ref(case))]
    return [*papers_of(uow, [case], "service.entry"), *files]


def missing_register(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """The extract of the register has to be printed."""
    if papers_of(uow, [case], "service.entry"):
        return []
    return [_l("The register extract of {number} was not printed yet.", number=case.number)]


def opinion_pieces(uow: UnitOfWork, case: Case) -> Sequence[FilingSource]:
    """Opinion forms."""
    return papers_of(uow, _children(uow, OpinionForm, case), "service.opinion")


def missing_opinions(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """Opinion forms not printed."""
    return [
        _l("Opinion form {number} was not printed yet.", number=form.number)
        for form in _children(uow, OpinionForm, case)
        if not papers_of(uow, [form], "service.opinion")
    ]


def report_pieces(uow: UnitOfWork, case: Case) -> Sequence[FilingSource]:
    """Reviewed service reports."""
    return papers_of(uow, _current_reports(uow, case), "service.report")


def missing_reports(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """Reports that are not reviewed, or not printed since."""
    found: list[object] = []
    for report in _current_reports(uow, case):
        number = report.title_number
        if report.state != "reviewed":
            found.append(_l("The service report {number} is not reviewed yet.", number=number))
        elif not papers_of(uow, [report], "service.report"):
            found.append(_l("Service report {number} was not printed yet.", number=number))
    return found


def _current_reports(uow: UnitOfWork, case: Case) -> list[ServiceReport]:
    return [one for one in _children(uow, ServiceReport, case) if one.state != "superseded"]


def order_pieces(uow: UnitOfWork, case: Case) -> Sequence[FilingSource]:
    """Dispatch orders."""
    return papers_of(uow, _kept_orders(uow, case), "service.dispatch")


def missing_orders(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """Dispatch orders not printed."""
    return [
        _l("Dispatch order {number} was not printed yet.", number=order.number)
        for order in _kept_orders(uow, case)
        if not papers_of(uow, [order], "service.dispatch")
    ]


def _kept_orders(uow: UnitOfWork, case: Case) -> list[Order]:
    return [one for one in orders_of(uow, case) if one.state != "cancelled"]


FILINGS = (
    FilingSpec(
        name="service.register", kind="register", title=_l("Originals of visits, letters, calls"),
        thread=Case, collect=register_pieces, missing=missing_register,
    ),
    FilingSpec(
        name="service.opinion", kind="opinion", title=_l("Customer opinion forms"), thread=Case,
        collect=opinion_pieces, missing=missing_opinions,
        applies=lambda uow, case: bool(_children(uow, OpinionForm, case)),
    ),
    FilingSpec(
        name="service.report", kind="report", title=_l("Service reports"), thread=Case,
        collect=report_pieces, missing=missing_reports,
        applies=lambda uow, case: bool(_current_reports(uow, case)),
    ),
    FilingSpec(
        name="service.order", kind="order", title=_l("Dispatch orders"), thread=Case,
        collect=order_pieces, missing=missing_orders,
        applies=lambda uow, case: bool(_kept_orders(uow, case)),
    ),
)  # fmt: skip
