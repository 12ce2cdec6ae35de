"""Large files: the dry run, the import and its undo as long work beside the request."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.imports import drafts
from aftersales.imports.models import ImportRun
from aftersales.imports.runs import MODES, get_run
from aftersales.imports.undo import undo
from aftersales.jobs import Progress, Result, Task, TaskKind
from aftersales.jobs.tasks import OPEN, SMALL, start

TRY, RUN, UNDO = "imports.try", "imports.run", "imports.undo"
TITLES = {
    TRY: lambda name: _l("Dry run of {file}", file=name),
    RUN: lambda name: _l("Import of {file}", file=name),
    UNDO: lambda name: _l("Taking back the import of {file}", file=name),
}


def is_large(run: ImportRun) -> bool:
    """Whether the work on a run is too long for a request."""
    return _rows(run) > SMALL


def _rows(run: ImportRun) -> int:
    return int(run.result.get("waiting") or run.result.get("totals", {}).get("rows", 0))


def begin(uow: UnitOfWork, run: ImportRun, kind: str, **more: Any) -> Task:
    """Put the work on a run down for after this request; :raises Refused: other work is on it."""
    if (other := work_on(uow, run)) is not None and other.kind != kind:
        raise Refused(_l("Other work on this import is under way; wait until it has ended."))
    return start(
        uow,
        kind,
        title=TITLES[kind](run.file_name),
        arguments={"run": run.id, **more},
        total=_rows(run),
        back=_page(run.id),
    )


def work_on(uow: UnitOfWork, run: ImportRun) -> Task | None:
    """The work under way on a run."""
    statement = select(Task).where(Task.kind.in_(TITLES), Task.state.in_(OPEN))
    for task in uow.scalars(statement.order_by(Task.id.desc())):
        if task.arguments.get("run") == run.id and task.seen_state != "broken":
            return task
    return None


def _page(run_id: int) -> str:
    return f"/imports/{run_id}"


def _try(uow: UnitOfWork, arguments: Mapping[str, Any], progress: Progress) -> Result:
    draft = get_run(uow, arguments["run"])
    drafts.try_out(uow, draft, progress)
    return Result(f"{_page(draft.id)}#result", _l("Look at what would happen, then import."))


def _run(uow: UnitOfWork, arguments: Mapping[str, Any], progress: Progress) -> Result:
    draft = get_run(uow, arguments["run"])
    mode = next(mode for mode in MODES if mode == arguments["mode"])
    done = drafts.run_draft(uow, draft, mode, progress)
    sentence = _l(
        "{created} new, {updated} updated, {unchanged} equal, {refused} refused",
        created=done.total("created"),
        updated=done.total("updated"),
        unchanged=done.total("unchanged"),
        refused=done.total("refused"),
    )
    return Result(_page(draft.id), sentence)


def _undo(uow: UnitOfWork, arguments: Mapping[str, Any], _progress: Progress) -> Result:
    run = undo(uow, arguments["run"])
    return Result(_page(run.id), _l("Everything it wrote has been taken back."))


TASKS = (TaskKind(TRY, _try), TaskKind(RUN, _run), TaskKind(UNDO, _undo))
