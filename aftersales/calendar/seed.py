"""What every installation's calendar begins with; runs at each ``modules sync``."""

from sqlalchemy import select

from aftersales.calendar.models import NamedCalendar
from aftersales.calendar.named import ROUND_THE_CLOCK
from aftersales.calendar.years import seed_years
from aftersales.db.uow import UnitOfWork


def seed(uow: UnitOfWork) -> list[int]:
    """The years the library knows and the calendar that never rests; the years stored."""
    if uow.scalar(select(NamedCalendar.id).where(NamedCalendar.code == ROUND_THE_CLOCK)) is None:
        uow.add(
            NamedCalendar(
                code=ROUND_THE_CLOCK,
                name="全天候",
                name_en="Round the clock",
                hours="00:00–24:00",
                weekdays="1234567",
                follows_notice=False,
                days=[],
            )
        )
    return seed_years(uow)
