"""The tests' own PostgreSQL: joined by all, gone with the last, even when killed."""

import subprocess
import sys
import time

import pytest

from aftersales.testing import postgres
from aftersales.testing.postgres import PostgresMissing, PostgresServer

pytestmark = pytest.mark.postgres

JOIN_AND_DIE = """
import os, signal, sys
from pathlib import Path
from aftersales.testing.postgres import PostgresServer
server = PostgresServer.shared(Path(sys.argv[1]))
print(server.socket_dir, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def rows(url: str, statement: str):
    import psycopg

    address = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_database_lives_as_long_as_its_block(postgres_server):
    with postgres_server.database("block_life") as url:
        assert rows(url, "SELECT current_database()") == [("block_life",)]
    assert not postgres_server._exists("block_life")


def test_a_template_is_filled_once_and_copied_often(postgres_server):
    calls = []

    def fill(url):
        calls.append(url)
        rows(url, "CREATE TABLE part AS SELECT '油缸' AS name")

    for _ in range(2):
        name = postgres_server.template("filled_once", fill)
    with postgres_server.database("copy_one", name) as one:
        assert rows(one, "SELECT name FROM part") == [("油缸",)]
    assert len(calls) == 1


def test_a_template_whose_filling_failed_is_made_anew(postgres_server):
    def fail(url):
        rows(url, "CREATE TABLE half (n int)")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        postgres_server.template("second_try", fail)
    name = postgres_server.template(
        "second_try", lambda url: rows(url, "CREATE TABLE half (n int)")
    )
    with postgres_server.database("copy_two", name) as url:
        assert rows(url, "SELECT * FROM half") == []


@pytest.mark.parametrize("name", ["", "Part", "a;b", 'a"b', "x" * 64])
def test_a_name_that_is_no_name_is_refused(postgres_server, name):
    with pytest.raises(ValueError, match="not a database name"):
        postgres_server.create_database(name)


def test_the_server_is_gone_after_its_only_user_was_killed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", JOIN_AND_DIE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    home = type(tmp_path)(done.stdout.strip())
    deadline = time.monotonic() + 20
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()
    assert not (tmp_path / "server.json").exists()


def test_a_second_user_joins_the_first_one_s_server(tmp_path):
    first = PostgresServer.shared(tmp_path)
    second = PostgresServer.shared(tmp_path)
    assert first.socket_dir == second.socket_dir
    first.close()
    with second.database("still_here") as url:
        assert rows(url, "SELECT 1") == [(1,)]
    second.close()


def test_where_none_is_installed_the_remedy_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("AFTERSALES_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        postgres.find_binaries()
