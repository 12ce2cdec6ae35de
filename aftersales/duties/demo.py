"""The duties of the demo company: a quarter and more of them, most done, the last month missed."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from aftersales.auth.models import Department, User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.duties.daily import let_pass, write_down
from aftersales.duties.models import OwedDuty
from aftersales.duties.words import codes_of
from aftersales.regulation.duty import period_of

HISTORY = timedelta(days=150)
AT = time(16, 20)


def load_demo_duties(uow: UnitOfWork) -> None:
    """Write down the duties of the last five months; done before the last month, each in time."""
    if uow.scalar(select(OwedDuty.id).limit(1)):
        return
    today = clock.today()
    write_down(uow, since=today - HISTORY)
    last_month = period_of("monthly", period_of("monthly", today)[0] - timedelta(days=1))[0]
    rows = select(OwedDuty).where(OwedDuty.due_on < last_month).order_by(OwedDuty.id)
    for duty in uow.scalars(rows):
        _was_done(uow, duty)
    let_pass(uow)


def _was_done(uow: UnitOfWork, duty: OwedDuty) -> None:
    first = next(iter(codes_of(duty.departments)), "")
    person = uow.scalar(
        select(User)
        .join(Department, User.department_id == Department.id)
        .where(Department.code == first)
        .order_by(User.id)
        .limit(1)
    )
    duty.state, duty.done_by_id = "done", person.id if person else None
    duty.done_at = datetime.combine(duty.due_on, AT, tzinfo=clock.zone())
    duty.proof = f"{duty.shown_wanted.zh or duty.shown_title.zh}：已完成并归档"
