"""Filing a case: its pieces are fixed by hash, the case is locked (S0-5.4.9.1, S0-5.4.9.2)."""

from aftersales.access import requires
from aftersales.db.uow import UnitOfWork
from aftersales.documents.filing import FilingSource
from aftersales.documents.pdfa import examine
from aftersales.errors import Refused
from aftersales.files.models import StoredFile
from aftersales.files.store import content
from aftersales.i18n import _l
from aftersales.regulation.resolve import Scope, resolve
from aftersales.regulation.snapshots import snapshot
from aftersales.regulation.table import Row
from modules.archive.completeness import Shelf, completeness
from modules.archive.events import CaseFiled
from modules.archive.models import Filing
from modules.archive.words import LENGTHS
from modules.service.api import Case, mark_filed


@requires("archive.filing.write")
def file_case(uow: UnitOfWork, *, record_id: int) -> Case:
    """File everything a closed case has, and lock the case.

    :raises Refused: something is still missing; every missing thing is named. Emits ``CaseFiled``.
    """
    case = uow.get(Case, record_id, lock=True)
    if case.state != "closed":
        raise Refused(
            _l("Only a closed case is filed; {number} is not closed.", number=case.number)
        )
    found = completeness(uow, case)
    if not found.is_complete:
        raise Refused(_l("Still missing: {what}", what=" ".join(str(one) for one in found.missing)))
    pieces = 0
    with uow.system("the archivist files papers of every department"):
        for shelf in found.shelves:
            for source in shelf.sources:
                pieces += 1
                uow.add(_filing(uow, case, shelf, source, pieces))
        snapshot(uow, case, "filing", resolve(uow, "archive.scope", scope=Scope()))
    mark_filed(uow, case.id)
    uow.emit(CaseFiled(case_id=case.id, pieces=pieces))
    return case


def _filing(
    uow: UnitOfWork, case: Case, shelf: Shelf, source: FilingSource, position: int
) -> Filing:
    file, name, code = _bytes_of(source)
    return Filing(
        case_id=case.id,
        kind=shelf.kind,
        title=source.title,
        number=source.number,
        author=source.author,
        dated=source.dated,
        position=position,
        pages=_pages(file),
        sha256=file.sha256,
        filename=name,
        verify_code=code,
        file_id=file.id,
        retention=retention_of(uow, shelf.kind),
        filed_at=uow.now,
    )


def _bytes_of(source: FilingSource) -> tuple[StoredFile, str, str]:
    if source.paper is not None:
        return source.paper.file, source.paper.filename, source.paper.verify_code
    assert source.attachment is not None
    return source.attachment.file, source.attachment.name, ""


def _pages(file: StoredFile) -> int:
    """The pages of a PDF; everything else stands as one page in the volume."""
    if file.content_type != "application/pdf":
        return 1
    return examine(content(file)).pages or 1


def retention_of(uow: UnitOfWork, kind: str) -> str:
    """How long a kind of document is kept (``retention.rules``), as a code of ``RETENTIONS``.

    The longer of the rule and of what evidence needs (``retention.least_months``, C10); what is to
    be made anonymous is not kept longer than its rule says.
    """
    rule = resolve(uow, "retention.rules", scope=Scope())
    row = rule.table.match(document=kind) if rule.is_set else None
    if row is None:
        return "years_10"
    least = resolve(uow, "retention.least_months", scope=Scope()).integer
    return period_of(row, least)


def period_of(row: Row, least: int) -> str:
    """The period of a row of ``retention.rules``, lengthened to the months that are needed."""
    period = str(row["period"])
    if row["action"] == "anonymise" or period not in LENGTHS:
        return period
    needed = max(LENGTHS[period], row.get("months", 0), least)
    return next((code for code, months in LENGTHS.items() if months >= needed), "permanent")
