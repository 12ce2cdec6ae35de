"""Verbs of sales: enter a contract, correct it, break it down, terminate it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from aftersales.access.permissions import requires
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.i18n import _l
from aftersales.regulation.resolve import resolve
from aftersales.workflow import advance, start
from modules.customers.api import Contact, Customer, WarrantyPlan
from modules.handoff import manifest as may
from modules.handoff.events import ContractDecomposed
from modules.handoff.models import Contract
from modules.handoff.queries import clauses_of, items_of
from modules.handoff.services.lines import (
    keep_clauses,
    keep_documents,
    keep_items,
    keep_kit,
    serials_in,
)

Lines = Sequence[Mapping[str, Any]]

SHIPPED = ("in_transit", "delivered", "accepted")
CLOSED = ("handed_over", "terminated")


@requires(may.WRITE)
def register_contract(
    uow: UnitOfWork,
    *,
    number: str,
    customer_id: int,
    contact_id: int | None = None,
    signed_on: date | None = None,
    delivery_on: date | None = None,
    amount: Decimal | None = None,
    salesperson: str = "",
    site_address: str = "",
    payment_terms: str = "",
    warranty_plan_id: int | None = None,
    warranty_terms: str = "",
    special_promises: str = "",
    no_promises: bool = False,
    emergency_clause: str = "",
    needs_acceptance: bool = True,
    note: str = "",
    items: Lines = (),
    clauses: Lines = (),
    kit: Lines = (),
    documents: Lines = (),
) -> Contract:
    """Enter a signed contract with what it sells and asks, as a draft (W1, S2-1.2).

    :raises Invalid: the number is taken, customer, contact, plan or a line is unknown, or dates and
        promises contradict each other; each names its field.
    """
    contract = Contract(number=_free_number(uow, number))
    _set_customer(uow, contract, customer_id, contact_id)
    _set_plan(uow, contract, warranty_plan_id)
    contract.site_address = site_address or contract.customer.address
    contract.signed_on, contract.delivery_on = signed_on, delivery_on
    contract.amount, contract.payment_terms = amount, payment_terms
    contract.salesperson = salesperson or uow.actor.name
    contract.warranty_terms, contract.emergency_clause = warranty_terms, emergency_clause
    contract.special_promises, contract.no_promises = special_promises, no_promises
    contract.needs_acceptance = _needs_acceptance(uow, needs_acceptance)
    contract.note = note
    _check(contract)
    start(uow, contract)
    keep_items(uow, contract, items)
    keep_clauses(uow, contract, clauses)
    keep_kit(uow, contract, kit)
    keep_documents(uow, contract, documents)
    return contract


@requires(may.WRITE)
def change_contract(uow: UnitOfWork, /, *, record_id: int, **changes: Any) -> Contract:
    """Correct a contract; only what is given changes, lines as a whole.

    What was signed in the review, shipped or handed over stays as it was (W1).

    :param changes: as in ``register_contract``.
    :raises Refused: the contract is under review, handed over or terminated.
    :raises Invalid: as ``register_contract``.
    """
    contract = uow.get(Contract, record_id, lock=True)
    if sentence := why_locked(uow, contract):
        raise Refused(sentence)
    lines = {name: changes.pop(name, None) for name in ("items", "clauses", "kit", "documents")}
    if "number" in changes:
        contract.number = _free_number(uow, changes.pop("number"), besides=contract)
    if "customer_id" in changes:
        contact_id = changes.pop("contact_id", contract.contact_id)
        _set_customer(uow, contract, changes.pop("customer_id"), contact_id)
    if "warranty_plan_id" in changes:
        _set_plan(uow, contract, changes.pop("warranty_plan_id"))
    for name, value in changes.items():
        setattr(contract, name, value)
    _check(contract)
    uow.flush()
    _change_lines(uow, contract, lines)
    return contract


def _change_lines(uow: UnitOfWork, contract: Contract, lines: dict[str, Any]) -> None:
    if lines["items"] is not None:
        if contract.state in SHIPPED:
            _keep_shipped(uow, contract, lines["items"])
        else:
            keep_items(uow, contract, lines["items"])
    for name, keep in (
        ("clauses", keep_clauses),
        ("kit", keep_kit),
        ("documents", keep_documents),
    ):
        if lines[name] is not None:
            keep(uow, contract, lines[name])


def why_locked(_uow: UnitOfWork, contract: Contract) -> Any:
    """Why nobody may edit the contract now; None when one may."""
    if contract.state == "review":
        return _l("The departments are signing this text; it does not change meanwhile.")
    if contract.state in CLOSED:
        return _l("The contract is closed; its machines live on in the equipment list.")
    return None


@requires(may.WRITE)
def decompose(uow: UnitOfWork, *, record_id: int, clauses: Lines) -> Contract:
    """Break a contract down: each requirement to one department, with a due date (S1-in-1)."""
    return change_contract(uow, record_id=record_id, clauses=clauses)


@requires(may.WRITE)
def release_to_departments(uow: UnitOfWork, *, record_id: int) -> Contract:
    """The break-down is complete; the departments' clauses are due from now on.

    Emits ``ContractDecomposed``. :raises Refused: a clause lacks department or due date.
    """
    contract = uow.get(Contract, record_id, lock=True)
    advance(uow, contract, "decomposed")
    departments = {c.department_id for c in clauses_of(uow, contract) if c.department_id}
    uow.emit(ContractDecomposed(contract_id=contract.id, department_ids=tuple(sorted(departments))))
    return contract


@requires(may.TERMINATE)
def terminate(uow: UnitOfWork, *, record_id: int, reason: str) -> Contract:
    """End a contract before hand-over, with a reason that stays in its history (W1)."""
    contract = uow.get(Contract, record_id, lock=True)
    advance(uow, contract, "terminate", note=reason)
    return contract


def _needs_acceptance(uow: UnitOfWork, agreed: bool) -> bool:
    """Whether acceptance on site comes: as the contract says, unless the regulation decides."""
    rule = resolve(uow, "handoff.installation")
    fixed = {"always": True, "never": False}
    return fixed.get(rule.text, agreed) if rule.is_set else agreed


def _free_number(uow: UnitOfWork, number: str, besides: Contract | None = None) -> str:
    clean = number.strip()
    query = select(Contract.id).where(func.upper(Contract.number) == clean.upper())
    if besides is not None:
        query = query.where(Contract.id != besides.id)
    with uow.system("a contract number is unique over all rows, seen or not"):
        taken = uow.scalar(query)
    if taken is not None:
        raise Invalid(_l("Contract {number} is entered already.", number=clean), field="number")
    return clean


def _set_customer(
    uow: UnitOfWork, contract: Contract, customer_id: int, contact_id: int | None
) -> None:
    customer, contact = uow.find(Customer, customer_id), uow.find(Contact, contact_id)
    if customer is None:
        raise Invalid(_l("Choose the customer from the list."), field="customer_id")
    if contact_id is not None and (contact is None or contact.customer_id != customer.id):
        raise Invalid(_l("This person belongs to another customer."), field="contact_id")
    contract.customer, contract.contact = customer, contact


def _set_plan(uow: UnitOfWork, contract: Contract, plan_id: int | None) -> None:
    plan = uow.find(WarrantyPlan, plan_id)
    if plan_id is not None and plan is None:
        raise Invalid(_l("Choose the warranty plan from the list."), field="warranty_plan_id")
    contract.warranty_plan = plan


def _check(contract: Contract) -> None:
    if contract.no_promises and contract.special_promises:
        raise Invalid(
            _l("Either there are special promises or there are none."), field="no_promises"
        )
    if contract.signed_on and contract.delivery_on and contract.delivery_on < contract.signed_on:
        raise Invalid(_l("Delivery before the contract was signed?"), field="delivery_on")


def _keep_shipped(uow: UnitOfWork, contract: Contract, lines: Lines) -> None:
    """Refuse other items than those on the lorry."""
    shipped = {
        (item.id, item.product_id, item.quantity, item.serials): None
        for item in items_of(uow, contract)
    }
    given = {
        (
            line.get("id"),
            line["product_id"],
            int(line["quantity"]),
            ", ".join(sorted(serials_in(line.get("serials") or ""))),
        ): None
        for line in lines
    }
    if given != shipped:
        raise Invalid(_l("Shipped already: the items do not change any more."), field="items")
