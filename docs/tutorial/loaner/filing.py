"""What becomes of the signed slips in the archive."""

from collections.abc import Sequence

from sqlalchemy import select

from aftersales.db import clock
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.documents.filing import FilingSource, FilingSpec
from aftersales.files import attachments_of
from aftersales.i18n import _, _l
from modules.loaner.models import Loan
from modules.service.api import Case, Order


def _loans(uow: UnitOfWork, case: Case) -> Sequence[Loan]:
    of_case = select(Loan).join(Order, Loan.order_id == Order.id).where(Order.case_id == case.id)
    return uow.scalars(of_case.order_by(Loan.id)).all()


def slips(uow: UnitOfWork, case: Case) -> Sequence[FilingSource]:
    """The signed slips of a case's loans, oldest first."""
    return [
        FilingSource(
            title=_("Loan slip {number}", number=loan.number),
            number=loan.number,
            author=_("After-sales department"),
            dated=clock.local(page.created_at).date(),
            attachment=page,
        )
        for loan in _loans(uow, case)
        for page in attachments_of(uow, ref(loan))
        if page.kind == "slip"
    ]


def missing_slips(uow: UnitOfWork, case: Case) -> Sequence[object]:
    """Loans without any signed slip."""
    return [
        _l("Loan {number} has no signed slip.", number=loan.number)
        for loan in _loans(uow, case)
        if not attachments_of(uow, ref(loan))
    ]


FILING = FilingSpec(
    name="loaner.slips",
    kind="contact",
    title=_l("Loan slips"),
    thread=Case,
    collect=slips,
    missing=missing_slips,
    applies=lambda uow, case: bool(_loans(uow, case)),
)
