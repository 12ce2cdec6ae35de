"""Binding a volume: cover, catalogue, documents numbered through, closing sheet, as one PDF/A.

Cover, catalogue and closing sheet carry no page number (GB/T 11822); the documents between them are
numbered through at the top right, beside their own numbering. A picture becomes a page; a file that
cannot be a page of a PDF/A (a video, a sheet, a scan with missing fonts) stands as a page with name
and hash and travels inside the volume as an attachment. ``manifest.json`` inside the volume names
every document with its hash and pages.
"""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from aftersales.documents.bind import Enclosure, VolumePart, bind_volume
from aftersales.documents.declare import Picture, plain_mapping
from aftersales.documents.engine import RenderedPdf, engine
from aftersales.documents.paper import PaperFrame, fill
from aftersales.documents.pdfa import examine
from aftersales.documents.volume_papers import (
    ArchiveStamp,
    CatalogueRow,
    ClosingSheet,
    VolumeCover,
)
from aftersales.documents.wording import pick
from aftersales.i18n import use_locale

Progress = Callable[[int, int], None]
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
LONGEST_SIDE = 2400
"""Pixels of a picture's page; the original travels as an attachment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeEntry:
    """One document of a volume.

    :param data: its bytes; ``content_type`` decides whether they become pages or an attachment.
    :param piece: 件号 for the archive stamp, e.g. ``"0001"``; blank leaves the stamp out.
    :param verify_code: code of an issued paper, repeated in the manifest.
    """

    title: str
    number: str
    author: str
    dated: date | None
    data: bytes
    content_type: str = "application/pdf"
    filename: str = ""
    note: str = ""
    piece: str = ""
    department: str = ""
    verify_code: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class BoundVolume:
    """The finished volume: bytes, what it says of itself, pages in all and pages numbered."""

    data: bytes
    manifest: Mapping[str, Any]
    page_count: int
    numbered_pages: int
    catalogue: tuple[CatalogueRow, ...]

    @property
    def sha256(self) -> str:
        """Hash of the volume."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The pages that stand for one entry, and the file that goes with them."""

    pdf: RenderedPdf
    enclosure: Enclosure | None = None


class _Binder:
    """Prints the sheets of one volume in one frame."""

    def __init__(self, cover: VolumeCover, company: str, at: datetime, lang: str) -> None:
        self.cover = cover
        self.at = at
        self.frame = PaperFrame(
            company=company, title="", number=cover.archive_number, lang=lang, foot="F51　A/0"
        )

    def sheet(self, template: str, title: str, values: Mapping[str, Any]) -> RenderedPdf:
        """One sheet of the volume itself."""
        frame = replace(self.frame, title=title)
        html = fill(f"paper/volume/{template}.html", frame, {"cover": self.cover, **values})
        return engine().render(html, at=self.at, seed=f"{template} {self.cover.archive_number}")

    def pages_of(self, entry: VolumeEntry, position: int) -> _Sheets:
        """The pages of an entry: its own, a picture, or a sheet that stands for a file."""
        if entry.content_type == "application/pdf":
            report = examine(entry.data)
            if report.is_sound:
                return _Sheets(RenderedPdf(entry.data, report.pages))
        name = f"{position:03d}-{entry.filename or entry.number or 'file'}"
        enclosure = Enclosure(name, entry.content_type, entry.data)
        values = {
            "picture": _picture(entry),
            "name": entry.filename or entry.number,
            "content_type": entry.content_type,
            "size": f"{len(entry.data):,} B",
            "sha256": entry.sha256,
        }
        return _Sheets(self.sheet("sheet", entry.title, values), enclosure)

    def tools(self, stamps: Sequence[ArchiveStamp]) -> bytes:
        """The archive stamps and the ten digits."""
        frame = replace(self.frame, title="stamps")
        html = fill("paper/volume/stamps.html", frame, {"stamps": stamps})
        return engine().render(html, at=self.at, seed="stamps").data


