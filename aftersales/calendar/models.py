"""Tables of the calendar: days, known years, named calendars, clocks on records, warnings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import JsonList, JsonValue, Key, UtcDateTime


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


class NamedCalendar(Record):
    """Working time that is not the company's own: round the clock, a customer's site, a region.

    ``weekdays`` are the days worked, Monday is 1 (``"12345"``); ``days`` are its own exceptions,
    each ``{"day", "works", "name"}``.
    """

    __tablename__ = "calendar_calendar"
    __scope__ = unscoped("working days are known to everybody inside")

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    hours: Mapped[str] = mapped_column(String(120))
    weekdays: Mapped[str] = mapped_column(String(7))
    follows_notice: Mapped[bool] = mapped_column(default=True, server_default=true())
    days: Mapped[list[dict[str, Any]]] = mapped_column(JsonList, default=list)


class CalendarAssignment(Base):
    """Whom a named calendar serves; ``kind`` is ``customer``, ``region`` or ``department``."""

    __tablename__ = "calendar_assignment"
    __scope__ = unscoped("working days are known to everybody inside")
    __table_args__ = (Index(None, "calendar_id"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    calendar_id: Mapped[int] = mapped_column(
        Key, ForeignKey("calendar_calendar.id", ondelete="CASCADE")
    )
    calendar: Mapped[NamedCalendar] = relationship(lazy="joined")


class CalendarClock(Record):
    """A promise of time on a record: reply, arrive, fix, approval, return of an old part.

    ``due_at`` is empty while there is no target; ``recorded_late`` marks a time entered
    afterwards from the field, which keeps its real value. ``calendar`` is the named calendar it
    runs on, ``hours`` the company's working hours when it started: what is released later does
    not move a promise already given. ``warned`` is the highest percentage that was told,
    ``warn_at`` when the next one is reached. The ``breach_`` columns say who answers for a missed
    promise, and why it was missed.
    """

    __tablename__ = "calendar_clock"
    __scope__ = unscoped("reached only through its record, which has rules of its own")
    __table_args__ = (
        UniqueConstraint("model", "record_id", "name"),
        Index("ix_calendar_clock_open", "met_at", "stopped_at", "due_at"),
        Index("ix_calendar_clock_warn_at", "warn_at"),
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
    calendar: Mapped[str] = mapped_column(String(40), default="", server_default="")
    hours: Mapped[str] = mapped_column(String(120), default="", server_default="")
    warned: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    breach_party: Mapped[str] = mapped_column(String(40), default="", server_default="")
    breach_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    breach_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # No foreign key: SQLite cannot add one to a table that others point to. Accounts are closed,
    # never deleted.
    breach_by_id: Mapped[int | None] = mapped_column(Key)
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


class CalendarWarning(Base):
    """That a share of a clock's time is used up, for one person; told once."""

    __tablename__ = "calendar_warning"
    __scope__ = unscoped("every query names the reader; the texts come from the record's own page")
    __audit__ = False
    __table_args__ = (Index("ix_calendar_warning_reader", "user_id", "told_at"),)

    clock_id: Mapped[int] = mapped_column(
        Key, ForeignKey("calendar_clock.id", ondelete="CASCADE"), primary_key=True
    )
    percent: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="CASCADE"), primary_key=True
    )
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock: Mapped[CalendarClock] = relationship(lazy="joined")
