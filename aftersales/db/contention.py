"""When the database, and not the work, is the reason that a unit of work failed.

Such a failure becomes a ``DomainError`` with a sentence, marked with how often the whole unit of
work is worth repeating (``repeats``); the edge that opened it does so through ``repeated``. The
verbs inside never repeat anything: what they read before may no longer be true.
"""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError

from aftersales.errors import Busy, Conflict, DomainError, Invalid, OutcomeUnknown, StaleRecord
from aftersales.i18n import _l

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

CONTENTION = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available (SQLSTATE, its appendix A)."""
STALE_PLAN = "0A000"
"""PostgreSQL: another host's migration changed the type of a column a kept plan reads."""
AWAY = frozenset({"57P01", "57P02", "57P03", "57P05", "25P03", "53300"})
"""PostgreSQL: being stopped, crashed, starting, idle for too long (twice), too many connections."""
RACED = frozenset({"23505", "23503"})
"""PostgreSQL: a unique or foreign key was broken, perhaps by somebody who was a moment faster."""

PATIENCE = 40.0
"""Seconds after which nothing is begun again: a person waits in front of the page."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.6
"""Seconds before the first repetition (doubled each time) and before any; both vary by half."""


class Repeatable(Exception):
    """An ending that is no error of the work; ``repeats`` is how often to try the whole again."""

    repeats = 0


def repeated(work: Callable[[], T]) -> T:
    """Do ``work``, which opens units of work of its own, again while the database hindered it.

    Nothing of a failed turn was saved. Turns are bounded by what the failure is worth
    (``DomainError.repeats``) and by ``PATIENCE``; the last failure is raised.
    """
    began = time.monotonic()
    for turn in count(1):
        try:
            return work()
        except (DomainError, Repeatable) as error:
            if turn > error.repeats or time.monotonic() - began > PATIENCE:
                raise
            log.warning("turn %d was hindered (%s): repeating", turn, _cause(error))
        pause(turn)
    raise AssertionError("count() has no end")


def again(work: Callable[P, T]) -> Callable[P, T]:
    """Decorator: a function that opens its own unit of work and is ``repeated`` as a whole."""

    @wraps(work)
    def repeating(*args: P.args, **kwargs: P.kwargs) -> T:
        return repeated(lambda: work(*args, **kwargs))

    return repeating


def pause(turn: int) -> None:
    """Rest before the next turn, by chance longer or shorter, so that rivals do not meet again."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (turn - 1))
    time.sleep(longest * random.uniform(0.5, 1.5))  # spreads load, guards nothing


def _cause(error: BaseException) -> str:
    """The innermost error's class, for the log: the sentence itself is for people."""
    while error.__cause__ is not None:
        error = error.__cause__
    return type(getattr(error, "orig", None) or error).__name__


def explained(error: SQLAlchemyError | OverflowError) -> DomainError | None:
    """What a person is told about an error of the database; None for a defect of ours."""
    found: DomainError
    if isinstance(error, StaleDataError):
        found = StaleRecord(_l("Somebody else has changed this record since you opened it."))
        found.repeats = Busy.repeats
    elif isinstance(error, IntegrityError):
        found = Conflict(
            _l("The database refused this: the value is used already, or other records need it."),
            code="integrity",
        )
        found.repeats = 1 if _state(error) in RACED else 0
    elif isinstance(error, DataError | OverflowError):
        found = Invalid(
            _l("A text is too long, or a number or date too large, to be kept. Nothing was saved.")
        )
    elif isinstance(error, PoolExhausted) or is_away(error):
        found = Busy(_l("The database did not answer. Nothing was saved; send it once more."))
    elif _is_contention(error):
        found = Busy(
            _l(
                "Others are saving the same records just now. Nothing of yours was saved; send it "
                "once more."
            )
        )
    else:
        return None
    return found


def unknown_outcome(*, recognisable: bool) -> OutcomeUnknown:
    """The connection was lost while the commit was on its way.

    :param recognisable: the work would see that it was done already, so it may be repeated.
    """
    found = OutcomeUnknown(
        _l(
            "The connection to the database was lost while saving. Look whether your entry is "
            "there before you send it once more."
        )
    )
    found.repeats = Busy.repeats if recognisable else 0
    return found


def is_away(error: Exception) -> bool:
    """Whether the server cannot be reached, or went away (SQLite has none that could)."""
    if not isinstance(error, OperationalError | InterfaceError):
        return isinstance(error, DBAPIError) and error.connection_invalidated
    if not hasattr(error.orig, "sqlstate"):
        return False
    state = _state(error)
    return error.connection_invalidated or state is None or state[:2] == "08" or state in AWAY


def _is_contention(error: Exception) -> bool:
    """Whether others were in the way; trying again may well succeed."""
    if isinstance(error, NotSupportedError):
        return bool(_state(error) == STALE_PLAN)  # the rollback has forgotten the plan
    if not isinstance(error, OperationalError):
        return False
    if hasattr(error.orig, "sqlstate"):
        return _state(error) in CONTENTION
    return "locked" in str(error.orig)


def _state(error: DBAPIError) -> Any:
    """The SQLSTATE; None for SQLite, and where the server did not live to send one."""
    return getattr(error.orig, "sqlstate", None)
