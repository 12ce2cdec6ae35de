"""The content-addressed store on disk: ``files/ab/cd/<sha256>``, written once, never changed.

A content reaches its place complete or not at all: it is written to a temporary file in the same
folder, synced, and renamed. A crash before the commit of its row leaves an orphan, never a row
without bytes; ``aftersales.files.check.verify_store`` lists both.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK = 1024 * 1024


class TooLarge(Exception):
    """The stream holds more than the limit."""


class Disk:
    """The store below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the content with this hash lies or would lie."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def spool(self, stream: BinaryIO, *, limit: int) -> tuple[Path, str, int]:
        """Copy a stream to a temporary file; gives its path, SHA-256 and size in bytes.

        :raises TooLarge: as soon as more than ``limit`` bytes have come; nothing stays behind.
        """
        folder = self.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as target:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name), digest.hexdigest(), size

    def keep(self, temporary: Path, sha256: str) -> Path:
        """Move a spooled file to its place; one that is there already wins (same content)."""
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            temporary.unlink()
            return place
        temporary.chmod(0o440)
        temporary.replace(place)
        _sync_folder(place.parent)
        return place

    def read(self, sha256: str) -> bytes:
        """The content; :raises FileNotFoundError: when the store has lost it."""
        return self.path(sha256).read_bytes()

    def hashes(self) -> Iterator[str]:
        """The hash of every content that lies in the store."""
        for file in self.root.glob("??/??/*"):
            yield file.name


def _sync_folder(folder: Path) -> None:
    """Make a rename durable (a no-op where folders cannot be opened, as on Windows)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
