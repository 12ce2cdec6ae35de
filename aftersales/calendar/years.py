"""Storing the days of a year, seeding the known ones, and the calendar computed from them."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, extract, select

from aftersales.calendar.models import CalendarDay, CalendarYear
from aftersales.calendar.working import Exceptional, WorkingCalendar, WorkingHours
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve

KINDS = {"work": True, "makeup": True, "rest": False, "holiday": False}
SEED_SOURCE = "chinesecalendar"
KEPT_CALENDARS = 4
_INFO = "calendar.working"

_calendars: OrderedDict[tuple[object, ...], WorkingCalendar] = OrderedDict()


def store_year(
    uow: UnitOfWork, year: int, days: Iterable[CalendarDay], *, source: str
) -> CalendarYear:
    """Replace what is known about ``year``: the days that differ from the week.

    :raises Invalid: a day of another year, of an unknown kind, or given twice.
    """
    rows = sorted(days, key=lambda row: row.day)
    for row in rows:
        if row.day.year != year or row.kind not in KINDS:
            raise Invalid(_l("{day} ({kind}) does not belong into the calendar of {year}.",
                             day=str(row.day), kind=row.kind, year=year))  # fmt: skip
    if len({row.day for row in rows}) != len(rows):
        raise Invalid(_l("A day is given twice in the calendar of {year}.", year=year))
    uow.execute(delete(CalendarDay).where(extract("year", CalendarDay.day) == year))
    uow.session.add_all(rows)
    known = uow.session.get(CalendarYear, year) or CalendarYear(year=year)
    facts = "\n".join(f"{row.day} {row.kind} {row.name} {row.name_en}" for row in rows)
    known.source, known.stored_at = source, uow.now
    known.fingerprint = hashlib.sha256(f"{year}\n{facts}".encode()).hexdigest()
    uow.session.add(known)
    uow.flush()
    uow.session.info.pop(_INFO, None)
    return known


def seed_years(uow: UnitOfWork) -> list[int]:
    """Store every year the library knows (2004–2026) and the table lacks; the years stored.

    A year that the company imported or corrected is left alone.
    """
    import chinese_calendar
    from chinese_calendar import constants

    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    stored = set(uow.scalars(select(CalendarYear.year)))
    years: dict[int, list[CalendarDay]] = {}
    for kind, found in (("holiday", constants.holidays), ("makeup", constants.workdays)):
        for day, name in found.items():
            if day.year in stored:
                continue
            row = CalendarDay(
                day=day, kind=kind, name=names[name], name_en=name, source=SEED_SOURCE
            )
            years.setdefault(day.year, []).append(row)
    for year, days in sorted(years.items()):
        store_year(uow, year, days, source=SEED_SOURCE)
    return sorted(years)


def working_calendar(uow: UnitOfWork) -> WorkingCalendar:
    """The company's working calendar; one small query a unit of work, then cached.

    The cache is keyed by the hashes of the stored years, so that a year imported by another
    process is seen by the next unit of work.
    """
    held = uow.session.info.get(_INFO)
    if isinstance(held, WorkingCalendar):
        return held
    years = uow.rows(
        select(CalendarYear.year, CalendarYear.fingerprint).order_by(CalendarYear.year)
    )
    hours = company_hours(uow)
    key = (hours, *(row.fingerprint for row in years))
    calendar = _calendars.get(key)
    if calendar is None:
        rows = uow.rows(
            select(CalendarDay.day, CalendarDay.kind, CalendarDay.name, CalendarDay.name_en)
        )
        exceptions = {
            row.day: Exceptional(KINDS[row.kind], row.kind, row.name, row.name_en) for row in rows
        }
        calendar = WorkingCalendar(exceptions, frozenset(row.year for row in years), hours)
        _calendars[key] = calendar
        while len(_calendars) > KEPT_CALENDARS:
            _calendars.popitem(last=False)
    uow.session.info[_INFO] = calendar
    return calendar


def company_hours(uow: UnitOfWork) -> WorkingHours:
    """The hours of a working day from the regulation (``calendar.working_hours``)."""
    table = resolve(uow, "calendar.working_hours").table
    return WorkingHours.of((row["opens"], row["closes"]) for row in table)


def year_is_known(uow: UnitOfWork, year: int) -> bool:
    """Whether the days of a year are published and stored; otherwise they are estimated."""
    return year in working_calendar(uow).known_years


def is_working_day(uow: UnitOfWork, day: date) -> bool:
    """Whether the company works on ``day``."""
    return working_calendar(uow).is_working_day(day)
