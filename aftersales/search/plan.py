"""A declaration made ready: the statement that reads the texts, and the changes that matter."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, inspect, select
from sqlalchemy.orm import Mapper, QueryableAttribute, RelationshipProperty
from sqlalchemy.orm.interfaces import MANYTOONE

from aftersales.db.base import Base, model_name
from aftersales.errors import StartError
from aftersales.search import tokens
from aftersales.search.declare import Searchable

SEALED = "\ue000"
"""Begins the pieces of a field that not everybody may read; no text contains it."""


@dataclass(frozen=True, slots=True)
class Text:
    """One indexed text: where it comes from, and the tag its pieces carry."""

    path: str
    model: type[Base]
    attribute: str
    tag: str
    has_initials: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """Which changes of a class concern an index.

    ``parent`` is the attribute that holds the key of the indexed record, for rows of a collection;
    for other related rows the index is asked which of its records they concern.
    """

    plan: "Plan"
    prefix: str
    attributes: frozenset[str]
    parent: str = ""


@dataclass(slots=True)
class Plan:
    """How the records of one class are indexed."""

    model: type[Base]
    texts: tuple[Text, ...]
    key: Any
    statement: Select[Any]
    related: frozenset[type[Base]] = frozenset()
    """Classes whose rows one may have to be denied although one sees the indexed record."""
    watches: list[tuple[type[Base], Watch]] = field(default_factory=list)
    sources: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The table of the index."""
        return f"find_{self.model.__tablename__}"

    @property
    def shape(self) -> str:
        """What the index is built from; another shape is built anew."""
        said = [(one.path, one.tag, one.has_initials) for one in self.texts]
        return hashlib.sha256(f"{tokens.VERSION} {said}".encode()).hexdigest()

    def covers(self, sources: Iterable[Any]) -> bool:
        """Whether the index has every one of these columns."""
        known = {(one.model, one.attribute) for one in self.texts}
        return all(
            isinstance(one, QueryableAttribute)
            and one.parent is not None
            and (one.parent.class_, one.key) in known
            for one in sources
        )

    def read(self, connection: Connection, statement: Select[Any]) -> dict[int, set[str]]:
        """The pieces of the records a narrowed ``statement`` names, by key.

        Reads past the record rules: what is found is judged by them, what is indexed is not.
        """
        found: dict[int, set[str]] = {}
        for key, *values in connection.execute(statement):
            texts = (
                (one.tag, value, one.has_initials)
                for one, value in zip(self.texts, values, strict=True)
                if value
            )
            found.setdefault(key, set()).update(tokens.document(texts))
        return found

    def dependents(self, prefix: str, keys: Sequence[int]) -> Select[Any]:
        """The keys of the records that reach the related rows ``keys`` along ``prefix``."""
        reached = self.statement.with_only_columns(self.key, maintain_column_froms=True)
        return reached.where(self.sources[prefix].c.id.in_(keys)).order_by(None).distinct()


class _Builder:
    """Follows the paths of a declaration, joining each table once."""

    def __init__(self, searchable: Searchable, is_sealed: Callable[[type[Base], str], bool]):
        self.declared = searchable
        self.is_sealed = is_sealed
        model = searchable.model
        table: Any = inspect(model).local_table
        self.where = f"Searchable({model_name(model)})"
        self.sources: dict[str, Any] = {"": table}
        self.mappers: dict[str, Mapper[Any]] = {"": inspect(model)}
        self.joined = table
        self.attributes: dict[str, set[str]] = {"": set()}
        self.parents: dict[str, str] = {}
        self.related: set[type[Base]] = set()

    def build(self) -> Plan:
        declared, columns, texts = self.declared, [], []
        if unknown := set(declared.initials) - set(declared.fields):
            raise StartError(f"{self.where}: initials {sorted(unknown)} are not among its fields.")
        for number, path in enumerate(declared.fields):
            prefix, _, name = path.rpartition(".")
            self._reach(prefix, path)
            mapper = self.mappers[prefix]
            if name not in mapper.column_attrs:
                raise StartError(f"{self.where}: {path!r} is no column of {mapper.class_.__name__}")
            columns.append(self.sources[prefix].c[mapper.column_attrs[name].columns[0].name])
            self.attributes[prefix].add(name)
            tag = SEALED + chr(0xE100 + number) if self.is_sealed(mapper.class_, name) else ""
            texts.append(Text(path, mapper.class_, name, tag, path in declared.initials))
        key = self.sources[""].c.id
        statement = select(key, *columns).select_from(self.joined).order_by(key)
        plan = Plan(
            declared.model, tuple(texts), key, statement, frozenset(self.related),
            sources=self.sources,
        )  # fmt: skip
        for prefix, names in self.attributes.items():
            parent = self.parents.get(prefix, "")
            watch = Watch(plan, prefix, frozenset({*names, *([parent] if parent else ())}), parent)
            plan.watches.append((self.mappers[prefix].class_, watch))
        return plan

    def _reach(self, prefix: str, path: str) -> None:
        """Join the table behind ``prefix``, and those on the way."""
        if prefix in self.sources:
            return
        before, _, step = prefix.rpartition(".")
        self._reach(before, path)
        mapper = self.mappers[before]
        if step not in mapper.relationships:
            raise StartError(f"{self.where}: {path!r} passes {step!r}, which is no relationship.")
        relation = mapper.relationships[step]
        is_collection = relation.direction is not MANYTOONE
        if (before and is_collection) or len(relation.local_remote_pairs) != 1:
            raise StartError(f"{self.where}: {path!r}: only its first step may be a collection.")
        ((local, remote),) = relation.local_remote_pairs
        other = inspect(relation.mapper.class_).local_table.alias(f"at_{prefix.replace('.', '_')}")
        self.joined = self.joined.outerjoin(
            other, other.c[remote.name] == self.sources[before].c[local.name]
        )
        self.sources[prefix], self.mappers[prefix] = other, relation.mapper
        if not _seen_together(mapper.class_, step, relation):
            self.related.add(relation.mapper.class_)
        self.attributes[prefix] = set()
        if is_collection:
            self.parents[prefix] = relation.mapper.get_property_by_column(remote).key
        else:
            self.attributes[before].add(mapper.get_property_by_column(local).key)


def _seen_together(model: type[Base], step: str, relation: RelationshipProperty[Any]) -> bool:
    """Whether whoever sees a row of ``model`` sees the other end: one is guarded by the other."""
    other: type[Base] = relation.mapper.class_
    if model.__scope__.kind == "via" and model.__scope__.parent == step:
        return True
    return other.__scope__.kind == "via" and other.__scope__.parent == relation.back_populates


def plan_of(searchable: Searchable, is_sealed: Callable[[type[Base], str], bool]) -> Plan:
    """Make a declaration ready. :raises StartError: when a path leads nowhere."""
    return _Builder(searchable, is_sealed).build()


class SearchBook:
    """The plans of an application, by class, and which changes of which class matter."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self.plans = {plan.model: plan for plan in plans}
        self.watches: dict[type[Any], list[Watch]] = {}
        for plan in self.plans.values():
            for model, watch in plan.watches:
                self.watches.setdefault(model, []).append(watch)
