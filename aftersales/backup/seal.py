"""Encryption with age (https://age-encryption.org/v1): a passphrase guards a key, it the content.

An encrypted backup is a tar of ``key.age`` (a fresh age identity, encrypted with the passphrase)
and ``content.age`` (the plain backup, encrypted to that identity in one pass, however large).
By hand: ``tar xf B; age -d -o key key.age; age -d -i key content.age | tar x``.
"""

import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from aftersales.backup import BackupFailed

KEY, CONTENT = "key.age", "content.age"
CHUNK = 1024 * 1024


@contextmanager
def sealed(target: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    """Write to what is yielded; ``target`` (seekable) gets the encrypted backup.

    :raises BackupFailed: the library is missing.
    """
    pyrage = _library()
    identity = pyrage.x25519.Identity.generate()
    key = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
    target.write(_header(KEY, len(key)) + key + _padding(len(key)))
    place = target.tell()
    target.write(_header(CONTENT, 0))
    with _piped(
        lambda source: pyrage.encrypt_io(source, target, [identity.to_public()]), into=True
    ) as pipe:
        yield pipe
    size = target.tell() - place - tarfile.BLOCKSIZE
    target.write(_padding(size) + bytes(2 * tarfile.BLOCKSIZE))
    target.seek(place)
    target.write(_header(CONTENT, size))


@contextmanager
def opened(source: Path, passphrase: Callable[[], str]) -> Iterator[BinaryIO]:
    """The plain backup in ``source``, as a stream.

    :param passphrase: asked only when the backup is encrypted.
    :raises BackupFailed: no backup, cut off, a wrong passphrase, or changed since it was made.
    """
    try:
        with tarfile.open(source, "r:") as outer:
            first = outer.next()
            if first is None or first.name != KEY:
                with source.open("rb") as plain:
                    yield plain
                return
            pyrage = _library()
            key = cast(BinaryIO, outer.extractfile(first)).read()
            second = outer.next()
            if second is None or second.name != CONTENT:
                raise BackupFailed("the backup is cut off: it ends after its key")
            identity = _unlock(key, passphrase())
            content = cast(BinaryIO, outer.extractfile(second))
            with _piped(
                lambda target: pyrage.decrypt_io(content, target, [identity]), into=False
            ) as pipe:
                yield pipe
    except tarfile.TarError as error:
        raise BackupFailed(
            f"{source.name} is no backup, or it is cut off or damaged: {error}"
        ) from error
    except OSError as error:
        raise BackupFailed(f"{source.name} cannot be read: {error.strerror or error}") from error


def _unlock(key: bytes, passphrase: str) -> object:
    pyrage = _library()
    try:
        text = pyrage.passphrase.decrypt(key, passphrase).decode()
        return pyrage.x25519.Identity.from_str(text)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise BackupFailed("the passphrase is wrong, or the backup's key is damaged") from error


@contextmanager
def _piped(work: Callable[[BinaryIO], None], *, into: bool) -> Iterator[BinaryIO]:
    """The other end of a pipe on which ``work`` runs in a thread; its fault is raised here.

    :param into: True when the caller writes and ``work`` reads.
    """
    read_end, write_end = os.pipe()
    reader, writer = os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb")
    mine, its = (writer, reader) if into else (reader, writer)
    faults: list[Exception] = []

    def run() -> None:
        try:
            work(cast(BinaryIO, its))
        except Exception as error:  # noqa: BLE001  # raised in the caller's thread below
            faults.append(error)
        finally:
            with suppress(OSError):
                its.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield cast(BinaryIO, mine)
        while not into and mine.read(CHUNK):
            pass  # to the end: only there does age know that nothing was cut off
    except (OSError, tarfile.TarError, BackupFailed):
        _close(mine)
        thread.join()
        if not faults:
            raise
    finally:
        _close(mine)
        thread.join()
    if faults:
        raise _explained(faults[0]) from faults[0]


def _close(pipe: object) -> None:
    with suppress(OSError):
        cast(BinaryIO, pipe).close()


def _explained(error: Exception) -> Exception:
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError) and error.errno:
        return BackupFailed(f"the backup cannot be written or read: {error.strerror}")
    return BackupFailed(f"the backup is cut off or was changed since it was made: {error}")


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)  # one block, also beyond 8 GiB


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _library() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise BackupFailed(
            "encryption needs a library: pip install 'aftersales[server]'"
        ) from error
    return pyrage
