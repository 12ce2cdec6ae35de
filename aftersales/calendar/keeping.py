"""Keeping the named calendars: what an administrator changes, and what follows for open clocks."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from aftersales.access import requires
from aftersales.auth.models import Department, Region
from aftersales.calendar.models import CalendarAssignment, NamedCalendar
from aftersales.calendar.named import KINDS, forget
from aftersales.calendar.recount import Moved, recount_calendar
from aftersales.calendar.working import WorkingHours
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.regulation.because import Bilingual

CODE = re.compile(r"^[a-z0-9][a-z0-9_-]{0,39}$")


@requires("admin.use")
def save_calendar(  # the fields of one form
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    name_en: str,
    hours: str,
    weekdays: str,
    follows_notice: bool,
    days: str,
) -> list[Moved]:
    """Make a named calendar or change it; open clocks that run on it are counted anew.

    :param weekdays: the days worked, Monday is 1: ``"123456"``.
    :param days: its own days, one a line: ``2026-11-24 - name`` (off), ``2026-11-28 + name``.
    :return: the clocks that moved.
    """
    if not CODE.match(code):
        raise Invalid(
            _l("A code has small letters, digits, - and _ only, at most 40."), field="code"
        )
    if not name.strip():
        raise Invalid(_l("Give the calendar a name."), field="name")
    try:
        spelled = str(WorkingHours.parse(hours))
    except ValueError:
        raise Invalid(
            _l("Write the hours as 08:00–12:00, 13:30–17:30, in order."), field="hours"
        ) from None
    if not weekdays or set(weekdays) - set("1234567"):
        raise Invalid(_l("Choose at least one day of the week."), field="weekdays")
    row = uow.scalar(select(NamedCalendar).where(NamedCalendar.code == code))
    if row is None:
        row = NamedCalendar(code=code)
        uow.session.add(row)
    row.name, row.name_en, row.hours = name.strip()[:60], name_en.strip()[:60], spelled
    row.weekdays, row.follows_notice = "".join(sorted(set(weekdays))), follows_notice
    row.days = list(_days(days))
    uow.flush()
    forget(uow)
    why = _l("The working calendar “{name}” was changed",
             name=Bilingual(row.name, row.name_en or row.name))  # fmt: skip
    return recount_calendar(uow, code, why)


@requires("admin.use")
def assign_calendar(uow: UnitOfWork, *, kind: str, owner: str, calendar: str) -> None:
    """Let a calendar serve a customer, region or department; clocks that start from now on use it.

    :param calendar: code of the calendar; empty takes the assignment back.
    """
    if kind not in KINDS:
        raise Invalid(_l("Choose whom the calendar serves."), field="kind")
    code = owner.strip()
    known = {"region": Region, "department": Department}.get(kind)
    unknown = known is not None and not uow.scalar(
        select(known.id).where(known.code == code)  # type: ignore[attr-defined]  # both have them
    )
    if not code or unknown:
        raise Invalid(_l("There is no “{code}”.", code=code), field="owner")
    held = uow.session.get(CalendarAssignment, (kind, code))
    if not calendar:
        if held is not None:
            uow.session.delete(held)
    else:
        row = uow.scalar(select(NamedCalendar).where(NamedCalendar.code == calendar))
        if row is None:
            raise Invalid(_l("Choose a calendar."), field="calendar")
        if held is None:
            uow.session.add(CalendarAssignment(kind=kind, code=code, calendar_id=row.id))
        else:
            held.calendar = row
    uow.flush()
    forget(uow)


def days_text(row: NamedCalendar) -> str:
    """The own days of a calendar as the form takes them."""
    return "\n".join(
        f"{one['day']} {'+' if one['works'] else '-'} {one.get('name', '')}".rstrip()
        for one in row.days
    )


def _days(text: str) -> Iterator[dict[str, Any]]:
    for line in filter(None, (line.strip() for line in text.splitlines())):
        day, _gap, rest = line.partition(" ")
        sign, name = rest.strip()[:1], rest.strip()[1:].strip()
        try:
            found = date.fromisoformat(day)
        except ValueError:
            found = None
        if found is None or sign not in ("+", "-"):
            raise Invalid(
                _l("“{line}” is no day: write 2026-11-24 - name (off) or 2026-11-28 + name.",
                   line=line), field="days",
            )  # fmt: skip
        yield {"day": found.isoformat(), "works": sign == "+", "name": name[:60]}
