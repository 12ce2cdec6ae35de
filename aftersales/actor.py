"""Who acts: a person with a set of rights, or a named part of the system."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one in whose name a unit of work runs; its rights are fixed for the length of it.

    ``roles`` are role codes, ``permissions`` permission codes; ``department_id`` and
    ``region_ids`` are what record rules compare rows with. A system actor has a reason instead of
    a person and passes every check. ``viewer`` names the administrator who looks through the
    actor's eyes and may change nothing.
    """

    name: str
    user_id: int | None = None
    permissions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    department_id: int | None = None
    department_code: str = ""
    region_ids: frozenset[int] = frozenset()
    locale: str = "zh_CN"
    system_reason: str = field(default="")
    viewer: str = ""

    @property
    def is_system(self) -> bool:
        """True for a named part of the program, never for a person."""
        return bool(self.system_reason)

    def can(self, permission: str) -> bool:
        """Whether the actor holds ``permission``."""
        return self.is_system or permission in self.permissions

    def has_role(self, *codes: str) -> bool:
        """Whether the actor fills one of these roles (a system actor fills none)."""
        return not self.roles.isdisjoint(codes)


def system_actor(reason: str) -> Actor:
    """The program itself, acting for ``reason`` (shown in the audit trail)."""
    return Actor(name=reason, system_reason=reason)


ANONYMOUS = Actor(name="anonymous")
"""Nobody in particular: holds no permission and sees no scoped row."""
