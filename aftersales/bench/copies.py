"""Copying whole records: a case with its orders, steps, clocks, signatures and trail.

The prototypes were made by the verbs, so a copy has every row a real one has, in the same shape.
What must differ does: keys, numbers, people, times, and whatever the module overrides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Table, select

from aftersales.auth.models import User
from aftersales.bench.bulk import Bulk
from aftersales.bench.numbering import Numbering
from aftersales.bench.trail import Trail
from aftersales.calendar.models import CalendarClock, CalendarPause
from aftersales.db.base import Base, model_name
from aftersales.db.types import UtcDateTime
from aftersales.regulation.models import RegulationSnapshot
from aftersales.timeline.models import Note
from aftersales.workflow import Approval, ApprovalChain, TransitionEntry

THREAD: tuple[type[Base], ...] = (
    TransitionEntry,
    CalendarClock,
    CalendarPause,
    RegulationSnapshot,
    ApprovalChain,
    Approval,
    Note,
)
"""What the kernel hangs on any record, each after what it belongs to."""
WRITTEN_AFTER = 4000
"""Copies kept in memory before their rows are written."""

Old = tuple[str, int]
"""A prototype's row: table and key."""


@dataclass(slots=True)
class Shape:
    """Where in a table's row the things stand that differ from copy to copy."""

    table: Table
    model: str
    key: int
    parents: list[tuple[int, str]] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    moments: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    number: int | None = None
    born: int | None = None
    reference: tuple[int, int] | None = None


@dataclass(slots=True)
class Prototype:
    """One record with all its rows, parents first."""

    root: Mapping[str, Any]
    rows: list[tuple[Shape, list[Any]]]
    trail: list[Mapping[str, Any]] = field(default_factory=list)


def shape_of(model: type[Base], members: set[str]) -> Shape:
    """Read a table's columns once."""
    table = model.__table__
    assert isinstance(table, Table)
    names = [column.name for column in table.columns]
    shape = Shape(table, model_name(model), names.index("id"))
    for index, column in enumerate(table.columns):
        targets = {key.column.table.name for key in column.foreign_keys}
        if User.__tablename__ in targets:
            shape.people.append(index)
        shape.parents += [(index, target) for target in targets & members]
        if isinstance(column.type, UtcDateTime):
            shape.moments.append(index)
        elif isinstance(column.type, Date):
            shape.days.append(index)
    if {"number", "created_at"} <= set(names):
        shape.number, shape.born = names.index("number"), names.index("created_at")
    if {"model", "record_id"} <= set(names):
        shape.reference = (names.index("model"), names.index("record_id"))
    return shape


