"""What the fields of a record are called, and how their stored values read in the thread."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, format_datetime
from aftersales.views.book import book
from aftersales.views.declare_form import Field
from aftersales.views.inputs import ChoiceField, choice_pairs
from aftersales.views.inputs_rich import LookupField
from aftersales.views.lookup_query import hits_for

LONGEST = 120


class Names:
    """Titles and values of one class, taken from its record page and its form."""

    def __init__(self, uow: UnitOfWork, model: type[Base]) -> None:
        self.uow = uow
        view = book().form_for(model)
        form_class = (view.form or view.create_form) if view else None
        self.form = form_class() if form_class else None
        self.labels: dict[tuple[str, int], str] = {}
        self.specs: dict[str, Field] = {}
        groups = (*view.groups, *(g for tab in view.tabs for g in tab.groups)) if view else ()
        for one in (item for group in groups for item in group.fields):
            if isinstance(one, Field):
                self.specs[one.name] = one

    def fetch(self, changes: Iterable[dict[str, Any]]) -> None:
        """Look all ids up that the changes name: one statement for each look-up."""
        wanted: dict[str, set[int]] = {}
        for change in changes:
            for name, pair in change.items():
                entry = self.form[name] if self.form is not None and name in self.form else None
                if isinstance(entry, LookupField):
                    wanted.setdefault(entry.lookup, set()).update(
                        v for v in pair if isinstance(v, int)
                    )
        for lookup, ids in wanted.items():
            self.labels.update(
                {(lookup, hit.id): hit.label for hit in hits_for(self.uow, lookup, ids)}
            )

    def title(self, name: str) -> str:
        """The field's title on its page, else its name in words."""
        spec = self.specs.get(name)
        if spec is not None and spec.title:
            return str(spec.title)
        if self.form is not None and name in self.form:
            return str(self.form[name].label.text)
        return name.removesuffix("_id").replace("_", " ").capitalize()

    def text(self, name: str, value: Any) -> str:
        """A stored value as people read it."""
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        spec = self.specs.get(name)
        if spec is not None and spec.labels and value in spec.labels:
            return str(spec.labels[value][0])
        entry = self.form[name] if self.form is not None and name in self.form else None
        if isinstance(entry, ChoiceField) and not isinstance(value, list):
            return dict(choice_pairs(entry.choices)).get(str(value), str(value))
        if isinstance(entry, LookupField) and isinstance(value, int):
            return self.labels.get((entry.lookup, value), f"#{value}")
        return _short(_moment(value))


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
