"""A check and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from flask import Flask

from aftersales.db.uow import UnitOfWork

Severity = Literal["damage", "leftover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that does not agree.

    :param sentence: what it is, where, and what to do about it.
    :param severity: ``damage`` is something lost or contradictory; a ``leftover`` harms nobody.
    :param mend: puts it right, where a program may; it is called outside of any unit of work.
    """

    sentence: str
    severity: Severity = "damage"
    mend: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What the checks look at: one moment of the database, and how closely.

    :param quick: do not read the contents of files.
    :param min_age: what is younger may belong to work that has not committed yet.
    """

    uow: UnitOfWork
    quick: bool = False
    min_age: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question of ``aftersales fsck``; modules contribute theirs (``Contributions.checks``).

    :param name: a word, unique among all checks.
    :param find: reads only; yields what does not agree.
    """

    name: str
    find: Callable[[Examination], Iterable[Finding]]


def add_check(app: Flask, check: Check) -> None:
    """Add the check of a kernel room."""
    app.extensions.setdefault("aftersales.checks", []).append(check)
