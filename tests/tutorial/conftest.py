"""A clone of this repository with the tutorial's module dropped into ``modules``."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

PARTS = ("aftersales", "modules", "migrations", "tests", "docs", "pyproject.toml")


@pytest.fixture
def clone(tmp_path):
    """The folder of the clone; its files are links, so edit none of them in place."""
    place = tmp_path / "clone"
    place.mkdir()
    left_out = shutil.ignore_patterns("__pycache__", "screenshots")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, place / part, copy_function=os.link, ignore=left_out)
        else:
            os.link(ROOT / part, place / part)
    shutil.copytree(ROOT / "docs/tutorial/loaner", place / "modules/loaner", ignore=left_out)
    return place


@pytest.fixture
def in_clone(clone):
    """Run Python in the clone: ``in_clone("-m", "pytest", …, AFTERSALES_X="1")``."""

    def run(*words, check=True, **environment):
        settings = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=clone,
            env=settings | {"PYTHONPATH": str(clone)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    return run
