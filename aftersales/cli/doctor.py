"""``aftersales doctor``: what this machine lacks, and the line that brings it.

Every check answers by itself, so one broken thing does not hide the next, and none needs more of
the application than it examines: the doctor must speak where the application cannot start.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from aftersales.cli import doctor_server as server
from aftersales.cli.finding import Check
from aftersales.config import Settings, load_settings
from aftersales.errors import StartError

PACKAGE = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)
SAMPLE = "售后服务领料单出门证客户意见书旧件返回①℃㎡■"
"""Signs the papers need and that a wrong or half-built font lacks first."""

Pending = Callable[[], Sequence[str]]
"""Names the schemas that are not up to date; may raise ``StartError``."""


def checks(settings: Settings, *, pending: Pending | None = None) -> list[Check]:
    """Examine the machine and one instance.

    :param pending: tells which schemas wait for a migration; called only when the database answers.
    """
    found = [_python(), _instance(settings), server.disk_space(settings)]
    found += [*server.permissions(settings), _static_files(), _fonts(), *_pdf_libraries()]
    database = _database(settings)
    found.append(database)
    if database.ok and pending is not None:
        found.append(_schema(pending))
    if database.ok:
        found += server.of_database(settings)
    found += [*server.public_address(settings), *server.redis(settings), *server.backups(settings)]
    return [*found, *_test_tools()]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say what this machine lacks and how to get it; exit code 1 when it is needed."""
    findings = checks(load_settings(), pending=_pending_of_app)
    if as_json:
        text = json.dumps([asdict(check) for check in findings], ensure_ascii=False, indent=2)
        click.echo(text)
    else:
        for check in findings:
            _show(check)
    if not all(check.ok or check.optional for check in findings):
        sys.exit(1)


def _show(check: Check) -> None:
    sign, color = (
        ("✓", "green") if check.ok else ("·", "yellow") if check.optional else ("✗", "red")
    )
    click.echo(f"{click.style(sign, fg=color)} {check.name}: {check.message}")
    if check.remedy:
        click.echo(f"    → {check.remedy}")


def _pending_of_app() -> Sequence[str]:
    from aftersales.app import create_app
    from aftersales.registry.install import pending

    app = create_app(load_settings())
    with app.app_context():
        return pending(app)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Check(
            name="Python",
            ok=False,
            message=f"{version} is too old",
            remedy="Install Python 3.11 or newer.",
        )
    return Check(name="Python", ok=True, message=version)


def _instance(settings: Settings) -> Check:
    folder = settings.instance_path
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Check(
            name="Instance folder",
            ok=False,
            message=f"{folder} cannot be written: {error.strerror}",
            remedy="Give the user who runs Aftersales the right to write there, "
            "or name another folder in AFTERSALES_INSTANCE.",
        )
    return Check(name="Instance folder", ok=True, message=str(folder))


def _static_files() -> Check:
    vendor = PACKAGE / "web" / "static" / "vendor"
    wanted = ("tabler.min.css", "tabler.min.js", "htmx.min.js", "alpine-csp.min.js", "icons.svg")
    missing = [name for name in wanted if not (vendor / name).exists()]
    if missing:
        return Check(
            name="Static files",
            ok=False,
            message=f"missing: {', '.join(missing)}",
            remedy="./run setup",
        )
    return Check(name="Static files", ok=True, message=f"{len(list(vendor.glob('*.*')))} files")


def _fonts() -> Check:
    from fontTools.ttLib import TTFont, TTLibError

    files = sorted((PACKAGE / "documents" / "fonts").glob("AftersalesSansSC*.ttf"))
    expected = 4
    if len(files) < expected:
        return Check(
            name="Paper fonts",
            ok=False,
            message=f"{len(files)} of {expected} files are here; Chinese would print as boxes",
            remedy="./run setup",
        )
    for file in files:
        try:
            drawn = TTFont(file, lazy=True).getBestCmap()
        except (TTLibError, OSError) as error:
            return _bad_font(file, str(error))
        lacking = [sign for sign in SAMPLE if ord(sign) not in drawn]
        if lacking:
            return _bad_font(file, f"no drawing of {''.join(lacking)}")
    return Check(name="Paper fonts", ok=True, message="all faces, with Chinese")


