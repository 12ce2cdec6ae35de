"""Typed contexts of the volume papers F51: cover, catalogue, closing sheet, archive stamp.

Fields follow GB/T 11822-2008 (cover, catalogue, closing sheet) and DA/T 22-2015 (the stamp of six
cells); see rules 2.6. Dates are company dates.
"""

from dataclasses import dataclass
from datetime import date

from aftersales.documents.blocks import NOT_SIGNED, Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeCover:
    """案卷封面.

    :param archive_number: 档号; ``fonds`` 全宗号 or the company's short name.
    :param compiled_by: 立卷单位.
    :param retention: 保管期限 in words, e.g. 10 年; ``secrecy`` 密级.
    """

    archive_number: str
    title: str
    compiled_by: str
    date_from: date
    date_to: date
    retention: str
    fonds: str = ""
    secrecy: str = ""
    volume_number: str = ""
    pieces: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One line of the 卷内目录; ``first_page`` is the stamped number of its first page."""

    position: int
    number: str
    author: str
    title: str
    dated: date | None
    first_page: int
    pages: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingSheet:
    """卷内备考表.

    :param remarks: what a later reader must know (missing pieces, copies instead of originals).
    :param see_also: 互见号.
    """

    pieces: int = 0
    pages: int = 0
    remarks: str = ""
    see_also: str = ""
    compiled_by: Signature = NOT_SIGNED
    checked_by: Signature = NOT_SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStamp:
    """归档章, 45 × 16 mm, six cells: fonds, year, piece; department, retention, pages."""

    fonds: str
    year: int
    piece: str
    department: str
    retention: str
    pages: int
