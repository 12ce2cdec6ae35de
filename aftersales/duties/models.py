"""What is owed for one period: by whom, until when, how it was shown, or why it was missed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import User
from aftersales.db.base import Record, scoped
from aftersales.db.types import JsonList, JsonValue, Key, UtcDateTime
from aftersales.regulation.because import Because, Bilingual


class OwedDuty(Record):
    """A periodic duty of the regulation in one period.

    Title, wanted proof, owner and reason are those of the version in force when the period began
    (``version_id``); a later version does not touch them. ``departments`` holds the codes of the
    departments that fill the function, each between blanks: `` SAL ARC ``; it is empty where a
    ``role`` owes the duty. ``state`` is kept by the daily job (``words.STATES``).

    :ivar number: which of the duty's times in the period.
    :ivar late_days: calendar days between the due day and the day it was done.
    :ivar by_program: the program saw it done, by what a module declares as its fulfilment.
    :ivar told_on: the day its owners were last reminded.
    """

    __tablename__ = "duties_owed"
    __scope__ = scoped()
    __table_args__ = (
        UniqueConstraint("parameter", "code", "start", "number"),
        Index(None, "state", "due_on"),
        Index(None, "start"),
    )

    parameter: Mapped[str] = mapped_column(String(100))
    code: Mapped[str] = mapped_column(String(64))
    number: Mapped[int] = mapped_column(default=1)
    times: Mapped[int] = mapped_column(default=1)
    title: Mapped[list[str]] = mapped_column(JsonList)
    wanted: Mapped[list[str]] = mapped_column(JsonList)
    start: Mapped[date]
    end: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    function: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[str] = mapped_column(String(40), default="")
    departments: Mapped[str] = mapped_column(String(400), default="")
    version_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("regulation_version.id", ondelete="RESTRICT")
    )
    because: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    state: Mapped[str] = mapped_column(String(10), default="coming")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    by_program: Mapped[bool] = mapped_column(default=False)
    late_days: Mapped[int] = mapped_column(default=0)
    proof: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    told_on: Mapped[date | None]

    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id], lazy="joined")
    reason_by: Mapped[User | None] = relationship(foreign_keys=[reason_by_id], lazy="joined")

    @property
    def shown_title(self) -> Bilingual:
        """What is to be done."""
        return Bilingual.from_json(self.title)

    @property
    def shown_wanted(self) -> Bilingual:
        """What the regulation asks for as proof."""
        return Bilingual.from_json(self.wanted)

    @property
    def why(self) -> Because:
        """The clause that made it a duty."""
        return Because.from_json(self.because)

    @property
    def lacks_reason(self) -> bool:
        """Whether it was missed and nobody has said why."""
        return self.missed_at is not None and not self.reason and self.state == "missed"

    def __str__(self) -> str:
        return str(self.shown_title)
