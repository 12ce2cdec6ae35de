"""Cutting dates and moments to the company's day, month or year, in the words of each database."""

from datetime import timedelta
from typing import Any

from sqlalchemy import DateTime, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from aftersales.db import clock
from aftersales.db.types import UtcDateTime

SQLITE_PATTERNS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
POSTGRES_PATTERNS = {"day": "YYYY-MM-DD", "month": "YYYY-MM", "year": "YYYY"}


class cut_to(GenericFunction[str]):  # noqa: N801  # an SQL function is named as in SQL
    """``cut_to(expr, "month", is_moment)``: the text ``2026-11`` of a date or moment."""

    type = String()
    inherit_cache = True
    name = "cut_to"


def cut(source: Any, by: str) -> Any:
    """``source`` cut to ``by`` (day, month, year) on the company's calendar, as sortable text."""
    is_moment = isinstance(source.type, UtcDateTime | DateTime)
    return cut_to(
        source, literal(by, literal_execute=True), literal(is_moment, literal_execute=True)
    )


@compiles(cut_to, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:
    source, by, is_moment = element.clauses
    # The company's offset, constant in practice; daylight saving would need a function of SQLite's
    # own.
    minutes = int(_offset().total_seconds() // 60)
    shift = f", '{minutes:+d} minutes'" if is_moment.value else ""
    return f"strftime('{SQLITE_PATTERNS[by.value]}', {compiler.process(source, **options)}{shift})"


@compiles(cut_to, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:
    source, by, is_moment = element.clauses
    text = compiler.process(source, **options)
    moment = f"({text} AT TIME ZONE '{clock.zone().key}')" if is_moment.value else text
    return f"to_char({moment}, '{POSTGRES_PATTERNS[by.value]}')"


def _offset() -> timedelta:
    return clock.local(clock.now()).utcoffset() or timedelta()
