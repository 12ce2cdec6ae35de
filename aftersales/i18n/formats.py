"""Moments, dates, amounts and spans as the reader writes them, in company time."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from aftersales.db import clock
from aftersales.i18n.texts import _, current_locale

WEEKDAYS = {
    "zh_CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def format_date(value: date | None, *, weekday: bool = False) -> str:
    """``2026-11-21`` or, with the weekday, ``2026-11-21 周六``."""
    if value is None:
        return ""
    text = f"{value:%Y-%m-%d}"
    return f"{text} {WEEKDAYS[current_locale()][value.weekday()]}" if weekday else text


def format_datetime(value: datetime | None, *, weekday: bool = False, seconds: bool = False) -> str:
    """A moment on the company's wall clock: ``2026-11-21 08:10``."""
    if value is None:
        return ""
    moment = clock.local(value)
    time = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
    return f"{format_date(moment.date(), weekday=weekday)} {time}"


def format_money(value: Decimal | None, *, symbol: bool = True) -> str:
    """``¥1,360.00``."""
    if value is None:
        return ""
    return f"{'¥' if symbol else ''}{value:,.2f}"


def format_quantity(value: Decimal | int | None) -> str:
    """A quantity without trailing zeros: ``2``, ``0.5``."""
    if value is None:
        return ""
    text = f"{Decimal(value):,.3f}".rstrip("0").rstrip(".")
    return text or "0"


def format_span(span: timedelta) -> str:
    """A length of time in its two largest units: ``2 小时 5 分``."""
    minutes = int(abs(span.total_seconds()) // 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        return (
            _("{days} d {hours} h", days=days, hours=hours) if hours else _("{days} d", days=days)
        )
    if hours:
        return (
            _("{hours} h {minutes} min", hours=hours, minutes=minutes)
            if minutes
            else _("{hours} h", hours=hours)
        )
    return _("{minutes} min", minutes=minutes)


def format_relative(value: datetime | None) -> str:
    """How long ago or ahead: ``10 分前``."""
    if value is None:
        return ""
    span = clock.now() - value
    if abs(span) < timedelta(minutes=1):
        return _("just now")
    if span > timedelta(0):
        return _("{span} ago", span=format_span(span))
    return _("in {span}", span=format_span(span))
