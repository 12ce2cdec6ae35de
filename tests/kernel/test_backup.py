"""A backup, restored into an empty place, is the company again: every row, every byte."""

import io
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from aftersales.app import create_app
from aftersales.auth.demo import DEMO_PASSWORD
from aftersales.backup import BackupFailed, cli, databases, pack, restoring
from aftersales.config import Settings
from aftersales.db import audit
from aftersales.db.session import db
from aftersales.documents.models import IssuedDocument
from aftersales.errors import DomainError
from aftersales.files.check import verify_store
from aftersales.files.disk import Disk
from aftersales.testing.client import BrowserClient

SECRET = "correct horse battery staple"


def settings_of(app: Flask) -> Settings:
    return app.config["SETTINGS"]


@pytest.fixture
def empty_place(databases, tmp_path, request):
    """Settings of an empty instance folder with an empty database of the same kind."""
    folder = tmp_path / "new"
    folder.mkdir()
    if databases.url.startswith("sqlite"):
        yield Settings(instance_path=folder, secret_key="another")
        return
    name = f"{databases.name}_restored"
    databases.server.drop_database(name)
    with databases.server.database(name) as url:
        yield Settings(instance_path=folder, secret_key="another", database_url=url)


def every_row(url: str) -> dict[str, list[tuple]]:
    with databases.connected(url) as connection:
        from sqlalchemy import inspect, text

        return {
            name: sorted(
                (tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))),
                key=repr,
            )
            for name in inspect(connection).get_table_names()
        }


def every_file(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "files").glob("??/??/*")
    }


@pytest.mark.both_databases
@pytest.mark.demo_company
def test_the_restored_company_is_the_same(app, empty_place, tmp_path):
    old = settings_of(app)
    passphrase = "" if databases.kind_of(old.database_url) == "sqlite" else SECRET
    (old.instance_path / "secret_key").write_text("the key of the company")
    (old.instance_path / "config.toml").write_text('company_name = "湖南金能"\n')
    assert every_file(old.instance_path), "the demo company has papers"

    file, told = pack.make(old, tmp_path, passphrase)
    (empty_place.instance_path / "files").mkdir()
    (empty_place.instance_path / "files" / "lock").touch()  # a program that has kept nothing yet
    assert restoring.restore(empty_place, file, lambda: passphrase) == told

    assert every_row(empty_place.database_url) == every_row(old.database_url)
    assert every_file(empty_place.instance_path) == every_file(old.instance_path)
    assert (empty_place.instance_path / "secret_key").read_text() == "the key of the company"
    assert (empty_place.instance_path / "config.toml").exists()
    works(empty_place)


def works(settings: Settings) -> None:
    """People can log in, the trail and the store are sound, a paper can be verified."""
    restored = create_app(replace(settings, jobs="worker"))
    restored.test_client_class = BrowserClient
    with restored.app_context():
        from aftersales.actor import system_actor
        from aftersales.db.uow import unit_of_work

        with unit_of_work(system_actor("test"), write=False) as uow:
            assert audit.verify(uow.session) is None
            assert verify_store(uow).is_sound
            code = uow.scalars(select(IssuedDocument.verify_code)).first()
    client = restored.test_client()
    login = {"username": "clerk", "password": DEMO_PASSWORD}
    assert client.post("/login", data=login).status_code == 302
    assert client.get("/").status_code == 200
    assert client.get(f"/verify/{code}").status_code == 200
    with restored.app_context():
        db.engine.dispose()


@pytest.mark.both_databases
def test_what_is_written_meanwhile_is_not_half_in_the_backup(app, uow_as, tmp_path, monkeypatch):
    """A person saves while the backup runs: the snapshot and its counts stay what they were."""
    from aftersales.auth.models import Region

    read = databases.read_facts

    def and_somebody_saves(connection):
        found = read(connection)
        with uow_as("system") as uow:
            uow.add(Region(code="meanwhile", name="新片区"))
        return found

    before = every_row(settings_of(app).database_url)
    monkeypatch.setattr(databases, "read_facts", and_somebody_saves)
    file, told = pack.make(settings_of(app), tmp_path)
    monkeypatch.setattr(databases, "read_facts", read)
    assert told.facts.rows["auth_region"] == len(before["auth_region"])
    assert told.facts.rows["audit_entry"] == len(before["audit_entry"])
    pack.read(file, lambda: "")


