"""The browser a request comes from: its person, its session, its address."""

from flask import Blueprint, g, request, session
from flask_login import AnonymousUserMixin, current_user, login_user

from aftersales.actor import Actor, system_actor
from aftersales.auth.identity import Identity, load_identity
from aftersales.auth.login import Browser
from aftersales.auth.view_as import seen_through
from aftersales.db.uow import unit_of_work
from aftersales.errors import Busy

bp = Blueprint("auth", "aftersales.auth", template_folder="templates")

GUISE = "view_as"
"""Where the browser's session keeps whose eyes one looks through; logging out empties it."""


def identity_or_nobody(key: str) -> Identity | None:
    """The person of a session; where the database is away, the page that says so is nobody's."""
    try:
        return load_identity(key)
    except Busy:
        g._login_user = AnonymousUserMixin()
        raise


def current_identity() -> Identity | None:
    """Who this browser's session belongs to; None for nobody."""
    identity = current_user._get_current_object()
    return identity if isinstance(identity, Identity) else None


def load_actor() -> Actor | None:
    """The person of this request, or the one they look through, for ``aftersales.web.requests``."""
    identity, key = current_identity(), session.get(GUISE)
    if identity is None or not key:
        return identity.actor if identity else None
    with unit_of_work(system_actor("view as"), write=False) as uow:
        actor = seen_through(uow, identity.actor, str(key))
    if actor is None:
        session.pop(GUISE, None)
    return actor or identity.actor


def this_browser() -> Browser:
    """Where the request comes from."""
    return Browser(request.remote_addr or "", request.user_agent.string)


def start_over(identity: Identity) -> None:
    """Give the browser its new session; nothing that was in the old one survives (fixation)."""
    session.clear()
    session.permanent = True
    login_user(identity)
