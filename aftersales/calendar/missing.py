"""Asking administrators for the notice of next year, from November on, once a week."""

from datetime import timedelta

from sqlalchemy import select

from aftersales.calendar.years import year_is_known
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.notify import Message, notify

FROM_MONTH = 11
WEEK = timedelta(days=6, hours=12)
"""A job that runs daily does not run at the same second: half a day less than a week."""


def missing_years(uow: UnitOfWork) -> list[int]:
    """Years without a notice that should have one: this year, and from November the next."""
    today = clock.today()
    years = [today.year, *([today.year + 1] if today.month >= FROM_MONTH else [])]
    return [year for year in years if not year_is_known(uow, year)]


def ask_for_notice(uow: UnitOfWork) -> None:
    """Put a note into the inbox of the administrators for each missing year, once a week."""
    for year in missing_years(uow):
        url = f"/calendar?year={year}"
        lately = select(Message.id).where(
            Message.url == url, Message.kind == "task", Message.created_at > uow.now - WEEK
        )
        if uow.scalar(lately.limit(1)) is not None:
            continue
        notify(
            uow,
            role="admin",
            title=_l("The calendar of {year} is missing", year=str(year)),
            body=_l(
                "Working days of {year} are estimated until the State Council's notice is taken"
                " in. Import it here (csv or ics).",
                year=str(year),
            ),
            url=url,
            kind="task",
        )
