"""Finding records by their words: one index a class, kept in step with what is saved.

Modules declare ``Searchable``; lists, look-ups and the search box of the top bar ask.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask

from aftersales.access.fields import FieldRule
from aftersales.integrity import Check, add_check
from aftersales.search.declare import Searchable
from aftersales.search.plan import SearchBook, plan_of

__all__ = ["Searchable", "make_book", "register"]


def make_book(searchables: Iterable[Searchable], rules: Iterable[FieldRule]) -> SearchBook:
    """Make all declarations ready. :raises StartError: when one of them leads nowhere."""
    sealed = {(rule.model, rule.field) for rule in rules if rule.mode != "readonly"}
    return SearchBook(
        plan_of(one, lambda model, name: (model, name) in sealed) for one in searchables
    )


def register(app: Flask, registry: Any) -> None:
    """Take in the declarations; put the room's job on the schedule, and its question to fsck."""
    from aftersales.jobs.schedule import KernelJob, add_job
    from aftersales.search.check import indexes_agree
    from aftersales.search.fill import write_due

    book = make_book(registry.all("searchables"), registry.all("field_rules"))
    app.extensions["aftersales.search"] = book
    add_check(app, Check(name="search", find=indexes_agree))
    add_job(app, KernelJob("write searched names", 1, write_due))
