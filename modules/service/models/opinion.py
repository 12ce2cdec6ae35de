"""The customer opinion form 顾客意见书 (F02, S0-5.4.1b)."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, via
from aftersales.db.types import JsonList, Key, UtcDateTime
from modules.service.models.case import Case


class OpinionForm(Record):
    """What a customer complains of and wants, what the company says to it, and how it ended."""

    __tablename__ = "service_opinion"
    __scope__ = via("case")

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="open", index=True)
    case_id: Mapped[int] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    received_on: Mapped[date] = mapped_column(Date, index=True)
    categories: Mapped[list[str]] = mapped_column(JsonList, default=list)
    opinion: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text, default="")
    expected_on: Mapped[date | None] = mapped_column(Date)
    attachments: Mapped[str] = mapped_column(Text, default="")
    handling: Mapped[str] = mapped_column(Text, default="")
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    result: Mapped[str] = mapped_column(Text, default="")
    grade: Mapped[str | None] = mapped_column(String(12))
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leader_note: Mapped[str] = mapped_column(Text, default="")
    leader_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leader_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )
    registrar_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    registrar: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[registrar_id])
    handled_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[handled_by_id])
    leader: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[leader_id])

    def __str__(self) -> str:
        return self.number
