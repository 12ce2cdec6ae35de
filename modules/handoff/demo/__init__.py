"""Three contracts of the demo company: one at the works, one on site, one in service's care."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from aftersales.auth.models import Department, Region, Role, User
from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.workflow import ApprovalChain, advance, chain_of
from modules.customers.api import Customer, Product, WarrantyPlan, primary_contact
from modules.handoff.demo.stories import STORIES, Story
from modules.handoff.guards import REVIEW
from modules.handoff.models import Contract
from modules.handoff.queries import clauses_of, kit_of
from modules.handoff.services.clauses import complete_clause
from modules.handoff.services.contracts import register_contract, release_to_departments
from modules.handoff.services.delivery import (
    kit_check,
    record_acceptance,
    register_delivery,
    ship,
)
from modules.handoff.services.handover import accept_handoff
from modules.handoff.services.review import submit_for_review


def load_demo(uow: UnitOfWork) -> None:
    """Enter the contracts that are not there yet, each at the moment its story says."""
    customers = _local_customers(uow)
    for position, story in enumerate(STORIES):
        number = f"HNJN-{clock.today().year}-{story.number}"
        known = uow.scalar(select(Contract.id).where(Contract.number == number))
        if known is None and customers:
            _tell(uow, story, number, customers[position % len(customers)])


def _local_customers(uow: UnitOfWork) -> Sequence[Customer]:
    """Customers of the local region, key accounts first."""
    statement = (
        select(Customer)
        .join(Region, Customer.region_id == Region.id)
        .where(Region.region_class == "local")
        .order_by(Customer.customer_class, Customer.code)
    )
    return uow.scalars(statement).all()


def _tell(uow: UnitOfWork, story: Story, number: str, customer: Customer) -> None:
    """Let the story happen, each step on its day at nine in the morning."""
    steps: tuple[tuple[int | None, Callable[[], object]], ...] = (
        (story.signed, lambda: _sign(uow, story, number, customer)),
        (story.released, lambda: _release(uow, number)),
        (story.checked, lambda: _check(uow, number)),
        (story.shipped, lambda: _ship(uow, number)),
        (story.received, lambda: _receive(uow, number)),
        (story.accepted, lambda: _accept(uow, number)),
        (story.handed_over, lambda: _take_over(uow, number)),
    )
    for days_ago, step in steps:
        if days_ago is not None:
            with ExitStack() as held:
                held.enter_context(clock.frozen(_nine(days_ago)))
                step()


def _nine(days_ago: int) -> datetime:
    day = clock.today() - timedelta(days=days_ago)
    return datetime.combine(day, time(9, 0), clock.zone())


def _contract(uow: UnitOfWork, number: str) -> Contract:
    return uow.scalars(select(Contract).where(Contract.number == number)).one()


def _sign(uow: UnitOfWork, story: Story, number: str, customer: Customer) -> None:
    contact = primary_contact(uow, customer.id)
    plan = uow.scalar(select(WarrantyPlan.id).where(WarrantyPlan.code == story.plan))
    register_contract(
        uow,
        number=number,
        customer_id=customer.id,
        contact_id=contact.id if contact else None,
        signed_on=clock.today(),
        delivery_on=clock.today() + timedelta(days=story.delivery_in),
        amount=Decimal(story.amount),
        salesperson="刘洋",
        payment_terms="预付30%，发货前付60%，质保金10%于质保期满付清。",
        warranty_plan_id=plan,
        warranty_terms=story.warranty_terms,
        special_promises=story.promises,
        no_promises=not story.promises,
        emergency_clause=story.emergency,
        items=_items(uow, story),
        clauses=_clauses(uow, story),
        kit=[{"name": name, "required": Decimal(count)} for name, count in story.kit],
        documents=[{"title": title, "copies": 2} for title in story.documents],
    )


def _items(uow: UnitOfWork, story: Story) -> list[Mapping[str, Any]]:
    models = {
        product.model: product.id
        for product in uow.scalars(select(Product).where(Product.model.in_(dict(story.machines))))
    }
    return [
        {"product_id": models[model], "quantity": 1, "serials": f"HN{clock.today():%y%m}{tail}"}
        for model, tail in story.machines
        if model in models
    ]


def _clauses(uow: UnitOfWork, story: Story) -> list[Mapping[str, Any]]:
    departments = {d.code: d.id for d in uow.scalars(select(Department))}
    return [
        {
            "number": number,
            "kind": kind,
            "text": text,
            "department_id": departments.get(department),
            "due_on": clock.today() + timedelta(days=due_in),
        }
        for number, kind, text, department, due_in in story.clauses
    ]


def _release(uow: UnitOfWork, number: str) -> None:
    """Reviewed and broken down on one morning; the departments' heads have signed."""
    contract = _contract(uow, number)
    submit_for_review(uow, record_id=contract.id)
    chain = chain_of(uow, contract, REVIEW)
    if chain is not None:
        _all_sign(uow, chain)
        advance(uow, contract, "pass_review")
    release_to_departments(uow, record_id=contract.id)


def _all_sign(uow: UnitOfWork, chain: ApprovalChain) -> None:
    """Write the signatures down: the demo has one person for each role, and no one logged in."""
    people = {role.code: user for user in uow.scalars(select(User)) for role in user.roles}
    for step in chain.steps:
        signer = people.get(step.role)
        step.state, step.decided_at = "approved", uow.now
        step.decided_by_id = signer.id if signer else None
        step.decided_by_name = signer.name if signer else ""
        step.note = "同意"
    chain.state = "approved"
    uow.flush()


def _check(uow: UnitOfWork, number: str) -> None:
    contract = _contract(uow, number)
    for clause in clauses_of(uow, contract):
        complete_clause(uow, record_id=clause.id, note="已完成，资料随车。")
    kit = [
        {"id": k.id, "name": k.name, "required": k.required, "present": k.required}
        for k in kit_of(uow, contract)
    ]
    kit_check(uow, record_id=contract.id, kit=kit)


def _ship(uow: UnitOfWork, number: str) -> None:
    ship(
        uow,
        record_id=_contract(uow, number).id,
        shipped_on=clock.today(),
        carrier="湘运物流",
        waybill=f"XY{clock.today():%Y%m%d}01",
    )


def _receive(uow: UnitOfWork, number: str) -> None:
    contract = _contract(uow, number)
    receiver = contract.contact.name if contract.contact else "仓库"
    register_delivery(uow, record_id=contract.id, received_on=clock.today(), receiver=receiver)


def _accept(uow: UnitOfWork, number: str) -> None:
    contract = _contract(uow, number)
    record_acceptance(
        uow,
        record_id=contract.id,
        accepted_on=clock.today(),
        signed_by=contract.contact.name if contract.contact else "",
        note="空载、负载试车各4小时，运行平稳。",
    )


def _take_over(uow: UnitOfWork, number: str) -> None:
    contract = accept_handoff(uow, record_id=_contract(uow, number).id)
    receiver = uow.scalar(select(User).join(User.roles).where(Role.code == "dispatcher").limit(1))
    contract.handed_over_by_id = receiver.id if receiver else None
