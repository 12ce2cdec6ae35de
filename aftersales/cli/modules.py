"""``aftersales modules``: what is installed, whether it fits, and migrating."""

import click
from flask import Flask

from aftersales.app import KERNEL_GRANTS
from aftersales.cli.main import with_app
from aftersales.config import Settings
from aftersales.db import migrate
from aftersales.db.session import db
from aftersales.registry.install import pending, sync, trees


@click.group()
def modules() -> None:
    """Check, list, migrate and draw the modules."""


@modules.command("list")
@with_app
def list_modules(app: Flask) -> None:
    """The enabled modules in start order."""
    manifests = app.extensions["aftersales"].manifests
    if not manifests:
        click.echo("No module is enabled" + (" in safe mode." if _is_safe(app) else "."))
    for manifest in manifests:
        needs = ", ".join(dependency.name for dependency in manifest.depends) or "–"
        click.echo(f"{manifest.name:12} {manifest.version:8} {manifest.title}  (needs: {needs})")


def _is_safe(app: Flask) -> bool:
    settings: Settings = app.config["SETTINGS"]
    return settings.safe_mode


@modules.command()
@with_app
def check(app: Flask) -> None:
    """Run the start checks; building the application has just done so."""
    behind = pending(app)
    for name in behind:
        click.echo(f"{name}: tables are older than the code; run: aftersales modules sync")
    click.echo(f"{len(app.extensions['aftersales'].modules)} modules fit together.")
    raise SystemExit(1 if behind else 0)


@modules.command("sync")
@with_app
def sync_modules(app: Flask) -> None:
    """Migrate the database, grant roles, load reference data. Safe to repeat."""
    sync(app, KERNEL_GRANTS)
    click.echo("The database matches the code.")


@modules.command()
@with_app
def graph(app: Flask) -> None:
    """The modules and what they need, as a Mermaid drawing."""
    click.echo("graph TD")
    for manifest in app.extensions["aftersales"].manifests:
        click.echo(f"  {manifest.name}")
        for dependency in manifest.depends:
            click.echo(f"  {manifest.name} --> {dependency.name}")


@modules.command()
@click.argument("name")
@click.option("-m", "--message", default="Create the tables", help="What the revision does.")
@with_app
def revision(app: Flask, name: str, message: str) -> None:
    """Write a migration for module NAME (or `kernel`) from the difference to the database."""
    wanted = "" if name == "kernel" else name
    for tree in trees(app.extensions["aftersales"]):
        if tree.module == wanted:
            migrate.revision(db.engine, tree, message)
            return
    raise click.ClickException(f"there is no enabled module {name!r}")
