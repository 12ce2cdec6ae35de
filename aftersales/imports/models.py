"""The history of imports: each run with its file and result, each record it wrote."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import JsonDict, JsonList, Key, UtcDateTime

REASON = "history of imports; pages and commands show it to holders of imports.use only"


class ImportRun(Record):
    """One file brought in: ``draft`` while its mapping is looked at, ``done``, or ``undone``."""

    __tablename__ = "imports_run"
    __scope__ = unscoped(REASON)
    __audit_hide__ = frozenset({"result"})

    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="draft", index=True)
    mode: Mapped[str] = mapped_column(String(20), default="all_or_nothing")
    stored_name: Mapped[str] = mapped_column(String(80), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("auth_user.id"))


class ImportChange(Base):
    """One record a run created or updated, with what is needed to take it back."""

    __tablename__ = "imports_change"
    __scope__ = unscoped(REASON)
    __audit__ = False

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    run_id: Mapped[int] = mapped_column(
        Key, ForeignKey("imports_run.id", ondelete="CASCADE"), index=True
    )
    run: Mapped[ImportRun] = relationship(lazy="raise")
    kind: Mapped[str] = mapped_column(String(40))
    sheet: Mapped[str] = mapped_column(String(255))
    row: Mapped[int]
    model: Mapped[str] = mapped_column(String(80))
    key: Mapped[list[Any]] = mapped_column(JsonList)
    action: Mapped[str] = mapped_column(String(10))
    before: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JsonDict, default=dict)
