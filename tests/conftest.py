"""Every test may use the plugin that modules outside this repository use as well."""

import os

import pytest

pytest_plugins = ["aftersales.testing.plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard the siege of ``tests/siege`` is."""
    kills = int(os.environ.get("AFTERSALES_KILLS", "3"))
    parser.addoption("--kills", type=int, default=kills, help="kills on each database")
    parser.addoption("--seed", default="", help="repeat the siege of this seed")
