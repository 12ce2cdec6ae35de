"""The verbs of logging in and of one's own account."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update

from aftersales.actor import Actor, system_actor
from aftersales.auth import second_factor, sessions
from aftersales.auth.attempts import KEPT, note_event, note_lock, open_attempt
from aftersales.auth.identity import Identity, read_identity
from aftersales.auth.logins import Event, LoginAttempt
from aftersales.auth.models import User
from aftersales.auth.organisation import set_password, user_by_name
from aftersales.auth.passwords import hash_password, needs_rehash, verify_password
from aftersales.db import audit, clock
from aftersales.db.contention import again
from aftersales.db.uow import UnitOfWork, unit_of_work
from aftersales.errors import Invalid, RateLimited, Refused
from aftersales.i18n import LOCALES, _l

THEMES = ("light", "dark")
HALF_WAY = timedelta(minutes=5)
"""How long after the password the code may be typed."""

WRONG = _l("The login name or the password is wrong.")
WRONG_CODE = _l("The code is wrong, or was used already. Wait for the next one.")
WRONG_RECOVERY = _l("This recovery code is wrong, or was used already.")


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody comes from: network address, and how the browser describes itself."""

    address: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of somebody who wants to come in."""

    user_id: int | None
    password_hash: str | None
    attempt_id: int


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody who knows the password. It gives no right yet where a second factor is set up."""

    user_id: int
    epoch: int
    needs_code: bool
    at: float

    @property
    def is_fresh(self) -> bool:
        """Whether the login may still be finished."""
        return 0 <= clock.now().timestamp() - self.at < HALF_WAY.total_seconds()


def prove_password(username: str, password: str, address: str) -> Proven:
    """Check a name and a password in units of work of their own.

    The try is committed before the password is looked at, and the (slow) hash is computed while no
    transaction is open. Unknown and closed accounts take as long and answer alike.

    :raises RateLimited: too many failures lately.
    :raises Invalid: name and password do not belong together.
    """
    username = username.strip().lower()
    candidate = _candidate(username, address)
    if not verify_password(candidate.password_hash, password):
        raise Invalid(WRONG, field="password")
    return _proven(candidate, password)


@again
def _proven(candidate: Candidate, password: str) -> Proven:
    assert candidate.user_id is not None
    with unit_of_work(system_actor("login")) as uow:
        uow.get(LoginAttempt, candidate.attempt_id).succeeded = True
        user = uow.get(User, candidate.user_id)
        if needs_rehash(user.password_hash):
            user.password_hash = hash_password(password)
        needs_code = second_factor.active(uow, user.id) is not None
        return Proven(user.id, user.session_epoch, needs_code, uow.now.timestamp())


@again
def _candidate(username: str, address: str) -> Candidate:
    try:
        with unit_of_work(system_actor("login")) as uow:
            attempt = open_attempt(uow, username, address)
            user = user_by_name(uow, username)
            if user is None or not user.is_active:
                return Candidate(None, None, attempt.id)
            return Candidate(user.id, user.password_hash, attempt.id)
    except RateLimited:
        _tell_lock(username, address)
        raise


@again
def _tell_lock(username: str, address: str) -> None:
    with unit_of_work(system_actor("login")) as uow:
        note_lock(uow, username, address)


def prove_code(proven: Proven, code: str, address: str, *, recovery: bool = False) -> bool:
    """Check the second factor of somebody whose password was right.

    :param recovery: ``code`` is one of the recovery codes, which is used up by this.
    :returns: False when the login took too long or was ended from elsewhere: begin again.
    :raises RateLimited: too many wrong codes for this account lately.
    :raises Invalid: the code is wrong or was used before.
    """
    if not proven.is_fresh:
        return False
    event: Event = "recovery" if recovery else "code"
    with unit_of_work(system_actor("login"), write=False) as uow:
        user = uow.find(User, proven.user_id)
        if user is None or not user.is_active or user.session_epoch != proven.epoch:
            return False
        username = user.username
        kept = second_factor.unused_codes(uow, user.id) if recovery else {}
    attempt_id = _code_attempt(username, address, event)
    found = second_factor.matching_code(kept, code)
    if not _taken(proven.user_id, attempt_id, found if recovery else code):
        raise Invalid(WRONG_RECOVERY if recovery else WRONG_CODE, field="code")
    return True


