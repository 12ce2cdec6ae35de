"""The thread under a record: notes, changes and steps in one line of time, newest first.

Three bounded statements (notes, changes, steps) whatever the record; words are prepared before the
loop. Values the reader may see only masked, or not at all, stay so in the changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import inspect, select

from aftersales.access import field_mode
from aftersales.db import clock
from aftersales.db.audit import AuditEntry
from aftersales.db.base import Base, RecordRef, ref
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, format_datetime
from aftersales.timeline.models import Note
from aftersales.timeline.names import Names
from aftersales.timeline.verbs import MENTION
from aftersales.views.show import shower
from aftersales.views.workflows import has_workflow
from aftersales.workflow import TransitionEntry
from aftersales.workflow.engine import workflow_for

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


def items_of(uow: UnitOfWork, record: Base) -> list[Item]:
    """The newest hundred entries."""
    target = ref(record)
    found = [*_notes(uow, target), *_steps(uow, record, target), *_changes(uow, record, target)]
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


def open_todos(uow: UnitOfWork, record: Base) -> list[Note]:
    """What is still to be done about a record, the earliest due first."""
    target = ref(record)
    statement = select(Note).where(
        Note.model == target.model,
        Note.record_id == target.id,
        Note.kind == "todo",
        Note.done_at.is_(None),
    )
    return list(uow.scalars(statement.order_by(Note.due_on.asc().nulls_last(), Note.id)))


def _notes(uow: UnitOfWork, target: RecordRef) -> Iterable[Item]:
    statement = select(Note).where(Note.model == target.model, Note.record_id == target.id)
    for note in uow.scalars(statement.order_by(Note.id.desc()).limit(LIMIT)):
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


def _steps(uow: UnitOfWork, record: Base, target: RecordRef) -> Iterable[Item]:
    if not has_workflow(type(record)):
        return
    workflow = workflow_for(record)
    titles = {state.code: str(state.title) for state in workflow.states}
    statement = select(TransitionEntry).where(
        TransitionEntry.model == target.model, TransitionEntry.record_id == target.id
    )
    for entry in uow.scalars(statement.order_by(TransitionEntry.id.desc()).limit(LIMIT)):
        old, new = titles.get(entry.source, entry.source), titles.get(entry.target, entry.target)
        change = (Change(_("State"), old, new),) if entry.source else ()
        if change or entry.note:
            yield Item("step", entry.at, entry.actor_name, with_mentions(entry.note), change)


def _changes(uow: UnitOfWork, record: Base, target: RecordRef) -> Iterable[Item]:
    model = type(record)
    names = Names(uow, model)
    quiet = {workflow_for(record).field} if has_workflow(model) else set()
    statement = select(AuditEntry).where(
        AuditEntry.model == target.model, AuditEntry.record_id == str(target.id)
    )
    entries = list(uow.scalars(statement.order_by(AuditEntry.seq.desc()).limit(LIMIT)))
    names.fetch(entry.changes for entry in entries if entry.action == "update")
    for entry in entries:
        if entry.action == "insert":
            yield Item("created", entry.at, entry.actor_name, _("Created"))
        elif entry.action == "update":
            changes = tuple(_shown(uow, model, names, entry.changes, quiet))
            if changes:
                yield Item("change", entry.at, entry.actor_name, "", changes)


def _shown(
    uow: UnitOfWork, model: type[Base], names: Names, changes: dict[str, Any], quiet: set[str]
) -> Iterable[Change]:
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