@pytest.mark.both_databases
def test_only_an_empty_place_is_filled(app, empty_place, tmp_path):
    file, _told = pack.make(settings_of(app), tmp_path / "b.tar")
    with pytest.raises(BackupFailed, match="holds tables already"):
        restoring.restore(
            replace(empty_place, database_url=settings_of(app).database_url), file, lambda: ""
        )
    stray = empty_place.instance_path / "files" / "aa"
    stray.mkdir(parents=True)
    (stray / "x").write_text("somebody's")
    with pytest.raises(BackupFailed, match="holds files already"):
        restoring.restore(empty_place, file, lambda: "")
    assert (stray / "x").read_text() == "somebody's"
    assert databases.is_empty(empty_place.database_url)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Settings:
    """A little installation of its own: three files and one table."""
    import sqlite3

    folder = tmp_path_factory.mktemp("small")
    settings = Settings(instance_path=folder, secret_key="k")
    store = Disk(folder / "files")
    with sqlite3.connect(folder / "aftersales.sqlite3") as connection:
        connection.execute("CREATE TABLE files_file (sha256 TEXT)")
        for content in (b"one" * 200_000, b"two", b""):
            temporary, sha, _size = store.spool(io.BytesIO(content), limit=10**9)
            store.keep(temporary, sha)
            connection.execute("INSERT INTO files_file VALUES (?)", (sha,))
    connection.close()
    return settings


def damaged(file: Path, target: Path, what: str) -> Path:
    data = bytearray(file.read_bytes())
    if what == "cut off":
        data = data[: len(data) // 2]
    elif what == "cut off at the end":
        data = data[: -(len(data) // 50)]
    else:
        data[int(len(data) * 0.6)] ^= 1
    target.write_bytes(data)
    return target


@pytest.fixture(scope="module")
def whole(small, tmp_path_factory) -> dict[str, Path]:
    """One backup in the clear, one encrypted (which costs a second, on purpose)."""
    folder = tmp_path_factory.mktemp("whole")
    return {
        passphrase: pack.make(small, folder / f"whole{len(passphrase)}.tar", passphrase)[0]
        for passphrase in ("", SECRET)
    }


@pytest.mark.parametrize("passphrase", ["", SECRET], ids=["plain", "encrypted"])
@pytest.mark.parametrize("what", ["cut off", "cut off at the end", "one bit"])
def test_a_damaged_backup_is_refused_and_nothing_is_written(whole, tmp_path, what, passphrase):
    bad = damaged(whole[passphrase], tmp_path / "bad.tar", what)
    place = Settings(instance_path=tmp_path / "new", secret_key="k")
    place.instance_path.mkdir()
    with pytest.raises(BackupFailed, match=r"damaged|cut off|changed"):
        restoring.restore(place, bad, lambda: passphrase)
    assert list(place.instance_path.iterdir()) == []


def test_a_wrong_passphrase_is_said_in_one_sentence(whole):
    assert b"files/" not in whole[SECRET].read_bytes()
    with pytest.raises(BackupFailed, match="passphrase is wrong"):
        pack.read(whole[SECRET], lambda: "guess")


def test_an_encrypted_backup_needs_only_tar_and_age(whole):
    """The file's form is age's own, so a machine without Aftersales can open it."""
    import pyrage

    with tarfile.open(whole[SECRET]) as outer:
        assert outer.getnames() == ["key.age", "content.age"]
        key = outer.extractfile("key.age").read()
        content = outer.extractfile("content.age").read()
    assert key.startswith(b"age-encryption.org/v1\n-> scrypt ")
    identity = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(key, SECRET).decode())
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(content, [identity]))) as inner:
        names = inner.getnames()
    assert names[0] == "database.sqlite3"
    assert names[-1] == "manifest.json"
    assert len([name for name in names if name.startswith("files/")]) == 3


def test_a_foreign_file_or_a_path_that_leads_outside_is_refused(small, tmp_path):
    noise = tmp_path / "noise.tar"
    noise.write_bytes(b"no tar at all" * 100)
    with pytest.raises(BackupFailed, match="is no backup"):
        pack.read(noise, lambda: "")
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        tar.addfile(tarfile.TarInfo("../../etc/passwd"))
    into = tmp_path / "into"
    into.mkdir()
    with pytest.raises(BackupFailed, match="does not belong"):
        pack.read(evil, lambda: "", into)
    assert list(into.iterdir()) == []


