"""One month of the service register as a book that is printed and signed (F01)."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped
from aftersales.db.types import Key, UtcDateTime


class RegisterBook(Record):
    """The month ``code`` (``2026-11``) of the register; signed by the head at the month's end."""

    __tablename__ = "service_register_book"
    __scope__ = scoped()

    code: Mapped[str] = mapped_column(String(7), unique=True)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT"), index=True
    )

    signed_by: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[signed_by_id])

    def __str__(self) -> str:
        return self.code
