"""The commands: set-up, accounts, explanations; each fault is one sentence."""

import importlib

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text

from aftersales.actor import system_actor
from aftersales.auth.models import Region, Role, RoleGrant, User
from aftersales.auth.organisation import user_by_name
from aftersales.auth.passwords import verify_password
from aftersales.cli import serve as serving
from aftersales.cli.background import Background
from aftersales.config import load_settings
from aftersales.db.session import db
from aftersales.db.uow import unit_of_work
from aftersales.errors import StartError
from aftersales.regulation.models import RegulationVersion

# The package shows the function of that name, not the module.
cli_main = importlib.import_module("aftersales.cli.main")


@pytest.fixture
def command(app, monkeypatch):
    """Run a command on this test's database."""
    monkeypatch.setattr(cli_main, "build_app", lambda **_overrides: app)
    monkeypatch.setattr("aftersales.cli.init.build_app", lambda **_overrides: app)

    def run(*words, answers=""):
        return CliRunner().invoke(cli_main.cli, list(words), input=answers)

    return run


def test_people_are_listed_made_and_closed(command, uow_as, login):
    assert "clerk" in command("users", "list").output
    made = command(
        "users",
        "create",
        "Neu",
        "--name",
        "新人",
        "--role",
        "clerk",
        "--department",
        "AFT",
        "--password",
        "first password",
    )
    assert made.exit_code == 0, made.output
    assert login("neu", "first password").get("/me").location == "/password"
    assert "neu: clerk, office" in command("users", "roles", "neu", "clerk", "office").output
    assert "neu: clerk, office" in command("users", "roles", "neu").output
    command("users", "deactivate", "neu")
    with uow_as("system", write=False) as uow:
        assert not user_by_name(uow, "neu").is_active
    command("users", "activate", "neu")
    command("users", "reset-password", "neu", "--password", "second password")
    with uow_as("system", write=False) as uow:
        user = user_by_name(uow, "neu")
        assert user.is_active
        assert user.must_change_password
        assert verify_password(user.password_hash, "second password")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("users", "roles", "nobody"), "nobody"),
        (("users", "roles", "clerk", "king"), "king"),
        (("users", "create", "clerk", "--name", "x", "--password", "long enough"), "clerk"),
        (("users", "create", "neu", "--name", "x", "--password", "short"), "10"),
        (
            (
                "users",
                "create",
                "neu",
                "--name",
                "x",
                "--password",
                "long enough",
                "--department",
                "XX",
            ),
            "AFT",
        ),
        (("access", "explain", "nobody", "auth.Region", "1"), "nobody"),
        (("access", "explain", "clerk", "auth.Nothing", "1"), "auth.Nothing"),
        (("access", "explain", "clerk", "auth.Region", "99"), "99"),
        (("init",), "already belongs"),
        (("demo",), "empty database only"),
    ],
)
def test_a_fault_is_one_sentence(command, words, sentence, monkeypatch, capsys):
    result = command(*words)
    assert result.exit_code != 0
    told = result.output + str(result.exception or "")
    assert sentence in told
    assert "Traceback" not in result.output


def test_errors_of_verbs_reach_the_shell_as_a_sentence(monkeypatch, capsys):
    def stop():
        raise StartError("the port is taken")

    monkeypatch.setattr(cli_main, "cli", lambda **_options: stop())
    with pytest.raises(SystemExit) as ended:
        cli_main.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "aftersales: the port is taken\n"


def test_explain_tells_why(command):
    told = command("access", "explain", "clerk", "auth.Region", "1").output
    assert "not guarded" in told


def test_the_audit_trail_is_verified(command, app):
    assert "whole" in command("audit", "verify").output
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        connection.execute(text("UPDATE audit_entry SET actor_name = 'x' WHERE seq = 2"))
    broken = command("audit", "verify")
    assert broken.exit_code == 1
    assert "entry 2" in broken.output


