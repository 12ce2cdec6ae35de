"""What the stories of all modules share."""

import pytest

from aftersales.regulation.catalogue import Catalogue
from tests.modules.presets import whole_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Every parameter and preset, without an application."""
    return whole_catalogue()
