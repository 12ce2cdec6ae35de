"""Storing the days of a year, seeding the known ones, and the calendar computed from them."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import delete, extract, select

from aftersales.calendar.models import CalendarDay, CalendarYear, NamedCalendar
from aftersales.calendar.named import COMPANY, Place, Rhythm, calendar_for, rhythm_of
from aftersales.calendar.working import (
    MONDAY_TO_FRIDAY,
    Exceptional,
    WorkingCalendar,
    WorkingHours,
)
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.regulation.resolve import ANYWHERE, Scope, resolve

KINDS = {"work": True, "makeup": True, "rest": False, "holiday": False}
OWN_KINDS = ("work", "rest")
"""The company's own exceptions; a notice leaves them alone."""
SEED_SOURCE = "chinesecalendar"
KEPT_CALENDARS = 64
_INFO = "calendar.working"

_calendars: OrderedDict[tuple[Rhythm, tuple[str, ...]], WorkingCalendar] = OrderedDict()


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


def working_calendar(uow: UnitOfWork, place: Place = COMPANY) -> WorkingCalendar:
    """The working calendar that holds at a place: a named one, else the company's own."""
    row = calendar_for(uow, place)
    if row is not None:
        return _built(uow, rhythm_of(row))
    return company_calendar(uow, company_hours(uow, place.scope))


def company_calendar(uow: UnitOfWork, hours: WorkingHours) -> WorkingCalendar:
    """The company's days with these hours."""
    return _built(uow, Rhythm(hours, MONDAY_TO_FRIDAY, follows_notice=True))


def named_calendar(uow: UnitOfWork, row: NamedCalendar) -> WorkingCalendar:
    """The working calendar of a named one."""
    return _built(uow, rhythm_of(row))


def _built(uow: UnitOfWork, rhythm: Rhythm) -> WorkingCalendar:
    """One small query a unit of work, then cached.

    The cache is keyed by the hashes of the stored years, so that a year imported by another
    process is seen by the next unit of work.
    """
    held: dict[Rhythm, WorkingCalendar] = uow.session.info.setdefault(_INFO, {})
    if rhythm in held:
        return held[rhythm]
    years = uow.rows(
        select(CalendarYear.year, CalendarYear.fingerprint).order_by(CalendarYear.year)
    )
    facts = tuple(row.fingerprint for row in years)
    calendar = _calendars.get((rhythm, facts))
    if calendar is None:
        calendar = WorkingCalendar(
            _exceptions(uow, facts),
            frozenset(row.year for row in years),
            rhythm.hours,
            weekdays=rhythm.weekdays,
            follows_notice=rhythm.follows_notice,
            own=dict(rhythm.own),
            names=rhythm.names,
        )
        _calendars[rhythm, facts] = calendar
        while len(_calendars) > KEPT_CALENDARS:
            _calendars.popitem(last=False)
    held[rhythm] = calendar
    return calendar


def _exceptions(uow: UnitOfWork, facts: tuple[str, ...]) -> Mapping[date, Exceptional]:
    """The stored days; calendars of the same years share them."""
    for (_rhythm, known), calendar in _calendars.items():
        if known == facts:
            return calendar.exceptions
    rows = uow.rows(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.name, CalendarDay.name_en)
    )
    return {row.day: Exceptional(KINDS[row.kind], row.kind, row.name, row.name_en) for row in rows}


def company_hours(uow: UnitOfWork, scope: Scope = ANYWHERE) -> WorkingHours:
    """The hours of a working day from the regulation (``calendar.working_hours``)."""
    table = resolve(uow, "calendar.working_hours", scope=scope).table
    return WorkingHours.of((row["opens"], row["closes"]) for row in table)


def year_is_known(uow: UnitOfWork, year: int) -> bool:
    """Whether the days of a year are published and stored; otherwise they are estimated."""
    return year in working_calendar(uow).known_years


def is_working_day(uow: UnitOfWork, day: date) -> bool:
    """Whether the company works on ``day``."""
    return working_calendar(uow).is_working_day(day)
