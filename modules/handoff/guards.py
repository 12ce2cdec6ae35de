"""What must be true before a contract takes a step; each refusal says what is missing (W1)."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l, format_quantity
from aftersales.regulation.resolve import Scope, resolve
from aftersales.workflow import ApprovalChain, chain_of
from modules.customers.api import START_EVENTS, Contact
from modules.handoff.models import Contract
from modules.handoff.queries import (
    acceptance_of,
    clauses_of,
    documents_of,
    items_of,
    kit_of,
)

REVIEW = "review"
"""Name of the approval chain of a contract's review."""


def scope_of(contract: Contract) -> Scope:
    """What the regulation may make a contract's values depend on."""
    return Scope(
        contract=contract.number,
        customer_class=contract.customer.customer_class,
        region_class=contract.customer.region_class,
    )


def has_items(uow: UnitOfWork, contract: Contract) -> None:
    """Something must be sold."""
    if not items_of(uow, contract):
        raise Refused(_l("Enter at least one item before the contract is reviewed."))


def review_signed(uow: UnitOfWork, contract: Contract) -> None:
    """All departments of the review have signed."""
    if _chain_state(uow, contract) != "approved":
        raise Refused(_l("The review is not signed by every department yet."))


def review_refused(uow: UnitOfWork, contract: Contract) -> None:
    """A department of the review said no or sent it back, or sales took it back."""
    if _chain_state(uow, contract) not in ("rejected", "returned", "withdrawn"):
        raise Refused(_l("Nobody has refused the contract; refuse it in its review."))


def _chain_state(uow: UnitOfWork, contract: Contract) -> str:
    chain: ApprovalChain | None = chain_of(uow, contract, REVIEW)
    return chain.state if chain else ""


def every_clause_placed(uow: UnitOfWork, contract: Contract) -> None:
    """Every clause has a department and a due date (S1-in-1)."""
    if not resolve(uow, "handoff.decomposition_required", scope=scope_of(contract)).flag:
        return
    clauses = clauses_of(uow, contract)
    if not clauses:
        raise Refused(_l("Break the contract down first: no clause is entered."))
    loose = [c.number or c.text[:12] for c in clauses if not c.department_id or not c.due_on]
    if loose:
        raise Refused(
            _l("Department or due date is missing for clause {clauses}.", clauses="、".join(loose))
        )


def kit_complete(uow: UnitOfWork, contract: Contract) -> None:
    """Nothing ships before everything is there (S0-4.2.2)."""
    if not resolve(uow, "handoff.kit_check", scope=scope_of(contract)).flag:
        return
    kit = kit_of(uow, contract)
    if not kit:
        raise Refused(_l("Enter what belongs to the delivery, then check it."))
    missing = [f"{line.name} × {format_quantity(line.missing)}" for line in kit if line.missing]
    if missing:
        raise Refused(_l("Not complete yet, missing: {parts}.", parts="、".join(missing)))


def serials_complete(uow: UnitOfWork, contract: Contract) -> None:
    """Each machine that leaves has its serial number."""
    short = [
        f"{item.product.model} {len(item.machines)}/{item.quantity}"
        for item in items_of(uow, contract)
        if len(item.machines) != item.quantity
    ]
    if short:
        raise Refused(
            _l("Enter a serial number for each machine: {items}.", items="、".join(short))
        )


def ready_for_service(uow: UnitOfWork, contract: Contract) -> None:
    """Service takes over only what it can serve: the list of the regulation (W1)."""
    if missing := missing_for_service(uow, contract):
        raise Refused(
            _l("Service cannot take over yet; still missing: {what}.", what="、".join(missing))
        )
    _warranty_has_begun(uow, contract)


def missing_for_service(
    uow: UnitOfWork, contract: Contract, among: Collection[str] = ()
) -> list[str]:
    """What the regulation asks for and the contract does not have yet, in the reader's words.

    :param among: codes of ``REQUIRED`` to look at; empty: all.
    """
    required = resolve(uow, "handoff.required", scope=scope_of(contract))
    asked = required.items if required.is_set else ()
    return [
        str(title)
        for code, (title, is_there) in REQUIRED.items()
        if code in asked and (not among or code in among) and not is_there(uow, contract)
    ]


def _warranty_has_begun(uow: UnitOfWork, contract: Contract) -> None:
    """The date the warranty counts from must be on record."""
    if contract.needs_acceptance and contract.state == "delivered":
        raise Refused(_l("Acceptance on site was agreed; record it first."))
    plan = contract.warranty_plan
    event = plan.start_event if plan else "acceptance"
    if event == "acceptance" and acceptance_of(uow, contract) is None:
        raise Refused(
            _l(
                "The warranty counts from “{event}”, of which no date is on record.",
                event=START_EVENTS[event][0],
            )
        )


def _has_serials(uow: UnitOfWork, contract: Contract) -> bool:
    items = items_of(uow, contract)
    return bool(items) and all(len(item.machines) == item.quantity for item in items)


def _has_contact(uow: UnitOfWork, contract: Contract) -> bool:
    if contract.contact_id is not None:
        return True
    query = select(Contact.id).where(Contact.customer_id == contract.customer_id).limit(1)
    return uow.scalar(query) is not None


Check = Callable[[UnitOfWork, Contract], bool]

REQUIRED: dict[str, tuple[object, Check]] = {
    "serials": (_l("serial numbers"), _has_serials),
    "warranty_plan": (_l("warranty plan"), lambda _uow, c: c.warranty_plan_id is not None),
    "contacts": (_l("a contact of the customer"), _has_contact),
    "commitments": (
        _l("special promises, or the word that there are none"),
        lambda _uow, c: bool(c.special_promises) or c.no_promises,
    ),
    "emergency_clause": (_l("emergency clause"), lambda _uow, c: bool(c.emergency_clause)),
    "documents": (_l("documents handed over"), lambda uow, c: bool(documents_of(uow, c))),
}
"""What the regulation may ask for: the code of ``handoff.required``, its words, and the look."""

IN_THE_CONTRACT = ("warranty_plan", "commitments", "emergency_clause")
"""What a list of contracts can tell without asking for more."""

__all__ = [
    "IN_THE_CONTRACT",
    "REQUIRED",
    "REVIEW",
    "every_clause_placed",
    "has_items",
    "kit_complete",
    "missing_for_service",
    "ready_for_service",
    "review_refused",
    "review_signed",
    "scope_of",
    "serials_complete",
]
