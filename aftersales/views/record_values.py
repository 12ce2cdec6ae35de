"""The fields of a record as a page shows them: to read, or as inputs."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from wtforms import Field as Input
from wtforms import FieldList, Form

from aftersales.access import Actor, field_mode, present
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _
from aftersales.views.book import book
from aftersales.views.declare_form import Field, FieldLike, FormView, Group
from aftersales.views.form_data import lookup_names
from aftersales.views.inputs import ChoiceField, choice_pairs
from aftersales.views.inputs_rich import LookupField
from aftersales.views.show import clock_shower, is_empty, pill, shower
from aftersales.views.urls import record_prefix, record_url

KINDS_BY_INPUT = {
    "integer": "number",
    "secret": "text",
    "choice": "choice",
    "checks": "checks",
    "lookup": "lookup",
    "lookups": "lookup",
    "upload": "files",
    "lines": "text",
    "hidden": "text",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One prepared field: ``input`` is set when it can be edited now, ``html`` when it is read."""

    name: str
    title: str
    html: str
    input: Input | None = None
    help: str = ""
    wide: bool = False
    why: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One prepared group of fields."""

    title: str
    lines: list[Line]
    columns: int


@dataclass(slots=True)
class Presenter:
    """Prepares the fields of one record for one actor.

    ``form`` may be None for pages without inputs.
    """

    uow: UnitOfWork
    view: FormView
    record: Any
    form: Form | None
    editing: bool
    theirs: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        only = None if self.editing else self._read()
        self.names = lookup_names(self.uow, self.form, only, self.record)

    def _read(self) -> set[str]:
        """The inputs whose stored value a reader of the page may meet."""
        groups = [*self.view.groups, *(group for tab in self.view.tabs for group in tab.groups)]
        specs = [
            Field(name=one) if isinstance(one, str) else one for g in groups for one in g.fields
        ]
        return {s.name for s in specs if s.value is None and s.only in ("", None, "read")}

    @property
    def actor(self) -> Actor:
        """Who looks."""
        return self.uow.actor

    def blocks(self, groups: Iterable[Group]) -> list[Block]:
        """The groups that have something to show."""
        found = []
        for group in groups:
            if group.when and not group.when(self.uow, self.record):
                continue
            if lines := self.lines(group.fields):
                found.append(Block(str(group.title), lines, group.columns))
        return found

    def lines(self, fields: Sequence[FieldLike]) -> list[Line]:
        """The fields the actor may see, in order."""
        specs = [Field(name=one) if isinstance(one, str) else one for one in fields]
        return [line for spec in specs if (line := self.line(spec)) is not None]

    def line(self, spec: Field) -> Line | None:
        """One field, or None when it is not for this mode, actor or record."""
        if not self._is_wanted(spec):
            return None
        mode = self._mode(spec.name)
        if mode == "hidden":
            return None
        entry = self.form[spec.name] if self.form is not None and spec.name in self.form else None
        editable = self.editing and entry is not None and mode == "open" and spec.only != "read"
        if self.record is None and not editable:
            return None
        html = "" if editable else self.shown(spec, entry)
        return Line(
            name=spec.name,
            title=str(spec.title or (entry.label.text if entry is not None else _words(spec.name))),
            html=html,
            input=entry if editable else None,
            help=str(spec.help or getattr(entry, "help", None) or "") if editable else "",
            wide=spec.wide,
            why=self._why_url(spec.name),
            theirs=self.theirs.get(spec.name, ""),
        )

    def _is_wanted(self, spec: Field) -> bool:
        mode = "read" if not self.editing else ("edit" if self.record is not None else "create")
        if spec.only and spec.only != mode and not (spec.only == "edit" and mode == "create"):
            return False
        return spec.when is None or spec.when(self.uow, self.record)

    def _mode(self, name: str) -> str:
        return field_mode(self.actor, self.view.model, name)

    def _why_url(self, name: str) -> str:
        if self.record is None or name not in self.view.why:
            return ""
        return record_url(self.view.name, self.record.id, tail=f"/why/{name}")

    def shown(self, spec: Field, entry: Input | None) -> str:
        """The value to read."""
        value = self._value(spec, entry)
        if self._mode(spec.name) == "masked" and value is not None:
            return str(present(self.actor, self.view.model, spec.name, value) or "")
        # A computed value speaks for itself: it is not the id or code the input holds.
        kind = spec.kind or ("text" if spec.value is not None else _kind_of(entry))
        if kind == "clock":
            due, stopped, *late = value if isinstance(value, tuple) else (value, None)
            shown = clock_shower()(due, stopped)
            # A time entered afterwards from the field keeps its real value, and says so.
            return shown + pill(_("entered later"), "yellow") if shown and any(late) else shown
        special = _special(kind, value) if kind in ("signature", "files") else None
        drawn = self._drawn(spec, entry, kind, value) if special is None else special
        return self._linked(spec, drawn) if spec.to else drawn

    def _value(self, spec: Field, entry: Input | None) -> Any:
        if spec.value is not None:
            return spec.value(self.record)
        if hasattr(type(self.record), spec.name) or hasattr(self.record, spec.name):
            return getattr(self.record, spec.name)
        return entry.data if entry is not None and not isinstance(entry, FieldList) else None

    def _drawn(self, spec: Field, entry: Input | None, kind: str, value: Any) -> str:
        if is_empty(value):
            return ""
        if spec.labels is not None:
            return shower("badge", spec.labels)(value)
        if kind == "choice" and isinstance(entry, ChoiceField):
            return _choice(entry, value)
        if kind == "checks" and isinstance(entry, ChoiceField):
            titles = dict(choice_pairs(entry.choices))
            return "、".join(titles.get(code, code) for code in value)
        if kind == "lookup" and isinstance(entry, LookupField):
            return self._looked_up(entry, value)
        return shower(kind)(value)

    def _looked_up(self, entry: LookupField, value: Any) -> str:
        lookup = book().lookups.get(entry.lookup)
        prefix = record_prefix(lookup.form) if lookup else ""
        drawn = []
        for key in value if isinstance(value, list | tuple) else (value,):
            label = self.names.get((entry.lookup, key))
            if label is None:
                drawn.append(
                    Markup('<span class="none">{}</span>').format(_("(not visible to you)"))
                )
            elif prefix:
                drawn.append(Markup('<a href="{}{}">{}</a>').format(prefix, key, label))
            else:
                drawn.append(Markup("{}").format(label))
        return Markup("、").join(drawn)

    def _linked(self, spec: Field, drawn: str) -> str:
        assert spec.to is not None
        form, key = spec.to(self.record)
        url = record_url(form, key)
        return Markup('<a href="{}">{}</a>').format(url, drawn) if url and drawn else drawn


def _words(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize()


def _kind_of(entry: Input | None) -> str:
    drawn_as = getattr(entry, "drawn_as", "text")
    return KINDS_BY_INPUT.get(drawn_as, drawn_as)


def _choice(entry: ChoiceField, value: Any) -> str:
    found: Any = entry.choices() if callable(entry.choices) else entry.choices
    title = found.get(value, value)
    return pill(str(title[0]), title[1]) if isinstance(title, tuple) else str(title)


def _special(kind: str, value: Any) -> Markup | None:
    if is_empty(value):
        return Markup()
    if kind == "signature":
        source = value
        if isinstance(value, bytes):
            source = "data:image/png;base64," + base64.b64encode(value).decode("ascii")
        return Markup('<img class="signature" src="{}" alt="{}">').format(source, _("Signature"))
    return None
