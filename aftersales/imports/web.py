"""The *Import* page: upload, mapping, dry run, import, history, undo."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from aftersales.access.permissions import require
from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork, current_uow
from aftersales.errors import DomainError, Invalid
from aftersales.i18n import _
from aftersales.imports import drafts, long
from aftersales.imports.engine import USE, importers, importers_for
from aftersales.imports.models import ImportRun
from aftersales.imports.refused_rows import refused_workbook
from aftersales.imports.runs import HISTORY, MODES, Mode, RowsRefused, get_run, history_of
from aftersales.imports.undo import undo
from aftersales.web.limits import limited
from aftersales.web.page import Crumb, render_page

bp = Blueprint("imports", __name__, url_prefix="/imports", template_folder="templates")


@bp.get("")
def index() -> str:
    """Upload form and history."""
    return _index()


@bp.post("")
@limited("import")
def upload() -> ResponseReturnValue:
    """Take a file in and show how it would be read."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid(_("Choose a file."), field="file")
        uow = current_uow()
        draft = drafts.open_draft(uow, stream=sent.stream, filename=sent.filename)
        return _after_reading(uow, draft)
    except DomainError as error:
        return _index(error), error.status


@bp.get("/<int:run_id>")
def show(run_id: int) -> str:
    """A draft with its mapping and dry run, or a run with its result."""
    return _show(run_id)


@bp.post("/<int:run_id>/mapping")
@limited("import")
def change_mapping(run_id: int) -> ResponseReturnValue:
    """Read the file as the person says."""
    uow = current_uow()
    try:
        draft = drafts.change_mapping(uow, get_run(uow, run_id), request.form)
        return _after_reading(uow, draft, "#result")
    except DomainError as error:
        return _show(run_id, error), error.status


@bp.post("/<int:run_id>/try")
def try_again(run_id: int) -> ResponseReturnValue:
    """Run a large draft dry that was not yet, or whose dry run ended early."""
    uow = current_uow()
    require(uow.actor, USE)
    return _after_reading(uow, get_run(uow, run_id))


def _after_reading(uow: UnitOfWork, draft: ImportRun, place: str = "") -> ResponseReturnValue:
    """To the page of the draft, or for a large file to the dry run that is under way."""
    if draft.result.get("waiting"):
        return redirect(long.begin(uow, draft, long.TRY).page, 303)
    return redirect(url_for("imports.show", run_id=draft.id) + place, 303)


@bp.post("/<int:run_id>/run")
@limited("import")
def run(run_id: int) -> ResponseReturnValue:
    """Import, all or nothing or the good rows."""
    uow = current_uow()
    chosen = request.form.get("mode", "")
    mode: Mode = next((mode for mode in MODES if mode == chosen), MODES[0])
    try:
        draft = get_run(uow, run_id)
        if draft.state == "draft" and long.is_large(draft):
            require(uow.actor, USE)
            return redirect(long.begin(uow, draft, long.RUN, mode=mode).page, 303)
        done = drafts.run_draft(uow, draft, mode)
    except RowsRefused as error:
        return _show(run_id, error), error.status
    flash(_("{file} was imported.", file=done.source.name), "success")
    return redirect(url_for("imports.show", run_id=run_id), 303)


@bp.post("/<int:run_id>/undo")
def take_back(run_id: int) -> ResponseReturnValue:
    """Take a run back."""
    uow = current_uow()
    try:
        kept = get_run(uow, run_id)
        if kept.state == "done" and long.is_large(kept):
            require(uow.actor, USE)
            return redirect(long.begin(uow, kept, long.UNDO).page, 303)
        taken = undo(uow, run_id)
    except DomainError as error:
        return _show(run_id, error), error.status
    flash(
        _("Import {number} ({file}) has been taken back.", number=taken.id, file=taken.file_name),
        "success",
    )
    return redirect(url_for("imports.show", run_id=run_id), 303)


@bp.post("/<int:run_id>/discard")
def discard(run_id: int) -> ResponseReturnValue:
    """Give a draft up."""
    uow = current_uow()
    drafts.discard(uow, get_run(uow, run_id))
    return redirect(url_for("imports.index"), 303)


@bp.get("/<int:run_id>/refused.xlsx")
def refused(run_id: int) -> ResponseReturnValue:
    """The refused rows with their reasons, to be mended and imported again."""
    require(current_uow().actor, USE)
    kept = get_run(current_uow(), run_id)
    return send_file(
        io.BytesIO(refused_workbook(kept)),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=_("Refused rows") + f" {kept.file_name.rsplit('.', 1)[0]}.xlsx",
    )


def _index(error: DomainError | None = None) -> str:
    uow = current_uow()
    if error is not None:
        uow.start_over()
    require(uow.actor, USE)
    people: Any = select(User.id, User.name)
    names = {found[0]: found[1] for found in uow.rows(people)}
    runs = list(uow.scalars(history_of(uow).limit(HISTORY)))
    return render_page(
        "imports/index.html",
        title=_("Import"),
        error=error,
        runs=[(one, names.get(one.created_by_id, ""), _counts(one)) for one in runs],
        kinds=[str(importer.title) for importer in importers_for(uow)],
    )


def _show(run_id: int, error: DomainError | None = None) -> str:
    uow = current_uow()
    if error is not None:
        uow.start_over()
    require(uow.actor, USE)
    kept = get_run(uow, run_id)
    known = importers_for(uow)
    return render_page(
        "imports/show.html",
        title=kept.file_name,
        crumbs=(Crumb(_("Import"), url_for("imports.index")),),
        error=error,
        blockers=error.details.get("blockers", ()) if error else (),
        run=kept,
        work=long.work_on(uow, kept),
        sheets=drafts.mappings_of(kept) if kept.state == "draft" else (),
        kinds=[(importer.kind, str(importer.title)) for importer in known],
        fields={i.kind: [(f.name, str(f.title), f.required) for f in i.fields] for i in known},
        titles={importer.kind: str(importer.title) for importer in importers()},
        result=kept.result,
        problem=kept.result.get("error", ""),
        reports=list(kept.result.get("kinds", {}).items()),
        totals=_counts(kept),
    )


def _counts(kept: ImportRun) -> dict[str, int]:
    counts: dict[str, int] = kept.result.get("totals", {})
    return counts
