"""Chains of the regulation as the workflow room wants them, and signing one's own step."""

from collections.abc import Iterable

from aftersales.auth.roles import STANDARD_ROLES
from aftersales.db.base import Base
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Forbidden, Refused
from aftersales.i18n import _l
from aftersales.regulation.because import Bilingual
from aftersales.regulation.chain import ChainStep as RuledStep
from aftersales.workflow import Approval, ChainStep, chain_of, decide


def steps_from(ruled: Iterable[RuledStep]) -> list[ChainStep]:
    """The regulation's steps, by the name it gives them or that of their role."""
    return [ChainStep(step.role, step.title or role_title(step.role)) for step in ruled]


def role_title(code: str) -> Bilingual:
    """The name of a standard role; the code for a role of the company's own."""
    return Bilingual(*STANDARD_ROLES.get(code, (code, code)))


def own_step(uow: UnitOfWork, record: Base, chain: str) -> Approval | None:
    """The open step of the record's chain that the actor's roles may sign."""
    found = chain_of(uow, record, chain)
    if found is None or found.state != "open":
        return None
    return next(
        (one for one in found.steps if one.state == "open" and uow.actor.has_role(one.role)), None
    )


def sign(uow: UnitOfWork, record: Base, chain: str, *, approve: bool, note: str = "") -> None:
    """Decide the actor's open step.

    :raises Refused: the record does not wait for a signature.
    :raises Forbidden: it waits for somebody else's.
    """
    found = chain_of(uow, record, chain)
    if found is None or found.state != "open":
        raise Refused(_l("Nothing waits for a signature here."))
    step = own_step(uow, record, chain)
    if step is None:
        waiting = next((one.title for one in found.steps if one.state == "open"), "")
        raise Forbidden(_l("It is the turn of “{role}” to sign.", role=waiting))
    decide(uow, step.id, approve=approve, note=note)
