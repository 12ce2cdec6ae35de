"""Looking at the system as somebody else sees it: for administrators, read only, on the record.

The rights of the administrator are replaced, never added to: what the other may not see stays
unseen. Beginning and end stand in the audit trail in the administrator's own name.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from aftersales.access import Actor, require
from aftersales.auth.identity import read_identity
from aftersales.auth.models import Role, User
from aftersales.db import audit
from aftersales.db.uow import UnitOfWork
from aftersales.errors import NotFound
from aftersales.i18n import _l

VIEW_AS = "access.view_as"
NOBODY = 0
"""Stands for the person where only a role is looked through: no row is anybody's own then."""


@dataclass(frozen=True, slots=True)
class Guise:
    """Whose eyes one looks through: a person, or a role without a person.

    ``key`` is what the browser's session keeps: ``user:7`` or ``role:clerk``.
    """

    key: str
    title: str
    actor: Actor


def find_guise(uow: UnitOfWork, key: str) -> Guise | None:
    """The person or role of a key; None when there is none (any more)."""
    kind, _colon, name = key.partition(":")
    if kind == "user" and name.isascii() and name.isdigit():
        identity = read_identity(uow, int(name))
        return Guise(key, identity.actor.name, identity.actor) if identity else None
    role = uow.scalar(select(Role).where(Role.code == name)) if kind == "role" else None
    if role is None:
        return None
    rights = frozenset(grant.permission for grant in role.grants)
    title = role.title
    actor = Actor(name=title, user_id=NOBODY, permissions=rights, roles=frozenset({role.code}))
    return Guise(key, title, actor)


def seen_through(uow: UnitOfWork, viewer: Actor, key: str) -> Actor | None:
    """The actor of a request while ``viewer`` looks through another's eyes.

    None when the viewer has lost the right, or the person or role is gone.
    """
    guise = find_guise(uow, key) if viewer.can(VIEW_AS) else None
    return replace(guise.actor, viewer=viewer.name, locale=viewer.locale) if guise else None


def begin_view(uow: UnitOfWork, *, key: str) -> Guise:
    """Note in the audit trail that the actor now looks through another's eyes.

    :raises Forbidden: without the right.
    :raises NotFound: no such person or role.
    """
    require(uow.actor, VIEW_AS)
    guise = find_guise(uow, key)
    if guise is None or guise.actor.user_id == uow.actor.user_id:
        raise NotFound(_l("There is no such person or role to look through."))
    _note(uow, "view-as", guise.key)
    return guise


def end_view(uow: UnitOfWork, *, key: str) -> None:
    """Note that it is over."""
    _note(uow, "view-end", key)


def _note(uow: UnitOfWork, action: str, key: str) -> None:
    kind, _colon, name = key.partition(":")
    row: Any
    if kind == "user":
        row = uow.scalar(select(User).where(User.id == int(name)))
    else:
        row = uow.scalar(select(Role).where(Role.code == name))
    if row is not None:
        audit.note(uow.session, action, row, {"as": [None, row.name]})


def choices(uow: UnitOfWork) -> tuple[list[Role], list[User]]:
    """The roles and people one may look through, in the order of the house."""
    roles = uow.scalars(select(Role).order_by(Role.id))
    people = uow.scalars(
        select(User).where(User.is_active, User.id != uow.actor.user_id).order_by(User.id)
    )
    return list(roles), list(people.unique())
