"""Who a session belongs to: read at each request in three small queries, never cached.

Rights that an administrator takes away are gone at the next click.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, select

from aftersales.actor import Actor, system_actor
from aftersales.auth import sessions
from aftersales.auth.logins import SecondFactor, UserSession
from aftersales.auth.models import Department, Role, RoleGrant, User, user_regions, user_roles
from aftersales.db.contention import again
from aftersales.db.uow import UnitOfWork, unit_of_work


@dataclass(frozen=True, slots=True)
class Identity:
    """A logged-in person for the length of a request; the shape Flask-Login asks for.

    ``owes_second_factor``: one of the roles demands it, and none is set up yet.
    """

    actor: Actor
    must_change_password: bool
    owes_second_factor: bool
    session_id: int | None = None
    key: str = ""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie keeps: the key of the session."""
        return self.key

    def with_key(self, key: str) -> "Identity":
        """The same person in the session of this key."""
        return replace(self, key=key)


@again
def load_identity(key: str) -> Identity | None:
    """The person of a session; None when it ended, by itself or not, or the account is closed."""
    statement = (
        _person()
        .add_columns(
            UserSession.id.label("session_id"), UserSession.created_at, UserSession.seen_at
        )
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.key_hash == sessions.key_hash(key),
            UserSession.ended_at.is_(None),
            UserSession.epoch == User.session_epoch,
        )
    )
    with unit_of_work(system_actor("session"), write=False) as uow:
        now = uow.now
        found = uow.execute(statement).one_or_none()
        if found is None or sessions.Lifetime.current().is_over(
            now, found.created_at, found.seen_at
        ):
            return None
        identity = replace(_identity(uow, found), session_id=found.session_id, key=key)
    if now - found.seen_at >= sessions.SEEN_EVERY:
        with unit_of_work(system_actor("session")) as uow:
            sessions.touch(uow, found.session_id)
    return identity


def read_identity(uow: UnitOfWork, user_id: int) -> Identity | None:
    """The active person ``user_id`` with all rights of all roles, in no session."""
    found = uow.execute(_person().where(User.id == user_id)).one_or_none()
    return None if found is None else _identity(uow, found)


def _person() -> Select[*tuple[Any, ...]]:
    return (
        select(
            User.id,
            User.name,
            User.locale,
            User.must_change_password,
            User.department_id,
            Department.code,
            SecondFactor.confirmed_at,
        )
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(User.is_active)
    )


def _identity(uow: UnitOfWork, person: Row[Any]) -> Identity:
    grants = uow.rows(
        select(Role.code, Role.needs_second_factor, RoleGrant.permission)
        .join(user_roles, user_roles.c.role_id == Role.id)
        .outerjoin(RoleGrant, RoleGrant.role_id == Role.id)
        .where(user_roles.c.user_id == person.id)
    )
    regions = uow.rows(select(user_regions.c.region_id).where(user_regions.c.user_id == person.id))
    actor = Actor(
        name=person.name,
        user_id=person.id,
        permissions=frozenset(permission for _code, _needs, permission in grants if permission),
        roles=frozenset(code for code, _needs, _permission in grants),
        department_id=person.department_id,
        department_code=person.code or "",
        region_ids=frozenset(region_id for (region_id,) in regions),
        locale=person.locale,
    )
    owes = person.confirmed_at is None and any(needs for _code, needs, _permission in grants)
    return Identity(actor, person.must_change_password, owes)
