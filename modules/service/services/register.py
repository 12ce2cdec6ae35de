"""The months of the register as books: opened, signed at the month's end."""

from calendar import monthrange
from datetime import date

from sqlalchemy import select

from aftersales.access import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from modules.service import manifest as may
from modules.service.models import RegisterBook


@requires(may.ANSWER)
def open_book(uow: UnitOfWork, *, month: date) -> RegisterBook:
    """The book of the month that ``month`` lies in; the same one when asked twice."""
    code = f"{month:%Y-%m}"
    found = uow.scalar(select(RegisterBook).where(RegisterBook.code == code))
    if found is not None:
        return found
    last = monthrange(month.year, month.month)[1]
    return uow.add(
        RegisterBook(code=code, first_on=month.replace(day=1), last_on=month.replace(day=last))
    )


@requires(may.DISPATCH)
def sign_book(uow: UnitOfWork, *, record_id: int) -> RegisterBook:
    """The head of department signs a month of the register (F01, 月末).

    :raises Refused: it is signed already.
    """
    book = uow.get(RegisterBook, record_id, lock=True)
    if book.signed_at is not None:
        raise Refused(_l("This month is signed already."))
    book.signed_at, book.signed_by_id = uow.now, uow.actor.user_id
    uow.flush()
    return book
