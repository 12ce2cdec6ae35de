"""The page of the calendar: a year in twelve months, the notice, the named calendars."""

from datetime import date
from typing import Any

from babel.dates import get_month_names
from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from aftersales.access.permissions import require
from aftersales.calendar.keeping import assign_calendar, days_text, save_calendar
from aftersales.calendar.models import CalendarYear
from aftersales.calendar.named import KINDS, all_calendars, assignments, calendar_named
from aftersales.calendar.notice import Notice, differences, read_notice, take_in
from aftersales.calendar.year_view import months_of, spans_of
from aftersales.calendar.years import named_calendar, working_calendar
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, Invalid, NotFound
from aftersales.i18n import _, _l, current_locale
from aftersales.web.limits import limited
from aftersales.web.page import render_page

bp = Blueprint("calendar", __name__, url_prefix="/calendar", template_folder="templates")

FIRST, LAST = 2004, 2100
WEEKDAYS = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))


@bp.get("")
def show() -> str:
    """The year (``year``), on the company's calendar or a named one (``calendar``)."""
    return _page()


@bp.post("/notice")
@limited("import")
def check_notice() -> ResponseReturnValue:
    """Read a file and show what it would change; nothing is stored."""
    require(current_uow().actor, "admin.use")
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid(_l("Choose a file."), field="file")
        notice = read_notice(sent.stream.read(), sent.filename, _year())
    except DomainError as error:
        return _page(error=error), error.status
    return _page(notice=notice, source=sent.filename)


@bp.post("/notice/take")
def take_notice() -> ResponseReturnValue:
    """Store what was shown; open deadlines are counted anew."""
    year, source = _year(), request.form.get("source", "")
    data = request.form.get("days", "").encode()
    try:
        moved = take_in(current_uow(), read_notice(data, "notice.csv", year), source=source)
    except DomainError as error:
        return _page(error=error), error.status
    flash(_("The calendar of {year} is stored; {count} open deadlines moved.",
            year=str(year), count=len(moved)))  # fmt: skip
    return redirect(f"/calendar?year={year}", 303)


@bp.post("/named")
def save_named() -> ResponseReturnValue:
    """Make a named calendar or change it."""
    form = request.form
    try:
        moved = save_calendar(
            current_uow(),
            code=form.get("code", "").strip(),
            name=form.get("name", ""),
            name_en=form.get("name_en", ""),
            hours=form.get("hours", ""),
            weekdays="".join(form.getlist("weekdays")),
            follows_notice="follows_notice" in form,
            days=form.get("days", ""),
        )
    except DomainError as error:
        return _page(error=error, typed=form), error.status
    flash(_("The calendar is stored; {count} open deadlines moved.", count=len(moved)))
    return redirect("/calendar#named", 303)


@bp.post("/serves")
def assign() -> ResponseReturnValue:
    """Let a calendar serve somebody, or no longer."""
    form = request.form
    try:
        assign_calendar(
            current_uow(),
            kind=form.get("kind", ""),
            owner=form.get("owner", ""),
            calendar=form.get("calendar", ""),
        )
    except DomainError as error:
        return _page(error=error, typed=form), error.status
    return redirect("/calendar#named", 303)


def _page(
    *,
    notice: Notice | None = None,
    source: str = "",
    error: DomainError | None = None,
    typed: Any = None,
) -> str:
    uow = current_uow()
    require(uow.actor, "regulation.read")
    year, chosen = _year(), request.values.get("calendar", "") if request.method == "GET" else ""
    found = _calendar(uow, chosen)
    return render_page(
        "calendar/year.html",
        title=_("Calendar {year}", year=str(year)),
        year=year,
        chosen=chosen,
        years=range(max(FIRST, clock.today().year - 3), clock.today().year + 3),
        today=clock.today(),
        weekday_names=WEEKDAYS,
        month_names=get_month_names("wide", locale=current_locale()),
        months=months_of(found, year),
        spans=list(spans_of(found, year)),
        hours=str(found.hours),
        estimated=found.is_estimated(date(year, 1, 1), date(year, 12, 31)),
        known=uow.session.get(CalendarYear, year),
        named=all_calendars(uow),
        serves=assignments(uow),
        kinds=KINDS,
        days_text=days_text,
        may_change=uow.actor.can("admin.use"),
        notice=notice,
        source=source,
        changes=differences(uow, notice) if notice else ((), ()),
        error=error,
        typed=typed or {},
    )


def _calendar(uow: UnitOfWork, code: str) -> Any:
    if not code:
        return working_calendar(uow)
    row = calendar_named(uow, code)
    if row is None:
        raise NotFound(_l("There is no “{code}”.", code=code))
    return named_calendar(uow, row)


def _year() -> int:
    text = request.values.get("year", "") or str(clock.today().year)
    if not text.isdecimal() or not FIRST <= int(text) <= LAST:
        raise Invalid(
            _l("Choose a year from {first} to {last}.", first=str(FIRST), last=str(LAST)),
            field="year",
        )
    return int(text)
