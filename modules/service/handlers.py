"""What the service desk does after a fact is committed: it prints what the archive will ask for.

The same content printed again is the stored paper, so a repeated delivery does no harm.
"""

from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from modules.service.events import CaseClosed, ReportReviewed
from modules.service.models import Case, ServiceReport


def print_report(uow: UnitOfWork, event: ReportReviewed) -> None:
    """A reviewed report is printed in all its copies (F03)."""
    issue(uow, "service.report", uow.get(ServiceReport, event.report_id))


def print_entry(uow: UnitOfWork, event: CaseClosed) -> None:
    """A closed case's line of the register is printed (F01)."""
    issue(uow, "service.entry", uow.get(Case, event.case_id))
