"""The content-addressed store on disk: ``files/ab/cd/<sha256>``, written once, never changed.

A content reaches its place complete or not at all: it is written to a temporary file in the same
folder, synced, and renamed. A crash before the commit of its row leaves an orphan, never a row
without bytes; ``aftersales.files.check.verify_store`` lists both.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

CHUNK = 1024 * 1024
INCOMING = "incoming"
LOCK = "lock"
"""Held shared from writing a content to the commit of its row, alone for sweeping (flock)."""


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
        folder = self.root / INCOMING
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
                Path(name).chmod(0o440)
                os.fsync(target.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Path(name), digest.hexdigest(), size

    def keep(self, temporary: Path, sha256: str) -> bool:
        """Move a spooled file to its place; False when the same content lies there already.

        When it returns, the content survives a power failure: file and folders are synced.
        """
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        is_new = not place.exists()
        if is_new:
            temporary.replace(place)
        else:
            temporary.unlink()
        # Whoever brought a content that lay there already may still be about to sync it.
        for folder in (place.parent, place.parent.parent, self.root):
            _sync_folder(folder)
        return is_new

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep what is in the store from being swept (the block ends with the transaction)."""
        with _locked(self.root, shared=True):
            yield

    @contextmanager
    def sweeping(self) -> Iterator[bool]:
        """Delete contents without a row in the block; False while others may be adding the row."""
        with _locked(self.root, shared=False) as is_alone:
            yield is_alone

    def read(self, sha256: str) -> bytes:
        """The content; :raises FileNotFoundError: when the store has lost it."""
        return self.path(sha256).read_bytes()

    def incoming(self) -> Iterator[Path]:
        """Contents on their way in, or left there by a crash."""
        yield from (self.root / INCOMING).glob("*")

    def hashes(self) -> Iterator[str]:
        """The hash of every content that lies in the store."""
        for file in self.root.glob("??/??/*"):
            yield file.name


@contextmanager
def _locked(root: Path, *, shared: bool) -> Iterator[bool]:
    """Hold the store's lock file; asked for alone it does not wait but says whether it has it."""
    if sys.platform == "win32":  # no such locks: nothing is swept there but by age
        yield shared
        return
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


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
