"""What the fields of a record are called, and how their stored values read in the thread.

A field that neither the record page nor its form gives a title is technical and left out; the audit
trail has it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import inspect, select

from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, format_datetime
from aftersales.timeline.verbs import title_of
from aftersales.views.book import book
from aftersales.views.declare_form import Field
from aftersales.views.inputs import ChoiceField, choice_pairs
from aftersales.views.inputs_rich import LookupField
from aftersales.views.lookup_query import hits_for

LONGEST = 120
Labels: TypeAlias = Mapping[tuple[str, int], str]
"""What ids are called, by look-up and id."""


class Names:
    """Titles and values of one class, taken from its record page and its form."""

    def __init__(self, uow: UnitOfWork, model: type[Base], known: Labels) -> None:
        self.uow = uow
        view = book().form_for(model)
        form_class = (view.form or view.create_form) if view else None
        self.form = form_class() if form_class else None
        self.labels = dict(known)
        self.targets = _targets(model)
        self.specs: dict[str, Field] = {}
        groups = (*view.groups, *(g for tab in view.tabs for g in tab.groups)) if view else ()
        for one in (item for group in groups for item in group.fields):
            if isinstance(one, Field):
                self.specs[one.name] = one

    def fetch(self, changes: Iterable[dict[str, Any]]) -> None:
        """Look up what the changes name and nobody knows: one statement a look-up or table."""
        wanted: dict[str, set[int]] = {}
        for name, pair in (item for change in changes for item in change.items()):
            if key := self._kind(name):
                for one in pair:
                    if isinstance(one, int) and (key, one) not in self.labels:
                        wanted.setdefault(key, set()).add(one)
        for key, ids in wanted.items():
            self.labels.update({(key, one): label for one, label in self._fetched(key, ids)})

    def _kind(self, name: str) -> str:
        """What an id in a field is found by: the look-up of its input, else the table it names."""
        entry = self.form[name] if self.form is not None and name in self.form else None
        if isinstance(entry, LookupField):
            return entry.lookup
        return f"table {name}" if name in self.targets else ""

    def _fetched(self, key: str, ids: set[int]) -> Iterable[tuple[int, str]]:
        model = self.targets.get(key.removeprefix("table "))
        if model is None or not key.startswith("table "):
            return [(hit.id, hit.label) for hit in hits_for(self.uow, key, ids)]
        statement = select(model).where(inspect(model).primary_key[0].in_(ids))
        return [(row.id, title_of(row)) for row in self.uow.scalars(statement).unique()]

    def has_title(self, name: str) -> bool:
        """Whether people know the field."""
        spec = self.specs.get(name)
        return bool(spec and spec.title) or (self.form is not None and name in self.form)

    def title(self, name: str) -> str:
        """The field's title on its page or beside its input."""
        spec = self.specs.get(name)
        if spec is not None and spec.title:
            return str(spec.title)
        if self.form is not None and name in self.form:
            return str(self.form[name].label.text)
        return name

    def text(self, name: str, value: Any) -> str:
        """A stored value as people read it; several values joined."""
        if isinstance(value, list):
            return "、".join(self._one(name, one) for one in value) or "–"
        return self._one(name, value)

    def _one(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        spec = self.specs.get(name)
        if spec is not None and spec.labels and value in spec.labels:
            return str(spec.labels[value][0])
        entry = self.form[name] if self.form is not None and name in self.form else None
        if isinstance(entry, ChoiceField):
            return dict(choice_pairs(entry.choices)).get(str(value), str(value))
        if isinstance(value, int) and (key := self._kind(name)):
            return self.labels.get((key, value), f"#{value}")
        return _short(_moment(value))


@cache
def _targets(model: type[Base]) -> dict[str, Any]:
    """The class each foreign key of ``model`` points to, by the attribute's name."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return {
        attribute.key: by_table[key.column.table]
        for attribute in inspect(model).column_attrs
        for key in attribute.columns[0].foreign_keys
        if key.column.table in by_table
    }


def _moment(value: Any) -> str:
    text = str(value)
    if isinstance(value, str) and len(text) >= 20 and text[10:11] == "T":
        try:
            return format_datetime(datetime.fromisoformat(text))
        except ValueError:
            return text
    return text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
