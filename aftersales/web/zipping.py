"""Fewer bytes over the wire: pages and static files go zipped to browsers that take it."""

import gzip
import secrets
import zlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

PAGE_LEVEL = 1
"""The quickest: a list of 110 KB becomes 13 KB in a millisecond."""
SMALLEST = 1400
"""Bytes: what fits into one packet gains nothing."""
TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
LONGEST_FILLER = 64


def install_zipping(app: Flask) -> None:
    """Zip the pages of an application."""
    app.after_request(zip_page)


def zip_page(response: Response) -> Response:
    """Zip a page.

    A filler of random length stands before it (RFC 1952, the name of the file): else the size could
    tell somebody who plants guesses in an address how near they are to a secret (BREACH).
    """
    if response.mimetype != "text/html" or response.is_streamed or not _takes_zip(response):
        return response
    body = response.get_data()
    if len(body) < SMALLEST:
        return response
    filler = b"x" * secrets.randbelow(LONGEST_FILLER)
    head = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x04\xff" + filler + b"\x00"
    packer = zlib.compressobj(PAGE_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) % 2**32).to_bytes(4, "little")
    return _zipped(response, head + packer.compress(body) + packer.flush() + tail)


def zip_file(response: Response, file: Path) -> Response:
    """Zip a static file whose content never changes under its address."""
    is_text = (response.mimetype or "").startswith(TEXTS)
    if response.status_code != 200 or not is_text or not _takes_zip(response):
        return response
    response.direct_passthrough = False
    return _zipped(response, _packed(file))


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)


def _takes_zip(response: Response) -> bool:
    response.vary.add("Accept-Encoding")
    is_plain = "Content-Encoding" not in response.headers
    return is_plain and request.accept_encodings.quality("gzip") > 0


def _zipped(response: Response, body: bytes) -> Response:
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    return response
