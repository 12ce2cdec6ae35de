"""The doctor says what is missing and how to get it, also where nothing else works."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from aftersales.cli import doctor
from aftersales.config import Settings
from aftersales.db.clock import frozen
from aftersales.errors import StartError
from aftersales.jobs.heartbeat import beat


def examine(folder: Path, **settings):
    found = doctor.checks(Settings(instance_path=folder, secret_key="k", **settings))
    return {check.name: check for check in found}


def test_every_fault_comes_with_a_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    for check in examine(tmp_path).values():
        assert check.ok or check.remedy, check.name


def test_a_complete_machine_passes_what_the_set_up_brings(tmp_path):
    found = examine(tmp_path)
    for name in ("Python", "Instance folder", "Static files", "Paper fonts"):
        assert found[name].ok, found[name]


def test_missing_fonts_and_static_files_point_to_the_set_up(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    found = examine(tmp_path)
    assert not found["Paper fonts"].ok
    assert found["Static files"].remedy == "./run setup"


def test_a_damaged_font_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "documents" / "fonts"
    folder.mkdir(parents=True)
    for style in ("Bold", "Regular", "X", "Y"):
        (folder / f"AftersalesSansSC-{style}.ttf").write_bytes(b"not a font")
    monkeypatch.setattr(doctor, "PACKAGE", tmp_path)
    assert "AftersalesSansSC-Bold.ttf is damaged" in examine(tmp_path)["Paper fonts"].message


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "does not exist yet"),
        ("nonsense", "the address is no URL"),
        ("postgresql+psycopg://u:secret@/x?host=/no/such/folder", "postgresql+psycopg://u:***@"),
    ],
)
def test_an_unreachable_database_is_explained_without_its_password(tmp_path, url, message):
    check = examine(tmp_path, database_url=url)["Database"]
    assert not check.ok
    assert message in check.message
    assert "secret" not in check.message


def test_the_schema_is_asked_only_when_the_database_answers(tmp_path):
    asked = []
    settings = Settings(instance_path=tmp_path, secret_key="k")
    doctor.checks(settings, pending=lambda: asked.append("too early") or [])
    assert asked == []
    (tmp_path / "aftersales.sqlite3").touch()
    found = {c.name: c for c in doctor.checks(settings, pending=lambda: ["kernel", "parts"])}
    assert found["Schema"].message == "not up to date: kernel, parts"
    assert found["Schema"].remedy == "aftersales modules sync"


def test_a_module_that_stops_the_start_is_reported_not_raised(tmp_path):
    (tmp_path / "aftersales.sqlite3").touch()

    def broken():
        raise StartError("modules/parts/manifest.py: no title")

    settings = Settings(instance_path=tmp_path, secret_key="k")
    found = {c.name: c for c in doctor.checks(settings, pending=broken)}
    assert "modules/parts/manifest.py" in found["Modules"].message


def test_the_command_speaks_json_and_fails_when_something_needed_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("AFTERSALES_INSTANCE", str(tmp_path))
    told = CliRunner().invoke(doctor.doctor, ["--json"])
    assert told.exit_code == 1
    assert {"name", "ok", "message", "remedy", "optional"} == set(json.loads(told.stdout)[0])


SERVER = {"jobs": "worker", "public_url": "https://service.example.com"}


def test_a_laptop_is_not_asked_for_what_only_a_server_needs(tmp_path):
    found = examine(tmp_path)
    assert not {"Public address", "Redis", "Backup", "Worker", "Clock", "pg_dump"} & set(found)


def test_a_key_others_can_read_is_a_fault(tmp_path):
    key = tmp_path / "secret_key"
    key.write_text("k")
    key.chmod(0o600)
    assert examine(tmp_path)["Permissions of secret_key"].ok
    key.chmod(0o644)
    check = examine(tmp_path)["Permissions of secret_key"]
    assert not check.ok
    assert check.remedy == f"chmod 600 {key}"


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ({"public_url": "http://service.example.com"}, "https://"),
        ({}, "proxies = 1"),
        ({"proxies": 1, "demo": True}, "demo = false"),
    ],
)
def test_address_cookies_and_proxies_must_tell_one_story(tmp_path, settings, remedy):
    check = examine(tmp_path, **{**SERVER, **settings})["Public address"]
    assert not check.ok
    assert remedy in check.remedy


def test_a_server_set_up_as_the_docs_say_has_no_fault_of_its_own(tmp_path):
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "aftersales-20261121-023000.tar").touch()
    settings = {**SERVER, "proxies": 1, "backup_path": str(backups)}
    found = examine(tmp_path, **settings)
    for name in ("Public address", "Backup", "Disk space"):
        assert found[name].ok, found[name]


def test_a_backup_that_is_missing_or_old_is_told(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert examine(tmp_path, backup_path=str(folder))["Backup"].message == "none yet"
    old = folder / "aftersales-20260101-023000.tar"
    old.touch()
    os.utime(old, (0, 0))
    check = examine(tmp_path, backup_path=str(folder))["Backup"]
    assert not check.ok
    assert "hours old" in check.message


def test_a_redis_that_is_away_is_no_disaster(tmp_path):
    check = examine(tmp_path, redis_url="redis://127.0.0.1:1/0")["Redis"]
    assert not check.ok
    assert check.optional
    assert "ConnectionError" in check.message


@pytest.mark.both_databases
def test_a_worker_that_fell_silent_is_named(app, tmp_path):
    settings = app.config["SETTINGS"]

    def worker():
        found = doctor.checks(replace(settings, instance_path=tmp_path))
        return {check.name: check for check in found}["Worker"]

    assert worker().message == "none has ever run"
    with app.app_context(), frozen(datetime.now(UTC) - timedelta(minutes=5)):
        beat()
    assert not worker().ok
    with app.app_context():
        beat()
    assert worker().ok
