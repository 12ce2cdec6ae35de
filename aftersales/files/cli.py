"""``aftersales fsck``: whether the stored files are what their rows say."""

import time

import click
from flask import Flask

from aftersales.actor import system_actor
from aftersales.cli.main import with_app
from aftersales.db.uow import unit_of_work
from aftersales.files.check import StoreReport, verify_store
from aftersales.files.store import disk

ORPHAN_SECONDS = 24 * 3600
"""Younger contents may belong to a transaction that has not committed yet."""


@click.command()
@click.option("--quick", is_flag=True, help="Do not read the contents, only look for them.")
@click.option("--remove-orphans", is_flag=True, help="Delete contents without a row, a day old.")
@with_app
def fsck(_app: Flask, quick: bool, remove_orphans: bool) -> None:
    """Compare the file store with its table; exit code 1 when something is lost or damaged."""
    with unit_of_work(system_actor("file store check"), write=False) as uow:
        report = verify_store(uow, deep=not quick)
    for name, hashes in (("lost", report.lost), ("damaged", report.damaged)):
        for sha256 in hashes:
            click.echo(f"{name}: {sha256}")
    click.echo(
        f"{report.files} files, {len(report.lost)} lost, {len(report.damaged)} damaged,"
        f" {len(report.orphans)} without a row"
    )
    if remove_orphans:
        click.echo(f"{_remove(report)} removed")
    if not report.is_sound:
        click.echo("Restore the files named above from a backup; their names are their SHA-256.")
        raise SystemExit(1)


def _remove(report: StoreReport) -> int:
    place, latest = disk(), time.time() - ORPHAN_SECONDS
    old = [path for path in map(place.path, report.orphans) if path.stat().st_mtime < latest]
    for path in old:
        path.unlink()
    return len(old)
