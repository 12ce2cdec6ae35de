"""``aftersales init`` and ``aftersales demo``: a database that belongs to somebody."""

import os
import shlex
import shutil
import sys
from typing import Any

import click
from flask import Flask

from aftersales.cli.main import build_app, with_app
from aftersales.config import Settings


@click.command()
@click.option("--company", help="The company's name as it stands on its papers.")
@click.option("--preset", help="The regulation to begin with; `aftersales regulation presets`.")
@click.option("--region", help="The company's own (local) region, for instance 常德.")
@click.option("--username", help="Login name of the first administrator.")
@click.option("--name", help="Full name of the first administrator.")
@click.option("--password", help="Their password; asked for without echo when not given.")
def init(**given: str | None) -> None:
    """Set up an empty company with its first administrator. Asks for what the options leave out."""
    from aftersales.app import KERNEL_GRANTS
    from aftersales.registry.company import is_empty, write_company_name
    from aftersales.registry.install import sync

    app = build_app()
    sync(app, KERNEL_GRANTS)
    if not is_empty(app):
        raise click.ClickException(
            "this database already belongs to a company. Add people to it: aftersales users "
            "create. Begin another company elsewhere: AFTERSALES_INSTANCE=folder aftersales init"
        )
    answers = _ask(app, given)
    _set_up(app, answers)
    settings: Settings = app.config["SETTINGS"]
    write_company_name(settings.instance_path, answers["company"])
    click.echo(f"{answers['company']} is set up. Start with: {_started_as()} serve")
    click.echo(f"Then log in as {answers['username']} at {settings.base_url}")


def _started_as() -> str:
    """How this program was called here, so that the line can be typed again as it stands."""
    place = os.environ.get("AFTERSALES_INSTANCE", "")
    name = "aftersales" if shutil.which("aftersales") else sys.argv[0]
    return f"AFTERSALES_INSTANCE={shlex.quote(place)} {name}" if place else name


def _ask(app: Flask, given: dict[str, str | None]) -> dict[str, str]:
    from aftersales.regulation.catalogue import current_catalogue

    with app.app_context():
        presets = sorted(current_catalogue().presets)
    questions: dict[str, dict[str, Any]] = {
        "company": {"text": "Company name"},
        "preset": {
            "text": "Regulation preset",
            "type": click.Choice(presets),
            "default": "baseline" if "baseline" in presets else None,
        },
        "region": {"text": "The company's own region, e.g. 常德 (empty: none)", "default": ""},
        "username": {"text": "Administrator's login name", "default": "admin"},
        "name": {"text": "Administrator's full name"},
        "password": {"text": "Password", "hide_input": True, "confirmation_prompt": True},
    }
    answers = {name: value or "" for name, value in given.items()}
    if not answers["preset"]:
        click.echo("What the presets are for: aftersales regulation presets", err=True)
    if answers["company"]:
        del questions["region"]  # a company may do without; scripts name it by the option
    for name, question in questions.items():
        if not answers[name]:
            answers[name] = str(click.prompt(**question))
    return answers


def _set_up(app: Flask, answers: dict[str, str]) -> None:
    from aftersales.access import system_actor
    from aftersales.db.uow import unit_of_work
    from aftersales.registry.company import set_up_company

    with app.app_context(), unit_of_work(system_actor("aftersales init")) as uow:
        set_up_company(
            uow,
            username=answers["username"],
            name=answers["name"],
            password=answers["password"],
            preset=answers["preset"],
            region=answers["region"],
        )


@click.command()
@with_app
def demo(app: Flask) -> None:
    """Load the demo company into an empty database (what `./run` does on its first start)."""
    from aftersales.app import KERNEL_GRANTS
    from aftersales.auth.demo import DEMO_PASSWORD
    from aftersales.registry.company import is_empty, load_demo
    from aftersales.registry.install import sync

    sync(app, KERNEL_GRANTS)
    if not is_empty(app):
        raise click.ClickException(
            "people can log in here already; the demo is for an empty database only"
        )
    load_demo(app, lambda part: click.echo(f"  {part}", err=True))
    click.echo(f"The demo company is loaded. All demo logins have the password {DEMO_PASSWORD}.")
