"""The quality problem 质量问题 and its measures (F25; rules S0-4.2.1, S0-4.2.6)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from aftersales.auth.models import Department, User
from aftersales.db.base import Record, scoped, via
from aftersales.db.types import Key, UtcDateTime

if TYPE_CHECKING:
    from modules.parts.api import OldPart
    from modules.service.api import Case


class Problem(Record):
    """What went wrong, why, and which department has to see that it does not again.

    ``cause_class`` and ``department`` are judged by quality; until then they are empty.
    """

    __tablename__ = "quality_problem"
    __scope__ = scoped()
    __table_args__ = (Index("ix_quality_problem_state_created_at", "state", "created_at"),)

    number: Mapped[str] = mapped_column(String(30), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="registered")
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[str] = mapped_column(String(20), default="minor")
    case_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("service_case.id", ondelete="RESTRICT"), index=True
    )
    old_part_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("parts_old_part.id", ondelete="RESTRICT"), index=True
    )
    cause_class: Mapped[str] = mapped_column(String(20), default="", index=True)
    root_cause: Mapped[str] = mapped_column(Text, default="")
    department_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_department.id", ondelete="RESTRICT"), index=True
    )
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judged_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )
    verification: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped["Case | None"] = relationship("modules.service.models.case.Case", lazy="joined")
    old_part: Mapped["OldPart | None"] = relationship(
        "modules.parts.models.old_part.OldPart", lazy="joined"
    )
    department: Mapped[Department | None] = relationship(lazy="joined")
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id], lazy="joined")
    measures: Mapped[list["Measure"]] = relationship(
        back_populates="problem", lazy="selectin", order_by="Measure.id"
    )

    def __str__(self) -> str:
        return self.number


class Measure(Record):
    """One thing a department does about a problem, until when, and whether it did."""

    __tablename__ = "quality_measure"
    __scope__ = via("problem")
    __table_args__ = (Index("ix_quality_measure_done_at_due_on", "done_at", "due_on"),)

    problem_id: Mapped[int] = mapped_column(
        Key, ForeignKey("quality_problem.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    department_id: Mapped[int] = mapped_column(
        Key, ForeignKey("auth_department.id", ondelete="RESTRICT"), index=True
    )
    due_on: Mapped[date]
    result: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(
        Key, ForeignKey("auth_user.id", ondelete="RESTRICT")
    )

    problem: Mapped[Problem] = relationship(back_populates="measures", lazy="joined")
    department: Mapped[Department] = relationship(lazy="joined")
    done_by: Mapped[User | None] = relationship(foreign_keys=[done_by_id], lazy="joined")
