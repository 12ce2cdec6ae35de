"""``aftersales serve`` and ``aftersales worker``."""

import contextlib
import gc
import logging
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.engine import make_url

from aftersales import __version__
from aftersales.app import KERNEL_GRANTS, create_app
from aftersales.cli.background import Background, TaskRunner, run_jobs, show_life, work_once
from aftersales.cli.main import with_database
from aftersales.config import Settings, load_settings
from aftersales.errors import StartError
from aftersales.jobs.bell import Bell
from aftersales.jobs.heartbeat import EVERY
from aftersales.ops import log

MANY = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: where several processes count together."""
OUR_METRICS = "aftersales-metrics-"


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo company into an empty database.")
@click.option("--host", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default 8000).")
def serve(demo: bool, host: str | None, port: int | None) -> None:
    """Serve the application; the embedded database is brought up to the code first."""
    wanted: dict[str, Any] = {"demo": demo or None, "host": host, "port": port}
    settings = _settings({name: value for name, value in wanted.items() if value is not None})
    if "LISTEN_FDS" not in os.environ:  # systemd holds the port for us
        _check_port(settings)
    log.configure(settings, logging.INFO if settings.log_format == "json" else logging.WARNING)
    _join_metrics(settings)
    app = create_app(settings)
    prepare(app, settings)
    _greet(app, settings)
    _run(app, settings)


def _settings(wanted: dict[str, Any]) -> Settings:
    from aftersales.registry.company import DEMO_COMPANY

    settings = load_settings(**wanted)
    if settings.demo and not settings.company_name:
        return replace(settings, company_name=DEMO_COMPANY)
    return settings


def prepare(app: Flask, settings: Settings) -> None:
    """Make the database fit to serve, or refuse with the command that does."""
    from aftersales.db.session import db
    from aftersales.registry.company import demo_waits, load_demo
    from aftersales.registry.install import pending, refuse_if_pending, sync

    embedded = make_url(settings.database_url).get_backend_name() == "sqlite"
    if (embedded or settings.demo) and pending(app):
        click.echo("· Bringing the database up to the code", err=True)
        sync(app, KERNEL_GRANTS)
    refuse_if_pending(app)
    if settings.demo and demo_waits(app):
        click.echo("· Loading the demo company (once, some 15 seconds)", err=True)
        load_demo(app, lambda part: click.echo(f"    {part}", err=True))
    with app.app_context():
        db.engine.dispose()  # a forked server process must not share our connections


def _check_port(settings: Settings) -> None:
    """:raises StartError: before any work is done, when somebody else listens there."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise StartError(
                f"{settings.host}:{settings.port} cannot be used ({error.strerror}); stop the "
                f"other program or choose another port: AFTERSALES_PORT={settings.port + 1}"
            ) from error


def _greet(app: Flask, settings: Settings) -> None:
    from aftersales.access import system_actor
    from aftersales.auth.demo import DEMO_PASSWORD, demo_logins
    from aftersales.db.session import db
    from aftersales.db.uow import unit_of_work
    from aftersales.registry.company import is_empty
    from aftersales.registry.install import left_behind

    click.echo(f"Aftersales {__version__}  {settings.company_name}".rstrip())
    click.echo(f"  http://{settings.host}:{settings.port}")
    if settings.safe_mode:
        click.echo("  Safe mode: no module is started; administrators find the rest at /sysadmin/.")
    for name in left_behind(app):
        click.echo(f"  Warning: the code of module {name!r} is missing; its tables are kept.")
    if settings.demo:
        with app.app_context(), unit_of_work(system_actor("demo logins"), write=False) as uow:
            people = demo_logins(uow)
        click.echo(f"  Demo logins, all with the password {DEMO_PASSWORD}:")
        for person in people:
            click.echo(f"    {person.username:12}{person.name}  {person.role}")
    elif is_empty(app):
        click.echo("  Nobody can log in yet. Stop, and begin with: aftersales init")
    click.echo("  Stop with Ctrl-C.")
    with app.app_context():
        db.engine.dispose()


def _run(app: Flask, settings: Settings) -> None:
    background = Background(app) if settings.jobs == "inline" else None
    try:
        from gunicorn.app.base import BaseApplication
    except ImportError:  # not on Windows
        _run_waitress(app, settings, background)
        return

    class Server(BaseApplication):  # with a listening socket of systemd it uses that one
        def load_config(self) -> None:
            for name, value in _gunicorn_options(settings, background).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Server().run()


def _gunicorn_options(settings: Settings, background: Background | None) -> dict[str, Any]:
    from aftersales.cli.gunicorn_log import GunicornLog

    host = f"[{settings.host}]" if ":" in settings.host else settings.host

    def begin(_worker: Any) -> None:
        gc.collect()
        gc.freeze()  # what the start made stays: looking through it again costs every request
        if background:
            background.start()

    def end(_server: Any, worker: Any) -> None:
        if settings.metrics:
            from prometheus_client import multiprocess

            multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # untyped

    return {
        "bind": f"{host}:{settings.port}",
        "worker_class": "gthread",
        "workers": _workers(settings),
        "threads": settings.web_threads,
        "timeout": 120,
        "graceful_timeout": 30,
        "keepalive": 5,
        "loglevel": "warning",
        "logger_class": GunicornLog.writing(log.formatter(settings)),
        "control_socket_disable": True,
        "forwarded_allow_ips": "",  # what proxies say is judged by the `proxies` setting alone
        "post_worker_init": begin,
        "child_exit": end,
        "on_exit": lambda _server: _forget_metrics(),
    }


def _workers(settings: Settings) -> int:
    # SQLite has one writer; a second process would only wait for it.
    return settings.web_workers or (1 if settings.is_embedded else 2)


def _join_metrics(settings: Settings) -> None:
    """Let the processes count together; must come before the library is first imported."""
    if settings.metrics and _workers(settings) > 1:
        os.environ.setdefault(MANY, tempfile.mkdtemp(prefix=OUR_METRICS))


def _forget_metrics() -> None:
    """Remove the folder of the counts, when it is ours and not the one the units name."""
    folder = Path(os.environ.get(MANY, ""))
    if folder.name.startswith(OUR_METRICS):
        shutil.rmtree(folder, ignore_errors=True)


def _run_waitress(app: Flask, settings: Settings, background: Background | None) -> None:
    from waitress import serve as waitress_serve

    if background:
        background.start()
    waitress_serve(
        app, host=settings.host, port=settings.port, threads=settings.web_threads, ident=None
    )


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@with_database
def worker(app: Flask, once: bool) -> None:
    """Deliver the outbox and run scheduled jobs until told to stop (SIGTERM, Ctrl-C).

    Set jobs = "worker" where worker processes run; several may.
    """
    log.configure(app.config["SETTINGS"])
    bell: Bell = app.extensions["aftersales.bell"]
    runner = TaskRunner(app)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    schedule_at = 0.0
    while not stop.is_set():
        done = work_once(app)
        if once or time.monotonic() >= schedule_at:
            schedule_at = time.monotonic() + EVERY.total_seconds()
            show_life(app)
            done += run_jobs(app)
        runner.look()
        if once and not done:
            runner.wait()
            break
        if not done:
            bell.wait(stop)
    click.echo("The worker has stopped.")


@click.command()
@with_database
def tasks(app: Flask) -> None:
    """Run the long work that waits (large imports, volumes), then stop.

    Server and worker start this themselves, in a process of its own.
    """
    from aftersales.jobs import run_waiting_tasks

    log.configure(app.config["SETTINGS"])
    click.echo(f"{run_waiting_tasks()} done")
