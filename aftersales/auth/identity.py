"""Who a session belongs to: read at each request in one small query, never cached.

Rights that an administrator takes away are gone at the next click.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, String, bindparam, cast, func, select

from aftersales.actor import Actor, system_actor
from aftersales.auth import sessions
from aftersales.auth.logins import SecondFactor, UserSession
from aftersales.auth.models import Department, Role, RoleGrant, User, user_regions, user_roles
from aftersales.db.contention import again
from aftersales.db.uow import UnitOfWork, unit_of_work

SEPARATOR = ","
"""Between codes, none of which has one."""


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
    with unit_of_work(system_actor("session"), write=False) as uow:
        now = uow.now
        found = uow.execute(_of_session(), params={"key": sessions.key_hash(key)}).one_or_none()
        if found is None or sessions.Lifetime.current().is_over(
            now, found.created_at, found.seen_at
        ):
            return None
        identity = replace(_identity(found), session_id=found.session_id, key=key)
    if now - found.seen_at >= sessions.SEEN_EVERY:
        with unit_of_work(system_actor("session")) as uow:
            sessions.touch(uow, found.session_id)
    return identity


def read_identity(uow: UnitOfWork, user_id: int) -> Identity | None:
    """The active person ``user_id`` with all rights of all roles, in no session."""
    found = uow.execute(_person().where(User.id == user_id)).one_or_none()
    return None if found is None else _identity(found)


@cache
def _of_session() -> Select[*tuple[Any, ...]]:
    """The person of the session ``key``; asked at every request, so it is put together once."""
    return (
        _person()
        .add_columns(
            UserSession.id.label("session_id"), UserSession.created_at, UserSession.seen_at
        )
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.key_hash == bindparam("key"),
            UserSession.ended_at.is_(None),
            UserSession.epoch == User.session_epoch,
        )
    )


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
            _together(Role.code).label("roles"),
            _together(RoleGrant.permission, (RoleGrant, RoleGrant.role_id == Role.id)).label(
                "permissions"
            ),
            _of_roles(func.count())
            .where(Role.needs_second_factor)
            .scalar_subquery()
            .label("owing"),
            select(func.aggregate_strings(cast(user_regions.c.region_id, String), SEPARATOR))
            .where(user_regions.c.user_id == User.id)
            .scalar_subquery()
            .label("regions"),
        )
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(User.is_active)
    )


def _of_roles(what: Any) -> Select[Any]:
    """Something about the roles of the person of the statement around it."""
    return (
        select(what)
        .select_from(user_roles)
        .join(Role, Role.id == user_roles.c.role_id)
        .where(user_roles.c.user_id == User.id)
        .correlate(User)
    )


def _together(codes: Any, join: tuple[Any, Any] | None = None) -> Any:
    """All codes of a person's roles as one text: one statement brings the whole person."""
    found = _of_roles(func.aggregate_strings(codes, SEPARATOR))
    return (found.join(*join) if join else found).scalar_subquery()


def _apart(text: str | None) -> frozenset[str]:
    return frozenset(text.split(SEPARATOR)) if text else frozenset()


def _identity(person: Row[Any]) -> Identity:
    actor = Actor(
        name=person.name,
        user_id=person.id,
        permissions=_apart(person.permissions),
        roles=_apart(person.roles),
        department_id=person.department_id,
        department_code=person.code or "",
        region_ids=frozenset(map(int, _apart(person.regions))),
        locale=person.locale,
    )
    owes = person.confirmed_at is None and bool(person.owing)
    return Identity(actor, person.must_change_password, owes)