@pytest.fixture
def empty(app):
    """The database as it is before anybody was let in."""
    with app.app_context(), db.engine.begin() as connection:
        raw = connection.connection.cursor()
        for table in (
            "auth_user_role",
            "auth_user_region",
            "regulation_value",
            "regulation_version",
            "audit_entry",
        ):
            raw.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
            raw.execute(f"DELETE FROM {table}")
        raw.execute("UPDATE audit_head SET seq = 0, hash = ?", ("0" * 64,))
        for table in ("auth_role", "auth_region", "auth_department", "auth_role_grant"):
            raw.execute(f"SELECT name FROM pragma_table_info('{table}')")
            if "created_by_id" in {row[0] for row in raw.fetchall()}:
                raw.execute(f"UPDATE {table} SET created_by_id = NULL, updated_by_id = NULL")
        raw.execute("UPDATE auth_user SET created_by_id = NULL, updated_by_id = NULL")
        raw.execute("DELETE FROM auth_user")


def test_init_makes_a_company_that_can_begin(command, app, empty, uow_as):
    answers = "金能公司\nbaseline\n常德\nboss\n陈总\nthe first secret\nthe first secret\n"
    result = command("init", answers=answers)
    assert result.exit_code == 0, result.output
    browser = app.test_client()
    form = {"username": "boss", "password": "the first secret"}
    assert browser.post("/login", data=form).status_code == 302
    assert browser.get("/sysadmin/").status_code == 200
    config = app.config["SETTINGS"].instance_path / "config.toml"
    assert 'company_name = "金能公司"' in config.read_text(encoding="utf-8")
    assert load_settings(config.parent).company_name == "金能公司"
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(RegulationVersion.released_by_name)) == "陈总"
        assert uow.scalar(select(Region.region_class).where(Region.name == "常德")) == "local"
        assert uow.scalar(select(User.must_change_password)) is False


def test_init_leaves_other_settings_alone(command, app, empty):
    config = app.config["SETTINGS"].instance_path / "config.toml"
    config.write_text('port = 9000\ncompany_name = "old"\n# keep me\n', encoding="utf-8")
    options = ["--company", 'A "quoted" 名', "--preset", "baseline", "--username", "boss"]
    options += ["--name", "陈总", "--password", "the first secret"]
    assert command("init", *options).exit_code == 0
    told = config.read_text(encoding="utf-8")
    assert "# keep me" in told
    assert "port = 9000" in told
    assert load_settings(config.parent).company_name == 'A "quoted" 名'


def test_a_refused_init_leaves_nothing(command, app, empty, uow_as):
    options = ["--company", "x", "--preset", "baseline", "--username", "boss", "--name", "x"]
    assert command("init", *options, "--password", "short").exit_code != 0
    with uow_as("system", write=False) as uow:
        assert uow.scalar(select(User.id)) is None


def test_the_worker_stops_when_nothing_is_due(command, monkeypatch):
    result = command("worker", "--once")
    assert result.exit_code == 0, result.output
    assert "stopped" in result.output


def test_serving_an_older_database_is_refused_with_the_command(app, monkeypatch):
    settings = app.config["SETTINGS"]
    monkeypatch.setattr("aftersales.registry.install.pending", lambda _app: ["service"])
    monkeypatch.setattr(
        serving,
        "make_url",
        lambda _url: type("", (), {"get_backend_name": staticmethod(lambda: "postgresql")})(),
    )
    with pytest.raises(StartError, match="aftersales modules sync"):
        serving.prepare(app, settings)


def test_a_busy_port_is_told_before_any_work(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = load_settings(tmp_path, port=taken.getsockname()[1])
        with pytest.raises(StartError, match="AFTERSALES_PORT="):
            serving._check_port(settings)


def test_a_writing_request_wakes_the_background(app):
    fresh = Flask("fresh")
    background = Background(fresh)
    fresh.add_url_rule("/", "home", lambda: "ok", methods=["GET", "POST"])
    browser = fresh.test_client()
    browser.get("/")
    assert not background._wake.is_set()
    browser.post("/")
    assert background._wake.is_set()


def test_a_right_the_company_took_away_stays_away(command, app):
    def rights():
        with app.app_context(), unit_of_work(system_actor("test"), write=False) as uow:
            clerk = select(Role.id).where(Role.code == "clerk").scalar_subquery()
            return set(uow.scalars(select(RoleGrant.permission).where(RoleGrant.role_id == clerk)))

    before = rights()
    assert "service.case.register" in before
    with app.app_context(), unit_of_work(system_actor("test")) as uow:
        taken = RoleGrant.permission == "service.case.register"
        for grant in uow.scalars(select(RoleGrant).where(taken)):
            uow.delete(grant)
    assert command("modules", "sync").exit_code == 0
    assert rights() == before - {"service.case.register"}
