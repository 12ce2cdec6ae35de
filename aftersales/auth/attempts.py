"""Slowing down guesses: failed logins are counted in the database, for all processes alike.

Five failures for one account from one address, or twenty from one address, within fifteen minutes
close the door until the oldest of them is fifteen minutes old.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from aftersales.auth.models import LoginAttempt
from aftersales.db.uow import UnitOfWork
from aftersales.errors import RateLimited
from aftersales.i18n import _l, format_datetime

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 20
KEPT = timedelta(days=180)
"""How long attempts are kept for the administrator to look at."""


def open_attempt(uow: UnitOfWork, username: str, address: str) -> LoginAttempt:
    """Note a try before its password is looked at, so that tries at the same moment count as well.

    :raises RateLimited: with the time from which the next try is heard.
    """
    _one_at_a_time(uow, address)
    account = (LoginAttempt.username == username[:60], LoginAttempt.address == address)
    _refuse_after(uow, PER_ACCOUNT, *account, _after_last_success(uow, *account))
    _refuse_after(uow, PER_ADDRESS, LoginAttempt.address == address)
    return uow.add(
        LoginAttempt(at=uow.now, username=username[:60], address=address, succeeded=False)
    )


def _one_at_a_time(uow: UnitOfWork, address: str) -> None:
    """Tries from one address wait for each other; SQLite's writers do so anyway."""
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"login {address}"))))


def _after_last_success(uow: UnitOfWork, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    last = uow.scalar(select(func.max(LoginAttempt.id)).where(*which, LoginAttempt.succeeded))
    return LoginAttempt.id > (last or 0)


def _refuse_after(uow: UnitOfWork, limit: int, *which: ColumnElement[bool]) -> None:
    failures = list(
        uow.scalars(
            select(LoginAttempt.at)
            .where(*which, LoginAttempt.succeeded.is_(False), LoginAttempt.at > uow.now - WINDOW)
            .order_by(LoginAttempt.at.desc())
            .limit(limit)
        )
    )
    if len(failures) >= limit:
        raise too_many(failures[-1] + WINDOW)


def too_many(until: datetime) -> RateLimited:
    """The refusal, with the time until which it holds."""
    # Rounded up to the minute people read on their watch.
    shown = until + timedelta(seconds=59)
    return RateLimited(
        _l("Too many failed logins. Try again from {time} on.", time=format_datetime(shown)),
        details={"until": until.isoformat()},
    )
