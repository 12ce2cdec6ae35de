"""Mappings as a person asks for them: by field name and column header or letter."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.declare import Importer
from aftersales.imports.engine import propose_all
from aftersales.imports.mapping import Column, SheetMapping
from aftersales.imports.reading import Source, read_source
from aftersales.imports.values.fold import fold


def prepare(
    files: Iterable[Path], known: Sequence[Importer], *, kind: str = "", wishes: Sequence[str] = ()
) -> list[tuple[Source, tuple[SheetMapping, ...]]]:
    """Files with their mappings, those first whose records the others refer to.

    :param wishes: ``[SHEET:]FIELD=COLUMN``, the column by header or letter.
    :raises Invalid: a file that cannot be read, a kind, field or column that is not there.
    """
    orders = {importer.kind: importer.order for importer in known}
    prepared = []
    for file in files:
        source = read_source(file)
        mappings = propose_all(source, known, kind=kind)
        prepared.append((source, wished(mappings, known, wishes)))
    _check_used(wishes, prepared)
    return sorted(prepared, key=lambda pair: min(orders[m.kind] for m in pair[1] if m.kind))


def wished(
    mappings: Sequence[SheetMapping], known: Sequence[Importer], wishes: Sequence[str]
) -> tuple[SheetMapping, ...]:
    """The mappings with a person's wishes applied to the sheets they fit."""
    by_kind = {importer.kind: importer for importer in known}
    result = []
    for mapping in mappings:
        fields: dict[int, str] = {}
        for wish in wishes:
            sheet, field, name = taken_apart(wish)
            importer = by_kind.get(mapping.kind)
            if importer is None or (sheet and fold(sheet) != fold(mapping.sheet)):
                continue
            column = column_called(mapping, name)
            if column and any(declared.name == field for declared in importer.fields):
                fields[column.index] = field
        result.append(mapping.with_fields(fields) if fields else mapping)
    return tuple(result)


def taken_apart(wish: str) -> tuple[str, str, str]:
    """``[SHEET:]FIELD=COLUMN`` as its three parts; :raises Invalid: when it has another form."""
    target, equals, column = wish.partition("=")
    sheet, _colon, field = target.rpartition(":")
    if not equals or not field.strip() or not column.strip():
        raise Invalid(_l("“{wish}” is not of the form FIELD=COLUMN.", wish=wish), field="mapping")
    return sheet.strip(), field.strip(), column.strip()


def column_called(mapping: SheetMapping, name: str) -> Column | None:
    """The column of that header or, failing that, of that letter."""
    by_header = {fold(column.header): column for column in mapping.columns if column.header}
    by_letter = {column.letter: column for column in mapping.columns}
    return by_header.get(fold(name)) or by_letter.get(name.upper())


def _check_used(
    wishes: Sequence[str], prepared: Iterable[tuple[Source, Sequence[SheetMapping]]]
) -> None:
    taken: Mapping[str, set[str]] = {
        column.field: {column.letter, fold(column.header)}
        for _source, mappings in prepared
        for mapping in mappings
        for column in mapping.columns
        if column.field
    }
    for wish in wishes:
        _sheet, field, name = taken_apart(wish)
        if not taken.get(field, set()) & {name.upper(), fold(name)}:
            raise Invalid(
                _l(
                    "There is no field “{field}” or no column “{column}”.", field=field, column=name
                ),
                field="mapping",
                code="unknown_mapping",
            )
