"""Whether a company has the people a chain asks for: everybody signs once, nobody his own request.

A chain that nobody could finish is refused before anybody waits for it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select

from aftersales.auth.models import Department, Role, User, user_roles
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.workflow.chains import Approval, ApprovalChain
from aftersales.workflow.signers import is_placed, signed_by
from aftersales.workflow.turns import UNDECIDED


@dataclass(frozen=True, slots=True)
class Holder:
    """An active person with one of his roles."""

    user_id: int
    department: str | None
    role: str | None


def holders(
    uow: UnitOfWork, roles: Iterable[str], people: Iterable[int | None] = ()
) -> list[Holder]:
    """Active holders of the roles, and the named people where they are active."""
    named = {person for person in people if person is not None}
    found = uow.rows(
        select(User.id, Department.code, Role.code)
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(user_roles, user_roles.c.user_id == User.id)
        .outerjoin(Role, Role.id == user_roles.c.role_id)
        .where(User.is_active, or_(Role.code.in_(set(roles)), User.id.in_(named)))
        .order_by(User.id)
    )
    return [Holder(*one) for one in found]


def signers_of(step: Approval, found: Sequence[Holder]) -> set[int]:
    """Who of the holders may sign a step."""
    if step.user_id is not None:
        return {one.user_id for one in found if one.user_id == step.user_id}
    return {
        one.user_id for one in found if one.role == step.role and is_placed(step, one.department)
    }


def first_unfilled(
    uow: UnitOfWork,
    chain: ApprovalChain,
    *,
    given: Approval | None = None,
    by: Collection[int | None] = (),
) -> Approval | None:
    """A step nobody is left for, when everybody signs once and nobody his own request.

    :param given: a step to be thought of as signed, ``by`` those people.
    """
    steps = [one for one in chain.steps if one.state in UNDECIDED and one is not given]
    found = holders(uow, (one.role for one in steps), (one.user_id for one in steps))
    excluded = {chain.opened_by_id}
    if not chain.sign_twice:
        excluded |= signed_by(chain) | set(by)
    candidates = {id(one): signers_of(one, found) - excluded for one in steps}
    wanted = []
    for group in chain.groups():
        agreed = sum(one.state == "approved" or one is given for one in group)
        missing = (group[0].needed or len(group)) - agreed
        if missing > 0:
            wanted.append(([one for one in group if id(one) in candidates], missing))
    if chain.sign_twice:
        return next((s for g, missing in wanted for s in _short(g, missing, candidates)), None)
    return _Seating(candidates).first_short(wanted)


def require_people(uow: UnitOfWork, chain: ApprovalChain) -> None:
    """:raises Refused: a step of the chain has nobody left to sign it."""
    if step := first_unfilled(uow, chain):
        raise Refused(
            _l(
                "Nobody is left to sign as “{step}”: nobody signs what he asked for, and nobody "
                "twice. Let somebody else ask, give another person the role, or let the "
                "regulation allow one person two signatures.",
                step=step.title,
            )
        )


def _short(
    group: Sequence[Approval], missing: int, candidates: dict[int, set[int]]
) -> list[Approval]:
    empty = [one for one in group if not candidates[id(one)]]
    return empty[:1] if len(group) - len(empty) < missing else []


@dataclass(slots=True)
class _Seating:
    """Gives each wanted signature a person of its own (augmenting paths of a unit flow)."""

    candidates: dict[int, set[int]]
    taken: dict[int, Approval] = field(default_factory=dict)
    seated: set[int] = field(default_factory=set)
    group_of: dict[int, Sequence[Approval]] = field(default_factory=dict)
    moving: set[int] = field(default_factory=set)

    def first_short(self, wanted: Iterable[tuple[Sequence[Approval], int]]) -> Approval | None:
        """A step of the first group that cannot have as many people as it needs."""
        for group, missing in wanted:
            self.group_of |= {id(one): group for one in group}
            for _turn in range(missing):
                if not self._one_of(group, set()):
                    return next((one for one in group if id(one) not in self.seated), group[-1])
        return None

    def _one_of(self, group: Sequence[Approval], tried: set[int]) -> bool:
        for one in group:
            if id(one) not in self.seated | self.moving and self._seat(one, tried):
                self.seated.add(id(one))
                return True
        return False

    def _seat(self, step: Approval, tried: set[int]) -> bool:
        self.moving.add(id(step))
        try:
            for person in sorted(self.candidates[id(step)]):
                if person not in tried and self._freed(person, tried):
                    self.taken[person] = step
                    return True
            return False
        finally:
            self.moving.discard(id(step))

    def _freed(self, person: int, tried: set[int]) -> bool:
        tried.add(person)
        owner = self.taken.get(person)
        return owner is None or self._seat(owner, tried) or self._instead_of(owner, tried)

    def _instead_of(self, owner: Approval, tried: set[int]) -> bool:
        """Let another step of the owner's group be signed in its place."""
        if self._one_of(self.group_of[id(owner)], tried):
            self.seated.discard(id(owner))
            return True
        return False