@again
def _code_attempt(username: str, address: str, event: Event) -> int:
    try:
        with unit_of_work(system_actor("login")) as uow:
            return open_attempt(uow, username, address, event).id
    except RateLimited:
        _tell_lock(username, address)
        raise


@again
def _taken(user_id: int, attempt_id: int, what: str | int | None) -> bool:
    """Take a code of the moment, or the recovery code of this key (None: none fitted)."""
    with unit_of_work(system_actor("login")) as uow:
        factor = second_factor.active(uow, user_id)
        if isinstance(what, str):
            right = factor is not None and second_factor.take_code(uow, factor, what)
        else:
            right = what is not None and second_factor.use_up(uow, what)
        uow.get(LoginAttempt, attempt_id).succeeded = right
    return right


@again
def admit(user_id: int, browser: Browser) -> Identity:
    """Begin the session of somebody who has proven all there is to prove.

    :raises Invalid: the account was closed meanwhile.
    """
    with unit_of_work(system_actor("login"), write=False) as uow:
        identity = read_identity(uow, user_id)
    if identity is None:
        raise Invalid(WRONG, field="password")
    with unit_of_work(identity.actor) as uow:
        # Not through the row: its version would make an open admin form stale at every login.
        uow.execute(update(User).where(User.id == user_id).values(last_login_at=uow.now))
        user = uow.get(User, user_id)
        audit.note(uow.session, "login", user, {"address": [None, browser.address]})
        return identity.with_key(
            sessions.begin(uow, user, address=browser.address, agent=browser.agent)
        )


@again
def leave(actor: Actor, key: str, address: str) -> None:
    """End a session and write the logout down."""
    with unit_of_work(actor) as uow:
        sessions.end_key(uow, key)
        user = uow.find(User, actor.user_id)
        if user is not None:
            note_event(uow, user.username, address, "logout")
            audit.note(uow.session, "logout", user, {})


def confirm_oneself(uow: UnitOfWork, password: str) -> User:
    """The person at the desk, who has just typed the password again: before what protects changes.

    :raises Invalid: it is wrong.
    """
    user = uow.get(User, uow.actor.user_id)
    if not verify_password(user.password_hash, password):
        raise Invalid(_l("This is not your current password."), field="current")
    return user


def change_password(uow: UnitOfWork, *, current: str, new: str, repeated: str) -> User:
    """Replace one's own password; every other session of the person ends.

    :raises Invalid: naming the field: a wrong current password, two different new ones, a weak one.
    """
    user = confirm_oneself(uow, current)
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
    """Delete login attempts nobody needs any more (half a year), and sessions long ended."""
    uow.execute(delete(LoginAttempt).where(LoginAttempt.at < uow.now - KEPT))
    sessions.forget_old_sessions(uow)


def remove_second_factor(uow: UnitOfWork, *, password: str, code: str) -> User:
    """Take one's own second factor away, for the password and a code of it.

    :raises Refused: there is none, or one of the roles demands it.
    :raises Invalid: password or code is wrong.
    """
    user = confirm_oneself(uow, password)
    factor = second_factor.active(uow, user.id)
    if factor is None:
        raise Refused(_l("You have no second factor."))
    if any(role.needs_second_factor for role in user.roles):
        raise Refused(_l("One of your roles needs a second factor. It cannot be removed."))
    if not second_factor.take_code(uow, factor, code):
        raise Invalid(WRONG_CODE, field="code")
    second_factor.remove(uow, user)
    return user
