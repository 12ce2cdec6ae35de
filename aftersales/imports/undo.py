"""Taking a run back: created records go, updated ones are restored, or nothing happens and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Table, inspect, select

from aftersales.access.permissions import require, requires
from aftersales.db.audit import QUIET, AuditEntry
from aftersales.db.base import Base, mapped_classes
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError, Refused
from aftersales.i18n import _, _l
from aftersales.imports.engine import USE, importers
from aftersales.imports.models import ImportChange, ImportRun
from aftersales.imports.runs import get_run
from aftersales.imports.watch import key_of, restored, savepoint, snapshot

NAMED = 20
"""So many reasons are given; the rest are counted by trying again."""
CHUNK = 500
POINTERS = (("model", "record_id"), ("owner_model", "owner_id"))
"""Attribute pairs by which tables point at any record."""

Key = tuple[Any, ...]


@dataclass(slots=True)
class Taken:
    """The changes of a run with the records they are about, as these stand now."""

    changes: list[ImportChange]
    models: dict[str, type[Base]]
    records: dict[tuple[str, Key], Base] = field(default_factory=dict)
    by_record: dict[tuple[str, Key], list[ImportChange]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def record(self, change: ImportChange) -> Base | None:
        """The record of a change, None when somebody has deleted it since."""
        return self.records.get((change.model, tuple(change.key)))

    def created(self) -> dict[str, dict[Key, ImportChange]]:
        """The created records that are still there, by class and key."""
        found: dict[str, dict[Key, ImportChange]] = defaultdict(dict)
        for change in self.changes:
            if change.action == "created" and self.record(change):
                found[change.model][tuple(change.key)] = change
        return found

    def wrote(self, model: str, key: Key, attribute: str) -> bool:
        """Whether the run wrote this attribute, so that taking it back clears it."""
        if not self.by_record:
            for change in self.changes:
                self.by_record[change.model, tuple(change.key)].append(change)
        return any(
            change.action == "created" or attribute in change.before
            for change in self.by_record.get((model, key), ())
        )


@requires(USE)
def undo(uow: UnitOfWork, run_id: int) -> ImportRun:
    """Take a run back: all of it, or nothing.

    :raises Refused: it is not there to be taken back, or records of it were changed or are used
        since; ``details["blockers"]`` names them.
    """
    run = get_run(uow, run_id)
    if run.state != "done":
        raise Refused(_l("Import {number} is not there to be taken back.", number=run_id))
    for importer in importers():
        if importer.kind in run.result.get("kinds", {}):
            require(uow.actor, importer.permission)
    with uow.system("undo of an import"), savepoint(uow):
        taken = _load(uow, run)
        blockers = list(islice(_blockers(uow, taken), NAMED))
        if blockers:
            raise _refused(run, blockers)
        _take_back(uow, run, taken)
        run.state, run.undone_at, run.undone_by_id = "undone", uow.now, uow.actor.user_id
    return run


def _refused(run: ImportRun, blockers: list[str]) -> Refused:
    return Refused(
        _l(
            "Import {number} cannot be taken back: {reasons}",
            number=run.id,
            reasons=" ".join(blockers),
        ),
        code="in_use",
        details={"blockers": blockers},
    )


def _load(uow: UnitOfWork, run: ImportRun) -> Taken:
    statement = select(ImportChange).where(ImportChange.run_id == run.id).order_by(ImportChange.id)
    taken = Taken(list(uow.scalars(statement)), mapped_classes())
    by_model: dict[str, list[Key]] = defaultdict(list)
    for change in taken.changes:
        by_model[change.model].append(tuple(change.key))
    for name, keys in by_model.items():
        for record in _records(uow, taken.models[name], keys):
            taken.records[name, key_of(record)] = record
    return taken


def _records(uow: UnitOfWork, model: type[Base], keys: Sequence[Key]) -> Iterator[Base]:
    primary = inspect(model).primary_key
    if len(primary) > 1:
        yield from filter(None, (uow.session.get(model, key) for key in keys))
        return
    for start in range(0, len(keys), CHUNK):
        wanted = [key[0] for key in keys[start : start + CHUNK]]
        statement = select(model).where(primary[0].in_(wanted))
        yield from uow.scalars(statement.execution_options(populate_existing=True)).unique()


def _blockers(uow: UnitOfWork, taken: Taken) -> Iterator[str]:
    left: dict[tuple[str, Key], dict[str, Any]] = defaultdict(dict)
    for change in taken.changes:  # what the run left, where several of its rows wrote one record
        left[change.model, tuple(change.key)] |= change.after
    for change in taken.changes:
        record = taken.record(change)
        if record is None:
            continue
        now, after = snapshot(record), left[change.model, tuple(change.key)]
        changed = sorted(name for name in change.after if now.get(name) != after[name])
        if changed:
            yield _(
                "Row {row} of {sheet} was changed since ({columns}).",
                row=change.row,
                sheet=change.sheet,
                columns=", ".join(changed),
            )
    for name, created in taken.created().items():
        yield from _referring(uow, taken, name, created)


def _referring(
    uow: UnitOfWork, taken: Taken, name: str, created: dict[Key, ImportChange]
) -> Iterator[str]:
    for model_name, model in taken.models.items():
        if not getattr(model, "__audit__", True):
            continue
        for attribute, criteria in _pointers(model, taken.models[name], name):
            for keys in _chunks(created):
                pointing = select(model).where(getattr(model, attribute).in_(keys), *criteria)
                for row in uow.scalars(pointing).unique():
                    change = created[(getattr(row, attribute),)]
                    if not taken.wrote(model_name, key_of(row), attribute):
                        yield _used(change, row)


def _used(change: ImportChange, row: Base) -> str:
    label = next(
        (
            str(value)
            for name in ("number", "code", "serial")
            if (value := getattr(row, name, None))
        ),
        "",
    )
    return _(
        "Row {row} of {sheet} is used by {what} {label}.",
        row=change.row,
        sheet=change.sheet,
        what=type(row).__name__,
        label=label or f"#{key_of(row)[0]}",
    )


def _pointers(model: type[Base], target: type[Base], name: str) -> Iterator[tuple[str, list[Any]]]:
    """The attributes by which rows of ``model`` may point at rows of ``target``."""
    mapper, table = inspect(model), inspect(target).local_table
    for attribute in mapper.column_attrs:
        for foreign in attribute.columns[0].foreign_keys:
            if isinstance(table, Table) and foreign.column.table is table:
                yield attribute.key, []
    for kind, key in POINTERS:
        if kind in mapper.column_attrs and key in mapper.column_attrs:
            yield key, [getattr(model, kind) == name]


def _take_back(uow: UnitOfWork, run: ImportRun, taken: Taken) -> None:
    _forget_trails(uow, taken)
    for change in reversed(taken.changes):
        record = taken.record(change)
        if record is not None and change.action == "updated":
            for name, value in change.before.items():
                setattr(record, name, restored(type(record), name, value))
    _flush(uow, run)
    created = [record for record in map(taken.record, _created_last_first(taken)) if record]
    places = _deletion_order({type(record) for record in created})
    created.sort(key=lambda record: places[type(record)])
    for _model, records in groupby(created, key=type):
        for record in records:
            uow.delete(record)
        _flush(uow, run)


def _deletion_order(models: set[type[Base]]) -> dict[type[Base], int]:
    """Rows go before those they refer to; rows of one table, which may do so too, newest first."""
    by_table = {inspect(model).local_table: model for model in models}
    referring: dict[type[Base], set[type[Base]]] = {model: set() for model in models}
    for table, model in by_table.items():
        for column in table.c:
            for foreign in column.foreign_keys:
                target = by_table.get(foreign.column.table)
                if target and target is not model and column.name not in QUIET:
                    referring[target].add(model)
    return {model: place for place, model in enumerate(TopologicalSorter(referring).static_order())}


def _created_last_first(taken: Taken) -> list[ImportChange]:
    return [change for change in reversed(taken.changes) if change.action == "created"]


def _forget_trails(uow: UnitOfWork, taken: Taken) -> None:
    """Unaudited side rows (the transition log) go too: a key may be given again."""
    for model in taken.models.values():
        mapper: Any = inspect(model)
        if getattr(model, "__audit__", True) or model is AuditEntry:
            continue
        if "model" not in mapper.column_attrs or "record_id" not in mapper.column_attrs:
            continue
        side: Any = model
        for name, created in taken.created().items():
            for keys in _chunks(created):
                statement = select(model).where(side.model == name, side.record_id.in_(keys))
                for row in uow.scalars(statement):
                    uow.delete(row)


def _chunks(created: dict[Key, ImportChange]) -> Iterator[list[Any]]:
    keys = [key[0] for key in created]
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _flush(uow: UnitOfWork, run: ImportRun) -> None:
    try:
        uow.flush()
    except DomainError as error:
        raise Refused(
            _l(
                "Import {number} cannot be taken back: {reasons}", number=run.id, reasons=str(error)
            ),
            code="in_use",
        ) from error
