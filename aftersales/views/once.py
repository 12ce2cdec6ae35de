"""One form, one record.

The token a form carries is taken once, and leads to its first answer again.
"""

import secrets
from datetime import timedelta

from flask import request
from markupsafe import Markup
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.views.models import Submission

KEPT = timedelta(days=3)
LONGEST = 64


def once() -> Markup:
    """The hidden input with a fresh token."""
    return Markup('<input type="hidden" name="_once" value="{}">').format(secrets.token_urlsafe(18))


def kept_once(token: str) -> Markup:
    """The hidden input with the token of a form that was refused: it was not used up."""
    if not token or len(token) > LONGEST:
        return once()
    return Markup('<input type="hidden" name="_once" value="{}">').format(token)


def form_token() -> Markup:
    """The hidden input of the form this request shows: after a refusal its own again."""
    return kept_once(request.form.get("_once", "")) if request.method == "POST" else once()


def first_answer(uow: UnitOfWork, token: str) -> str | None:
    """Take the token. None when it is fresh, else where the first answer led.

    A second click waits for the first one's transaction (SQLite holds the file, PostgreSQL the
    unique index), so it always sees how the first one ended.
    """
    if not token or len(token) > LONGEST:
        return None
    uow.recognisable = True
    insert = pg_insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    taken = uow.execute(
        insert(Submission)
        .values(token=token, user_id=uow.actor.user_id, at=clock.now(), outcome="")
        .on_conflict_do_nothing(index_elements=["token"])
        .returning(Submission.id)
    ).scalar_one_or_none()
    if taken is not None:
        return None
    found = uow.scalar(
        select(Submission.outcome).where(
            Submission.token == token, Submission.user_id == uow.actor.user_id
        )
    )
    return found or ""


def forget_tokens(uow: UnitOfWork) -> None:
    """Delete the tokens of forms nobody will send any more (three days)."""
    uow.execute(delete(Submission).where(Submission.at < clock.now() - KEPT))


def remember_answer(uow: UnitOfWork, token: str, url: str) -> None:
    """Note where the answer leads, for the second click."""
    if token and len(token) <= LONGEST:
        uow.execute(update(Submission).where(Submission.token == token).values(outcome=url[:400]))
