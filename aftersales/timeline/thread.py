"""The thread under a record: notes, changes and steps in one line of time, newest first.

Four bounded statements (notes, changes, steps, signatures) whatever the record; words are prepared
before the loop. Values the reader may see only masked, or not at all, stay so in the changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import Select, inspect, select

from aftersales.access import field_mode
from aftersales.db import clock
from aftersales.db.audit import AuditEntry
from aftersales.db.base import Base, points_here, ref
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, format_datetime
from aftersales.timeline.models import Note
from aftersales.timeline.names import Labels, Names
from aftersales.timeline.verbs import MENTION
from aftersales.views.show import shower
from aftersales.views.workflows import has_workflow
from aftersales.workflow import signatures_of
from aftersales.workflow.engine import steps_of, workflow_for

LIMIT = 100
LONGEST_VALUE = 120
BORN = datetime(1970, 1, 1).astimezone()


@dataclass(frozen=True, slots=True)
class Change:
    """One field from one value to another."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the thread. ``kind``: note, system, change, step, created."""

    kind: str
    at: datetime
    author: str
    body: Markup | str = ""
    changes: tuple[Change, ...] = ()
    when: str = ""
    exactly: str = ""


def newest_notes(uow: UnitOfWork, record: Base) -> list[Note]:
    """The newest hundred notes and to-dos of a record."""
    return list(uow.scalars(_notes_statement(), ref(record).values))


@cache
def _notes_statement() -> Select[Note]:
    here = points_here(Note.model, Note.record_id)
    return select(Note).where(here).order_by(Note.id.desc()).limit(LIMIT)


def items_of(uow: UnitOfWork, record: Base, notes: Sequence[Note], named: Labels) -> list[Item]:
    """The newest hundred entries.

    :param notes: the newest notes.
    :param named: names looked up already, by look-up and id.
    """
    found = [
        *_notes(notes),
        *_steps(uow, record),
        *_signatures(uow, record),
        *_changes(uow, record, named),
    ]
    # A record's first steps may be noted an instant before the row itself is.
    found.sort(key=lambda item: (item.kind != "created", item.at), reverse=True)
    relative = shower("reltime")
    return [
        Item(
            i.kind,
            i.at,
            i.author,
            i.body,
            i.changes,
            relative(i.at),
            format_datetime(i.at, weekday=True),
        )
        for i in found[:LIMIT]
    ]


def open_todos(uow: UnitOfWork, record: Base, notes: Sequence[Note]) -> list[Note]:
    """What is still to be done about a record, the earliest due first.

    :param notes: the newest notes; older ones are only looked for when there are any.
    """
    if len(notes) < LIMIT:
        found = [note for note in notes if note.kind == "todo" and note.done_at is None]
        return sorted(found, key=lambda note: (note.due_on or date.max, note.id))
    target = ref(record)
    statement = select(Note).where(
        Note.model == target.model,
        Note.record_id == target.id,
        Note.kind == "todo",
        Note.done_at.is_(None),
    )
    return list(uow.scalars(statement.order_by(Note.due_on.asc().nulls_last(), Note.id)))


def _notes(notes: Iterable[Note]) -> Iterable[Item]:
    for note in notes:
        if note.kind == "todo":
            text = _("To do: {what}", what=note.body)
            yield Item("system", note.at, note.author_name, text)
            if note.done_at:
                yield Item("system", note.done_at, "", _("Done: {what}", what=note.body))
        else:
            yield Item(note.kind, note.at, note.author_name, with_mentions(note.body))


def with_mentions(body: str) -> Markup:
    """The text with names after ``@`` marked."""
    marked = MENTION.sub(lambda hit: f"\x01{hit.group(0)}\x02", body)
    text = str(escape(marked)).replace("\x01", '<span class="mention">').replace("\x02", "</span>")
    return Markup(text)  # noqa: S704  # escaped above; only our own span is added


def _steps(uow: UnitOfWork, record: Base) -> Iterable[Item]:
    if not has_workflow(type(record)):
        return
    workflow = workflow_for(record)
    titles = {state.code: str(state.title) for state in workflow.states}
    for entry in reversed(steps_of(uow, record)[-LIMIT:]):
        old, new = titles.get(entry.source, entry.source), titles.get(entry.target, entry.target)
        change = (Change(_("State"), old, new),) if entry.source else ()
        if change or entry.note:
            yield Item("step", entry.at, entry.actor_name, with_mentions(entry.note), change)


def _signatures(uow: UnitOfWork, record: Base) -> Iterable[Item]:
    """Who signed what, or sent it back and why."""
    if not has_workflow(type(record)):
        return
    words = {
        "approved": _("Signed: {step}"),
        "rejected": _("Refused: {step}"),
        "returned": _("Sent back from: {step}"),
    }
    for one in reversed(signatures_of(uow, record)):
        if one.at is None:
            continue
        text = words.get(one.state, words["approved"]).format(step=one.title)
        yield Item("step", one.at, one.by, with_mentions(f"{text}\n{one.note}".strip()))


def _changes(uow: UnitOfWork, record: Base, named: Labels) -> Iterable[Item]:
    target = ref(record)
    values = {**target.values, "ref_id": str(target.id)}
    entries = list(_since_created(uow.scalars(_entries_statement(), values)))
    updates = [entry for entry in entries if entry.action == "update"]
    names = Names(uow, type(record), named) if updates else None
    if names:
        names.fetch(entry.changes for entry in updates)
    for entry in entries:
        if entry.action == "insert":
            yield Item("created", entry.at, entry.actor_name, _("Created"))
        elif names and entry.action == "update":
            changes = tuple(_shown(uow, record, names, entry.changes))
            if changes:
                yield Item("change", entry.at, entry.actor_name, "", changes)


def _since_created(entries: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
    """Of the newest first: what is older than the last creation is of another record, long gone.

    The trail outlives records, and SQLite gives the key of the newest one that went to the next.
    """
    for entry in entries:
        yield entry
        if entry.action == "insert":
            return


@cache
def _entries_statement() -> Select[AuditEntry]:
    here = points_here(AuditEntry.model, AuditEntry.record_id)
    return select(AuditEntry).where(here).order_by(AuditEntry.seq.desc()).limit(LIMIT)


def _shown(
    uow: UnitOfWork, record: Base, names: Names, changes: dict[str, Any]
) -> Iterable[Change]:
    model = type(record)
    quiet = {workflow_for(record).field} if has_workflow(model) else set()
    known = {attribute.key for attribute in inspect(model).column_attrs}
    for name, (old, new) in changes.items():
        mode = field_mode(uow.actor, model, name)
        if name in quiet or name not in known or mode == "hidden" or not names.has_title(name):
            continue
        pair = ["•••" if one else None for one in (old, new)] if mode == "masked" else [old, new]
        yield Change(names.title(name), names.text(name, pair[0]), names.text(name, pair[1]))


def day_of(moment: datetime) -> date:
    """The company's day of a moment, for the dividing lines of the thread."""
    return clock.local(moment).date()
