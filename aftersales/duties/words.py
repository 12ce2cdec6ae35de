"""How a duty stands, who owes it and for which period: in words."""

from collections.abc import Mapping
from datetime import date

from aftersales.auth.organisation import department_names
from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l, current_locale, format_date

STATES = {
    "coming": (_l("Coming"), "grey"),
    "due": (_l("Due today"), "blue"),
    "late": (_l("Late"), "orange"),
    "missed": (_l("Missed"), "red"),
    "done": (_l("Completed"), "green"),
}
"""Code to title and colour."""
OPEN = ("coming", "due", "late")
"""States that a day can still change."""


def standing(due_on: date, end: date, today: date) -> str:
    """How an open duty stands: late while its period still runs, missed when both are over."""
    if today < due_on:
        return "coming"
    if today == due_on:
        return "due"
    return "late" if today <= end else "missed"


def codes_of(departments: str) -> list[str]:
    """The codes that the column ``departments`` holds."""
    return departments.split()


def owner_words(uow: UnitOfWork, role: str, departments: str) -> str:
    """Who owes a duty, in the reader's language."""
    english = current_locale() == "en"
    if departments:
        names: Mapping[str, tuple[str, str]] = department_names(uow)
        shown = [names.get(code, (code, code))[english] for code in codes_of(departments)]
    else:
        shown = [STANDARD_ROLES.get(role, (role, role))[english]]
    return (", " if english else "、").join(shown)


def period_words(start: date, end: date, *, number: int = 1, times: int = 1) -> str:
    """The period as people call it: a day, a month, a quarter, a year, else from … to …."""
    text = _span(start, end)
    if times > 1:
        return _("{period}, {number} of {times}", period=text, number=number, times=times)
    return text


def _span(start: date, end: date) -> str:
    if start == end:
        return format_date(start, weekday=True)
    months = (end.month - start.month) + 1
    if start.day != 1 or start.year != end.year or (end - start).days < 27:
        return _("{start} to {end}", start=format_date(start), end=format_date(end))
    if months == 1:
        return f"{start:%Y-%m}"
    if months == 12:
        return f"{start:%Y}"
    if months == 3:
        return _("{year} Q{number}", year=start.year, number=(start.month + 2) // 3)
    return _("{start} to {end}", start=f"{start:%Y-%m}", end=f"{end:%Y-%m}")
