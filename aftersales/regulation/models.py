"""Tables of the regulation: versions, their values, and what decided each record."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import JsonValue, Key, UtcDateTime


class RegulationVersion(Record):
    """One edition of the company's regulation; a released one is never edited, only superseded.

    ``fingerprint`` is the SHA-256 of its values, taken at the release: processes cache parsed
    values under it, so a cache can never serve another edition's figures, and ``aftersales fsck``
    finds a figure changed behind its back. ``based_on`` names what a draft was begun from: the
    label of an edition or the code of a preset.
    """

    __tablename__ = "regulation_version"
    __scope__ = unscoped("the regulation in force is public within the company")
    __table_args__ = (UniqueConstraint("number"), Index(None, "effective_on", "number"))

    preset: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="draft")
    effective_on: Mapped[date | None]
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    released_by_name: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    based_on: Mapped[str] = mapped_column(String(80), default="", server_default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")

    @property
    def label(self) -> str:
        """How explanations name it: ``hn_jinneng_machinery/1``."""
        return f"{self.preset}/{self.number}"


class RegulationValue(Base):
    """One value of one version, for one scope, with its clause.

    ``changed_by_id`` is who gave it in the draft; empty for what was taken over.
    """

    __tablename__ = "regulation_value"
    __scope__ = unscoped("the regulation in force is public within the company")
    __table_args__ = (UniqueConstraint("version_id", "key", "scope_kind", "scope_value"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(
        Key, ForeignKey("regulation_version.id", ondelete="CASCADE")
    )
    key: Mapped[str] = mapped_column(String(100))
    scope_kind: Mapped[str] = mapped_column(String(20), default="preset")
    scope_value: Mapped[str] = mapped_column(String(64), default="")
    value: Mapped[Any] = mapped_column(JsonValue)
    clause_zh: Mapped[str] = mapped_column(Text, default="")
    clause_en: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    chosen: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(64), default="")
    changed_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )


class RegulationReplay(Base):
    """What a draft would have changed in past months; kept for who decides on its release."""

    __tablename__ = "regulation_replay"
    __scope__ = unscoped("its page asks for the right to draft or release")
    __audit__ = False
    __table_args__ = (Index(None, "version_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(
        Key, ForeignKey("regulation_version.id", ondelete="CASCADE")
    )
    first: Mapped[date]
    last: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="RESTRICT"))
    by_name: Mapped[str] = mapped_column(String(100), default="")
    result: Mapped[dict[str, Any]] = mapped_column(JsonValue)


class RegulationSnapshot(Base):
    """The value that decided a record, kept whatever becomes of the regulation."""

    __tablename__ = "regulation_snapshot"
    __scope__ = unscoped("reached only through its record, which has rules of its own")
    __table_args__ = (Index(None, "model", "record_id", "purpose"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    purpose: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any] = mapped_column(JsonValue)
    version_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("regulation_version.id", ondelete="RESTRICT")
    )
    because: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
