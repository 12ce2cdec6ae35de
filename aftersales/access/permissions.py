"""Permissions on verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from aftersales.actor import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden
from aftersales.i18n import _l

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Permission:
    """A right a module declares: ``module.thing.verb`` and what it lets a person do."""

    code: str
    title: object


_titles: dict[str, object] = {}


def know_permissions(permissions: dict[str, object]) -> None:
    """Remember the titles of all declared permissions, for refusals that name them."""
    _titles.update(permissions)


def permission_title(code: str) -> object:
    """What a permission lets a person do."""
    return _titles.get(code, code)


def require(actor: Actor, permission: str) -> None:
    """:raises Forbidden: unless ``actor`` holds ``permission``; it names the missing right."""
    if not actor.can(permission):
        raise Forbidden(
            _l(
                "You may not do this: it needs the right “{right}”.",
                right=permission_title(permission),
            ),
            details={"permission": permission},
        )


def refuse_looker(actor: Actor) -> None:
    """:raises Forbidden: while an administrator looks through ``actor``'s eyes: read only."""
    if actor.viewer:
        raise Forbidden(
            _l(
                "You are only looking as {name}: nothing can be changed, "
                "and their account is theirs alone.",
                name=actor.name,
            )
        )


def requires(
    permission: str,
) -> Callable[[Callable[Concatenate[UnitOfWork, P], T]], Callable[Concatenate[UnitOfWork, P], T]]:
    """Guard a verb: its unit of work's actor must hold ``permission``."""

    def decorate(
        verb: Callable[Concatenate[UnitOfWork, P], T],
    ) -> Callable[Concatenate[UnitOfWork, P], T]:
        @wraps(verb)
        def guarded(uow: UnitOfWork, *args: P.args, **kwargs: P.kwargs) -> T:
            require(uow.actor, permission)
            return verb(uow, *args, **kwargs)

        guarded.__permission__ = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]  # wraps() forgets that uow is positional

    return decorate


def permission_of(verb: Callable[..., Any]) -> str | None:
    """The permission a verb was guarded with, if any."""
    return getattr(verb, "__permission__", None)
