"""Keys in addresses: a number no row can have leads nowhere, on every page alike."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**63 - 1


class KeyConverter(IntegerConverter):
    """``<int:…>`` up to what a database's largest integer column holds; beyond it: 404."""

    def __init__(self, map: Any, *args: Any, **options: Any) -> None:  # noqa: A002  # werkzeug's own name
        super().__init__(map, *args, **{"max": LARGEST, **options})


def install_keys(app: Flask) -> None:
    """Must run before any address is registered."""
    app.url_map.converters["int"] = KeyConverter
