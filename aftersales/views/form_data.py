"""Between a browser's form and a verb.

Reading, checking look-ups, cleaning, putting errors in place.
"""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FieldList, Form, FormField

from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError
from aftersales.i18n import _
from aftersales.views.inputs_rich import LinesField, LookupField
from aftersales.views.lookup_query import hits_for, is_choosable, loaded_beside


def take_form(form_class: type[Form], sent: Any, files: Any = None, **initial: Any) -> Form:
    """The form with what was sent; NUL characters, which no database keeps, are taken out."""
    pairs = [(key, value.replace("\x00", "")) for key, value in sent.items(multi=True)]
    parts = CombinedMultiDict([files or MultiDict(), MultiDict(pairs)])
    return form_class(parts, **initial)


def plain_fields(form: Form) -> Iterator[Field]:
    """Every field, those inside lines as well."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field.entries:
                yield from plain_fields(entry.form) if isinstance(entry, FormField) else (entry,)
        else:
            yield field


def rejected_fields(uow: UnitOfWork, form: Form) -> bool:
    """Put an error beside each look-up whose record the actor could not have chosen; True if any.

    A value that was stored before and is sent back unchanged passes, even when it is no longer
    offered.
    """
    rejected = False
    for field in plain_fields(form):
        if isinstance(field, LookupField):
            before = field.object_data
            kept = set(before) if isinstance(before, list | tuple) else {before}
            for key in field.ids():
                if key not in kept and not is_choosable(uow, field.lookup, key):
                    field.errors = [*field.errors, _("Choose from the list.")]
                    rejected = True
    return rejected


def lookup_names(
    uow: UnitOfWork, form: Form | None, only: Container[str] | None = None, record: Any = None
) -> dict[tuple[str, int], str]:
    """The labels of all ids the form's look-ups hold: one statement for each look-up.

    :param only: the fields that matter; None for all.
    :param record: whose fields they are; a row it has loaded beside it is not asked for again.
    """
    wanted: dict[str, set[int]] = {}
    names: dict[tuple[str, int], str] = {}
    for field in plain_fields(form) if form is not None else ():
        if only is not None and field.name not in only:
            continue
        if isinstance(field, LookupField) and (ids := field.ids()):
            if beside := loaded_beside(uow, record, field.name, field.lookup):
                names[field.lookup, beside[0]] = beside[1]
                ids = [key for key in ids if key != beside[0]]
            if ids:
                wanted.setdefault(field.lookup, set()).update(ids)
    for name, keys in wanted.items():
        names.update(((name, hit.id), hit.label) for hit in hits_for(uow, name, keys))
    return names


def cleaned(form: Form) -> dict[str, Any]:
    """The values for the verb: fields by name, lines as lists of dicts."""
    return {field.short_name: _value(field) for field in form}


def _value(field: Field) -> Any:
    if isinstance(field, LinesField):
        return [cleaned(entry.form) for entry in field.entries]
    return field.data


def place_error(form: Form | None, error: DomainError) -> bool:
    """Put a refusal beside the field it names; False when the form has no such field.

    ``lines-2-quantity`` names the third line's quantity.
    """
    field = _find(form, error.field) if form is not None and error.field else None
    if field is None:
        return False
    field.errors = [*field.errors, str(error)]
    return True


def _find(form: Form, name: str) -> Field | None:
    if name in form:
        return form[name]
    return next((field for field in plain_fields(form) if field.name == name), None)


def has_errors(form: Form) -> bool:
    """Whether any field has a sentence beside it."""
    return bool(form.errors) or any(field.errors for field in plain_fields(form))


def has_faults(field: Field) -> bool:
    """Whether a sentence stands beside a field or, in lines, beside a field of a row."""
    rows = field.entries if isinstance(field, LinesField) else ()
    return bool(field.errors) or any(has_errors(row.form) for row in rows)


def prefilled(form_class: type[Form], args: Mapping[str, str]) -> dict[str, Any]:
    """Values for a new record from an address, parsed as if typed.

    What does not parse is left out.
    """
    probe = form_class()
    names = [name for name in args if name in probe and not isinstance(probe[name], FieldList)]
    sent = form_class(MultiDict([(name, args[name].replace("\x00", "")) for name in names]))
    return {name: sent[name].data for name in names if not sent[name].process_errors}