class Copier:
    """Makes copies of prototypes and writes them in batches.

    :param models: the module's tables, the root first, each after those it points to.
    :param doubles: the people who may stand in for a person of the prototype.
    :param trail_share: which part of the copies gets its audit trail as well.
    """

    def __init__(
        self,
        bulk: Bulk,
        models: Sequence[type[Base]],
        doubles: Mapping[int, Sequence[int]],
        trail_share: float,
    ) -> None:
        self.bulk, self.doubles, self.trail_share = bulk, doubles, trail_share
        tables = {model.__tablename__ for model in (*models, *THREAD)}
        self.shapes = [shape_of(model, tables) for model in (*models, *THREAD)]
        self.names = {shape.model: shape.table.name for shape in self.shapes}
        self.places = {name: n for n, name in enumerate(self.shapes[0].table.c.keys())}
        self.waiting: dict[str, list[list[Any]]] = {shape.table.name: [] for shape in self.shapes}
        self.numbering = Numbering(bulk.connection)
        self.trail = Trail(bulk.connection)
        self.copied = 0

    def prototypes(self, roots: Sequence[int]) -> list[Prototype]:
        """Read the records ``roots`` with everything that hangs on them."""
        found: dict[int, Prototype] = {}
        owner: dict[Old, int] = {}
        names = self.names
        for position, shape in enumerate(self.shapes):
            statement = select(shape.table).order_by(shape.table.c.id)
            if position == 0:
                statement = statement.where(shape.table.c.id.in_(roots))
            for row in self.bulk.connection.execute(statement):
                values = list(row)
                key = values[shape.key]
                root = key if position == 0 else _root(shape, values, owner, names)
                if root is None:
                    continue
                owner[shape.table.name, key] = root
                if position == 0:
                    found[key] = Prototype(dict(row._mapping), [])
                found[root].rows.append((shape, values))
        self._read_trails(found, owner, names)
        return [found[key] for key in roots]

    def _read_trails(
        self, found: dict[int, Prototype], owner: dict[Old, int], names: Mapping[str, str]
    ) -> None:
        for entry in self.trail.entries(names):
            root = owner.get((names[entry["model"]], int(entry["record_id"])))
            if root is not None:
                found[root].trail.append(entry)

    def copy(self, one: Prototype, shift: timedelta, overrides: Mapping[str, Any]) -> None:
        """Queue a copy, its times moved by ``shift``, its root's columns overridden."""
        keys: dict[Old, int] = {}
        people: dict[int, int] = {}
        for position, (shape, values) in enumerate(one.rows):
            row = values.copy()
            self._rename(shape, row, keys, people, shift)
            if position == 0:
                for name, value in overrides.items():
                    row[self.places[name]] = value
            self.waiting[shape.table.name].append(row)
        if self.bulk.random.random() < self.trail_share:
            self.trail.queue(one.trail, keys, self.names, shift)
        self.copied += 1
        if self.copied % WRITTEN_AFTER == 0:
            self.flush()

    def _rename(
        self,
        shape: Shape,
        row: list[Any],
        keys: dict[Old, int],
        people: dict[int, int],
        shift: timedelta,
    ) -> None:
        keys[shape.table.name, row[shape.key]] = new = self.bulk.key(shape.table)
        row[shape.key] = new
        for index, target in shape.parents:
            if row[index] is not None:
                row[index] = keys[target, row[index]]
        if shape.reference:
            model, record = shape.reference
            row[record] = keys[self.names[row[model]], row[record]]
        for index in shape.moments:
            row[index] = _moved(row[index], shift)
        for index in shape.days:
            row[index] = _moved(row[index], shift)
        for index in shape.people:
            row[index] = self._double(row[index], people)
        if shape.number is not None and shape.born is not None:
            row[shape.number] = self.numbering.like(row[shape.number], row[shape.born])

    def _double(self, person: int | None, people: dict[int, int]) -> int | None:
        if person is None or person not in self.doubles:
            return person
        if person not in people:
            people[person] = self.bulk.random.choice(self.doubles[person])
        return people[person]

    def flush(self) -> None:
        """Write what waits."""
        for shape in self.shapes:
            rows = self.waiting[shape.table.name]
            if rows:
                self.bulk.write(shape.table, rows)
                rows.clear()
        self.trail.write(self.bulk)
        self.numbering.write()
        self.bulk.tell(f"{self.copied:,} copied")


def _root(
    shape: Shape, values: list[Any], owner: dict[Old, int], names: Mapping[str, str]
) -> int | None:
    for index, target in shape.parents:
        if (root := owner.get((target, values[index]))) is not None:
            return root
    if shape.reference:
        model, record = shape.reference
        return owner.get((names.get(values[model], ""), values[record]))
    return None


def _moved(value: Any, shift: timedelta) -> Any:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value + shift
    assert isinstance(value, date)
    return value + timedelta(days=shift.days)


def spread(count: int, end: datetime, years: float, dice: Iterable[float]) -> list[datetime]:
    """``count`` moments in order over the last ``years``, denser towards ``end``."""
    span = timedelta(days=365.25 * years)
    parts = sorted(one**0.5 for one, _n in zip(dice, range(count), strict=False))
    return [end - span + span * part for part in parts]
