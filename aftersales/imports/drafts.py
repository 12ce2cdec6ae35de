"""A file between upload and import: kept in the instance folder, its mapping corrected."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import select

from aftersales.access.permissions import requires
from aftersales.config import Settings
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError, Invalid, NotFound, Refused
from aftersales.files.store import safe_name
from aftersales.i18n import _l
from aftersales.imports.engine import USE, importers, importers_for, plan, propose_all
from aftersales.imports.mapping import SheetMapping, propose, remap
from aftersales.imports.models import ImportRun
from aftersales.imports.reading import Source, read_source
from aftersales.imports.reading.limits import Limits
from aftersales.imports.report import ImportPlan
from aftersales.imports.runs import Mode, run
from aftersales.jobs import SMALL, Progress, unseen

KEPT_FOR = timedelta(days=1)


@requires(USE)
def open_draft(uow: UnitOfWork, *, stream: IO[bytes], filename: str | None) -> ImportRun:
    """Take a file in and propose its mapping; run it dry when it is small.

    :raises Invalid: a file that cannot be read, or in which nothing is recognised.
    """
    _sweep(uow)
    name = safe_name(filename)
    path = _folder() / secrets.token_urlsafe(16)
    with path.open("wb") as target:
        while piece := stream.read(1 << 16):
            target.write(piece)
    try:
        source = read_source(path, name=name, limits=_limits())
        mappings = _proposed(uow, source)
    except DomainError:
        path.unlink(missing_ok=True)
        raise
    draft = ImportRun(
        file_name=name,
        sha256=source.sha256,
        size_bytes=path.stat().st_size,
        state="draft",
        stored_name=path.name,
    )
    uow.add(draft)
    _map(uow, draft, source, mappings)
    return draft


@requires(USE)
def change_mapping(uow: UnitOfWork, draft: ImportRun, wishes: Mapping[str, str]) -> ImportRun:
    """Read the file as the person says; run it dry again when it is small.

    :param wishes: ``kind-0``, ``header-0``, ``field-0-3``: kind, header row and fields by the
        position of sheet and column; what is not given stays.
    """
    source = _source(draft)
    known = {importer.kind: importer for importer in importers_for(uow)}
    mappings = []
    for place, (sheet, before) in enumerate(zip(source.sheets, mappings_of(draft), strict=True)):
        kind = wishes.get(f"kind-{place}", before.kind)
        header = _number(wishes.get(f"header-{place}"), before.header_row)
        if kind not in known:
            mappings.append(propose(sheet, ()))
        elif kind != before.kind:
            mappings.append(propose(sheet, tuple(known.values()), kind=kind))
        else:
            fields = _fields(wishes, place, before, {f.name for f in known[kind].fields})
            moved = header != before.header_row
            mappings.append(remap(sheet, known[kind], header, {} if moved else fields))
    _map(uow, draft, source, tuple(mappings))
    return draft


@requires(USE)
def try_out(uow: UnitOfWork, draft: ImportRun, progress: Progress) -> None:
    """Run the file of a draft dry as it is mapped."""
    _try_out(uow, draft, _source(draft), mappings_of(draft), progress)


@requires(USE)
def run_draft(
    uow: UnitOfWork, draft: ImportRun, mode: Mode, progress: Progress = unseen
) -> ImportPlan:
    """Import the file of a draft as it is mapped; the file is given up afterwards.

    :raises RowsRefused: all or nothing was chosen and rows are refused.
    """
    source = _source(draft)
    done = run(uow, ImportPlan(source, mappings_of(draft)), mode, draft=draft, progress=progress)
    path = _path(draft)
    draft.stored_name = ""
    uow.after_commit.append(lambda: path.unlink(missing_ok=True))
    return done


@requires(USE)
def discard(uow: UnitOfWork, draft: ImportRun) -> None:
    """Give a draft and its file up."""
    if draft.state != "draft":
        raise Refused(_l("Only a draft is discarded; an import is taken back."))
    path = _path(draft)
    uow.delete(draft)
    uow.after_commit.append(lambda: path.unlink(missing_ok=True))


def mappings_of(draft: ImportRun) -> tuple[SheetMapping, ...]:
    """The mapping a draft or run keeps."""
    return tuple(SheetMapping.from_json(kept) for kept in draft.mapping.get("sheets", ()))


def _proposed(uow: UnitOfWork, source: Source) -> tuple[SheetMapping, ...]:
    """By meaning among all kinds; a sheet of a kind the person may not import is left out."""
    allowed = {importer.kind for importer in importers_for(uow)}
    try:
        mappings = propose_all(source, importers())
    except Invalid:
        # The person will say what it is; the columns are shown all the same.
        mappings = tuple(propose(sheet, ()) for sheet in source.sheets)
    return tuple(
        mapping if mapping.kind in allowed else propose(sheet, ())
        for sheet, mapping in zip(source.sheets, mappings, strict=True)
    )


def _map(
    uow: UnitOfWork, draft: ImportRun, source: Source, mappings: Sequence[SheetMapping]
) -> None:
    """Keep how a file is read. A large one waits for its dry run: its rows are ``waiting``."""
    draft.mapping = {"sheets": [mapping.to_json() for mapping in mappings]}
    rows = sum(len(sheet.rows) for sheet in source.sheets)
    if rows > SMALL and uow.actor.user_id is not None:
        draft.result = {"waiting": rows}
    else:
        _try_out(uow, draft, source, mappings)
    uow.flush()


def _try_out(
    uow: UnitOfWork,
    draft: ImportRun,
    source: Source,
    mappings: Sequence[SheetMapping],
    progress: Progress = unseen,
) -> None:
    try:
        tried = plan(uow, source, mappings, progress)
    except DomainError as error:
        draft.result = {"error": str(error)}
    else:
        cells = [list(refusal.cells) for refusal in tried.refusals()]
        draft.result = tried.to_json() | {"cells": cells}


def _fields(
    wishes: Mapping[str, str], place: int, before: SheetMapping, names: set[str]
) -> dict[int, str]:
    chosen: dict[int, str] = {}
    for column in before.columns:
        field = wishes.get(f"field-{place}-{column.index}", column.field)
        if field in names and field in chosen.values():
            raise Invalid(
                _l("Two columns of {sheet} are read as the same field.", sheet=before.sheet),
                field=f"field-{place}-{column.index}",
            )
        chosen[column.index] = field if field in names else ""
    return chosen


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default


def _source(draft: ImportRun) -> Source:
    if draft.state != "draft" or not draft.stored_name:
        raise Refused(_l("This file has been imported already."))
    path = _path(draft)
    if not path.is_file():
        raise NotFound(_l("The file is not there any more; upload it again."))
    return read_source(path, name=draft.file_name, limits=_limits())


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _limits() -> Limits:
    return Limits(file_bytes=_settings().max_upload_mb << 20)


def _folder() -> Path:
    folder = _settings().instance_path / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _path(draft: ImportRun) -> Path:
    return _folder() / Path(draft.stored_name).name


def _sweep(uow: UnitOfWork) -> None:
    """Give up drafts nobody came back to."""
    old = select(ImportRun).where(
        ImportRun.state == "draft", ImportRun.created_at < uow.now - KEPT_FOR
    )
    for draft in uow.scalars(old):
        discard(uow, draft)
