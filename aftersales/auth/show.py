"""How the log of logins reads."""

from aftersales.auth.logins import LoginAttempt
from aftersales.i18n import _l

TITLES: dict[tuple[str, bool], tuple[object, str]] = {
    ("password", True): (_l("Password right"), "green"),
    ("password", False): (_l("Password wrong"), "orange"),
    ("code", True): (_l("Code right"), "green"),
    ("code", False): (_l("Code wrong"), "orange"),
    ("recovery", True): (_l("Recovery code used"), "blue"),
    ("recovery", False): (_l("Recovery code wrong"), "orange"),
    ("lock", False): (_l("Locked for a while"), "red"),
    ("logout", True): (_l("Logged out"), "grey"),
    ("ended", True): (_l("Logged out from elsewhere"), "blue"),
}
"""Event and whether it succeeded, to its words and its colour."""


def event_title(attempt: LoginAttempt) -> tuple[object, str]:
    """What a line of the log says, and the colour of its pill."""
    return TITLES.get((attempt.event, attempt.succeeded), (attempt.event, "grey"))
