"""The second factor: codes of the half minute from a telephone (TOTP, RFC 6238); recovery codes.

A code is taken once and for half a minute before and after its own, for clocks that go wrong. The
secret is kept encrypted, the recovery codes hashed like passwords.
"""

import base64
import hashlib
import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, select, update

from aftersales.auth.logins import RecoveryCode, SecondFactor
from aftersales.auth.models import User
from aftersales.auth.passwords import hash_password, verify_password
from aftersales.config import Settings
from aftersales.db import audit
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l

STEP = 30
"""Seconds a code is valid: what every app on a telephone assumes."""
DRIFT = 1
"""Steps a telephone's clock may be wrong, either way."""
SETTING_UP = timedelta(minutes=15)
"""How long a secret that nobody confirmed is shown."""
CODES, SIGNS = 10, 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Characters of recovery codes: none that is mistaken for another on paper."""


def active(uow: UnitOfWork, user_id: int) -> SecondFactor | None:
    """The second factor a person logs in with, if there is one."""
    found = uow.session.get(SecondFactor, user_id)
    return found if found and found.confirmed_at else None


def pending(uow: UnitOfWork, user_id: int) -> SecondFactor | None:
    """The secret a person is setting up at the moment."""
    found = uow.session.get(SecondFactor, user_id)
    waits = found and not found.confirmed_at and uow.now - found.created_at < SETTING_UP
    return found if waits else None


def set_up(uow: UnitOfWork, user: User) -> None:
    """Make a new secret, which counts once a code from it was typed.

    :raises Refused: the person has a second factor already.
    """
    import pyotp

    if active(uow, user.id):
        raise Refused(_l("You have a second factor already. Remove it first."))
    if waiting := uow.session.get(SecondFactor, user.id):
        uow.delete(waiting)
        uow.flush()
    uow.add(
        SecondFactor(
            user_id=user.id, secret=_cipher().encrypt(pyotp.random_base32()), created_at=uow.now
        )
    )


def confirm(uow: UnitOfWork, user: User, code: str) -> list[str]:
    """Take the first code of a new secret; the recovery codes, to be shown this once.

    :raises Invalid: the code does not fit, or the secret was shown too long ago.
    """
    waiting = pending(uow, user.id)
    if waiting is None:
        raise Invalid(_l("This took too long. Begin again."))
    if not take_code(uow, waiting, code):
        raise Invalid(_l("This code does not fit. Type the one that is shown now."), field="code")
    waiting.confirmed_at = uow.now
    audit.note(uow.session, "2nd factor", user, {"second_factor": [None, "TOTP"]})
    return new_recovery_codes(uow, user)


def take_code(uow: UnitOfWork, factor: SecondFactor, code: str) -> bool:
    """Whether ``code`` is right now, and was not taken before; taking it makes it stale."""
    import pyotp

    code = "".join(code.split())
    totp = pyotp.TOTP(secret_of(factor), interval=STEP)
    step = int(uow.now.timestamp()) // STEP
    steps = range(step - DRIFT, step + DRIFT + 1)
    fits = [one for one in steps if secrets.compare_digest(totp.generate_otp(one), _ascii(code))]
    if not fits:
        return False
    # In one statement: of two browsers that send the same code at once, one comes in.
    taken = uow.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == factor.user_id, SecondFactor.last_step < fits[0])
        .values(last_step=fits[0])
        .returning(SecondFactor.user_id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _ascii(text: str) -> str:
    return text if text.isascii() else ""


def unused_codes(uow: UnitOfWork, user_id: int) -> dict[int, str]:
    """The recovery codes a person has left: key to hash."""
    unused = select(RecoveryCode.id, RecoveryCode.code_hash).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return {row.id: row.code_hash for row in uow.rows(unused)}


def matching_code(codes: dict[int, str], typed: str) -> int | None:
    """The key of the recovery code that was typed; slow on purpose, so outside a transaction."""
    typed = "".join(sign for sign in typed.lower() if sign in ALPHABET)
    if len(typed) != SIGNS:
        return None
    return next((key for key, kept in codes.items() if verify_password(kept, typed)), None)


def use_up(uow: UnitOfWork, code_id: int) -> bool:
    """Take a recovery code; False when somebody was quicker."""
    used = uow.execute(
        update(RecoveryCode)
        .where(RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
        .values(used_at=uow.now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def new_recovery_codes(uow: UnitOfWork, user: User) -> list[str]:
    """Ten new codes, to be shown this once; the old ones are void."""
    uow.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(ALPHABET) for _sign in range(SIGNS)) for _code in range(CODES)]
    for code in codes:
        uow.session.add(RecoveryCode(user_id=user.id, code_hash=hash_password(code)))
    audit.note(uow.session, "recovery", user, {"recovery_codes": [None, len(codes)]})
    uow.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def renew_codes(uow: UnitOfWork, user: User) -> list[str]:
    """New recovery codes; :raises Refused: without a second factor there are none to need."""
    if active(uow, user.id) is None:
        raise Refused(_l("You have no second factor."))
    return new_recovery_codes(uow, user)


def remove(uow: UnitOfWork, user: User) -> None:
    """Take a second factor away, with its recovery codes (a lost telephone, a change of mind)."""
    uow.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    if found := uow.session.get(SecondFactor, user.id):
        if found.confirmed_at:
            audit.note(uow.session, "2nd factor", user, {"second_factor": ["TOTP", None]})
        uow.delete(found)
    uow.flush()


def secret_of(factor: SecondFactor) -> str:
    """The secret in the notation telephones read (base32)."""
    return _cipher().decrypt(factor.secret)


def address_of(factor: SecondFactor, user: User, issuer: str) -> str:
    """What the QR code says: ``otpauth://totp/…``."""
    import pyotp

    totp = pyotp.TOTP(secret_of(factor), interval=STEP)
    return str(totp.provisioning_uri(name=user.username, issuer_name=issuer))


class _Cipher:
    """Encrypts with a key derived from the instance's, so that a copied database gives no codes."""

    def __init__(self, secret_key: str) -> None:
        from cryptography.fernet import Fernet

        key = hashlib.sha256(b"aftersales second factor\0" + secret_key.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, kept: str) -> str:
        """:raises Refused: the instance's key is another than when it was encrypted."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(kept.encode()).decode()
        except InvalidToken as error:
            raise Refused(
                _l(
                    "The second factor cannot be read: this machine's secret key was replaced."
                    " An administrator must reset it."
                )
            ) from error


def _cipher() -> _Cipher:
    settings: Settings = current_app.config["SETTINGS"]
    return _Cipher(settings.secret_key)
