"""Gap-free document numbers such as ``AJ-202611-0001``.

A number is taken inside the transaction that uses it, so a rollback gives it back; two clerks at
once wait for each other on the counter's row. The period is the company's local month or year
(rule 2.2).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from aftersales.db import clock
from aftersales.db.base import Base, unscoped

PERIODS = {"month": "%Y%m", "year": "%Y", "never": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSeries:
    """How the numbers of one kind of paper look.

    :param pattern: ``{code}``, ``{period}`` and ``{n}`` are filled in; ``{n:04d}`` pads.
    :param column: where its records keep it; ``aftersales fsck`` looks there for gaps. None for
        numbers people may change by hand.
    """

    code: str
    title: object
    reset: Literal["month", "year", "never"] = "month"
    pattern: str = "{code}-{period}-{n:04d}"
    column: Any = field(default=None, compare=False)

    def period(self, at: datetime) -> str:
        """The period a moment belongs to, in company time."""
        return clock.local(at).strftime(PERIODS[self.reset])

    def format(self, period: str, n: int) -> str:
        """The printed number."""
        return self.pattern.format(code=self.code, period=period, n=n)


class NumberCounter(Base):
    """The last number given out in one period of one series."""

    __tablename__ = "db_number"
    __scope__ = unscoped("counters carry no business data")
    __audit__ = False

    series: Mapped[str] = mapped_column(String(20), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]


def take(session: Session, code: str) -> str:
    """The next number of series ``code``; :raises KeyError: when no module declares it."""
    from flask import current_app

    series: NumberSeries = current_app.extensions["aftersales.numbers"][code]
    period = series.period(clock.now())
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = (
        insert(NumberCounter)
        .values(series=code, period=period, last=1)
        .on_conflict_do_update(
            index_elements=["series", "period"], set_={"last": NumberCounter.last + 1}
        )
        .returning(NumberCounter.last)
    )
    n = session.execute(statement).scalar_one()
    return series.format(period, n)
