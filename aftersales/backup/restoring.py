"""Restoring: into an empty place only, wholly or not at all."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from aftersales.backup import BackupFailed, databases, pack
from aftersales.backup.manifest import Manifest
from aftersales.config import Settings
from aftersales.files.disk import LOCK


def restore(settings: Settings, source: Path, passphrase: Callable[[], str]) -> Manifest:
    """Read a backup wholly, then put files, settings and, last, the database in place.

    :param settings: of the empty place; ``database_url`` names where the database shall be.
    :raises BackupFailed: the place is not empty, or the backup is not whole; nothing is written.
    """
    _refuse_unless_empty(settings)
    folder = settings.instance_path
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=folder) as name:
        work = Path(name)
        told = pack.read(source, passphrase, work)
        kind = databases.kind_of(settings.database_url)
        if kind != told.facts.kind:
            raise BackupFailed(
                f"this backup holds a {told.facts.kind} database, but the one here is {kind}; "
                "name a fitting one in AFTERSALES_DATABASE_URL"
            )
        dump = work / databases.MEMBERS[kind]
        databases.check_dump(dump, told.facts)
        _put_files(work, folder)
        try:
            databases.load(settings.database_url, dump, told.facts)
        except BaseException:
            shutil.rmtree(folder / "files", ignore_errors=True)
            raise
        _put_config(work / "config", folder)
    return told


def _refuse_unless_empty(settings: Settings) -> None:
    files = settings.instance_path / "files"
    if files.is_dir() and any(path.is_file() and path.name != LOCK for path in files.rglob("*")):
        raise BackupFailed(
            f"{files} holds files already. Restore into an empty place: another folder in "
            "AFTERSALES_INSTANCE; nothing here was touched"
        )
    if not databases.is_empty(settings.database_url):
        raise BackupFailed(
            "the database here holds tables already. Restore into an empty one: name it in "
            "AFTERSALES_DATABASE_URL; nothing here was touched"
        )


def _put_files(work: Path, folder: Path) -> None:
    shutil.rmtree(folder / "files", ignore_errors=True)  # a lock and empty folders at most
    (work / "files").mkdir(exist_ok=True)
    for path in (work / "files").rglob("*"):
        if path.is_file():
            path.chmod(0o440)
    (work / "files").rename(folder / "files")


def _put_config(config: Path, folder: Path) -> None:
    """The signing key replaces the one made a moment ago; a config.toml that is here stays."""
    for name in pack.CONFIG:
        found, place = config / name, folder / name
        if not found.exists():
            continue
        if name == "config.toml" and place.exists():
            place = folder / "config.toml.from-backup"
        found.chmod(0o600)
        found.replace(place)
