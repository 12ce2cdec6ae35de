"""What a unit of work has changed so far, kept small until the audit trail takes it up."""

import marshal
import zlib
from collections.abc import Iterator
from typing import NamedTuple

PACKED = 500
"""Notes pressed together; an import of 50,000 rows would else fill the memory with them."""


class Note(NamedTuple):
    """One change of one row; ``changes`` is a JSON text."""

    action: str
    model: str
    record_id: str
    changes: str


class Notes:
    """Notes in their order; the older ones of many are kept compressed."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._open: list[Note] = []

    def __len__(self) -> int:
        return len(self._packed) * PACKED + len(self._open)

    def append(self, note: Note) -> None:
        """Put a note at the end."""
        self._open.append(note)
        if len(self._open) == PACKED:
            plain = [tuple(one) for one in self._open]
            self._packed.append(zlib.compress(marshal.dumps(plain), 1))
            self._open.clear()

    def cut(self, mark: int) -> None:
        """Forget all but the first ``mark`` notes."""
        if mark >= len(self):
            return
        whole, rest = divmod(mark, PACKED)
        if whole < len(self._packed):
            self._open = _unpacked(self._packed[whole])
            del self._packed[whole:]
        del self._open[rest:]

    def __iter__(self) -> Iterator[Note]:
        for packed in self._packed:
            yield from _unpacked(packed)
        yield from self._open


def _unpacked(packed: bytes) -> list[Note]:
    return [Note(*one) for one in marshal.loads(zlib.decompress(packed))]  # noqa: S302  # our own bytes, never stored
