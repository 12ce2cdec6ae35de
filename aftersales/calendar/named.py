"""Whose working time counts: named calendars beside the company's own, and whom they serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from aftersales.calendar.models import CalendarAssignment, NamedCalendar
from aftersales.calendar.working import Exceptional, WorkingHours
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.regulation.resolve import ANYWHERE, Scope

KINDS = {
    "customer": _l("Customer (number)"),
    "region": _l("Region (code)"),
    "department": _l("Department (code)"),
}
"""Whom a calendar may serve; the first that has one decides."""

_INFO = "calendar.named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a promise is kept, as far as working time depends on it.

    :param customer: number of the customer; ``region``, ``department``: codes. Empty: none.
    :param scope: what the company's own hours (``calendar.working_hours``) may depend on.
    :param always: service is day and night (C02), where no calendar of its own holds.
    """

    customer: str = ""
    region: str = ""
    department: str = ""
    scope: Scope = ANYWHERE
    always: bool = False


COMPANY = Place()

ROUND_THE_CLOCK = "24x7"
"""Code of the calendar that every installation has."""


def calendar_for(uow: UnitOfWork, place: Place) -> NamedCalendar | None:
    """The named calendar of a customer, else of the region, else of the department, if any."""
    found = _assigned(uow, place)
    if found is None and place.always:
        return calendar_named(uow, ROUND_THE_CLOCK)
    return found


def _assigned(uow: UnitOfWork, place: Place) -> NamedCalendar | None:
    wanted = [(kind, getattr(place, kind)) for kind in KINDS if getattr(place, kind)]
    if not wanted:
        return None
    kept: dict[Any, NamedCalendar | None] = uow.session.info.setdefault(_INFO, {})
    key = tuple(wanted)
    if key not in kept:
        chosen = [
            and_(CalendarAssignment.kind == kind, CalendarAssignment.code == code)
            for kind, code in wanted
        ]
        found = {
            one.kind: one.calendar
            for one in uow.scalars(select(CalendarAssignment).where(or_(*chosen)))
        }
        kept[key] = next((found[kind] for kind, _code in wanted if kind in found), None)
    return kept[key]


def calendar_named(uow: UnitOfWork, code: str) -> NamedCalendar | None:
    """A named calendar by its code."""
    kept: dict[Any, NamedCalendar | None] = uow.session.info.setdefault(_INFO, {})
    if code not in kept:
        kept[code] = uow.scalar(select(NamedCalendar).where(NamedCalendar.code == code))
    return kept[code]


def forget(uow: UnitOfWork) -> None:
    """Look named calendars up anew in this unit of work."""
    uow.session.info.pop(_INFO, None)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a calendar adds to the days of the notice; a key under which it may be cached."""

    hours: WorkingHours
    weekdays: frozenset[int]
    follows_notice: bool
    own: tuple[tuple[date, Exceptional], ...] = ()
    names: tuple[str, str] = ("", "")


def rhythm_of(row: NamedCalendar) -> Rhythm:
    """The rhythm a named calendar is kept as."""
    own = {
        date.fromisoformat(one["day"]): Exceptional(
            bool(one["works"]),
            "work" if one["works"] else "rest",
            str(one.get("name", "")),
            str(one.get("name", "")),
        )
        for one in row.days
    }
    return Rhythm(
        WorkingHours.parse(row.hours),
        frozenset(int(digit) - 1 for digit in row.weekdays),
        row.follows_notice,
        tuple(sorted(own.items(), key=lambda item: item[0])),
        (row.name, row.name_en or row.name),
    )


def all_calendars(uow: UnitOfWork) -> Sequence[NamedCalendar]:
    """Every named calendar, by code."""
    return uow.scalars(select(NamedCalendar).order_by(NamedCalendar.code)).all()


def assignments(uow: UnitOfWork) -> Sequence[CalendarAssignment]:
    """Whom the named calendars serve."""
    return uow.scalars(
        select(CalendarAssignment).order_by(CalendarAssignment.kind, CalendarAssignment.code)
    ).all()
