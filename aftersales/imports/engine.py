"""Rows into records: dry run, run, all or nothing or the good rows only.

A dry run is the run itself, rolled back to a savepoint. So it sees what the verbs and the database
refuse, and rows may refer to rows of the same file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask import current_app

from aftersales.access.permissions import require
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError, Invalid
from aftersales.i18n import _l
from aftersales.imports.declare import Importer, Row
from aftersales.imports.known import Known, key_of_row
from aftersales.imports.mapping import SheetMapping, body, propose
from aftersales.imports.reading import Sheet, SheetRow, Source
from aftersales.imports.report import ImportPlan, KindReport, Problem, Refusal
from aftersales.imports.rows import RowReader
from aftersales.imports.values.fold import cell_text
from aftersales.imports.watch import Change, Outcome, outcome, savepoint, watching
from aftersales.jobs import Progress, unseen

USE = "imports.use"


@dataclass(slots=True)
class Written:
    """What one good row wrote, for the history."""

    kind: str
    sheet: str
    row: int
    changes: list[Change]


@dataclass(slots=True)
class Execution:
    """One pass over a file."""

    plan: ImportPlan
    written: list[Written] = field(default_factory=list)


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


class _RollBack(Exception):
    """Ends a dry run."""


def importers() -> tuple[Importer, ...]:
    """All declared importers, in the order in which their rows are applied."""
    registry = current_app.extensions["aftersales"]
    return tuple(sorted(registry.all("importers"), key=lambda importer: importer.order))


def importers_for(uow: UnitOfWork) -> tuple[Importer, ...]:
    """The importers this actor may use."""
    return tuple(i for i in importers() if uow.actor.can(USE) and uow.actor.can(i.permission))


def propose_all(
    source: Source, known: Sequence[Importer], *, kind: str = ""
) -> tuple[SheetMapping, ...]:
    """A proposed mapping for each sheet, by meaning.

    :raises Invalid: no such kind, or no sheet looks like anything that can be imported.
    """
    kinds = [importer.kind for importer in known]
    if kind and kind not in kinds:
        raise Invalid(
            _l("There is no kind “{kind}”. Known: {kinds}.", kind=kind, kinds=", ".join(kinds)),
            code="unknown_kind",
            field="kind",
        )
    mappings = tuple(propose(sheet, known, kind=kind) for sheet in source.sheets)
    if not any(mapping.kind for mapping in mappings):
        raise Invalid(
            _l(
                "In {name} no header of a known kind was found. Say what it holds.",
                name=source.name,
            ),
            code="nothing_recognised",
            field="kind",
        )
    return mappings


def plan(
    uow: UnitOfWork,
    source: Source,
    mappings: Sequence[SheetMapping] | None = None,
    progress: Progress = unseen,
) -> ImportPlan:
    """Dry run: what would be created, updated, refused and why. Nothing stays written.

    :param mappings: how the sheets are read; proposed by meaning when not given.
    """
    found: list[Execution] = []
    try:
        with savepoint(uow):
            found.append(execute(uow, source, mappings, progress))
            raise _RollBack
    except _RollBack:
        return found[0].plan


def execute(
    uow: UnitOfWork,
    source: Source,
    mappings: Sequence[SheetMapping] | None = None,
    progress: Progress = unseen,
) -> Execution:
    """Apply every good row of a file, each within its own savepoint, and note what it did.

    :raises Forbidden: the actor may not import one of the kinds.
    :raises Invalid: a required column is missing, or nothing in the file was recognised.
    """
    require(uow.actor, USE)
    by_kind = {importer.kind: importer for importer in importers()}
    if mappings is None:
        mappings = propose_all(source, importers())
    _check_recognised(source, mappings)
    jobs = _jobs(source, mappings, by_kind)
    execution = Execution(ImportPlan(source, tuple(mappings)))
    known = Known(uow)
    counter = Counter(progress, sum(len(sheet.rows) for _importer, sheet, _mapping in jobs))
    for importer, sheet, mapping in jobs:
        require(uow.actor, importer.permission)
        _check_columns(importer, mapping)
        _Pass(uow, importer, mapping, known, execution).run(body(sheet, mapping), counter)
    return execution


def _check_recognised(source: Source, mappings: Iterable[SheetMapping]) -> None:
    if not any(mapping.kind for mapping in mappings):
        raise Invalid(
            _l(
                "In {name} no header of a known kind was found. Say what it holds.",
                name=source.name,
            ),
            code="nothing_recognised",
            field="kind",
        )


def _jobs(
    source: Source, mappings: Iterable[SheetMapping], by_kind: dict[str, Importer]
) -> list[tuple[Importer, Sheet, SheetMapping]]:
    sheets = {sheet.name: sheet for sheet in source.sheets}
    jobs = [
        (by_kind[mapping.kind], sheets[mapping.sheet], mapping)
        for mapping in mappings
        if mapping.kind and mapping.sheet in sheets
    ]
    return sorted(jobs, key=lambda job: job[0].order)


def _check_columns(importer: Importer, mapping: SheetMapping) -> None:
    missing = mapping.missing(importer)
    if missing:
        raise Invalid(
            _l(
                "Sheet {sheet}: say which column holds {fields}.",
                sheet=mapping.sheet,
                fields="、".join(str(field.title) for field in missing),
            ),
            code="missing_column",
            field=missing[0].name,
        )


class _Pass:
    """One sheet, row by row."""

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

    def run(self, rows: Iterable[SheetRow], counter: Counter) -> None:
        for row in rows:
            counter.add(1)
            self.report.rows += 1
            values, problems = self.reader.read(row)
            if values is not None:
                problems = self._duplicate(values, row) or self._apply(values, row)
            if problems:
                self._refuse(row, problems)

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

    def _apply(self, values: Row, row: SheetRow) -> list[Problem]:
        try:
            with watching(self.uow) as watch, savepoint(self.uow):
                existing = self.known.existing(self.importer, values)
                record = self.importer.apply(self.uow, row=values, existing=existing)
                self.uow.flush()
                changes = watch.take()
        except DomainError as refused:
            return [self.reader.problem(refused, row)]
        self._count(outcome(record, changes), values)
        if changes:
            self.known.learn(changes)
            kind, sheet = self.importer.kind, self.mapping.sheet
            self.execution.written.append(Written(kind, sheet, row.number, changes))
        return []

    def _count(self, result: Outcome, values: Row) -> None:
        setattr(self.report, result, getattr(self.report, result) + 1)
        for figure in self.importer.figures:
            self.report.figures[figure.name] += figure.measure(values)

    def _refuse(self, row: SheetRow, problems: list[Problem]) -> None:
        cells = tuple(cell_text(cell).strip() for cell in row.cells)
        key = self.reader.key_text(row)
        sheet = self.mapping.sheet
        self.report.refused.append(Refusal(sheet, row.number, key, tuple(problems), cells))
