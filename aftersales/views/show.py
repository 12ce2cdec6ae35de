"""How a value of each kind looks on a page. ``shower`` prepares everything before the row loop.

A prepared function takes the value and returns text or Markup; it translates nothing and asks
nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from aftersales.db import clock
from aftersales.i18n import _, current_locale
from aftersales.views.declare import Labels
from aftersales.web.icons import icon

Show = Callable[[Any], str]
RIGHT = frozenset({"money", "quantity", "number", "percent"})
TINTS = ("blue", "green", "orange", "purple", "cyan", "pink", "teal", "red")
WEEKDAYS = {"zh_CN": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def shower(kind: str, labels: Labels | None = None) -> Show:
    """The drawing function of a kind, ready for a loop."""
    makers: dict[str, Callable[[], Show]] = {
        "date": _dates,
        "datetime": _moments,
        "reltime": _relative,
        "bool": _ticks,
        "stars": _stars,
        "badge": lambda: _badges(labels or {}),
        "avatar": lambda: avatar,
        "people": lambda: _people,
        "phone": lambda: _phone,
        "money": lambda: _money,
        "quantity": lambda: _quantity,
        "number": lambda: _number,
        "percent": lambda: lambda value: "" if value is None else f"{_quantity(value)}%",
        "long": lambda: _long,
        "html": lambda: lambda value: value or "",
    }
    return makers[kind]() if kind in makers else _text


def pill(title: str, color: str = "grey", tip: str = "") -> Markup:
    """A small coloured pill."""
    # Built by hand: Markup.format costs six times as much, and clocks draw one a row.
    hint = f' data-tip="{escape(tip)}" tabindex="0"' if tip else ""
    return Markup(f'<span class="pill pill-{escape(color)}"{hint}>{escape(title)}</span>')  # noqa: S704


def avatar(name: Any) -> Markup | str:
    """A person: a disc with the first character, and the name."""
    text = str(name or "").strip()
    if not text:
        return ""
    return Markup(f'<span class="who">{disc(text)}{escape(text)}</span>')  # noqa: S704  # escaped


def disc(name: str) -> Markup:
    """The disc alone; the same name has the same tint everywhere."""
    tint = TINTS[sum(map(ord, name)) % len(TINTS)]
    first = escape(name[:1])
    return Markup(f'<span class="disc tint-{tint}" aria-hidden="true">{first}</span>')  # noqa: S704


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _long(value: Any) -> Markup:
    return Markup('<div class="long">{}</div>').format(value or "") if value else Markup()


def _money(value: Any) -> str:
    return "" if value is None else f"¥{Decimal(value):,.2f}"


def _quantity(value: Any) -> str:
    if value is None:
        return ""
    text = f"{Decimal(value):,.3f}"
    return text.rstrip("0").rstrip(".")


def _number(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def _phone(value: Any) -> Markup | str:
    text = _text(value)
    if not text or "*" in text:
        return text
    return Markup('<a class="tel" href="tel:{}">{}</a>').format(text, text)


def _people(value: Any) -> Markup:
    names = [str(item) for item in (value or ())]
    return Markup('<span class="people">{}</span>').format(
        Markup("").join(avatar(n) for n in names)
    )


def _dates() -> Show:
    days = WEEKDAYS[current_locale()]
    lead = "周" if current_locale() == "zh_CN" else ""

    def show(value: Any) -> Markup | str:
        if value is None:
            return ""
        tip = f"{lead}{days[value.weekday()]}"
        return Markup(f'<time title="{tip}">{value:%Y-%m-%d}</time>')  # noqa: S704  # our words only

    return show


def _moments() -> Show:
    days = WEEKDAYS[current_locale()]
    lead = "周" if current_locale() == "zh_CN" else ""

    def show(value: Any) -> Markup | str:
        if value is None:
            return ""
        moment = clock.local(value)
        tip = f"{lead}{days[moment.weekday()]} {moment:%H:%M:%S}"
        text = f"{moment:%Y-%m-%d %H:%M}"
        return Markup(f'<time title="{tip}">{text}</time>')  # noqa: S704  # our words only

    return show


def _ticks() -> Show:
    yes, no = (
        Markup('<span class="yes" title="{}">{}</span>').format(_("Yes"), icon("check")),
        _("No"),
    )
    blank = Markup('<span class="no" title="{}">–</span>').format(no)
    return lambda value: "" if value is None else (yes if value else blank)


def _stars() -> Show:
    star = icon("star", "star")
    drawn = [
        Markup('<span class="stars" title="{}">{}</span>').format(n, star * n) for n in range(6)
    ]
    return lambda value: drawn[max(0, min(int(value or 0), 5))]


def _badges(labels: Labels) -> Show:
    ready = {code: pill(str(title), color) for code, (title, color) in labels.items()}
    return lambda value: (
        "" if value is None or value == "" else ready.get(value) or pill(str(value))
    )


class Spans:
    """The words for lengths of time, fetched once; ``text`` is then plain formatting."""

    def __init__(self) -> None:
        self.days, self.hours, self.minutes = _("{n} d"), _("{n} h"), _("{n} min")

    def text(self, span: timedelta) -> str:
        """The largest unit, with the next one when it still matters: *1 d 4 h*, *45 min*."""
        minutes = int(abs(span.total_seconds()) // 60)
        days, rest = divmod(minutes, 1440)
        hours, minutes = divmod(rest, 60)
        parts = [self.days.format(n=days)] if days else []
        if hours and days < 10:
            parts.append(self.hours.format(n=hours))
        if (minutes and not days and hours < 6) or not parts:
            parts.append(self.minutes.format(n=minutes))
        return " ".join(parts)


def _relative() -> Show:
    spans, now = Spans(), clock.now()
    ago, ahead, moments = _("{span} ago"), _("in {span}"), _moments_text()
    just_now = _("just now")

    def show(value: Any) -> Markup | str:
        if value is None:
            return ""
        pattern = ago if value <= now else ahead
        text = pattern.format(span=spans.text(now - value))
        text = just_now if abs(now - value) < timedelta(minutes=1) else text
        return Markup('<time title="{}">{}</time>').format(moments(value), text)

    return show


def _moments_text() -> Callable[[datetime], str]:
    days = WEEKDAYS[current_locale()]
    lead = "周" if current_locale() == "zh_CN" else ""

    def text(value: datetime) -> str:
        moment = clock.local(value)
        return f"{moment:%Y-%m-%d} {lead}{days[moment.weekday()]} {moment:%H:%M}"

    return text


def clock_shower() -> Callable[[Any, Any], str]:
    """A due time as how much is left or how late; met ones as *in time* or how late they were."""
    spans, now, moments = Spans(), clock.now(), _moments_text()
    left, over = _("{span} left"), _("{span} over")
    in_time, late = _("in time"), _("{span} late")

    def show(due: Any, stopped: Any = None) -> Markup | str:
        if due is None:
            return ""
        if stopped is not None:
            met = stopped <= due
            return (
                pill(in_time, "grey", moments(due))
                if met
                else pill(late.format(span=spans.text(stopped - due)), "red", moments(due))
            )
        span = due - now
        if span < timedelta(0):
            return pill(over.format(span=spans.text(span)), "red", moments(due))
        color = "orange" if span < timedelta(hours=1) else "green"
        return pill(left.format(span=spans.text(span)), color, moments(due))

    return show


def is_empty(value: Any) -> bool:
    """Whether a shown value is nothing to see."""
    return value is None or (isinstance(value, str | list | tuple) and len(value) == 0)
