"""Slowing down guesses: failed tries are counted in the database, for all processes alike.

Five wrong passwords for one account from one address, twenty from one address, or five wrong codes
for one account from anywhere, within fifteen minutes, close the door until the oldest of them is
fifteen minutes old.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from aftersales.auth.logins import Event, LoginAttempt
from aftersales.db.uow import UnitOfWork
from aftersales.errors import RateLimited
from aftersales.i18n import _l, format_datetime

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 20
KEPT = timedelta(days=180)
"""How long attempts are kept for the administrator to look at."""
CODES = ("code", "recovery")


def open_attempt(
    uow: UnitOfWork, username: str, address: str, event: Event = "password"
) -> LoginAttempt:
    """Note a try before it is looked at, so that tries at the same moment count as well.

    :raises RateLimited: with the time from which the next try is heard.
    """
    username = username[:60]
    if event == "password":
        _one_at_a_time(uow, address)
        account = (LoginAttempt.username == username, LoginAttempt.address == address)
        _refuse_after(uow, PER_ACCOUNT, (event,), *account, since_success=True)
        _refuse_after(uow, PER_ADDRESS, (event,), LoginAttempt.address == address)
    else:
        # From any address: who comes this far has the password, and moves about.
        _one_at_a_time(uow, f"code {username}")
        account_of = LoginAttempt.username == username
        _refuse_after(uow, PER_ACCOUNT, CODES, account_of, since_success=True)
    return note_event(uow, username, address, event, succeeded=False)


def note_event(
    uow: UnitOfWork, username: str, address: str, event: Event, *, succeeded: bool = True
) -> LoginAttempt:
    """Write a line of the log of logins."""
    return uow.add(
        LoginAttempt(
            at=uow.now, username=username[:60], address=address, event=event, succeeded=succeeded
        )
    )


def note_lock(uow: UnitOfWork, username: str, address: str) -> None:
    """Write that the door is closed, once for each time it closes."""
    username = username[:60]
    said = select(LoginAttempt.id).where(
        LoginAttempt.event == "lock",
        LoginAttempt.username == username,
        LoginAttempt.address == address,
        LoginAttempt.at > uow.now - WINDOW,
    )
    if uow.scalar(said.limit(1)) is None:
        note_event(uow, username, address, "lock", succeeded=False)


def _one_at_a_time(uow: UnitOfWork, what: str) -> None:
    """Tries of one kind wait for each other; SQLite's writers do so anyway."""
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"login {what}"))))


def _refuse_after(
    uow: UnitOfWork,
    limit: int,
    events: tuple[str, ...],
    *which: ColumnElement[bool],
    since_success: bool = False,
) -> None:
    which = (*which, LoginAttempt.event.in_(events))
    if since_success:
        last = uow.scalar(select(func.max(LoginAttempt.id)).where(*which, LoginAttempt.succeeded))
        which = (*which, LoginAttempt.id > (last or 0))
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
