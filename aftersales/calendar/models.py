"""Tables of the calendar: days that differ from the week, known years, and clocks on records."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import JsonValue, Key, UtcDateTime


class CalendarDay(Base):
    """A day that differs from its weekday.

    ``kind``: ``holiday`` (off by the State Council's notice), ``makeup`` (a weekend day worked
    for it), ``work`` and ``rest`` (the company's own exceptions).
    """

    __tablename__ = "calendar_day"
    __scope__ = unscoped("working days are known to everybody inside")

    day: Mapped[date] = mapped_column("date", Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60), default="")
    name_en: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(80), default="")


class CalendarYear(Base):
    """A year whose days are known; years without a row are estimated.

    ``fingerprint`` is the hash of the year's days: processes cache the computed calendar under it.
    """

    __tablename__ = "calendar_year"
    __scope__ = unscoped("working days are known to everybody inside")

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(80), default="")
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fingerprint: Mapped[str] = mapped_column(String(64))


class CalendarClock(Record):
    """A promise of time on a record: reply, arrive, fix, approval, return of an old part.

    ``due_at`` is empty while there is no target; ``recorded_late`` marks a time entered
    afterwards from the field, which keeps its real value.
    """

    __tablename__ = "calendar_clock"
    __scope__ = unscoped("reached only through its record, which has rules of its own")
    __table_args__ = (
        UniqueConstraint("model", "record_id", "name"),
        Index("ix_calendar_clock_open", "met_at", "stopped_at", "due_at"),
    )

    model: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(30), default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    met_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stop_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_late: Mapped[bool] = mapped_column(default=False)
    estimated: Mapped[bool] = mapped_column(default=False)
    because: Mapped[dict[str, Any] | None] = mapped_column(JsonValue)
    pauses: Mapped[list["CalendarPause"]] = relationship(
        back_populates="clock",
        order_by="CalendarPause.id",
        cascade="all, delete-orphan",
        lazy="selectin",
    )


class CalendarPause(Base):
    """A stretch in which a clock stood still, and why (customer, part, supplier, site closed …)."""

    __tablename__ = "calendar_pause"
    __scope__ = unscoped("reached only through its clock and record, which has rules of its own")
    __table_args__ = (Index(None, "clock_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    clock_id: Mapped[int] = mapped_column(Key, ForeignKey("calendar_clock.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock: Mapped[CalendarClock] = relationship(back_populates="pauses")
