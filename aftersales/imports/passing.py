"""One sheet, row by row or many rows together.

Rows of an importer that says how to find its records (``Importer.alike``) are applied and flushed
many at a time. What goes wrong for the many is tried again in halves, down to the single row, so
that every refusal stays exact.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from aftersales.db import clock
from aftersales.db.base import model_name
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError, Invalid
from aftersales.i18n import _l
from aftersales.imports.declare import Importer, Row
from aftersales.imports.known import Ambiguous, Known, key_of_row
from aftersales.imports.mapping import SheetMapping
from aftersales.imports.models import ImportChange, ImportRun
from aftersales.imports.reading import SheetRow
from aftersales.imports.report import ImportPlan, KindReport, Problem, Refusal
from aftersales.imports.rows import RowReader
from aftersales.imports.values.fold import cell_text
from aftersales.imports.watch import (
    Change,
    Entangled,
    Outcome,
    key_of,
    outcome,
    savepoint,
    watching,
)
from aftersales.jobs import Progress

TOGETHER = 200
Good = tuple[Row, SheetRow]
Bad = tuple[SheetRow, list[Problem]]


@dataclass(slots=True)
class Execution:
    """One pass over a file; with a run, what it writes goes into the history of that run."""

    plan: ImportPlan
    run: ImportRun | None = None


@dataclass(slots=True)
class Counter:
    """Rows gone through, over all sheets of a file."""

    progress: Progress
    total: int
    done: int = 0

    def add(self, rows: int) -> None:
        """Note so many more rows."""
        self.done += rows
        self.progress(self.done, self.total)


class Pass:
    """One sheet read as one kind."""

    def __init__(
        self,
        uow: UnitOfWork,
        importer: Importer,
        mapping: SheetMapping,
        known: Known,
        execution: Execution,
    ) -> None:
        self.uow = uow
        self.importer = importer
        self.mapping = mapping
        self.known = known
        self.execution = execution
        self.reader = RowReader(importer, mapping, known, clock.zone())
        self.report = execution.plan.kinds.setdefault(
            importer.kind, KindReport(importer.kind, str(importer.title))
        )
        for figure in importer.figures:
            self.report.figures.setdefault(figure.name, Decimal(0))
            self.report.figure_titles[figure.name] = str(figure.title)
        self.seen: dict[tuple[str, ...], int] = {}

    def run(self, rows: Sequence[SheetRow], counter: Counter) -> None:
        """Judge and write the rows, in their order."""
        size = TOGETHER if self.importer.alike else 1
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            for row, problems in sorted(self._run(some), key=lambda bad: bad[0].number):
                self._refuse(row, problems)
            counter.add(len(some))

    def _run(self, rows: Sequence[SheetRow]) -> list[Bad]:
        good: list[Good] = []
        bad: list[Bad] = []
        self.known.fetch(self.reader.named(rows) if len(rows) > 1 else ())
        for row in rows:
            self.report.rows += 1
            values, problems = self.reader.read(row)
            if values is not None:
                problems = self._duplicate(values, row)
                if not problems:
                    good.append((values, row))
            if problems:
                bad.append((row, problems))
        return bad + self._apply(good)

    def _duplicate(self, values: Row, row: SheetRow) -> list[Problem]:
        names = self.importer.key_of(values)
        identity = (*names, *key_of_row(self.importer, values))
        first = self.seen.setdefault(identity, row.number)
        if first == row.number:
            return []
        refused = Invalid(
            _l("“{key}” is already in row {row}.", key=self.reader.key_text(row), row=first),
            field=names[0],
            code="duplicate_key",
        )
        return [self.reader.problem(refused, row)]

    def _apply(self, good: Sequence[Good]) -> list[Bad]:
        """Write good rows, together when that goes well; those that were refused after all."""
        if not good:
            return []
        try:
            held = self.uow.together() if len(good) > 1 else nullcontext()
            with watching(self.uow) as watch, savepoint(self.uow), held:
                found = self.known.existing(self.importer, [values for values, _row in good])
                records = []
                for (values, row), existing in zip(good, found, strict=True):
                    watch.turn = row.number
                    record = self.importer.apply(self.uow, row=values, existing=existing)
                    watch.own(record)
                    records.append(record)
                self.uow.flush()
                changes = watch.take()
        except (Ambiguous, Entangled, DomainError) as refused:
            if len(good) == 1:
                if not isinstance(refused, DomainError):
                    raise
                return [(good[0][1], [self.reader.problem(refused, good[0][1])])]
            middle = len(good) // 2
            return self._apply(good[:middle]) + self._apply(good[middle:])
        for (values, row), record in zip(good, records, strict=True):
            done = changes.get(row.number, [])
            self._count(values, outcome(record, done))
            self.known.learn(done)
        if (run := self.execution.run) is not None:
            written = [
                self._written(run, row, change)
                for _values, row in good
                for change in changes.get(row.number, [])
            ]
            if written:
                self.uow.session.connection().execute(insert(ImportChange), written)
        return []

    def _count(self, values: Row, result: Outcome) -> None:
        setattr(self.report, result, getattr(self.report, result) + 1)
        for figure in self.importer.figures:
            self.report.figures[figure.name] += figure.measure(values)

    def _written(self, run: ImportRun, row: SheetRow, change: Change) -> dict[str, Any]:
        """One record a good row wrote, for the history."""
        return {
            "run_id": run.id,
            "kind": self.importer.kind,
            "sheet": self.mapping.sheet[:255],
            "row": row.number,
            "model": model_name(type(change.record)),
            "key": list(key_of(change.record)),
            "action": change.action,
            "before": change.before,
            "after": change.after(),
        }

    def _refuse(self, row: SheetRow, problems: list[Problem]) -> None:
        cells = tuple(cell_text(cell).strip() for cell in row.cells)
        key = self.reader.key_text(row)
        sheet = self.mapping.sheet
        self.report.refused.append(Refusal(sheet, row.number, key, tuple(problems), cells))
