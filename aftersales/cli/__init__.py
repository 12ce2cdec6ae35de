"""The ``aftersales`` command."""

from aftersales.cli.main import main

__all__ = ["main"]