def _bad_font(file: Path, reason: str) -> Check:
    return Check(
        name="Paper fonts",
        ok=False,
        message=f"{file.name} is damaged ({reason})",
        remedy="rm -r aftersales/documents/fonts; ./run setup",
    )


def _pdf_libraries() -> Iterator[Check]:
    """Load what WeasyPrint loads, under the names Debian, macOS and Windows give it."""
    pango = ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")
    subset = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")
    yield _library("PDF layout (Pango)", pango, "libpangoft2-1.0-0", "papers cannot be printed")
    yield _library(
        "PDF fonts (HarfBuzz)",
        subset,
        "libharfbuzz-subset0",
        "papers print, but four times slower",
        optional=True,
    )


def _library(
    name: str, files: Sequence[str], package: str, loss: str, *, optional: bool = False
) -> Check:
    import ctypes

    for file in files:
        with suppress(OSError):
            ctypes.CDLL(file)
            return Check(name=name, ok=True, message=file, optional=optional)
    return Check(
        name=name,
        ok=False,
        message=f"not here; {loss}",
        remedy=f"Debian, Ubuntu: sudo apt-get install {package}; macOS: brew install pango",
        optional=optional,
    )


def _database(settings: Settings) -> Check:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError
    from sqlalchemy.pool import NullPool

    remedy = (
        "Correct AFTERSALES_DATABASE_URL (or database_url in config.toml) or start that server."
    )
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return Check(name="Database", ok=False, message="the address is no URL", remedy=remedy)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        return Check(
            name="Database",
            ok=False,
            message=f"{url.database} does not exist yet",
            remedy="./run (demo company) or aftersales init (empty company)",
        )
    try:
        create_engine(url, poolclass=NullPool).connect().close()
    except (SQLAlchemyError, ImportError) as error:
        first = str(error).strip().splitlines()[0]
        return Check(name="Database", ok=False, message=f"{shown}: {first}", remedy=remedy)
    return Check(name="Database", ok=True, message=shown)


def _schema(pending: Pending) -> Check:
    try:
        waiting = pending()
    except StartError as error:
        return Check(
            name="Modules",
            ok=False,
            message=str(error),
            remedy="AFTERSALES_SAFE_MODE=1 starts without",
        )
    if waiting:
        return Check(
            name="Schema",
            ok=False,
            message=f"not up to date: {', '.join(waiting)}",
            remedy="aftersales modules sync",
        )
    return Check(name="Schema", ok=True, message="up to date")


def _test_tools() -> Iterator[Check]:
    """What only ``./run test`` needs."""
    from aftersales.testing.postgres import PostgresMissing, find_binaries

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    yield Check(
        name="Browser (tests)",
        ok=browser is not None,
        message=browser or "no chromium; browser tests are skipped",
        remedy="" if browser else "Debian, Ubuntu: sudo apt-get install chromium",
        optional=True,
    )
    for program, package in (("nginx", "nginx-light"), ("redis-server", "redis-server")):
        found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
        yield Check(
            name=f"{program} (tests)",
            ok=found is not None,
            message=found or "not here; the tests of the deployment are skipped",
            remedy="" if found else f"Debian, Ubuntu: sudo apt-get install {package}",
            optional=True,
        )
    try:
        postgres = find_binaries()
    except PostgresMissing as missing:
        yield Check(
            name="PostgreSQL (tests)",
            ok=False,
            message="not here",
            remedy=str(missing),
            optional=True,
        )
    else:
        yield Check(name="PostgreSQL (tests)", ok=True, message=str(postgres), optional=True)
