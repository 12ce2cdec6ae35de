"""One finding of the doctor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding.

    :param remedy: what to do about it; empty when all is well.
    :param optional: the application runs without it, only the named thing does not.
    """

    name: str
    ok: bool
    message: str
    remedy: str = ""
    optional: bool = False
