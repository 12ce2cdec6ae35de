"""The verbs of logging in and of one's own account."""

from dataclasses import dataclass

from sqlalchemy import delete, update

from aftersales.actor import Actor, system_actor
from aftersales.auth.attempts import KEPT, open_attempt
from aftersales.auth.identity import Identity, read_identity
from aftersales.auth.models import LoginAttempt, User
from aftersales.auth.organisation import set_password, user_by_name
from aftersales.auth.passwords import hash_password, needs_rehash, verify_password
from aftersales.db import audit
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import Invalid
from aftersales.i18n import LOCALES, _l

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of somebody who wants to come in."""

    user_id: int | None
    password_hash: str | None
    attempt_id: int


def log_in(username: str, password: str, address: str) -> Identity:
    """Check a name and a password in units of work of their own.

    The try is committed before the password is looked at, and the (slow) hash is computed while no
    transaction is open. Unknown and closed accounts take as long and answer alike.

    :raises RateLimited: too many failures lately.
    :raises Invalid: name and password do not belong together.
    """
    username = username.strip().lower()
    with unit_of_work(system_actor("login")) as uow:
        candidate = _candidate(uow, username, address)
    if not verify_password(candidate.password_hash, password):
        raise Invalid(_l("The login name or the password is wrong."), field="password")
    return _admit(candidate, password)


def _candidate(uow: UnitOfWork, username: str, address: str) -> Candidate:
    attempt = open_attempt(uow, username, address)
    user = user_by_name(uow, username)
    if user is None or not user.is_active:
        return Candidate(None, None, attempt.id)
    return Candidate(user.id, user.password_hash, attempt.id)


def _admit(candidate: Candidate, password: str) -> Identity:
    assert candidate.user_id is not None
    assert candidate.password_hash is not None
    with unit_of_work(system_actor("login"), write=False) as uow:
        identity = read_identity(uow, candidate.user_id)
    if identity is None:
        raise Invalid(_l("The login name or the password is wrong."), field="password")
    with unit_of_work(identity.actor) as uow:
        attempt = uow.get(LoginAttempt, candidate.attempt_id)
        attempt.succeeded = True
        # Not through the row: its version would make an open admin form stale at every login.
        uow.execute(update(User).where(User.id == candidate.user_id).values(last_login_at=uow.now))
        user = uow.get(User, candidate.user_id)
        if needs_rehash(candidate.password_hash):
            user.password_hash = hash_password(password)
        audit.note(uow.session, "login", user, {"address": [None, attempt.address]})
    return identity


def note_logout(actor: Actor) -> None:
    """Write a logout into the audit trail."""
    with unit_of_work(actor) as uow:
        user = uow.find(User, actor.user_id)
        if user is not None:
            audit.note(uow.session, "logout", user, {})


def change_password(uow: UnitOfWork, *, current: str, new: str, repeated: str) -> User:
    """Replace one's own password; every other session of the person ends.

    :raises Invalid: naming the field: a wrong current password, two different new ones, a weak one.
    """
    user = uow.get(User, uow.actor.user_id)
    if not verify_password(user.password_hash, current):
        raise Invalid(_l("This is not your current password."), field="current")
    if new != repeated:
        raise Invalid(_l("The two new passwords differ."), field="repeated")
    if new == current:
        raise Invalid(_l("Choose a password you have not used just now."), field="new")
    set_password(user, new, field="new")
    uow.flush()
    return user


def change_settings(uow: UnitOfWork, *, locale: str, theme: str, phone: str) -> User:
    """Change one's own language, colours and telephone number."""
    user = uow.get(User, uow.actor.user_id)
    if locale not in LOCALES:
        raise Invalid(_l("Choose a language."), field="locale")
    if theme not in THEMES:
        raise Invalid(_l("Choose light or dark."), field="theme")
    phone = phone.strip()
    if len(phone) > 30 or not set(phone) <= set("0123456789 +-()"):
        raise Invalid(
            _l("A telephone number has digits, spaces, + and - only, 30 at most."), field="phone"
        )
    user.locale, user.theme, user.phone = locale, theme, phone
    uow.flush()
    return user


def forget_old_attempts(uow: UnitOfWork) -> None:
    """Delete login attempts nobody needs any more (half a year)."""
    uow.execute(delete(LoginAttempt).where(LoginAttempt.at < uow.now - KEPT))
