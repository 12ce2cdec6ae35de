"""What an import found: counts by kind, refused rows with their reasons, control figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aftersales.imports.mapping import SheetMapping
from aftersales.imports.reading import Source


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a row: at which column, the value there, and a sentence why."""

    column: str
    value: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken. ``key`` is its own name (code, serial), ``row`` its place."""

    sheet: str
    row: int
    key: str
    problems: tuple[Problem, ...]
    cells: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """All sentences of the row."""
        return " ".join(problem.reason for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        """The first problem in front, for a table of one line a row; all of them behind it."""
        first = self.problems[0]
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": first.column,
            "value": first.value,
            "reason": self.reason,
            "code": first.code,
            "key": self.key,
            "problems": [
                {"column": p.column, "value": p.value, "reason": p.reason, "code": p.code}
                for p in self.problems
            ],
        }


@dataclass(slots=True)
class KindReport:
    """What became of the rows of one kind."""

    kind: str
    title: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    figures: dict[str, Decimal] = field(default_factory=dict)
    figure_titles: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Counts, control figures and refused rows."""
        return {
            "title": self.title,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "figures": {name: plain_number(value) for name, value in self.figures.items()},
            "figure_titles": dict(self.figure_titles),
            "refused": [refusal.to_json() for refusal in self.refused],
        }


@dataclass(slots=True)
class ImportPlan:
    """A file, how it is read, and what that does; a dry run while ``run_id`` is None."""

    source: Source
    mappings: tuple[SheetMapping, ...]
    kinds: dict[str, KindReport] = field(default_factory=dict)
    run_id: int | None = None

    @property
    def skipped(self) -> tuple[str, ...]:
        """Sheets nobody could make sense of, and those the person left out."""
        return tuple(mapping.sheet for mapping in self.mappings if not mapping.kind)

    def refusals(self) -> Iterator[Refusal]:
        """All refused rows, kind by kind in the order of the import."""
        for report in self.kinds.values():
            yield from report.refused

    def total(self, name: str) -> int:
        """``created``, ``updated``, ``unchanged``, ``refused`` or ``rows`` over all kinds."""
        values = (getattr(report, name) for report in self.kinds.values())
        return sum(len(value) if isinstance(value, list) else value for value in values)

    def to_json(self) -> dict[str, Any]:
        """The answer of the command and what the history keeps."""
        return {
            "file": self.source.name,
            "run": self.run_id,
            "dry_run": self.run_id is None,
            "kinds": {kind: report.to_json() for kind, report in self.kinds.items()},
            "skipped_sheets": list(self.skipped),
            "totals": totals(self.kinds.values()),
        }


def merged(plans: Iterable[ImportPlan]) -> dict[str, Any]:
    """Several files as one answer: kinds that occur in more than one are added up."""
    files = list(plans)
    kinds: dict[str, KindReport] = {}
    for plan in files:
        for kind, report in plan.kinds.items():
            into = kinds.setdefault(kind, KindReport(kind, report.title))
            for name in ("rows", "created", "updated", "unchanged"):
                setattr(into, name, getattr(into, name) + getattr(report, name))
            into.refused.extend(report.refused)
            into.figure_titles.update(report.figure_titles)
            for name, value in report.figures.items():
                into.figures[name] = into.figures.get(name, Decimal(0)) + value
    return {
        "dry_run": all(plan.run_id is None for plan in files),
        "kinds": {kind: report.to_json() for kind, report in kinds.items()},
        "totals": totals(kinds.values()),
    }


def totals(reports: Iterable[KindReport]) -> dict[str, int]:
    """The counts over several kinds."""
    found = dict.fromkeys(("rows", "created", "updated", "unchanged", "refused"), 0)
    for report in reports:
        for name in found:
            value = getattr(report, name)
            found[name] += len(value) if isinstance(value, list) else value
    return found


def plain_number(value: Decimal) -> int | float:
    """A figure as JSON writes it: whole numbers without a point."""
    return int(value) if value == value.to_integral_value() else float(value)
