"""The pytest side of the tests' PostgreSQL: one server per run, joined on first use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftersales.testing.postgres import PostgresMissing, PostgresServer


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """The run's PostgreSQL; tests that ask for it carry ``@pytest.mark.postgres``.

    Where none is installed the test is skipped with the remedy, except where ``CI`` is set: there
    an absent server is a failure.
    """
    try:
        server = PostgresServer.shared(_folder_of_run(tmp_path_factory))
    except PostgresMissing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))
    yield server
    server.close()


def _folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run alone: with pytest-xdist the parent of every worker's own folder."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "postgres"
    folder.mkdir(exist_ok=True)
    return folder
