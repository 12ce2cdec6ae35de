"""The declarative base of every table, and what a table must say about who may see its rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import ColumnElement, ForeignKey, MetaData, and_, bindparam
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from aftersales.db.types import Key, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """How rows of a table are guarded: by rules of their own, through a parent, or not at all.

    ``kind="via"`` names the many-to-one attribute of the parent; ``kind="open"`` carries the
    reason.
    """

    kind: Literal["scoped", "via", "open"]
    parent: str = ""
    reason: str = ""


def scoped() -> Scope:
    """Rows are guarded by the record rules contributed for this class."""
    return Scope("scoped")


def via(parent: str) -> Scope:
    """Rows are visible exactly when the row that attribute ``parent`` points to is visible."""
    return Scope("via", parent=parent)


def unscoped(reason: str) -> Scope:
    """Rows carry nothing to guard; ``reason`` says why, and a test lists all reasons."""
    return Scope("open", reason=reason)


class Base(DeclarativeBase):
    """Base of all mapped classes; every concrete class sets ``__scope__``."""

    metadata = MetaData(naming_convention=NAMING)
    __scope__: ClassVar[Scope]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', '?')}>"


class Record(Base):
    """A row people work on: identity, a version against stale saves, who and when.

    ``version`` counts saves (SQLAlchemy raises when two people save the same one); the four
    stamps are filled by the session, never by hand.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @declared_attr
    @classmethod
    def created_by_id(cls) -> Mapped[int | None]:
        """The person who made the row; None when the system did."""
        return mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))

    @declared_attr
    @classmethod
    def updated_by_id(cls) -> Mapped[int | None]:
        """The person who saved it last."""
        return mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}


def module_of(model: type[Base]) -> str:
    """The module or room of a class: ``modules.service.models.case`` gives ``service``."""
    parts = model.__module__.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def model_name(model: type[Base]) -> str:
    """The name a class is known by in references, permissions and addresses: ``service.Case``."""
    return f"{module_of(model)}.{model.__name__}"


def mapped_classes() -> dict[str, type[Base]]:
    """Every mapped class by its ``model_name``."""
    return {model_name(mapper.class_): mapper.class_ for mapper in Base.registry.mappers}


@dataclass(frozen=True, slots=True, order=True)
class RecordRef:
    """A record by class and key, for tables that point at anything (thread, files, clocks)."""

    model: str
    id: int

    def __str__(self) -> str:
        return f"{self.model}#{self.id}"

    @property
    def values(self) -> dict[str, str | int]:
        """What the places of ``points_here`` stand for."""
        return {"ref_model": self.model, "ref_id": self.id}


def points_here(model: Any, key: Any) -> ColumnElement[bool]:
    """A condition with places for a ``RecordRef`` (``values``).

    For statements that every page asks: put together once, they carry no record of their own.
    """
    return and_(model == bindparam("ref_model"), key == bindparam("ref_id"))


def ref(record: Base) -> RecordRef:
    """The reference of a flushed record."""
    return RecordRef(model_name(type(record)), int(record.id))  # type: ignore[attr-defined]
