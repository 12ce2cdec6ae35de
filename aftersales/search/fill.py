"""Making, filling, examining and removing indexes; each batch is a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from aftersales.actor import system_actor
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.search.keep import refresh, search_book
from aftersales.search.models import SearchDue, SearchIndex
from aftersales.search.plan import Plan
from aftersales.search.store import clear, drop, last_key, store_of

BATCH = 1_000
DUE_AT_ONCE = 5_000
ACTOR = system_actor("search index")

Progress = Callable[[Plan, int, int], None]
"""Called after each batch with the plan, the key reached and the largest key."""


def no_progress(plan: Plan, reached: int, last: int) -> None:
    """Say nothing."""


def plans() -> list[Plan]:
    """The plans of the running application, in the order they were declared."""
    book = search_book()
    return list(book.plans.values()) if book else []


def prepare(progress: Progress = no_progress) -> None:
    """Make what is declared and missing, fill what is not full, remove what is declared no more.

    Repeatable; what was interrupted goes on where it stopped.
    """
    wanted = {plan.name: plan for plan in plans()}
    with unit_of_work(ACTOR) as uow:
        for row in uow.scalars(select(SearchIndex)).all():
            plan = wanted.pop(row.name, None)
            if plan is None:
                remove(uow, row.name)
            elif row.shape != plan.shape:
                _make(uow, row, plan)
        for plan in wanted.values():
            row = SearchIndex(name=plan.name)
            uow.session.add(row)
            _make(uow, row, plan)
    for plan in plans():
        fill(plan, progress)


def remove(uow: UnitOfWork, name: str) -> None:
    """Take an index away; nothing when there is none of that name."""
    if row := uow.session.get(SearchIndex, name):
        drop(uow.session.connection(), name)
        uow.execute(delete(SearchDue).where(SearchDue.name == name))
        uow.delete(row)


def _make(uow: UnitOfWork, row: SearchIndex, plan: Plan) -> None:
    connection = uow.session.connection()
    store_of(connection).create(connection, plan.name)
    row.shape, row.filled_to, row.is_whole = plan.shape, 0, False
    uow.flush()


def rebuild(plan: Plan, progress: Progress = no_progress) -> None:
    """Write every record of an index again."""
    begin_anew(plan)
    fill(plan, progress)


def begin_anew(plan: Plan) -> None:
    """Have the next ``fill`` write every record again; the index answers meanwhile as it did."""
    with unit_of_work(ACTOR) as uow:
        uow.session.get_one(SearchIndex, plan.name).filled_to = 0


def fill(plan: Plan, progress: Progress = no_progress) -> None:
    """Write all records after the last one reached; nothing when the index is full."""
    while True:
        with unit_of_work(ACTOR) as uow:
            row = uow.session.get_one(SearchIndex, plan.name)
            if row.filled_to is None:
                return
            connection = uow.session.connection()
            # Lock before reading: nobody's newer text may be overwritten with what we saw.
            store_of(connection).lock(connection, plan.name, None)
            ahead = select(plan.key).where(plan.key > row.filled_to).order_by(plan.key)
            keys = list(connection.scalars(ahead.limit(BATCH)))
            until = keys[-1] if len(keys) == BATCH else None
            clear(connection, plan.name, row.filled_to, until)
            if keys:
                narrowed = plan.statement.where(plan.key >= keys[0], plan.key <= keys[-1])
                store = store_of(connection)
                with store.many(connection, plan.name):
                    store.put(connection, plan.name, plan.read(connection, narrowed))
            row.filled_to, row.is_whole = until, row.is_whole or until is None
            last = connection.scalar(select(func.max(plan.key))) or 0
        progress(plan, last if until is None else until, last)


def write_due(uow: UnitOfWork) -> None:
    """Write records whose related names changed, a batch at a time; the room's job."""
    connection = uow.session.connection()
    for plan in plans():
        waiting = (
            select(SearchDue)
            .where(SearchDue.name == plan.name)
            .order_by(SearchDue.record_id)
            .limit(DUE_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        rows = uow.scalars(waiting).all()
        if rows:
            refresh(connection, plan, [row.record_id for row in rows])
            uow.execute(delete(SearchDue).where(SearchDue.id.in_([row.id for row in rows])))


@dataclass(slots=True)
class Examined:
    """What an examination of one index found; ``waiting`` ones are known to be behind."""

    records: int = 0
    missing: int = 0
    stale: int = 0
    orphans: int = 0
    waiting: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the index says of every record what its texts say."""
        return not (self.missing or self.stale or self.orphans)


def examine(uow: UnitOfWork, plan: Plan, progress: Progress = no_progress) -> Examined | None:
    """Compare an index with the texts of all records; None when it was never made."""
    connection, found = uow.session.connection(), Examined()
    if uow.session.get(SearchIndex, plan.name) is None:
        return None
    due = select(SearchDue.record_id).where(SearchDue.name == plan.name)
    waiting = set(connection.scalars(due))
    found.waiting = len(waiting)
    last = connection.scalar(select(func.max(plan.key))) or 0
    last = max(last, last_key(connection, plan.name))
    for start in range(0, last, BATCH):
        narrowed = plan.statement.where(plan.key > start, plan.key <= start + BATCH)
        texts = plan.read(connection, narrowed)
        index = dict(store_of(connection).read(connection, plan.name, start, start + BATCH))
        found.records += len(texts)
        found.missing += len(texts.keys() - index.keys())
        found.orphans += len(index.keys() - texts.keys())
        both = (texts.keys() & index.keys()) - waiting
        found.stale += sum(texts[key] != index[key] for key in both)
        progress(plan, min(start + BATCH, last), last)
    return found
