"""Passwords: argon2id, with a constant-time answer for people who do not exist."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 128
"""Characters of the longest password; more is never hashed, so nobody can keep us busy with it."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of a password; whether it is good enough, ``strength`` says."""
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` belongs to ``stored``; nobody takes as long as somebody."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _nobody, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with older settings."""
    return _hasher.check_needs_rehash(stored)
