"""Records that cells may name: found by code or name after folding, never guessed."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import inspect, select

from aftersales.db.audit import plain
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid
from aftersales.i18n import _l
from aftersales.imports.declare import Importer, Reference, Row
from aftersales.imports.values.fold import fold
from aftersales.imports.watch import Change

NEAR = 3
NEAR_CUTOFF = 0.55
SEARCHED_FOR_NEAR = 20_000
HELD = 4_000
"""Records kept at hand; more would fill the memory."""

Attributes = tuple[str, ...]
Index = dict[str, dict[int, str]]
"""Folded text → records that bear it: their key and the text as it is written there."""


class Ambiguous(Exception):
    """Several rows speak of one record; each must be looked up after the one before."""


class Known:
    """Indexes of visible records by folded attributes, built on first use, kept up row by row."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self._by_text: dict[tuple[type[Base], str], Index] = {}
        self._by_key: dict[tuple[type[Base], Attributes], dict[Attributes, int]] = {}
        self._held: dict[tuple[type[Base], int], Base] = {}

    def resolve(self, reference: Reference, text: str) -> Base:
        """The one record a cell names.

        :raises Invalid: when there is none (near names are offered) or more than one.
        """
        folded = fold(text)
        for attribute in reference.by:
            found = self._index(reference.model, attribute).get(folded, {})
            if len(found) == 1:
                return self._record(reference.model, next(iter(found)))
            if found:
                raise Invalid(
                    _l(
                        "There are {count} {what} called “{value}”; use the code.",
                        count=len(found),
                        what=reference.title,
                        value=text,
                    ),
                    code="ambiguous_reference",
                )
        raise self._unknown(reference, text, folded)

    def existing(self, importer: Importer, rows: Sequence[Row]) -> list[Base | None]:
        """For each row the record it speaks of, if there is one already.

        :raises Ambiguous: two rows speak of one record.
        """
        if importer.alike is None:
            return [self._existing(importer, row) for row in rows]
        wanted = [importer.alike.of(row) for row in rows]
        if len(set(wanted)) < len(wanted):
            raise Ambiguous
        attribute = getattr(importer.model, importer.alike.attribute)
        found = self.uow.scalars(select(importer.model).where(attribute.in_(wanted))).unique()
        by_text = {getattr(record, importer.alike.attribute): record for record in found}
        return [by_text.get(text) for text in wanted]

    def fetch(self, named: Iterable[tuple[Reference, set[str]]]) -> None:
        """Load at once the records that cells of many rows name."""
        if len(self._held) > HELD:
            self._held.clear()
        for reference, texts in named:
            keys = {key for text in texts if (key := self._key(reference, text)) is not None}
            missing = [key for key in keys if (reference.model, key) not in self._held]
            if missing:
                model: Any = reference.model
                statement = select(model).where(model.id.in_(missing))
                for record in self.uow.scalars(statement).unique():
                    self._held[reference.model, record.id] = record

    def _key(self, reference: Reference, text: str) -> int | None:
        """The key of the record a cell names when there is no doubt."""
        for attribute in reference.by:
            found = self._index(reference.model, attribute).get(text, {})
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def _existing(self, importer: Importer, row: Row) -> Base | None:
        """The record with the natural key of a row."""
        if importer.existing:
            found: Base | None = importer.existing(self.uow, row)
            return found
        names = tuple(importer.field(name).column for name in importer.key_of(row))
        key = self._keys(importer.model, names).get(key_of_row(importer, row))
        return None if key is None else self._record(importer.model, key)

    def learn(self, changes: Sequence[Change]) -> None:
        """Take up what a row wrote, so that later rows find it."""
        for change in changes:
            model, record = type(change.record), change.record
            for (known, attribute), index in self._by_text.items():
                if known is model and (change.action == "created" or attribute in change.before):
                    _enter(index, record.id, getattr(record, attribute))  # type: ignore[attr-defined]
            for (known, names), keys in self._by_key.items():
                if known is model:
                    values = tuple(_comparable(getattr(record, name)) for name in names)
                    keys[values] = record.id  # type: ignore[attr-defined]

    def _record(self, model: type[Base], key: int) -> Base:
        # Held on to, or the session forgets it and every cell is a query again.
        record = self._held.get((model, key))
        if record is None:
            record = self.uow.session.get(model, key) or self.uow.get(model, key)
            self._held[model, key] = record
        return record

    def _index(self, model: type[Base], attribute: str) -> Index:
        index = self._by_text.get((model, attribute))
        if index is None:
            index = self._by_text[model, attribute] = {}
            columns: Any = model
            for found in self.uow.rows(select(columns.id, getattr(model, attribute))):
                _enter(index, found[0], found[1])
        return index

    def _keys(self, model: type[Base], names: Attributes) -> dict[Attributes, int]:
        keys = self._by_key.get((model, names))
        if keys is None:
            columns: Any = model
            statement = select(columns.id, *(getattr(model, name) for name in names))
            keys = self._by_key[model, names] = {
                tuple(_comparable(value) for value in found[1:]): found[0]
                for found in self.uow.rows(statement)
            }
        return keys

    def _unknown(self, reference: Reference, text: str, folded: str) -> Invalid:
        near = self._near(reference, folded)
        if near:
            sentence = _l(
                "There is no {what} “{value}”. Near it: {near}.",
                what=reference.title,
                value=text,
                near="、".join(near),
            )
        else:
            sentence = _l("There is no {what} “{value}”.", what=reference.title, value=text)
        return Invalid(sentence, code="unknown_reference", details={"near": near})

    def _near(self, reference: Reference, folded: str) -> list[str]:
        found: list[str] = []
        for attribute in reference.by:
            index = self._index(reference.model, attribute)
            if len(index) <= SEARCHED_FOR_NEAR:
                close = get_close_matches(folded, index, n=NEAR, cutoff=NEAR_CUTOFF)
                found.extend(next(iter(index[text].values())) for text in close)
        return found[:NEAR]


def key_of_row(importer: Importer, row: Row) -> Attributes:
    """The natural key of a row in comparable form."""
    return tuple(_comparable(row[name]) for name in importer.key_of(row))


def _comparable(value: Any) -> str:
    if isinstance(value, Base):
        return str(inspect(value).mapper.primary_key_from_instance(value)[0])
    return fold(value) if isinstance(value, str) else str(plain(value))


def _enter(index: Index, key: int, value: Any) -> None:
    if value:
        index.setdefault(fold(str(value)), {})[key] = str(value)
