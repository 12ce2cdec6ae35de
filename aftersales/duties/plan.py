"""What the regulation asks for: the duties whose period begins between two days.

A period follows the version in force on its first day, so a new version changes only what begins
after it took effect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l, format_date
from aftersales.regulation.because import Because, line
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.declare import title_of
from aftersales.regulation.duty import Duty, Occurrence
from aftersales.regulation.functions import FUNCTIONS, SIGNS_FOR
from aftersales.regulation.resolve import Resolved, departments_for, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A duty in a period, with its owner as of the first day of the period."""

    resolved: Resolved
    occurrence: Occurrence
    role: str
    departments: str

    @property
    def duty(self) -> Duty:
        """What the regulation says of it."""
        return self.occurrence.duty

    @property
    def key(self) -> tuple[str, str, date, int]:
        """What tells it from all others."""
        one = self.occurrence
        return self.resolved.key, self.duty.code, one.start, one.number

    def because(self) -> Because:
        """The clause, the period, the due day and the owner, for the "?"."""
        one, duty = self.occurrence, self.duty
        dates = {"start": format_date(one.start), "end": format_date(one.end)}
        steps = [
            line(duty.title, source=duty.source),
            line(_l("For the period from {start} to {end}.", **dates)),
            line(_l("Due on {day}, that day included.", day=format_date(one.due))),
        ]
        if duty.function:
            function = title_of(FUNCTIONS, duty.function)
            steps.append(line(_l("Owed by who fills the function “{name}”.", name=function)))
        return self.resolved.because.then(*steps, value=duty.title)


def beginning(uow: UnitOfWork, first: date, last: date) -> Iterator[Planned]:
    """What is owed for periods that begin from ``first`` to ``last``, in order of their days."""
    parameters = [one.parameter for one in current_catalogue() if one.parameter.kind == "duties"]
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for parameter in parameters:
            resolved = resolve(uow, parameter, on=day)
            if not resolved.is_set:
                continue
            for duty in resolved.duties:
                for occurrence in duty.beginning(day):
                    yield _planned(uow, resolved, occurrence)


def _planned(uow: UnitOfWork, resolved: Resolved, occurrence: Occurrence) -> Planned:
    duty = occurrence.duty
    filling = departments_for(uow, duty.function, on=occurrence.start) if duty.function else ()
    role = "" if filling else duty.role or SIGNS_FOR.get(duty.function, "")
    departments = f" {' '.join(filling)} " if filling else ""
    return Planned(resolved=resolved, occurrence=occurrence, role=role, departments=departments)
