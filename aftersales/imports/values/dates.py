"""Days and moments in the notations people write them in."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.values.fold import Cell, cell_text, narrow

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no time zone
SERIAL_RANGE = (18264, 73415)
"""Spreadsheet serial numbers of 1950-01-01 and 2100-12-31; outside of it a number is not a day."""

_DAY = re.compile(
    r"(?P<y>\d{4})\s*(?:"
    r"(?P<sep>[-/.])\s*(?P<m>\d{1,2})\s*(?P=sep)\s*(?P<d>\d{1,2})"
    r"|年\s*(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*[日号]?"
    r"|(?P<m3>\d{2})(?P<d3>\d{2})(?!\d))"
)
_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|am|pm)?\s*(?P<h>\d{1,2})\s*(?:[:时点]|$)\s*"
    r"(?:(?P<m>\d{1,2})\s*分?)?\s*(?::?\s*(?P<s>\d{1,2})(?:\.\d+)?\s*秒?)?\s*(?P<tail>am|pm)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")


def read_date(cell: Cell) -> date:
    """The day a cell means, a time of day beside it ignored.

    :raises Invalid: with a sentence that tells an impossible day from an unreadable one.
    """
    if isinstance(cell, datetime):
        return _in_bounds(cell.date(), cell)
    if isinstance(cell, date):
        return _in_bounds(cell, cell)
    serial = _serial(cell)
    if serial is not None:
        return serial.date()
    day, rest = _split(cell)
    if day is None or (rest and _time(rest) is None):
        raise _unreadable_day(cell)
    return _in_bounds(day, cell)


def read_datetime(cell: Cell, zone: tzinfo) -> datetime:
    """The moment a cell means on the wall clock of ``zone``, in UTC; a bare day means its midnight.

    :raises Invalid: with a sentence that tells an impossible day from an unreadable one.
    """
    if isinstance(cell, datetime):
        _in_bounds(cell.date(), cell)
        return cell.replace(tzinfo=cell.tzinfo or zone).astimezone(UTC)
    if isinstance(cell, date):
        return _at(_in_bounds(cell, cell), time(), zone)
    serial = _serial(cell)
    if serial is not None:
        return serial.replace(tzinfo=zone).astimezone(UTC)
    day, rest = _split(cell)
    clock = _time(rest) if rest else time()
    if day is None or clock is None:
        raise Invalid(
            _l("The time “{value}” cannot be read; write 2024-05-04 15:16.", value=_shown(cell)),
            code="unreadable_time",
        )
    return _at(_in_bounds(day, cell), clock, zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _shown(cell: Cell) -> str:
    return narrow(cell_text(cell))


def _unreadable_day(cell: Cell) -> Invalid:
    return Invalid(
        _l("The date “{value}” cannot be read; write 2024-05-04.", value=_shown(cell)),
        code="unreadable_date",
    )


def _in_bounds(day: date, cell: Cell) -> date:
    if not EARLIEST <= day <= LATEST:
        raise Invalid(
            _l("The date “{value}” lies outside 1950 to 2100.", value=_shown(cell)),
            code="date_out_of_bounds",
        )
    return day


def _serial(cell: Cell) -> datetime | None:
    """The moment of a spreadsheet's serial number, to the minute; None when it is not one."""
    if isinstance(cell, bool) or cell is None:
        return None
    try:
        number = float(cell if isinstance(cell, int | float) else narrow(cell_text(cell)))
    except ValueError:
        return None
    if not SERIAL_RANGE[0] <= number < SERIAL_RANGE[1] + 1:
        return None
    if isinstance(cell, str) and not re.fullmatch(r"\d{5}(\.\d+)?", narrow(cell)):
        return None
    return SERIAL_EPOCH + timedelta(minutes=round(number * 24 * 60))


def _split(cell: Cell) -> tuple[date | None, str]:
    """The day at the front of the text and what stands behind it."""
    text = _WEEKDAY.sub(" ", _shown(cell)).strip()
    found = _DAY.match(text)
    if not found:
        return None, text
    parts = found.groupdict()
    month = int(parts["m"] or parts["m2"] or parts["m3"])
    day = int(parts["d"] or parts["d2"] or parts["d3"])
    try:
        return date(int(parts["y"]), month, day), text[found.end() :].lstrip(" T,").strip()
    except ValueError as error:
        raise Invalid(
            _l("There is no such day as “{value}”.", value=_shown(cell)), code="impossible_date"
        ) from error


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text.removesuffix("Z").strip())
    if not found:
        return None
    hour, minute, second = (int(found[part] or 0) for part in ("h", "m", "s"))
    half = (found["half"] or found["tail"] or "").casefold()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("上午", "am") and hour == 12:
        hour = 0
    if hour == 24 and not minute and not second:
        return None
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
