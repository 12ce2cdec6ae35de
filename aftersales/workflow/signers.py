"""Who may sign a step: who fills it, who stands in for whom, and who must leave it to others.

- A step of a role is filled by its holders; where it names departments, by those of them alone.
- A substitute fills what the person he stands in for fills, on the days named, and nothing of what
  that person himself does as a substitute.
- Nobody signs what he asked for, neither himself nor through a substitute, nor as one.
- Nobody signs a chain twice, unless the regulation lets him (``approval.sign_twice``); a signature
  given for another counts for both.
- Who may not see the record may not sign. A substitute sees it as the person he stands in for.
"""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased, contains_eager

from aftersales.actor import Actor
from aftersales.auth.identity import read_identity
from aftersales.auth.models import Department, Role, User, user_roles
from aftersales.db import clock
from aftersales.db.base import RecordRef, mapped_classes
from aftersales.db.uow import UnitOfWork
from aftersales.errors import DomainError, Forbidden, NotFound, Refused
from aftersales.i18n import _l
from aftersales.workflow.chains import Approval, ApprovalChain, Substitute, words

MANY = 300
"""Nobody reads further; so many open steps are looked at."""
STANDING_IN = "standing in"
NOWHERE = "-"
"""The department of who has none."""


@dataclass(frozen=True, slots=True)
class Behalf:
    """A person the actor stands in for, with what that person may."""

    actor: Actor
    substitute: Substitute

    @property
    def id(self) -> int:
        """The person's key."""
        return self.substitute.person_id

    @property
    def name(self) -> str:
        """The person's name."""
        return self.actor.name


@dataclass(frozen=True, slots=True)
class Signing:
    """In whose name the actor signs a step (``None``: his own), or why he does not."""

    behalf: Behalf | None = None
    refusal: DomainError | None = None

    @property
    def is_given(self) -> bool:
        """Whether he may sign."""
        return self.refusal is None

    def required(self) -> "Signing":
        """This; :raises DomainError: the refusal."""
        if self.refusal:
            raise self.refusal
        return self


def fills(step: Approval, person: Actor) -> bool:
    """Whether a step is this person's to sign."""
    if step.user_id is not None:
        return step.user_id == person.user_id
    return person.has_role(step.role) and is_placed(step, person.department_code)


def is_placed(step: Approval, department: str | None) -> bool:
    """Whether somebody of this department may sign a step of a role."""
    return not step.departments or words(department or NOWHERE) in step.departments


def fills_directly(uow: UnitOfWork, step: Approval) -> bool:
    """Whether it is the actor's own, not as a substitute."""
    return fills(step, uow.actor)


def represented(uow: UnitOfWork) -> Sequence[Behalf]:
    """Those the actor stands in for today; read once in a unit of work."""
    if uow.actor.user_id is None:
        return ()
    key = STANDING_IN, RecordRef("auth.User", uow.actor.user_id)
    if key not in uow.known:
        today = clock.today()
        found = uow.scalars(
            select(Substitute)
            .where(
                Substitute.substitute_id == uow.actor.user_id,
                Substitute.from_on <= today,
                Substitute.until_on >= today,
            )
            .order_by(Substitute.id)
        ).all()
        uow.known[key] = [
            Behalf(identity.actor, one)
            for one in found
            if (identity := read_identity(uow, one.person_id)) is not None
        ]
    return uow.known[key]


def signing_of(uow: UnitOfWork, step: Approval) -> Signing:
    """How the actor signs a step now, or why he may not."""
    chain = step.chain
    if step.state != "open" or chain.state != "open":
        refusal = _l("This step was already decided, or it is not its turn yet.")
        return Signing(refusal=Refused(refusal))
    refused: DomainError | None = None
    if fills_directly(uow, step):
        refused = _hindrance(chain, {uow.actor.user_id})
        if refused is None:
            return Signing()
    for one in represented(uow):
        if one.substitute.covers(chain) and fills(step, one.actor):
            hindrance = _hindrance(chain, {uow.actor.user_id, one.id})
            if hindrance is None:
                return Signing(one)
            refused = refused or hindrance
    only = Forbidden(_l("Only “{role}” may sign this step.", role=step.title))
    return Signing(refusal=refused or only)


def signed_by(chain: ApprovalChain) -> set[int | None]:
    """Who has given a signature of the chain that counts, or in whose name it was given."""
    given = [step for step in chain.steps if step.state in ("approved", "rejected")]
    people = {step.decided_by_id for step in given} | {step.on_behalf_id for step in given}
    return people - {None}


def _hindrance(chain: ApprovalChain, people: set[int | None]) -> DomainError | None:
    if chain.opened_by_id is not None and chain.opened_by_id in people:
        return Forbidden(_l("Nobody approves what he asked for himself."))
    if not chain.sign_twice and people & signed_by(chain):
        return Forbidden(
            _l("Nobody signs twice: this chain already bears your signature, or one in your name.")
        )
    return None


def require_sight(uow: UnitOfWork, chain: ApprovalChain, signing: Signing) -> None:
    """:raises NotFound: the record is not to be seen by who signs."""
    person = signing.behalf.actor if signing.behalf else None
    if not seen(uow, [target_of(chain)], person):
        raise NotFound(_l("There is no such record, or you may not see it."))


