"""Numbers for copied papers: the next one of each series and period, without gaps."""

import re
from datetime import datetime

from flask import current_app
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from aftersales.db.numbers import NumberCounter, NumberSeries

PREFIX = re.compile(r"^[A-Z]+")


class Numbering:
    """The counters of the database, moved on in memory and written back."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.series: dict[str, NumberSeries] = current_app.extensions["aftersales.numbers"]
        table = NumberCounter.__table__.c
        rows = connection.execute(select(table.series, table.period, table.last))
        self.last = {(row.series, row.period): row.last for row in rows}
        self.moved: set[tuple[str, str]] = set()

    def next(self, code: str, at: datetime) -> str:
        """The next number of series ``code`` in the period of ``at``."""
        series = self.series[code]
        place = (code, series.period(at))
        self.last[place] = self.last.get(place, 0) + 1
        self.moved.add(place)
        return series.format(place[1], self.last[place])

    def like(self, number: str, at: datetime) -> str:
        """A number of the same series as ``number``; itself when it is of none."""
        found = PREFIX.match(number)
        if found is None or found[0] not in self.series:
            return number
        return self.next(found[0], at)

    def write(self) -> None:
        """Store the counters that moved."""
        if not self.moved:
            return
        kind = pg_insert if self.connection.dialect.name == "postgresql" else sqlite_insert
        rows = [{"series": s, "period": p, "last": self.last[s, p]} for s, p in self.moved]
        statement = kind(NumberCounter)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["series", "period"], set_={"last": statement.excluded.last}
            ),
            rows,
        )
        self.moved.clear()
