"""Errors a person may see, in one tree, and the HTTP status of each.

A verb raises a ``DomainError`` with a sentence; the web layer maps it once to a page, a fragment or
JSON (``aftersales.web.requests``). The person's input is never lost: an error that names a
``field`` is shown beside that field of the form it came from.
"""

from typing import Any


class DomainError(Exception):
    """A business refusal with a sentence for the person.

    :param message: what happened, why, and what to do (a lazy translation or plain text).
    :param field: the form field the sentence belongs to, if any.
    :param code: a stable machine word for JSON answers; defaults to the class's own.
    :param details: values for the answer (JSON-serialisable), for instance both sides of a stale
        save.
    """

    status = 400
    code = "error"
    repeats = 0
    """How often the edge may run the whole unit of work again (``aftersales.db.contention``)."""

    def __init__(
        self,
        message: object,
        *,
        field: str | None = None,
        code: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or type(self).code
        self.details = details or {}

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """A value is missing, malformed or out of bounds."""

    status = 422
    code = "invalid"


class Forbidden(DomainError):
    """The actor may not use this verb; the sentence says which right is missing."""

    status = 403
    code = "forbidden"


class NotFound(DomainError):
    """No such record, or not one this actor may see: the two are not told apart."""

    status = 404
    code = "not_found"


class Conflict(DomainError):
    """The record is not as the caller believed: somebody else was first."""

    status = 409
    code = "conflict"


class Refused(Conflict):
    """A state or a guard forbids the step for now; the sentence names what is missing."""

    code = "refused"


class StaleRecord(Conflict):
    """The record was changed since it was read; ``details`` holds both values field by field."""

    code = "stale"


class RateLimited(DomainError):
    """Too many tries in a short time."""

    status = 429
    code = "rate_limited"


class Unavailable(DomainError):
    """Something the program needs is missing (a library, a service); it says the remedy."""

    status = 503
    code = "unavailable"


class Busy(Unavailable):
    """The database had no time, or was away. Nothing was saved; the same again may well succeed."""

    code = "busy"
    repeats = 5


class OutcomeUnknown(Unavailable):
    """The database went away while it was saving; whether it did is not known."""

    code = "outcome_unknown"


class StartError(Exception):
    """The program cannot start: one sentence that names the file and the remedy."""
