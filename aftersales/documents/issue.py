"""Issuing a paper: printed once, stored, hashed, and given a code to verify it by."""

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select

from aftersales.access.permissions import require
from aftersales.config import Settings
from aftersales.db.base import Base, RecordRef, points_here, ref
from aftersales.db.uow import UnitOfWork
from aftersales.documents.declare import Copy, DocumentSpec, plain_mapping
from aftersales.documents.engine import RenderedPdf, engine
from aftersales.documents.fingerprint import content_hash
from aftersales.documents.models import IssuedDocument
from aftersales.documents.paper import PaperFrame, fill, template_folders
from aftersales.documents.parts import assemble, part_names
from aftersales.documents.qr import group_code, qr_uri
from aftersales.documents.reading import may_read_in_full, require_in_full
from aftersales.documents.wording import MASKED, PLAIN, pick
from aftersales.errors import Invalid, NotFound
from aftersales.files.owners import owner_record, require_owner
from aftersales.files.sniff import PDF
from aftersales.files.store import content, keep
from aftersales.i18n import _, _l, use_locale

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter a reader could take for another."""
CODE_LENGTH = 16
"""Eighty random bits: not to be guessed, short enough to be typed."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One paper about to be printed: its values, parts and frame texts in the paper's language."""

    spec: DocumentSpec
    values: Mapping[str, Any]
    copies: tuple[Copy, ...]
    lang: str
    content_hash: str
    number: str
    masked: bool = False

    @property
    def copies_key(self) -> str:
        return ",".join(copy.code for copy in self.copies)


def catalogue() -> Mapping[str, DocumentSpec]:
    """The declared papers of the running application, by name."""
    found: Mapping[str, DocumentSpec] = current_app.extensions["aftersales.documents"]
    return found


def spec_named(name: str) -> DocumentSpec:
    """The specification; :raises NotFound: when no enabled module declares it."""
    if name not in catalogue():
        raise NotFound(_l("There is no paper called “{name}”.", name=name))
    return catalogue()[name]


def issue(
    uow: UnitOfWork,
    spec_name: str,
    record: Base,
    *,
    copies: Sequence[str] | None = None,
    lang: str = "zh_CN",
) -> IssuedDocument:
    """Print a record's paper officially, or give back the stored one when nothing has changed.

    Changed content becomes the next revision; every paper with older content is marked superseded
    and its verification page says so. The bytes lie in the file store before the row is written.

    :param copies: codes of the parts to print; None prints all.
    :param lang: language of the labels, ``"zh_CN"`` or ``"en"``.
    :raises Forbidden: the actor lacks the paper's permission.
    :raises NotFound: no such paper, or the record is not visible.
    :raises Invalid: a part that the paper does not have.
    :raises EngineMissing: this machine cannot print.
    """
    spec = spec_named(spec_name)
    require_in_full(uow.actor, spec)
    owner = ref(record)
    owner_record(uow, owner, lock=True)
    job = _prepare(uow, spec, record, copies, lang)
    current = _current_papers(uow, spec, owner)
    for paper in current:
        if _is_same(paper, job):
            return paper
    alike = [paper for paper in current if paper.content_hash == job.content_hash]
    revision = alike[0].revision if alike else _next_revision(uow, spec, owner)
    issued = _print_and_store(uow, job, owner, revision)
    for paper in current:
        if paper.content_hash != job.content_hash:
            paper.superseded_by_id = issued.id
            paper.superseded_at = uow.now
    uow.flush()
    return issued


def preview(uow: UnitOfWork, spec_name: str, record: Base, *, lang: str = "zh_CN") -> RenderedPdf:
    """The paper as it would be, watermarked and stored nowhere; raises as ``issue`` does.

    Masked for those who may not see in full what it shows.
    """
    spec = spec_named(spec_name)
    require(uow.actor, spec.permission)
    masked = not may_read_in_full(uow.actor, spec)
    job = replace(_prepare(uow, spec, record, None, lang), masked=masked)
    with use_locale(lang):
        frame = _frame(uow, job, is_preview=True, issued_at=uow.now)
    return _render(job, frame, seed=f"preview {job.content_hash}", at=uow.now, archival=False)


def proof(uow: UnitOfWork, spec_name: str, record: Base, *, lang: str = "zh_CN") -> RenderedPdf:
    """The paper in all its copies as it would be issued, stored nowhere: to be measured."""
    spec = spec_named(spec_name)
    require_in_full(uow.actor, spec)
    job = _prepare(uow, spec, record, None, lang)
    with use_locale(lang):
        frame = _frame(uow, job, code=CODE_ALPHABET[0] * CODE_LENGTH, issued_at=uow.now)
    return _render(job, frame, seed=job.number, at=uow.now, archival=spec.archive)


def reprint(uow: UnitOfWork, issued_id: int) -> tuple[IssuedDocument, bytes]:
    """The stored bytes of an issued paper; :raises NotFound: unless its record is visible."""
    issued = find_issued(uow, issued_id)
    return issued, content(issued.file)


def find_issued(uow: UnitOfWork, issued_id: int) -> IssuedDocument:
    """An issued paper.

    :raises NotFound: unless the record it was printed from is visible.
    :raises Forbidden: the actor may not have this kind of paper (one may show a contract's amount).
    """
    issued = uow.get(IssuedDocument, issued_id)
    require_owner(uow, issued.owner)
    if (spec := catalogue().get(issued.spec)) is not None:
        require_in_full(uow.actor, spec)
    return issued


def issued_of(uow: UnitOfWork, record: Base | RecordRef) -> list[IssuedDocument]:
    """Everything issued for a record, newest first; :raises NotFound: unless it is visible."""
    owner = record if isinstance(record, RecordRef) else ref(record)
    require_owner(uow, owner)
    return list(uow.scalars(_issued_statement(), owner.values))


