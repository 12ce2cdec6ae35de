"""The State Council's yearly notice from a file: csv or ics, read, examined, taken in."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import extract, select

from aftersales.access import requires
from aftersales.calendar.models import CalendarDay
from aftersales.calendar.recount import Moved, recount_year
from aftersales.calendar.statutory import statutory_days
from aftersales.calendar.years import OWN_KINDS, store_year
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import LazyText, _l, format_date
from aftersales.regulation.because import Bilingual

MOST_IN_A_ROW = 6
SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("holiday", "off", "放假", "休", "假期", "节假日", "false"), "holiday"),
    **dict.fromkeys(("makeup", "make-up", "上班", "班", "补班", "调休上班", "true"), "makeup"),
    **dict.fromkeys(("work", "公司上班"), "work"),
    **dict.fromkeys(("rest", "公司休息"), "rest"),
}
"""How files write the kinds of days; what is left of a sign like （休） is the name."""

HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("date", "day", "日期"), "date"),
    **dict.fromkeys(("kind", "type", "类型", "类别", "安排"), "kind"),
    **dict.fromkeys(("name", "名称", "节日"), "name"),
    **dict.fromkeys(("name_en", "英文名称", "english"), "name_en"),
}
_DATE = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$")


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day of a notice."""

    day: date
    kind: str
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a file says about a year, and what is odd about it."""

    year: int
    days: tuple[NoticeDay, ...]
    warnings: tuple[LazyText, ...]


def read_notice(data: bytes, name: str, year: int) -> Notice:
    """Read a notice; the file's name tells csv from ics.

    :raises Invalid: no such file, a line that cannot be read, a day given twice.
    """
    found = list(_from_ics(data) if name.lower().endswith(".ics") else _from_csv(data))
    days = sorted((one for one in found if one.day.year == year), key=lambda one: one.day)
    twice = [day for day, count in Counter(one.day for one in days).items() if count > 1]
    if twice:
        raise Invalid(_l("{day} stands twice in the file.", day=_Day(twice[0])), field="file")
    if not days:
        raise Invalid(_l("The file says nothing about {year}.", year=year), field="file")
    strangers = sorted({one.day for one in found if one.day.year != year})
    return Notice(year, tuple(days), (*_strangers(strangers, year), *_oddities(days, year)))


def differences(
    uow: UnitOfWork, notice: Notice
) -> tuple[tuple[NoticeDay, ...], tuple[NoticeDay, ...]]:
    """What taking the notice in would add or change, and what it would remove."""
    known = {
        row.day: NoticeDay(row.day, row.kind, row.name, row.name_en)
        for row in uow.scalars(
            select(CalendarDay).where(extract("year", CalendarDay.day) == notice.year)
        )
    }
    new = tuple(
        one for one in notice.days if one.day not in known or known[one.day].kind != one.kind
    )
    told = {one.day for one in notice.days}
    gone = tuple(
        row for day, row in sorted(known.items()) if day not in told and row.kind not in OWN_KINDS
    )
    return new, gone


@requires("admin.use")
def take_in(uow: UnitOfWork, notice: Notice, *, source: str) -> list[Moved]:
    """Store the year and count open deadlines anew; the clocks that moved.

    The company's own days (``work``, ``rest``) stay unless the file names them.
    """
    told = {one.day for one in notice.days}
    own = uow.scalars(
        select(CalendarDay).where(
            extract("year", CalendarDay.day) == notice.year, CalendarDay.kind.in_(OWN_KINDS)
        )
    )
    kept = [
        CalendarDay(
            day=one.day, kind=one.kind, name=one.name, name_en=one.name_en, source=one.source
        )
        for one in own
        if one.day not in told
    ]
    rows = [
        CalendarDay(
            day=one.day, kind=one.kind, name=one.name[:60], name_en=one.name_en[:60],
            source=source[:80],
        )
        for one in notice.days
    ]  # fmt: skip
    store_year(uow, notice.year, [*kept, *rows], source=source[:80])
    return recount_year(
        uow, notice.year, _l("The calendar of {year} was taken in", year=str(notice.year))
    )


def _from_csv(data: bytes) -> Iterator[NoticeDay]:
    rows = list(csv.reader(_text(data).splitlines()))
    columns = [HEADERS.get(cell.strip().lower(), "") for cell in rows[0]] if rows else []
    if not {"date", "kind"} <= set(columns):
        raise Invalid(
            _l("The first line names the columns: date, kind, name (name_en)."), field="file"
        )
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}
        if not any(cells.values()):
            continue
        day, kind = _date(cells.get("date", "")), SPELLINGS.get(cells.get("kind", "").lower())
        if day is None or kind is None:
            raise Invalid(
                _l("Line {number} is no day of a notice: {text}", number=number,
                   text=", ".join(row)), field="file",
            )  # fmt: skip
        yield NoticeDay(day, kind, cells.get("name", ""), cells.get("name_en", ""))


def _from_ics(data: bytes) -> Iterator[NoticeDay]:
    from icalendar import Calendar

    try:
        events = Calendar.from_ical(_text(data)).walk("VEVENT")
    except ValueError as error:
        raise Invalid(_l("This is no calendar file (ics)."), field="file") from error
    for event in events:
        summary, start = str(event.get("summary", "")), event.get("dtstart")
        found = _sign(summary)
        if start is None or found is None:
            continue
        first = _as_date(start.dt)
        until = event.get("dtend")
        end = _as_date(until.dt) if until is not None else first + timedelta(days=1)
        kind, name = found
        for offset in range(max(1, min(366, (end - first).days))):
            yield NoticeDay(first + timedelta(days=offset), kind, name)


def _sign(summary: str) -> tuple[str, str] | None:
    """Kind and name of an event (春节（休）, 国庆节 补班, 班 元旦); None for another event."""
    words = "".join(" " if sign in "（）()[]【】·:：-、|" else sign for sign in summary).split()
    for word in words:
        if kind := SPELLINGS.get(word.lower()):
            # 第1天/共9天 counts the days of one holiday.
            return kind, " ".join(one for one in words if one != word and one[0] != "第")
    return None


def _oddities(days: Sequence[NoticeDay], year: int) -> Iterator[LazyText]:
    for one in days:
        if one.kind == "makeup" and one.day.weekday() < 5:
            yield _l("{day} is no weekend, and yet a make-up day.", day=_Day(one.day))
    off = {one.day for one in days if one.kind in ("holiday", "rest")}
    for day, (name, name_en) in sorted(statutory_days(year).items()):
        if day not in off:
            yield _l("{day} is a statutory holiday ({name}), and the file has it not.",
                     day=_Day(day), name=Bilingual(name, name_en))  # fmt: skip
    worked = {one.day for one in days if one.kind in ("makeup", "work")}
    run: list[date] = []
    for number in range((date(year, 12, 31) - date(year, 1, 1)).days + 2):
        day = date(year, 1, 1) + timedelta(days=number)
        works = day in worked or (day.weekday() < 5 and day not in off)
        if works and day.year == year:
            run.append(day)
            continue
        if len(run) > MOST_IN_A_ROW:
            yield _l("{count} working days in a row from {day}.", count=len(run), day=_Day(run[0]))
        run = []


def _strangers(days: Sequence[date], year: int) -> Iterator[LazyText]:
    for day in days:
        yield _l("{day} is not in {year} and is left out.", day=_Day(day), year=str(year))


class _Day:
    """A date in the language of the reader."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __str__(self) -> str:
        return format_date(self.day, weekday=True)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(_l("The file is no text; save it as csv or ics."), field="file")


def _date(text: str) -> date | None:
    match = _DATE.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _as_date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