def seen(
    uow: UnitOfWork, targets: Iterable[RecordRef], person: Actor | None = None
) -> set[RecordRef]:
    """Those of the records that a person (the actor when left out) may see."""
    wanted: dict[str, set[int]] = {}
    for target in targets:
        wanted.setdefault(target.model, set()).add(target.id)
    classes: dict[str, Any] = mapped_classes() if wanted else {}
    found: set[RecordRef] = set()
    with uow.acting_as(person) if person else nullcontext():
        for name, keys in wanted.items():
            if model := classes.get(name):
                ids = uow.scalars(select(model.id).where(model.id.in_(keys)))
                found |= {RecordRef(name, key) for key in ids}
    return found


def pending(uow: UnitOfWork) -> list[tuple[Approval, Signing]]:
    """What the actor may sign now and in whose name, oldest first; of records he may see."""
    steps = uow.scalars(_open_steps(), _values(uow)).unique().all()
    groups: dict[int | None, list[tuple[Approval, Signing]]] = {}
    for step in steps:
        found = signing_of(uow, step)
        groups.setdefault(found.behalf.id if found.behalf else None, []).append((step, found))
    result = []
    for members in groups.values():
        behalf = members[0][1].behalf
        targets = [target_of(step.chain) for step, _found in members]
        visible = seen(uow, targets, behalf.actor if behalf else None)
        result += [one for one, target in zip(members, targets, strict=True) if target in visible]
    return sorted(result, key=lambda one: (one[0].opened_at or uow.now, one[0].id))


def pending_for(uow: UnitOfWork) -> list[Approval]:
    """The steps the actor may sign now, oldest first."""
    return [step for step, _signing in pending(uow)]


def waiting_steps(uow: UnitOfWork, limit: int) -> Sequence[Approval]:
    """The oldest of them in one statement, without asking whether he may see the records."""
    lean = _open_steps().options(contains_eager(Approval.chain).lazyload(ApprovalChain.steps))
    found = uow.scalars(lean.limit(limit), _values(uow)).unique().all()
    if len(found) < limit:
        uow.known[_to_sign(uow)] = found
    return found


def waiting_count(uow: UnitOfWork) -> int:
    """How many they are, as ``waiting_steps`` counts; asked on every page."""
    known = uow.known.get(_to_sign(uow))
    return (uow.scalar(_counted(), _values(uow)) or 0) if known is None else len(known)


def _to_sign(uow: UnitOfWork) -> tuple[str, RecordRef]:
    return "to sign", RecordRef("auth.User", uow.actor.user_id or 0)


def target_of(chain: ApprovalChain) -> RecordRef:
    """The record a chain belongs to."""
    return RecordRef(chain.model, chain.record_id)


def _values(uow: UnitOfWork) -> dict[str, Any]:
    return {
        "me": uow.actor.user_id or 0,
        "roles": sorted(uow.actor.roles),
        "place": words(uow.actor.department_code or NOWHERE),
        "today": clock.today(),
    }


@cache
def _open_steps() -> Select[Approval]:
    """The open steps ``signing_of`` gives the actor, found by the database."""
    return (
        select(Approval)
        .join(Approval.chain)
        .options(contains_eager(Approval.chain))
        .where(*_mine())
        .order_by(Approval.opened_at, Approval.id)
        .limit(MANY)
    )


@cache
def _counted() -> Select[int]:
    few = select(Approval.id).join(Approval.chain).where(*_mine()).limit(MANY).subquery()
    return select(func.count()).select_from(few)


def _mine() -> tuple[ColumnElement[bool], ...]:
    me: Any = bindparam("me")
    own = _filled(
        me,
        Approval.role.in_(bindparam("roles", expanding=True)),
        Approval.departments.contains(bindparam("place")),
    )
    return (
        Approval.state == "open",
        ApprovalChain.state == "open",
        ~_barred(me),
        own | _for_another(me),
    )


def _filled(
    person: Any, role: ColumnElement[bool], place: ColumnElement[bool]
) -> ColumnElement[bool]:
    of_role = and_(Approval.user_id.is_(None), role, or_(Approval.departments == "", place))
    return or_(Approval.user_id == person, of_role)


def _for_another(me: Any) -> ColumnElement[bool]:
    """Steps of those the actor stands in for today, where they are not barred themselves."""
    person, blank = Substitute.person_id, literal(" ")
    kind = blank + ApprovalChain.model + "/" + ApprovalChain.name + blank
    return (
        select(Substitute.id)
        .join(User, User.id == person)
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(user_roles, user_roles.c.user_id == person)
        .outerjoin(Role, Role.id == user_roles.c.role_id)
        .where(
            Substitute.substitute_id == me,
            Substitute.from_on <= bindparam("today"),
            Substitute.until_on >= bindparam("today"),
            User.is_active,
            (Substitute.chains == "") | Substitute.chains.contains(kind),
            _filled(
                person,
                Approval.role == Role.code,
                Approval.departments.contains(blank + Department.code + blank),
            ),
            ~_barred(person),
        )
        .exists()
    )


def _barred(person: Any) -> ColumnElement[bool]:
    """Who asked for the chain, or signed it, where nobody signs twice."""
    given = aliased(Approval)
    signed = (
        select(given.id)
        .where(
            given.chain_id == ApprovalChain.id,
            given.state.in_(("approved", "rejected")),
            (given.decided_by_id == person) | (given.on_behalf_id == person),
        )
        # Two levels down nothing is tied to the chain by itself: it would mean any chain.
        .correlate(ApprovalChain, Substitute)
        .exists()
    )
    asked = and_(ApprovalChain.opened_by_id.is_not(None), ApprovalChain.opened_by_id == person)
    return or_(asked, and_(ApprovalChain.sign_twice.is_(False), signed))
