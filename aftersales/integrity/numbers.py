"""Numbers of papers: none skipped, none beyond the counter (rule 2.2)."""

import re
from collections.abc import Iterator, Mapping

from flask import current_app
from sqlalchemy import select

from aftersales.db import clock
from aftersales.db.audit import AuditEntry
from aftersales.db.base import model_name
from aftersales.db.numbers import NumberCounter, NumberSeries
from aftersales.integrity.declare import Examination, Finding

NAMED = 5


def numbers(examination: Examination) -> Iterator[Finding]:
    """Compare each series' counters with the numbers its records carry or carried."""
    known: Mapping[str, NumberSeries] = current_app.extensions["aftersales.numbers"]
    counters: dict[tuple[str, str], int] = {
        (series, period): last
        for series, period, last in examination.uow.rows(
            select(NumberCounter.series, NumberCounter.period, NumberCounter.last)
        )
    }
    for series in known.values():
        if series.column is None:
            continue
        used = _used(examination, series)
        periods = {period for code, period in counters if code == series.code}
        for period in sorted(periods | ({series.period(clock.now())} & set(used))):
            last = counters.get((series.code, period), 0)
            yield from _compare(series, period, last, used.get(period, set()))


def _compare(series: NumberSeries, period: str, last: int, used: set[int]) -> Iterator[Finding]:
    def named(found: set[int]) -> str:
        shown = ", ".join(series.format(period, n) for n in sorted(found)[:NAMED])
        return shown + (f" and {len(found) - NAMED} more" if len(found) > NAMED else "")

    if skipped := set(range(1, last + 1)) - used:
        yield Finding(sentence=f"Numbers were given out that no record carries: {named(skipped)}.")
    if beyond := {n for n in used if n > last}:
        yield Finding(
            sentence=f"Numbers beyond the counter, which will be given out again: {named(beyond)}."
        )


def _used(examination: Examination, series: NumberSeries) -> dict[str, set[int]]:
    """The numbers of a series by period: of the records there are, and of those deleted."""
    column = series.column
    uow, shape = examination.uow, _shape(series)
    found = [number for (number,) in uow.rows(select(column))]
    deleted = select(AuditEntry.changes).where(
        AuditEntry.model == model_name(column.class_), AuditEntry.action == "delete"
    )
    found += [changes.get(column.key, [None])[0] for (changes,) in uow.rows(deleted)]
    result: dict[str, set[int]] = {}
    for match in filter(None, (shape.fullmatch(number or "") for number in found)):
        result.setdefault(match["period"], set()).add(int(match["n"]))
    return result


def _shape(series: NumberSeries) -> re.Pattern[str]:
    """How a number of this series looks; a company's own old numbers look otherwise."""
    digits = {"month": r"\d{6}", "year": r"\d{4}", "never": ""}[series.reset]
    parts = re.split(r"(\{code\}|\{period\}|\{n[^}]*\})", series.pattern)
    slots = {"{code}": re.escape(series.code), "{period}": f"(?P<period>{digits})"}
    return re.compile(
        "".join(
            slots.get(part) or (r"(?P<n>\d+)" if part.startswith("{n") else re.escape(part))
            for part in parts
        )
    )
