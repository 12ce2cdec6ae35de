"""How much of a file is read before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one file. Beyond one the file is refused; nothing is cut silently."""

    file_bytes: int = 25 << 20
    unpacked_bytes: int = 300 << 20
    sheets: int = 60
    rows: int = 60_000
    columns: int = 300
    cell_characters: int = 10_000


DEFAULT_LIMITS = Limits()
