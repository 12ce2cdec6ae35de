"""Runs: carrying a plan out, keeping what it wrote, and the drafts of the page."""

import json
from typing import Any, Literal

from sqlalchemy import Select, insert, select

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, NotFound, Refused
from aftersales.i18n import _l
from aftersales.imports.engine import USE, execute
from aftersales.imports.models import ImportChange, ImportRun
from aftersales.imports.passing import Execution
from aftersales.imports.reading import Source
from aftersales.imports.report import ImportPlan
from aftersales.imports.watch import savepoint
from aftersales.jobs import Progress, unseen

Mode = Literal["all_or_nothing", "good_rows"]
MODES: tuple[Mode, ...] = ("all_or_nothing", "good_rows")
HISTORY = 50
CHUNK = 500
"""Rows written in one statement."""


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
        execution = execute(uow, source, mappings, progress)
        if mode == "all_or_nothing" and execution.plan.total("refused"):
            raise RowsRefused(execution.plan)
    return keep(uow, execution, mode, draft)


def keep(
    uow: UnitOfWork, execution: Execution, mode: Mode, draft: ImportRun | None = None
) -> ImportPlan:
    """Write an execution into the history, with what the undo needs."""
    done, source = execution.plan, execution.plan.source
    record = draft or ImportRun(file_name=source.name[:255], sha256=source.sha256, size_bytes=0)
    record.state, record.mode, record.finished_at = "done", mode, uow.now
    record.mapping = {"sheets": [mapping.to_json() for mapping in done.mappings]}
    uow.add(record)
    done.run_id = record.id
    record.result = done.to_json() | {
        "cells": [list(refusal.cells) for refusal in done.refusals()],
    }
    _keep_changes(uow, execution, record.id)
    uow.flush()
    return done


def _keep_changes(uow: UnitOfWork, execution: Execution, run_id: int) -> None:
    for start in range(0, len(execution.written), CHUNK):
        rows = [
            {
                "run_id": run_id,
                "kind": one.kind,
                "sheet": one.sheet[:255],
                "row": one.row,
                "model": one.model,
                "key": list(one.key),
                "action": one.action,
                "before": json.loads(one.before),
                "after": json.loads(one.after),
            }
            for one in execution.written[start : start + CHUNK]
        ]
        uow.session.execute(insert(ImportChange), rows)


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