@cache
def _issued_statement() -> Select[IssuedDocument]:
    here = points_here(IssuedDocument.model, IssuedDocument.record_id)
    return select(IssuedDocument).where(here).order_by(IssuedDocument.id.desc())


def _prepare(
    uow: UnitOfWork, spec: DocumentSpec, record: Base, wanted: Sequence[str] | None, lang: str
) -> _Job:
    with use_locale(lang):
        parts = spec.copies_for(uow, record)
    if wanted is not None:
        unknown = set(wanted) - {copy.code for copy in parts}
        if unknown:
            raise Invalid(_l("This paper has no copy “{copy}”.", copy=min(unknown)), field="copies")
        parts = tuple(copy for copy in parts if copy.code in wanted)
    with use_locale(lang):
        values = plain_mapping(spec.context(uow, record))
        number = spec.number(record)
        fingerprint = content_hash({"values": values, "number": number})
        return _Job(spec, values, parts, lang, fingerprint, number)


def _current_papers(uow: UnitOfWork, spec: DocumentSpec, owner: RecordRef) -> list[IssuedDocument]:
    return list(
        uow.scalars(
            select(IssuedDocument).where(
                IssuedDocument.spec == spec.name,
                IssuedDocument.record_id == owner.id,
                IssuedDocument.superseded_by_id.is_(None),
            )
        )
    )


def _is_same(paper: IssuedDocument, job: _Job) -> bool:
    return (paper.content_hash, paper.copies_key, paper.lang) == (
        job.content_hash,
        job.copies_key,
        job.lang,
    )


def _next_revision(uow: UnitOfWork, spec: DocumentSpec, owner: RecordRef) -> int:
    query = select(func.max(IssuedDocument.revision)).where(
        IssuedDocument.spec == spec.name, IssuedDocument.record_id == owner.id
    )
    return (uow.scalar(query) or 0) + 1


def _print_and_store(uow: UnitOfWork, job: _Job, owner: RecordRef, revision: int) -> IssuedDocument:
    code = "".join(secrets.choice(CODE_ALPHABET) for _at in range(CODE_LENGTH))
    issued_at = uow.now
    with use_locale(job.lang):
        frame = _frame(uow, job, code=code, revision=revision, issued_at=issued_at)
        titles = [str(copy.title) for copy in job.copies]
    printed = _render(job, frame, seed=code, at=issued_at, archival=job.spec.archive)
    stored = keep(uow, io.BytesIO(printed.data), "paper.pdf", known=PDF)
    return uow.add(
        IssuedDocument(
            spec=job.spec.name,
            code=job.spec.code,
            title=frame.title,
            model=owner.model,
            record_id=owner.id,
            number=job.number,
            revision=revision,
            lang=job.lang,
            copies=titles,
            copies_key=job.copies_key,
            content_hash=job.content_hash,
            sha256=stored.sha256,
            size=stored.size,
            pages=printed.pages,
            is_archival=job.spec.archive,
            verify_code=code,
            issued_at=issued_at,
            issued_by_id=uow.actor.user_id,
            issued_by=uow.actor.name,
            file_id=stored.id,
            file=stored,
        )
    )


def verification_address(code: str) -> str:
    """Where a paper with this code is verified; printed as its QR code."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.base_url}/verify/{code}"


def _frame(
    uow: UnitOfWork,
    job: _Job,
    *,
    issued_at: datetime,
    code: str = "",
    revision: int = 1,
    is_preview: bool = False,
) -> PaperFrame:
    settings: Settings = current_app.config["SETTINGS"]
    return PaperFrame(
        company=settings.company_name or _("(company name not set)"),
        title=str(job.spec.title),
        number=job.number,
        lang=job.lang,
        orientation=job.spec.orientation,
        department=str(job.values.get("owner_department") or job.spec.department),
        revision=revision,
        issued_at=issued_at,
        issued_by=uow.actor.name,
        qr=qr_uri(verification_address(code)) if code else "",
        foot=_foot(job, code),
        is_preview=is_preview,
    )


def _foot(job: _Job, code: str) -> str:
    """Form code, version, retention and the parts; the code to type when not scanned."""
    spec = job.spec
    facts = [f"{spec.code}　{spec.form_version}"]
    if spec.retention:
        facts.append(pick(f"保管期限：{spec.retention}", f"Retention: {spec.retention}"))
    if len(job.copies) > 1:
        marks = "　".join(f"{chr(0x2460 + at)} {copy.title}" for at, copy in enumerate(job.copies))
        count = "一两三四五六七八九十"[len(job.copies) - 1]
        facts.append(pick(f"一式{count}联：{marks}", f"Copies: {marks}"))
    line = "　　".join(facts)
    if not code:
        return line
    return f"{line}\n{pick('验真码', 'Verification code')} {group_code(code)}"


def _render(
    job: _Job, frame: PaperFrame, *, seed: str, at: datetime, archival: bool
) -> RenderedPdf:
    folders = template_folders(job.spec)
    masked = list(dict.fromkeys(job.masked or copy.masked for copy in job.copies)) or [job.masked]
    both = masked[0] if len(masked) == 1 else None
    html = fill(job.spec.template, frame, job.values, folders=folders, masked=both)
    printed = engine().render_variants(
        html, [PLAIN if one else MASKED for one in masked], at=at, seed=seed, archival=archival
    )
    bodies = dict(zip(masked, printed, strict=True))
    if not job.copies:
        return bodies[job.masked]
    with use_locale(job.lang):
        names = part_names(job.copies)
    return assemble(
        [bodies[job.masked or copy.masked] for copy in job.copies],
        job.copies,
        names=names,
        orientation=job.spec.orientation,
        lang=job.lang,
    )
