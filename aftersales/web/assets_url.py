"""Addresses of static files that may be cached for a year: each carries a mark of its content."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def static_url(name: str) -> str:
    """``/static/css/aftersales.css?v=1a2b3c4d``; without a mark when the file is not there."""
    file = STATIC / name
    if not file.is_file():
        return f"/static/{name}"
    return f"/static/{name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:8]}"
