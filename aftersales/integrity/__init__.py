"""Whether what is stored agrees with itself: checks of every room and module, for ``fsck``."""

from typing import Any

from flask import Flask

from aftersales.integrity.declare import Check, Examination, Finding, add_check
from aftersales.integrity.examine import Report, examine, repair

__all__ = [
    "Check",
    "Examination",
    "Finding",
    "Report",
    "add_check",
    "examine",
    "register",
    "repair",
]


def register(app: Flask, _registry: Any) -> None:
    """Add the checks of the database's own room."""
    from aftersales.integrity.database import audit_chain, database_file, links, outbox
    from aftersales.integrity.numbers import numbers

    for name, find in (
        ("database", database_file),
        ("audit", audit_chain),
        ("numbers", numbers),
        ("outbox", outbox),
        ("links", links),
    ):
        add_check(app, Check(name=name, find=find))
