"""``aftersales backup`` and ``aftersales restore``."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from aftersales.backup import BackupFailed, pack, restoring
from aftersales.backup.manifest import Manifest
from aftersales.config import load_settings

PASSPHRASE = "AFTERSALES_BACKUP_PASSPHRASE"  # noqa: S105  # the name of a variable
LOST_FILES = 3
"""Exit code of a backup that is whole, of a store that is not."""

passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"File with the passphrase in its first line; else {PASSPHRASE}, else it is asked for.",
)


class Backup(click.Group):
    """A group whose first word may be left out: ``backup /var/backups`` creates one."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put ``create`` in front of what is no command."""
        if not args or args[0] not in {*self.commands, "-h", "--help"}:
            args = ["create", *args]
        return super().parse_args(context, args)


@click.group(cls=Backup)
def backup() -> None:
    """Back up database, files and settings into one file; `backup verify` reads it again."""


@backup.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--encrypt", is_flag=True, help="Encrypt with a passphrase (age).")
@passphrase_file
@click.option(
    "--keep", type=click.IntRange(1), help="Then remove all but the newest so many of the folder."
)
def create(
    target: Path | None, encrypt: bool, passphrase_file: Path | None, keep: int | None
) -> None:
    """Write a backup to TARGET, a folder or a new file (default: the setting backup_path).

    People go on working meanwhile. Exit code 3: the backup is written, but files were lost or
    damaged in the store before; nothing older is removed then.
    """
    settings = load_settings()
    if target is None and not settings.backup_path:
        raise click.UsageError("name a folder or file, or set backup_path")
    place = target or Path(settings.backup_path)
    if keep and not place.is_dir():
        raise click.UsageError("--keep needs a folder")
    known = _known_passphrase(passphrase_file)
    if encrypt and known is None:
        known = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    file, told = pack.make(settings, place, known or "")
    click.echo(f"{file}: {_summary(told)}")
    if known is None:
        click.echo("Not encrypted: whoever reads it reads everything (--encrypt).", err=True)
    if told.lost:
        click.echo(
            f"{len(told.lost)} files are lost or damaged in the store; `aftersales fsck` names "
            "them. Older backups were kept.",
            err=True,
        )
        raise SystemExit(LOST_FILES)
    for old in pack.forget_old(place, keep) if keep else ():
        click.echo(f"removed {old.name}")


@backup.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_file
def verify(file: Path, passphrase_file: Path | None) -> None:
    """Read FILE to its end and compare everything in it with its manifest."""
    told = pack.read(file, _asked(passphrase_file))
    click.echo(f"whole: {_summary(told)}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_file
def restore(file: Path, passphrase_file: Path | None) -> None:
    """Put a backup into an empty instance folder and an empty database, wholly or not at all.

    There is no --force: what is in the way is moved aside by whoever knows that it may go.
    """
    settings = load_settings()
    told = restoring.restore(settings, file, _asked(passphrase_file))
    click.echo(f"restored: {_summary(told)}")
    if (settings.instance_path / "config.toml.from-backup").exists():
        click.echo("Your config.toml was kept; the backup's is beside it: config.toml.from-backup")
    click.echo("Then: aftersales modules sync; aftersales audit verify; aftersales fsck")


def _summary(told: Manifest) -> str:
    files = sum(1 for one in told.members if one.name.startswith("files/"))
    rows, tables = sum(told.facts.rows.values()), len(told.facts.rows)
    size = sum(one.size for one in told.members) / 2**20
    audit = f", audit entry {told.facts.audit[0]}" if told.facts.audit else ""
    return (
        f"{told.facts.kind}, {rows} rows in {tables} tables, {files} files, {size:.1f} MiB{audit}"
    )


def _known_passphrase(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get(PASSPHRASE) or None
    found = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    if not found:
        raise BackupFailed(f"{file} holds no passphrase in its first line")
    return found


def _asked(file: Path | None) -> Callable[[], str]:
    def ask() -> str:
        known = _known_passphrase(file)
        return known or str(click.prompt("Passphrase", hide_input=True))

    return ask
