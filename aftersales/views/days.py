"""Dates and moments as people write them."""

from datetime import UTC, date, datetime

from aftersales.db import clock
from aftersales.i18n import _

DATE_PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
TIME_PATTERNS = ("%H:%M", "%H:%M:%S")
YEARS = range(1900, 2200)
"""What a date may be: beyond lie slips of the finger, and the ends of what can be reckoned."""


def parse_day(text: str) -> date:
    """A date as people write it; :raises ValueError: with the sentence for the person."""
    for pattern in DATE_PATTERNS:
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise ValueError(_("{value} is not a date; write it like 2026-11-21.", value=text))


def parse_moment(text: str) -> datetime:
    """A date and time of the company's clock.

    :raises ValueError: with the sentence for the person.
    """
    day_text, _blank, time_text = text.replace("T", " ").partition(" ")
    day = parse_day(day_text)
    for pattern in TIME_PATTERNS if time_text.strip() else ():
        try:
            hour = datetime.strptime(time_text.strip(), pattern).time()  # noqa: DTZ007  # zone below
            return datetime.combine(day, hour, tzinfo=clock.zone()).astimezone(UTC)
        except ValueError:
            continue
    if time_text.strip():
        raise ValueError(_("{value} is not a time; write it like 08:10.", value=time_text))
    return datetime(day.year, day.month, day.day, tzinfo=clock.zone()).astimezone(UTC)
