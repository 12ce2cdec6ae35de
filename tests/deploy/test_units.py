"""The systemd units are what systemd understands, and what they start exists."""

import configparser
import re
import shutil
import subprocess

import click
import pytest

from aftersales.cli.main import cli
from aftersales.config import Settings
from tests.deploy.servers import DEPLOY

UNITS = DEPLOY / "systemd"
PROGRAM = "/opt/aftersales/.venv/bin/aftersales"
EXPOSURE = 30
"""Of 100, as ``systemd-analyze security`` counts; an ordinary service has 96."""


def services() -> list[str]:
    return sorted(file.name for file in UNITS.glob("*.service"))


def test_every_service_starts_a_command_that_exists():
    for name in services():
        line = re.search(rf"(?m)^ExecStart={PROGRAM} (.*)$", (UNITS / name).read_text())[1]
        command: click.Command = cli
        for word in line.split():
            if not isinstance(command, click.Group):
                break
            context = click.Context(command)
            if command.get_command(context, word) is None:
                break
            command = command.get_command(context, word)
        assert command is not cli, f"{name}: aftersales {line}"
        known = {option for one in command.params for option in one.opts}
        if isinstance(command, click.Group):
            known = {o for one in command.commands["create"].params for o in one.opts}
        assert {word for word in line.split() if word.startswith("--")} <= known, name


def test_the_settings_of_the_units_exist():
    text = (UNITS / "aftersales-.service.d" / "10-common.conf").read_text()
    named = {name.lower() for name in re.findall(r"Environment=AFTERSALES_(\w+)=", text)}
    assert named <= {"instance", *Settings.__dataclass_fields__}
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read_string(text)
    assert parser["Service"]["ProtectSystem"] == "strict"


@pytest.fixture
def units(tmp_path):
    """The units with a program that is here, where systemd looks for them."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("No systemd-analyze here: the units are not checked by systemd itself")
    shutil.copytree(UNITS, tmp_path / "units")
    for file in (tmp_path / "units").rglob("*.*"):
        if file.is_file():
            text = file.read_text().replace(PROGRAM, "/bin/true")
            file.write_text(text.replace("User=aftersales", "User=daemon").replace("Group=", "#"))
    return tmp_path / "units"


def test_systemd_understands_the_units(units):
    files = [str(file) for file in sorted(units.iterdir()) if file.is_file()]
    environment = {
        "SYSTEMD_UNIT_PATH": f"{units}:",
        "PATH": "/usr/bin:/bin",
        "SYSTEMD_LOG_LEVEL": "notice",
    }
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "aftersales" in line]
    assert ours == []


def test_the_services_may_do_little(units):
    judge = "systemd-analyze security --offline=true --no-pager"
    done = subprocess.run(
        [*judge.split(), f"--threshold={EXPOSURE}", "aftersales-web.service"],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "unrecognized option" in done.stderr:
        pytest.skip("This systemd is too old to judge a unit that is not installed")
    assert done.returncode == 0, done.stdout[-600:] + done.stderr
