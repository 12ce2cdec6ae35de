"""Zip archives that would swell: an xlsx is unpacked once here, counting, before anybody trusts it.

The sizes an archive declares may lie, so every member is inflated and counted. A sheet may be tiny
and still name a cell in the last row and column, which a reader would allocate everything up to;
the cells are looked at on the way through.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.reading.limits import Limits

CHUNK = 1 << 16
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
MOST_MEMBERS = 5_000

_CELL = re.compile(rb'<(?:\w+:)?c\s[^<>]{0,200}?\br="([A-Z]{1,4})(\d{1,9})"[^<>]{0,200}?(/?)>')
_LONGEST_CELL_TAG = 512


def check(data: bytes, name: str, limits: Limits) -> None:
    """:raises Invalid: for an archive that is damaged, encrypted, or swells beyond the limits."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(name) from error
    if len(members) > MOST_MEMBERS or any(member.flag_bits & 1 for member in members):
        raise _damaged(name)
    left = limits.unpacked_bytes
    for member in members:
        is_sheet = "worksheets/" in member.filename
        tail = b""
        for piece in _inflated(data, member, name):
            left -= len(piece)
            if left < 0:
                raise Invalid(
                    _l(
                        "{name} unpacks to more than {limit} MB.",
                        name=name,
                        limit=limits.unpacked_bytes >> 20,
                    ),
                    code="zip_bomb",
                    field="file",
                )
            if is_sheet:
                _check_cells(tail + piece, name, limits)
                tail = piece[-_LONGEST_CELL_TAG:]


def _inflated(data: bytes, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    header = data[member.header_offset : member.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        raise _damaged(name)
    *_start, name_length, extra_length = LOCAL_HEADER.unpack(header)
    start = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(data)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged(name)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        pending: bytes = bytes(packed)
        while pending and not inflater.eof:
            yield inflater.decompress(pending, CHUNK)
            pending = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error as error:
        raise _damaged(name) from error


def _check_cells(piece: bytes, name: str, limits: Limits) -> None:
    for letters, row, closed in _CELL.findall(piece):
        if closed:
            continue  # A formatted cell without content is not read.
        if int(row) > limits.rows or _column(letters) > limits.columns:
            raise Invalid(
                _l(
                    "{name} has a filled cell in {cell}, beyond row {rows} or column {columns}.",
                    name=name,
                    cell=(letters + row).decode("ascii"),
                    rows=limits.rows,
                    columns=limits.columns,
                ),
                code="too_many_rows",
                field="file",
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged(name: str) -> Invalid:
    return Invalid(
        _l("{name} cannot be opened: it is damaged or locked by a password.", name=name),
        code="unreadable",
        field="file",
    )
