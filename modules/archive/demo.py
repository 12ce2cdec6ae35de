"""The archive of the demo company: its closed case is filed and the month bound."""

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import issue
from modules.archive.completeness import completeness
from modules.archive.models import Volume
from modules.archive.services import bind_month, file_case
from modules.service.api import Case, newest_report


def load_demo(uow: UnitOfWork) -> None:
    """Print what the newest closed case lacks, file it, and bind its month."""
    people = {user.username: user for user in uow.scalars(select(User))}
    case = uow.scalar(
        select(Case)
        .where(Case.state == "closed", Case.external_number.is_(None))
        .order_by(Case.id)
        .limit(1)
    )
    if case is None or case.closed_at is None or uow.scalar(select(Volume.id)):
        return
    with uow.acting_as(people["dispatcher"].actor()):
        issue(uow, "service.entry", case)
        if report := newest_report(uow, case):
            issue(uow, "service.report", report)
    with uow.acting_as(people["archivist"].actor()):
        if not completeness(uow, case).is_complete:
            return
        file_case(uow, record_id=case.id)
        day = clock.local(case.closed_at).date()
        bind_month(uow, year=day.year, month=day.month, checker=people["office"].name)
