"""Making a backup, and reading one: a tar whose last member says what the others must be."""

import hashlib
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

from aftersales import __version__
from aftersales.backup import BackupFailed, databases, manifest, seal
from aftersales.backup.manifest import Manifest, Member
from aftersales.config import Settings
from aftersales.db import clock
from aftersales.files.disk import CHUNK, Disk

CONFIG = ("config.toml", "secret_key")
"""What of the instance folder besides the files belongs to the installation."""
ALLOWED = re.compile(
    r"database\.(sqlite3|pgdump)|config/(config\.toml|secret_key)"
    r"|files/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}|manifest\.json"
)
LEFTOVER = timedelta(days=1)
"""After so long, the part of a backup that was interrupted is removed."""
NAMES = "aftersales-*.tar"


class Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk


def make(settings: Settings, target: Path, passphrase: str = "") -> tuple[Path, Manifest]:
    """Back up an installation while it runs.

    :param target: a folder, where the file gets a name with the time, or the file itself, new.
    :param passphrase: encrypts; empty does not.
    :raises BackupFailed: nothing is left behind then.
    """
    place = _place(target, encrypted=bool(passphrase))
    try:
        # The dump lies in the instance folder for a moment: where its content lies anyway.
        with (
            tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.instance_path) as work,
            _new_file(place) as out,
        ):
            if passphrase:
                with seal.sealed(out, passphrase) as stream:
                    told = _write(settings, Path(work), stream)
            else:
                told = _write(settings, Path(work), out)
    except OSError as error:
        raise BackupFailed(f"the backup cannot be written: {error.strerror or error}") from error
    return place, told


def _place(target: Path, *, encrypted: bool) -> Path:
    if target.is_dir():
        moment = clock.local(clock.now()).strftime("%Y%m%d-%H%M%S")
        target = target / f"aftersales-{moment}{'.encrypted' if encrypted else ''}.tar"
    if target.exists():
        raise BackupFailed(f"{target} is there already; a backup never replaces another")
    if not target.parent.is_dir():
        raise BackupFailed(f"the folder {target.parent} does not exist")
    return target


@contextmanager
def _new_file(place: Path) -> Iterator[BinaryIO]:
    """A file only its owner can read, which gets its name when it is whole."""
    partial = place.with_name(f".{place.name}.partial")
    try:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.rename(place)
    finally:
        partial.unlink(missing_ok=True)


def _write(settings: Settings, work: Path, stream: BinaryIO) -> Manifest:
    members: list[Member] = []
    store = Disk(settings.instance_path / "files")
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        dump = work / databases.MEMBERS[databases.kind_of(settings.database_url)]
        with databases.snapshot(settings.database_url, dump) as (facts, hashes):
            members.append(_add(tar, dump.name, dump))
        # After the snapshot: a row is never older than its bytes, and bytes never change.
        lost = []
        for sha in hashes:
            path = store.path(sha)
            name = f"files/{path.relative_to(store.root).as_posix()}"
            if not path.exists():
                lost.append(sha)
                continue
            members.append(_add(tar, name, path))
            if members[-1].sha256 != sha:
                lost.append(sha)
        config = [settings.instance_path / name for name in CONFIG]
        members += [_add(tar, f"config/{path.name}", path) for path in config if path.exists()]
        told = Manifest(
            version=__version__,
            made_at=clock.now().isoformat(),
            facts=facts,
            members=tuple(members),
            lost=tuple(lost),
        )
        (work / manifest.NAME).write_bytes(told.to_json())
        _add(tar, manifest.NAME, work / manifest.NAME)
    return told


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as handle:
        info = tarfile.TarInfo(name)
        info.size = os.fstat(handle.fileno()).st_size
        info.mode, info.mtime = 0o600, int(clock.now().timestamp())
        hashing = Hashing(handle)
        tar.addfile(info, cast(BinaryIO, hashing))
    return Member(name, info.size, hashing.digest.hexdigest())


def read(source: Path, passphrase: Callable[[], str], into: Path | None = None) -> Manifest:
    """Read a backup to its end and compare every member with the manifest.

    :param passphrase: asked only when the backup is encrypted.
    :param into: an empty folder the members are written to; None only compares.
    :raises BackupFailed: anything is missing, changed, cut off or foreign.
    """
    seen: list[Member] = []
    told: Manifest | None = None
    with seal.opened(source, passphrase) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        for info in tar:
            if not info.isreg() or not ALLOWED.fullmatch(info.name) or told is not None:
                raise BackupFailed(f"{info.name} does not belong into a backup; it is damaged")
            content = cast(BinaryIO, tar.extractfile(info))
            if info.name == manifest.NAME:
                told = manifest.from_json(content.read())
                continue
            seen.append(_take(info.name, content, into))
    if told is None:
        raise BackupFailed("the backup is cut off: it has no manifest")
    _compare(seen, told)
    return told


def _take(name: str, content: BinaryIO, into: Path | None) -> Member:
    hashing, size = Hashing(content), 0
    place = into / name if into else Path(os.devnull)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as out:
        while chunk := hashing.read(CHUNK):
            size += out.write(chunk)
    return Member(name, size, hashing.digest.hexdigest())


def _compare(seen: list[Member], told: Manifest) -> None:
    if odd := sorted({one.name for one in {*seen} ^ {*told.members}}):
        more = f" and {len(odd) - 1} more" if len(odd) > 1 else ""
        raise BackupFailed(f"the backup is damaged: {odd[0]}{more} differ from the manifest")


def forget_old(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` backups of a folder, and leftovers of interrupted ones."""
    oldest_first = sorted(folder.glob(NAMES), key=lambda path: path.name)
    gone = oldest_first[:-keep]
    limit = (clock.now() - LEFTOVER).timestamp()
    gone += [p for p in folder.glob(f".{NAMES}.partial") if p.stat().st_mtime < limit]
    for path in gone:
        path.unlink()
    return gone


def newest(folder: Path) -> Path | None:
    """The latest backup of a folder by its name."""
    return max(folder.glob(NAMES), key=lambda path: path.name, default=None)
