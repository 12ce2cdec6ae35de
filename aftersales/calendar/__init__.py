"""Working time: company calendar, due times that explain themselves, clocks on records."""

from typing import Any

from flask import Flask

from aftersales.integrity import Check, add_check


def register(app: Flask, _registry: Any) -> None:
    """Add the check of the room."""
    from aftersales.calendar.check import clocks_agree

    add_check(app, Check(name="clocks", find=clocks_agree))
