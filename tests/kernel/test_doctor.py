"""The doctor says what is missing and how to get it, also where nothing else works."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aftersales.cli import doctor
from aftersales.config import Settings
from aftersales.errors import StartError


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