def test_a_failed_backup_leaves_nothing(small, tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pack, "_add", full)
    for passphrase in ("", SECRET):
        with pytest.raises(BackupFailed, match="No space left"):
            pack.make(small, tmp_path, passphrase)
    assert list(tmp_path.iterdir()) == []
    assert not list(small.instance_path.glob(".backup-*"))


@pytest.fixture
def run(small, monkeypatch):
    monkeypatch.setenv("AFTERSALES_INSTANCE", str(small.instance_path))

    def call(command, *arguments, **options):
        return CliRunner().invoke(command, [str(one) for one in arguments], **options)

    return call


def test_the_newest_backups_are_kept(run, tmp_path, clock):
    folder = tmp_path / "backups"
    folder.mkdir()
    for _night in range(4):
        done = run(cli.backup, folder, "--keep", 2)
        assert done.exit_code == 0, done.output
        clock.advance(days=1)
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"aftersales-202611{day}-081000.tar" for day in (23, 24)]
    assert (folder / names[0]).stat().st_mode & 0o077 == 0


def test_a_passphrase_comes_from_a_file_or_is_asked_for(run, whole, tmp_path):
    key = tmp_path / "passphrase"
    key.write_text(f"{SECRET}\nanything else\n")
    made = run(cli.backup, tmp_path, "--passphrase-file", key)
    assert made.exit_code == 0, made.output
    (file,) = tmp_path.glob("*.encrypted.tar")
    asked = run(cli.backup, "verify", file, input=f"{SECRET}\n")
    assert asked.exit_code == 0
    assert "3 files" in asked.output
    assert SECRET not in asked.output
    wrong = run(cli.backup, "verify", whole[SECRET], env={cli.PASSPHRASE: "guess"})
    assert isinstance(wrong.exception, DomainError), "one sentence, exit code 1"


def test_a_lost_file_is_told_and_older_backups_stay(run, small, tmp_path, clock):
    copy = tmp_path / "instance"
    shutil.copytree(small.instance_path, copy)
    lost = next(path for path in (copy / "files").rglob("*") if path.is_file())
    lost.unlink()
    folder = tmp_path / "backups"
    folder.mkdir()
    old = folder / "aftersales-20200101-000000.tar"
    old.touch()
    done = run(cli.backup, folder, "--keep", 1, env={"AFTERSALES_INSTANCE": str(copy)})
    assert done.exit_code == cli.LOST_FILES
    assert "1 files are lost" in done.output
    assert old.exists()


def test_a_backup_of_nothing_or_over_another_is_refused(small, tmp_path):
    with pytest.raises(BackupFailed, match="nothing to back up"):
        pack.make(Settings(instance_path=tmp_path, secret_key="k"), tmp_path / "b.tar")
    (tmp_path / "b.tar").touch()
    with pytest.raises(BackupFailed, match="never replaces"):
        pack.make(small, tmp_path / "b.tar")
    with pytest.raises(BackupFailed, match="does not exist"):
        pack.make(small, tmp_path / "absent" / "b.tar")


@pytest.mark.postgres
def test_a_backup_of_one_kind_does_not_go_into_the_other(small, tmp_path, postgres_server):
    file, _told = pack.make(small, tmp_path / "b.tar")
    with postgres_server.database("other_kind") as url:
        place = Settings(instance_path=tmp_path, secret_key="k", database_url=url)
        with pytest.raises(BackupFailed, match="holds a sqlite database"):
            restoring.restore(place, file, lambda: "")
    assert not (tmp_path / "files").exists()


def test_the_password_of_the_database_becomes_no_argument(monkeypatch):
    seen = {}

    def remember(command, **options):
        seen.update(command=command, environment=options["env"])
        return type("Done", (), {"returncode": 0})()

    monkeypatch.setattr(databases.subprocess, "run", remember)
    monkeypatch.setattr(databases, "find_tool", lambda name: name)
    url = databases.make_url("postgresql+psycopg://me:geheim@db.example/after?sslmode=require")
    databases._run_tool("pg_dump", url, "--format=custom")
    assert "geheim" not in " ".join(seen["command"])
    assert seen["environment"]["PGPASSWORD"] == "geheim"
    assert "sslmode=require" in " ".join(seen["command"])
