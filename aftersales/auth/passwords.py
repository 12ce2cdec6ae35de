"""Passwords: argon2id, with a constant-time answer for people who do not exist."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from aftersales.errors import Invalid
from aftersales.i18n import _l

MINIMUM_LENGTH = 10

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("nobody has this password")


def hash_password(password: str, *, field: str = "password") -> str:
    """The argon2id hash of a new password.

    :raises Invalid: when it is shorter than ten characters or one character repeated.
    """
    if len(password) < MINIMUM_LENGTH or len(set(password)) < 4:
        raise Invalid(
            _l(
                "A password needs at least {n} characters, and more than a few different ones.",
                n=MINIMUM_LENGTH,
            ),
            field=field,
        )
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` belongs to ``stored``; nobody takes as long as somebody."""
    try:
        return _hasher.verify(stored or _nobody, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with older settings."""
    return _hasher.check_needs_rehash(stored)