def build_volume(
    cover: VolumeCover,
    entries: Sequence[VolumeEntry],
    closing: ClosingSheet,
    *,
    company: str,
    at: datetime,
    lang: str = "zh_CN",
    progress: Progress | None = None,
) -> BoundVolume:
    """Print cover, catalogue and closing sheet around the documents and bind everything.

    Pieces and pages on cover and closing sheet are counted here. The same input gives the same
    bytes.

    :param at: when the volume is bound (aware); the date of its document properties.
    :param progress: called with (done, all) after each document.
    """
    with use_locale(lang):
        binder = _Binder(cover, company, at, lang)
        sheets = []
        for position, entry in enumerate(entries, 1):
            sheets.append(binder.pages_of(entry, position))
            if progress:
                progress(position, len(entries))
        rows = _catalogue(entries, sheets)
        pages = sum(row.pages for row in rows)
        binder.cover = replace(cover, pieces=len(entries), pages=pages)
        pairs = zip(entries, rows, strict=True)
        stamps = [_stamp(binder.cover, entry, row) for entry, row in pairs if entry.piece]
        manifest = _manifest(binder.cover, entries, rows, company, at)
        bound = bind_volume(
            _parts(binder, entries, sheets, rows, closing),
            tools=binder.tools(stamps),
            manifest=manifest,
            at=at,
        )
    return BoundVolume(bound.data, manifest, bound.pages, pages, tuple(rows))


def _parts(
    binder: _Binder,
    entries: Sequence[VolumeEntry],
    sheets: Sequence[_Sheets],
    rows: Sequence[CatalogueRow],
    closing: ClosingSheet,
) -> list[VolumePart]:
    cover = binder.cover
    closing = replace(closing, pieces=cover.pieces, pages=cover.pages)
    front = binder.sheet("cover", cover.title, plain_mapping(cover))
    index = binder.sheet("catalogue", pick("卷内目录", "Catalogue"), {"rows": rows})
    back = binder.sheet("closing", pick("卷内备考表", "Closing sheet"), plain_mapping(closing))
    parts = [
        VolumePart(front.data, pick("封面", "Cover"), numbered=False),
        VolumePart(index.data, pick("卷内目录", "Catalogue"), numbered=False),
    ]
    stamp = 0
    for entry, sheet, row in zip(entries, sheets, rows, strict=True):
        parts.append(
            VolumePart(
                sheet.pdf.data,
                f"{row.position}. {entry.title}",
                stamp=stamp if entry.piece else None,
                enclosure=sheet.enclosure,
            )
        )
        stamp += bool(entry.piece)
    parts.append(VolumePart(back.data, pick("卷内备考表", "Closing sheet"), numbered=False))
    return parts


def _catalogue(entries: Sequence[VolumeEntry], sheets: Sequence[_Sheets]) -> list[CatalogueRow]:
    rows: list[CatalogueRow] = []
    first = 1
    for entry, sheet in zip(entries, sheets, strict=True):
        rows.append(
            CatalogueRow(
                position=len(rows) + 1,
                number=entry.number,
                author=entry.author,
                title=entry.title,
                dated=entry.dated,
                first_page=first,
                pages=sheet.pdf.pages,
                note=entry.note or (pick("附电子件", "file attached") if sheet.enclosure else ""),
            )
        )
        first += sheet.pdf.pages
    return rows


def _stamp(cover: VolumeCover, entry: VolumeEntry, row: CatalogueRow) -> ArchiveStamp:
    return ArchiveStamp(
        fonds=cover.fonds or "—",
        year=cover.date_to.year,
        piece=entry.piece,
        department=entry.department or cover.compiled_by,
        retention=cover.retention,
        pages=row.pages,
    )


def _manifest(
    cover: VolumeCover,
    entries: Sequence[VolumeEntry],
    rows: Sequence[CatalogueRow],
    company: str,
    at: datetime,
) -> dict[str, Any]:
    return {
        "company": company,
        "archive_number": cover.archive_number,
        "title": cover.title,
        "retention": cover.retention,
        "bound_at": at.isoformat(),
        "pieces": cover.pieces,
        "pages": cover.pages,
        "hash": "SHA-256",
        "documents": [
            {
                "position": row.position,
                "piece": entry.piece,
                "number": entry.number,
                "title": entry.title,
                "author": entry.author,
                "dated": entry.dated.isoformat() if entry.dated else None,
                "first_page": row.first_page,
                "pages": row.pages,
                "content_type": entry.content_type,
                "size": len(entry.data),
                "sha256": entry.sha256,
                "verify_code": entry.verify_code,
            }
            for entry, row in zip(entries, rows, strict=True)
        ],
    }


def _picture(entry: VolumeEntry) -> str:
    """A picture as its page shows it: upright, in RGB or grey, no larger than print needs."""
    if entry.content_type not in PICTURES:
        return ""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(entry.data)) as original:
        picture = ImageOps.exif_transpose(original)
        picture = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=85)
    return Picture(buffer.getvalue(), "image/jpeg").uri
