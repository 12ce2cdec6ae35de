"""What a file really is, told by its bytes; what the store takes and what it refuses.

The name and the type a browser sends are claims. A file is taken when its bytes are of a known
kind and its extension does not claim another; anything a browser could run (html, svg, scripts)
and any program is refused by not being known.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from aftersales.errors import Invalid
from aftersales.i18n import _l

MAX_PIXELS = 80_000_000
"""Largest picture: 80 megapixels; a decompression bomb is larger."""
MAX_UNPACKED = 400 * 1024 * 1024
"""Largest unpacked office file, in bytes."""
HEAD = 4096
MARKUP = ("<html", "<!doctype", "<svg", "<script", "<?xml", "<?php", "<!--", "#!")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Kind:
    """A content type and the extensions that may carry it (the first is the usual one)."""

    content_type: str
    extensions: tuple[str, ...]


PDF = Kind("application/pdf", ("pdf",))
PNG = Kind("image/png", ("png",))
JPEG = Kind("image/jpeg", ("jpg", "jpeg"))
WEBP = Kind("image/webp", ("webp",))
SHEET = Kind(XLSX, ("xlsx",))
LETTER = Kind(DOCX, ("docx",))
MP4 = Kind("video/mp4", ("mp4", "m4v"))
M4A = Kind("audio/mp4", ("m4a",))
MP3 = Kind("audio/mpeg", ("mp3",))
CSV = Kind("text/csv", ("csv",))
TEXT = Kind("text/plain", ("txt",))

ACCEPTED = "pdf, png, jpg, webp, xlsx, docx, csv, txt, mp4, m4a, mp3"


def kind_of(file: Path, filename: str) -> Kind:
    """The kind of a file; :raises Invalid: with the reason when the store does not take it."""
    head = file.open("rb").read(HEAD)
    if not head:
        raise Invalid(_l("The file “{name}” is empty.", name=filename), field="file")
    extension = PurePosixPath(filename.lower()).suffix.lstrip(".")
    kind = _by_magic(file, head) or _by_text(head, extension)
    if kind is None:
        raise Invalid(
            _l(
                "“{name}” is not of a kind that can be kept. Accepted: {kinds}.",
                name=filename,
                kinds=ACCEPTED,
            ),
            field="file",
        )
    if extension and extension not in kind.extensions:
        raise Invalid(
            _l(
                "“{name}” is named .{extension} but is a {actual} file. Rename it and try again.",
                name=filename,
                extension=extension,
                actual=kind.extensions[0],
            ),
            field="file",
        )
    if kind in (PNG, JPEG, WEBP):
        _check_picture(file, filename)
    return kind


MAGIC = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"\xff\xd8\xff", JPEG),
    (8, b"WEBP", WEBP),
    (4, b"ftypM4A", M4A),
    (4, b"ftyp", MP4),
    (0, b"ID3", MP3),
    (0, b"\xff\xfb", MP3),
    (0, b"\xff\xf3", MP3),
    (0, b"\xff\xf2", MP3),
)
"""Offset, first bytes and kind; the first that fits decides."""


def _by_magic(file: Path, head: bytes) -> Kind | None:
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    return next((kind for at, magic, kind in MAGIC if head[at:].startswith(magic)), None)


def _office(file: Path) -> Kind | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return None
    if unpacked > MAX_UNPACKED or any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "xl/workbook.xml" in names:
        return SHEET
    return LETTER if "word/document.xml" in names else None


def _by_text(head: bytes, extension: str) -> Kind | None:
    """Plain text by its extension, when it reads as UTF-8 or GB 18030 and is no markup."""
    kind = {"csv": CSV, "txt": TEXT}.get(extension)
    if kind is None or b"\x00" in head:
        return None
    text = _decoded(head)
    if text is None or text.lstrip("\ufeff \r\n\t").lower().startswith(MARKUP):
        return None
    return kind


def _decoded(head: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        # The block may end inside a character: up to three bytes are forgiven at its end.
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


def _check_picture(file: Path, filename: str) -> None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise Invalid(
                    _l(
                        "The picture “{name}” has {width} × {height} pixels; that is too many.",
                        name=filename,
                        width=width,
                        height=height,
                    ),
                    field="file",
                )
            picture.verify()
    except Image.DecompressionBombError as error:
        raise Invalid(
            _l("The picture “{name}” is too large.", name=filename), field="file"
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Invalid(
            _l("The picture “{name}” is damaged and cannot be opened.", name=filename), field="file"
        ) from error
