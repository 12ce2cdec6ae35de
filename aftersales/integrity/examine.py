"""Running the checks over one moment of the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from flask import current_app

from aftersales.actor import system_actor
from aftersales.db.uow import unit_of_work
from aftersales.integrity.declare import Check, Examination, Finding


@dataclass(slots=True)
class Report:
    """What the checks found, by the name of the check; sound ones have an empty list."""

    findings: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0: everything agrees; 1: leftovers only; 2: something is lost or contradictory."""
        found = {one.severity for every in self.findings.values() for one in every}
        return 2 if "damage" in found else 1 if found else 0


def all_checks() -> list[Check]:
    """The checks of the kernel's rooms and of the modules, in the order in which they run."""
    return [
        *current_app.extensions.get("aftersales.checks", ()),
        *current_app.extensions["aftersales"].all("checks"),
    ]


def examine(
    *, only: Sequence[str] = (), quick: bool = False, min_age: timedelta = timedelta(days=1)
) -> Report:
    """Run the checks, all of them over the same moment, in a unit of work that only reads.

    :param only: names of checks; all when empty.
    """
    report = Report()
    with unit_of_work(system_actor("fsck"), write=False) as uow:
        if uow.session.get_bind().dialect.name == "postgresql":
            uow.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        examination = Examination(uow=uow, quick=quick, min_age=min_age)
        for check in all_checks():
            if not only or check.name in only:
                report.findings[check.name] = list(check.find(examination))
    return report


def repair(report: Report) -> list[Finding]:
    """Mend what a program may mend and take it out of the report; gives what was mended."""
    mended = []
    for name, findings in report.findings.items():
        for one in findings:
            if one.mend is not None:
                one.mend()
                mended.append(one)
        report.findings[name] = [one for one in findings if one.mend is None]
    return mended
