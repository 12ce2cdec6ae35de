"""``aftersales modules``: what is installed, whether it fits, migrating, taking one out."""

from pathlib import Path

import click
from flask import Flask

from aftersales.app import KERNEL_GRANTS
from aftersales.cli.main import with_app
from aftersales.config import Settings
from aftersales.db import clock, migrate
from aftersales.db.session import db
from aftersales.registry.discovery import module_names
from aftersales.registry.examine import examine
from aftersales.registry.install import left_behind, pending, sync, trees
from aftersales.registry.manifest import Manifest
from aftersales.registry.uninstall import Departure, export_rows, plan_departure, remove


@click.group()
def modules() -> None:
    """Check, list, migrate, draw and uninstall the modules."""


@modules.command("list")
@with_app
def list_modules(app: Flask) -> None:
    """The enabled modules in start order, those switched off, and tables without code."""
    manifests = app.extensions["aftersales"].manifests
    if not manifests:
        click.echo("No module is enabled" + (" in safe mode." if _is_safe(app) else "."))
    for manifest in manifests:
        needs = ", ".join(dependency.name for dependency in manifest.depends) or "–"
        click.echo(f"{manifest.name:12} {manifest.version:8} {manifest.title}  (needs: {needs})")
    for name in sorted({*module_names()} - {manifest.name for manifest in manifests}):
        click.echo(f"{name:12} {'off':8} its code is here; it is not enabled")
    _warn_left_behind(app)


def _is_safe(app: Flask) -> bool:
    settings: Settings = app.config["SETTINGS"]
    return settings.safe_mode


def _warn_left_behind(app: Flask) -> None:
    for name in left_behind(app):
        click.echo(
            f"{name:12} {'no code':8} its tables are here; put modules/{name} back to use or "
            "uninstall it"
        )


@modules.command()
@click.argument("name", required=False)
@with_app
def check(app: Flask, name: str | None) -> None:
    """Examine all modules, or NAME alone, beyond the start checks.

    Building the application has run the start checks. Besides: tables in step with classes, a
    migration for each, Chinese for each text, no import around another module's api. Exit code 1
    when something is to be done.
    """
    registry = app.extensions["aftersales"]
    if name is not None and name not in registry.modules:
        raise click.ClickException(_unknown(app, name))
    findings = examine(app, [name] if name else list(registry.modules))
    for module in registry.modules.values() if name is None else [registry.modules[name]]:
        mine = findings.get(module.name, [])
        sign = click.style("✗", fg="red") if mine else click.style("✓", fg="green")
        click.echo(f"{sign} {module.name} {module.manifest.version}")
        for finding in mine:
            click.echo(f"    {finding}")
    _warn_left_behind(app)
    if count := sum(len(mine) for mine in findings.values()):
        click.echo(f"{count} thing{'s' if count > 1 else ''} to do.")
        raise SystemExit(1)
    click.echo("Everything fits together.")


def _unknown(app: Flask, name: str) -> str:
    names = ", ".join(app.extensions["aftersales"].modules)
    return f"there is no enabled module {name!r}; enabled are {names or 'none'}"


@modules.command("sync")
@with_app
def sync_modules(app: Flask) -> None:
    """Migrate the database, grant roles, load reference data. Safe to repeat."""
    waiting = pending(app)
    sync(app, KERNEL_GRANTS)
    for name in waiting:
        click.echo(f"{name}: tables brought up to the code")
    click.echo("The database matches the code.")


@modules.command()
@click.option("--mermaid", is_flag=True, help="As a Mermaid drawing, for a document.")
@with_app
def graph(app: Flask, mermaid: bool) -> None:
    """Which module needs which, as a tree: below each module stand those that need it."""
    manifests: list[Manifest] = app.extensions["aftersales"].manifests
    if mermaid:
        click.echo("graph TD")
        for manifest in manifests:
            click.echo(f"  {manifest.name}")
            for dependency in manifest.depends:
                click.echo(f"  {manifest.name} --> {dependency.name}")
        return
    for manifest in manifests:
        if not manifest.depends:
            _draw(manifest, manifests, "", "")


def _draw(manifest: Manifest, manifests: list[Manifest], lead: str, below: str) -> None:
    others = [one.name for one in manifest.depends[:-1]]
    also = f"  (also needs {', '.join(others)})" if others else ""
    click.echo(f"{lead}{manifest.name} {manifest.version}{also}")
    # A module stands below the last one it names, so that each is drawn once.
    mine = [m for m in manifests if m.depends and m.depends[-1].name == manifest.name]
    for position, one in enumerate(mine, 1):
        last = position == len(mine)
        _draw(
            one,
            manifests,
            below + ("└── " if last else "├── "),
            below + ("    " if last else "│   "),
        )


@modules.command()
@click.argument("name")
@click.option("-m", "--message", default="Create the tables", help="What the revision does.")
@with_app
def revision(app: Flask, name: str, message: str) -> None:
    """Write a migration for module NAME (or `kernel`) from the difference to the database."""
    wanted = "" if name == "kernel" else name
    for tree in trees(app.extensions["aftersales"]):
        if tree.module == wanted:
            written = migrate.revision(db.engine, tree, message)
            click.echo(f"Written: {tree.title}/{written.name}. Read it, then: modules sync")
            return
    raise click.ClickException(_unknown(app, name))


@modules.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The zip to write (default: exports/ in the instance folder).",
)
@with_app
def uninstall(app: Flask, name: str, yes: bool, target: Path | None) -> None:
    """Take module NAME out of the database: show what goes, export it, remove it.

    Refused while another module needs it. The code stays where it is; delete it afterwards.
    """
    departure = plan_departure(app, name)
    _show(departure)
    settings: Settings = app.config["SETTINGS"]
    stamp = f"{clock.local(clock.now()):%Y%m%d-%H%M%S}"
    file = target or settings.instance_path / "exports" / f"{name}-{stamp}.zip"
    if not yes:
        click.confirm(f"Export these rows to {file} and remove them?", abort=True)
    export_rows(app, departure, file)
    click.echo(f"Exported: {file}")
    remove(app, departure)
    click.echo(f"{name} is uninstalled. Take its code away as well, or the next start installs it:")
    click.echo(f"  delete modules/{name}, or pip uninstall its package")
    if settings.modules is not None:
        click.echo(f"  and take {name!r} off `modules` in instance/config.toml")


def _show(departure: Departure) -> None:
    click.echo(f"Uninstalling {departure.module} {departure.version} ({departure.title}) removes:")
    for table, count in (*departure.tables.items(), *departure.traces.items()):
        click.echo(f"  {table:28} {count:>7,} row{'' if count == 1 else 's'}")
    click.echo(f"  {'permissions held by roles':28} {departure.grants:>7,}")
