"""What the engine itself keeps: favourites, and the tokens that make a double click one record."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aftersales.db.base import Base, Record, unscoped
from aftersales.db.types import Key, UtcDateTime


class Favourite(Record):
    """A saved address of a list; private, or shared with everybody who may open the list."""

    __tablename__ = "views_favourite"
    __scope__ = unscoped("an address without data; private ones are read by their owner's id only")
    __audit__ = False
    __table_args__ = (Index("ix_views_favourite_view_owner", "view", "owner_id"),)

    view: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(1000))
    owner_id: Mapped[int] = mapped_column(Key, ForeignKey("auth_user.id", ondelete="CASCADE"))
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_default: Mapped[bool] = mapped_column(default=False)


class Submission(Base):
    """A form that was sent once.

    ``outcome`` is where its answer led; the same token leads there again.
    """

    __tablename__ = "views_submission"
    __scope__ = unscoped("tokens without data, read by the token the browser holds")
    __audit__ = False
    __table_args__ = (UniqueConstraint("token"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(Key)
    outcome: Mapped[str] = mapped_column(String(400), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
