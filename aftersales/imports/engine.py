"""Rows into records: dry run, run, all or nothing or the good rows only.

A dry run is the run itself, rolled back to a savepoint. So it sees what the verbs and the database
refuse, and rows may refer to rows of the same file.
"""

from collections.abc import Iterable, Sequence

from flask import current_app

from aftersales.access.permissions import require
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.declare import Importer
from aftersales.imports.known import Known
from aftersales.imports.mapping import SheetMapping, body, propose
from aftersales.imports.models import ImportRun
from aftersales.imports.passing import Counter, Execution, Pass
from aftersales.imports.reading import Sheet, Source
from aftersales.imports.report import ImportPlan
from aftersales.imports.watch import savepoint
from aftersales.jobs import Progress, unseen

USE = "imports.use"


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
    *,
    run: ImportRun | None = None,
) -> Execution:
    """Apply every good row of a file, each within its own savepoint, and note what it did.

    :param run: the entry in the history that shall say what was written; none for a dry run.

    :raises Forbidden: the actor may not import one of the kinds.
    :raises Invalid: a required column is missing, or nothing in the file was recognised.
    """
    require(uow.actor, USE)
    by_kind = {importer.kind: importer for importer in importers()}
    if mappings is None:
        mappings = propose_all(source, importers())
    _check_recognised(source, mappings)
    jobs = _jobs(source, mappings, by_kind)
    execution = Execution(ImportPlan(source, tuple(mappings)), run)
    known = Known(uow)
    rows = sum(len(body(sheet, mapping)) for _importer, sheet, mapping in jobs)
    counter = Counter(progress, rows)
    for importer, sheet, mapping in jobs:
        require(uow.actor, importer.permission)
        _check_columns(importer, mapping)
        Pass(uow, importer, mapping, known, execution).run(body(sheet, mapping), counter)
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
