"""The tutorial's module in a clone: the reader's tests, its coming, its code lost, its leaving."""

import csv
import importlib
import io
import json
import shutil
import zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select

from aftersales.app import KERNEL_GRANTS
from aftersales.auth.models import RoleGrant, User
from aftersales.db.outbox import OutboxMessage
from aftersales.db.session import db
from aftersales.notify.models import Message
from aftersales.registry.install import left_behind, pending, sync
from aftersales.views.models import Submission
from tests.architecture.source import ROOT

# The package shows the function of that name, not the module.
cli_main = importlib.import_module("aftersales.cli.main")


def test_the_readers_tests_and_those_of_every_module_pass(in_clone, clone):
    own = clone / "tests/modules/loaner"
    shutil.copytree(ROOT / "docs/tutorial/tests", own)
    done = in_clone(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not demo_company"),
        *("-k", "loaner", "tests/modules/loaner", "tests/contract/test_modules.py"),
    )
    last = done.stdout.strip().splitlines()[-1]
    assert int(last.split(" passed")[0].split()[-1]) > 20, last


COME = """
from aftersales.cli.modules import *
from aftersales.registry.company import load_demo
from aftersales.cli.main import build_app
app = build_app()
assert pending(app) == ["loaner"]
sync(app, KERNEL_GRANTS)
assert pending(app) == []
from aftersales.actor import system_actor
from aftersales.db.uow import unit_of_work
with app.app_context(), unit_of_work(system_actor("demo")) as uow:
    app.extensions["aftersales"].modules["loaner"].contributions.demo(uow)
"""


def grants(uow_as):
    with uow_as("system", write=False) as uow:
        mine = RoleGrant.permission.startswith("loaner.")
        return len(uow.scalars(select(RoleGrant).where(mine)).all())


def tables(app):
    with app.app_context():
        return {name for name in inspect(db.engine).get_table_names() if "loaner" in name}


def leave_traces(uow_as):
    """What work in the module, and beside it, leaves in the kernel: inbox, outbox, sent forms."""
    with uow_as("system") as uow:
        reader = uow.scalar(select(User.id).where(User.username == "dispatcher"))
        for name in ("loaner", "service"):
            url, words = f"/{name}/some/1", {"en": name, "zh_CN": name}
            uow.add(Message(user_id=reader, title=words, body=words, url=url, created_at=uow.now))
            uow.add(Submission(token=name, outcome=url, at=uow.now))
            done = {"created_at": uow.now, "available_at": uow.now, "done_at": uow.now}
            uow.add(OutboxMessage(event="x:X", handler=f"modules.{name}.x:x", payload={}, **done))


def traces(uow_as):
    """Whose of them are still there."""
    with uow_as("system", write=False) as uow:
        return {
            *uow.scalars(select(Message.url).where(Message.url.endswith("/some/1"))),
            *uow.scalars(select(Submission.outcome).where(Submission.outcome.endswith("/some/1"))),
            *uow.scalars(select(OutboxMessage.handler).where(OutboxMessage.event == "x:X")),
        }


@pytest.fixture
def there(databases, tmp_path):
    """Settings that let the clone work on this test's database."""
    return {
        "AFTERSALES_DATABASE_URL": databases.url,
        "AFTERSALES_INSTANCE": str(tmp_path / "instance"),
    }


@pytest.fixture
def command(app, monkeypatch):
    """Run a command in this process, which has no such module."""
    monkeypatch.setattr(cli_main, "build_app", lambda **_overrides: app)
    return lambda *words: CliRunner().invoke(cli_main.cli, words)


@pytest.mark.both_databases
def test_it_comes_loses_its_code_and_leaves(app, there, in_clone, login, uow_as, command, tmp_path):  # noqa: PLR0917  # fixtures
    """Its tables stay while its folder is away, and harm nobody; uninstalled, nothing is left."""
    in_clone("-c", COME, **there)

    # This process has no such module: for it, the folder was deleted.
    assert left_behind(app) == ["loaner"]
    assert pending(app) == []
    sync(app, KERNEL_GRANTS)
    told = command("modules", "list")
    assert told.exit_code == 0
    assert "its tables are here" in told.output
    browser = login("dispatcher")
    for page in ("/", "/service/orders", "/service/cases", "/search?q=BY", "/inbox"):
        assert browser.get(page).status_code == 200
    assert login("admin").get("/sysadmin/roles/").status_code == 200
    refused = command("modules", "uninstall", "loaner")
    assert "with its code in place" in str(refused.exception)
    assert grants(uow_as) > 5
    assert tables(app) == {"loaner_machine", "loaner_loan", "schema_version_loaner"}

    # The folder is back; it is taken out for good.
    leave_traces(uow_as)
    export = tmp_path / "rows.zip"
    run = "from aftersales.cli import main; main()"
    words = ("-c", run, "modules", "uninstall", "loaner", "--export", str(export))
    asked = in_clone(*words, check=False, **there)
    assert asked.returncode == 1, "nobody answered the question"
    assert "loaner_machine                     3 rows" in asked.stdout
    in_clone(*words, "--yes", **there)
    assert tables(app) == set()
    assert grants(uow_as) == 0
    assert traces(uow_as) == {"/service/some/1", "modules.service.x:x"}
    assert left_behind(app) == []
    with zipfile.ZipFile(export) as archive:
        about = json.loads(archive.read("manifest.json"))
        assert (about["module"], about["rows"]["loaner_machine"]) == ("loaner", 3)
        text = archive.read("loaner_machine.csv").decode("utf-8-sig")
        assert {row["number"] for row in csv.DictReader(io.StringIO(text))} == {
            "BY-01",
            "BY-02",
            "BY-03",
        }
