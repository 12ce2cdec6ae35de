"""The command group, and the errors it turns into one sentence and exit code 1."""

import gc
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask

from aftersales import __version__
from aftersales.cli.memory import give_back_large_blocks
from aftersales.errors import DomainError, StartError

NEWCOMERS = 20_000
"""Objects after which Python looks for garbage: its 700 are a page's, or a row's, first words."""


def build_app(**overrides: Any) -> Flask:
    """The application for a command; settings come from the environment and the instance folder."""
    from aftersales.app import create_app
    from aftersales.config import load_settings

    return create_app(load_settings(**overrides))


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the application as its first argument, with its context pushed.

    A command the database hindered runs again; what it had asked for was asked before it began.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from aftersales.db.contention import repeated

        app = build_app()
        with app.app_context():
            return repeated(lambda: command(app, *args, **kwargs))

    return run


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Like ``with_app``, for commands that need tables in step with the code.

    :raises StartError: when they are older, with the command that mends it.
    """

    @wraps(command)
    def run(app: Flask, *args: Any, **kwargs: Any) -> Any:
        from aftersales.registry.install import refuse_if_pending

        refuse_if_pending(app)
        return command(app, *args, **kwargs)

    return with_app(run)


class Group(click.Group):
    """A group that imports a command only when it is called, so that ``--help`` is quick."""

    lazy = {
        "serve": "aftersales.cli.serve:serve",
        "worker": "aftersales.cli.serve:worker",
        "tasks": "aftersales.cli.serve:tasks",
        "init": "aftersales.cli.init:init",
        "demo": "aftersales.cli.init:demo",
        "modules": "aftersales.cli.modules:modules",
        "access": "aftersales.cli.access:access",
        "audit": "aftersales.cli.access:audit",
        "users": "aftersales.cli.users:users",
        "doctor": "aftersales.cli.doctor:doctor",
        "fsck": "aftersales.integrity.cli:fsck",
        "backup": "aftersales.backup.cli:backup",
        "restore": "aftersales.backup.cli:restore",
        "bench": "aftersales.bench.cli:bench",
        "import": "aftersales.imports.cli:import_files",
        "import-undo": "aftersales.imports.cli:import_undo",
        "calendar": "aftersales.calendar.cli:calendar",
        "regulation": "aftersales.regulation.cli:regulation",
        "search": "aftersales.search.cli:search",
    }

    def list_commands(self, _context: click.Context) -> list[str]:
        """The kernel's names, for the help; those of modules are found when they are called."""
        return sorted(self.lazy)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in self.lazy:
            return _command_of_a_module(name)
        import importlib

        module, attribute = self.lazy[name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


def _command_of_a_module(name: str) -> click.Command | None:
    from aftersales.config import load_settings
    from aftersales.registry.registry import Registry

    found = Registry.load(load_settings()).all("commands")
    return next((command for command in found if command.name == name), None)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aftersales")
def cli() -> None:
    """Aftersales: the system that runs a company's after-sales regulation."""


def main() -> None:
    """Entry point of the ``aftersales`` command."""
    give_back_large_blocks()
    gc.set_threshold(NEWCOMERS, 20, 20)
    try:
        cli(standalone_mode=True)
    except (StartError, DomainError) as error:
        click.echo(f"aftersales: {error}", err=True)
        sys.exit(1)
