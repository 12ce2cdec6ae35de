"""What is known of each index, and which records still wait to be written into one."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, unscoped
from aftersales.db.types import Key


class SearchIndex(Base):
    """One index; lists ask it once it ``is_whole``.

    ``shape`` says what it was built from; another shape is built anew. ``filled_to`` is the last
    key a filling has reached, for one that was interrupted; None when nothing is left to do.
    """

    __tablename__ = "search_index"
    __scope__ = unscoped("bookkeeping: names of tables, no text of any record")
    __audit__ = False

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    shape: Mapped[str] = mapped_column(String(64))
    filled_to: Mapped[int | None] = mapped_column(Key)
    is_whole: Mapped[bool] = mapped_column(default=False)


class SearchDue(Base):
    """A record whose related names changed, among too many to be written at once."""

    __tablename__ = "search_due"
    __scope__ = unscoped("bookkeeping: keys only, no text of any record")
    __audit__ = False
    __table_args__ = (UniqueConstraint("name", "record_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int] = mapped_column(Key)
