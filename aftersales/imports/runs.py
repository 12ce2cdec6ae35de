"""Runs: carrying a plan out, keeping what it wrote, and the drafts of the page."""

from typing import Any, Literal

from sqlalchemy import Select, select

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, NotFound, Refused
from aftersales.i18n import _l
from aftersales.imports.engine import USE, execute
from aftersales.imports.models import ImportRun
from aftersales.imports.passing import Execution
from aftersales.imports.reading import Source
from aftersales.imports.report import ImportPlan
from aftersales.imports.watch import savepoint
from aftersales.jobs import Progress, unseen

Mode = Literal["all_or_nothing", "good_rows"]
MODES: tuple[Mode, ...] = ("all_or_nothing", "good_rows")
HISTORY = 50


class RowsRefused(Refused):
    """All or nothing was asked for and rows were refused; nothing was written.

    ``plan`` is what a good-rows run would have done, with every refused row.
    """

    code = "rows_refused"

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(
            _l(
                "{count} rows of {name} were refused, so nothing was imported.",
                count=plan.total("refused"),
                name=plan.source.name,
            )
        )
        self.plan = plan


@requires(USE)
def run(
    uow: UnitOfWork,
    plan: ImportPlan | Source,
    mode: Mode = "all_or_nothing",
    *,
    draft: ImportRun | None = None,
    progress: Progress = unseen,
) -> ImportPlan:
    """Import the file of a plan as it is mapped there, or a file as it is understood without one.

    Rows are judged again: what changed since the dry run counts. A run that changes nothing is kept
    as well; it shows that the file was compared.

    :param mode: ``all_or_nothing`` writes only when no row is refused; ``good_rows`` the others.
    :param draft: the page's draft of this file, which becomes the run.
    :raises RowsRefused: in ``all_or_nothing`` when a row is refused.
    """
    if mode not in MODES:
        raise Invalid(_l("Choose all or nothing, or the good rows only."), field="mode")
    source, mappings = (plan, None) if isinstance(plan, Source) else (plan.source, plan.mappings)
    with savepoint(uow):
        record = draft or begun(uow, source)
        execution = execute(uow, source, mappings, progress, run=record)
        if mode == "all_or_nothing" and execution.plan.total("refused"):
            raise RowsRefused(execution.plan)
    return keep(uow, execution, mode)


def begun(uow: UnitOfWork, source: Source) -> ImportRun:
    """A new entry in the history, for what is about to be written."""
    return uow.add(ImportRun(file_name=source.name[:255], sha256=source.sha256, size_bytes=0))


def keep(uow: UnitOfWork, execution: Execution, mode: Mode) -> ImportPlan:
    """Put the result of an execution into its entry in the history."""
    done, record = execution.plan, execution.run
    if record is None:
        raise ValueError("a dry run is not kept")
    record.state, record.mode, record.finished_at = "done", mode, uow.now
    record.mapping = {"sheets": [mapping.to_json() for mapping in done.mappings]}
    done.run_id = record.id
    record.result = done.to_json() | {
        "cells": [list(refusal.cells) for refusal in done.refusals()],
    }
    uow.flush()
    return done


def get_run(uow: UnitOfWork, run_id: int) -> ImportRun:
    """A run of the history this actor may see; :raises NotFound: otherwise."""
    found: ImportRun | None = uow.scalar(history_of(uow).where(ImportRun.id == run_id))
    if found is None:
        raise NotFound(_l("There is no import number {number}.", number=run_id))
    return found


def history_of(uow: UnitOfWork) -> Select[Any]:
    """The actor's own imports, or everybody's for administrators; newest first."""
    statement = select(ImportRun).order_by(ImportRun.id.desc())
    if uow.actor.can("admin.use"):
        return statement
    return statement.where(ImportRun.created_by_id == uow.actor.user_id)
