"""The page of a contract, with the verb for each step of its life."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Refused
from aftersales.i18n import _l
from aftersales.views import Action, Badge, Field, FormView, Group, SmartButton, Verb, counting
from aftersales.views.urls import list_url
from aftersales.workflow import my_step, why_not
from modules.customers.api import Equipment
from modules.handoff import manifest as may
from modules.handoff.forms.contract import ContractForm
from modules.handoff.forms.steps import (
    AcceptanceForm,
    BreakDownForm,
    DeliveryForm,
    KitCheckForm,
    ReasonForm,
    RefuseForm,
    ShipForm,
    SignForm,
    WhatForm,
)
from modules.handoff.guards import REVIEW, kit_complete, missing_for_service
from modules.handoff.models import Clause, Contract
from modules.handoff.queries import kit_of
from modules.handoff.services.contracts import (
    CLOSED,
    change_contract,
    decompose,
    register_contract,
    release_to_departments,
    terminate,
    why_locked,
)
from modules.handoff.services.delivery import (
    kit_check,
    record_acceptance,
    register_delivery,
    report_shortage,
    ship,
)
from modules.handoff.services.handover import accept_handoff
from modules.handoff.services.review import refuse_review, sign_review, submit_for_review
from modules.handoff.views.contract_tabs import TABS
from modules.handoff.views.line_values import kit_values, line_values
from modules.handoff.views.sources import RUNNING, TODAY


def _never(_uow: UnitOfWork, _contract: Contract | None) -> bool:
    """For steps the system takes itself, when the last signature is given."""
    return False


def _checking(_uow: UnitOfWork, contract: Contract | None) -> bool:
    return contract is not None and contract.state == "executing"


def _kit(uow: UnitOfWork, contract: Contract) -> Mapping[str, Any]:
    """The kit as it stands; a part nobody has looked at is left to be counted."""
    lines = kit_of(uow, contract)
    return {
        "kit": [
            {**shown, "present": line.present if line.checked_at else None}
            for line, shown in zip(lines, kit_values(lines), strict=True)
        ]
    }


def _breaking_down(_uow: UnitOfWork, contract: Contract | None) -> bool:
    return contract is not None and contract.state == "decomposing"


def _clause_lines(uow: UnitOfWork, contract: Contract) -> Mapping[str, Any]:
    return {"clauses": line_values(uow, contract)["clauses"]}


def _today(name: str) -> Any:
    return lambda _uow, _contract: {name: clock.today()}


def _badges(uow: UnitOfWork, contract: Contract) -> tuple[Badge, ...]:
    if contract.state not in RUNNING:
        return ()
    open_clause = (Clause.contract_id == contract.id) & (Clause.state == "open")
    late = uow.scalar(select(func.count(Clause.id)).where(open_clause, Clause.due_on < TODAY))
    if not late:
        return ()
    return (Badge(title=_l("{count} clauses overdue", count=late), color="red"),)


def _still_missing(uow: UnitOfWork, contract: Contract) -> str | None:
    """Sales knows from the first day what service will ask for on the last (W1)."""
    if contract.state in CLOSED:
        return None
    found = [_short_of(uow, contract)] if contract.state == "executing" else []
    if missing := missing_for_service(uow, contract):
        found.append(str(_l("Service will take over only with: {what}.", what="、".join(missing))))
    return " ".join(filter(None, found)) or None


def _short_of(uow: UnitOfWork, contract: Contract) -> str:
    """What the kit check found missing; nothing before somebody has looked."""
    if not any(line.checked_at for line in kit_of(uow, contract)):
        return ""
    try:
        kit_complete(uow, contract)
    except Refused as refusal:
        return str(refusal)
    return ""


def _clauses(uow: UnitOfWork, contract: Contract) -> str:
    mine = Clause.contract_id == contract.id
    done = uow.scalar(select(func.count(Clause.id)).where(mine, Clause.state == "done"))
    return f"{done}/{uow.scalar(select(func.count(Clause.id)).where(mine))}"


def _offered_role(uow: UnitOfWork, _args: Mapping[str, str]) -> Mapping[str, Any]:
    """A new contract is the desk's own, signed today."""
    return {"salesperson": uow.actor.name, "signed_on": clock.today(), "needs_acceptance": True}


def _may_sign(uow: UnitOfWork, contract: Contract | None) -> bool:
    return contract is not None and my_step(uow, contract, REVIEW) is not None


def _own_request(uow: UnitOfWork, contract: Contract) -> str | None:
    """Nobody reviews what he submitted himself, and nobody twice."""
    return why_not(uow, contract, REVIEW)


ACTIONS = (
    Action(
        name="sign",
        title=_l("Agree to the contract"),
        verb=sign_review,
        form=SignForm,
        permission=may.READ,
        when=_may_sign,
        refuse=_own_request,
        style="success",
        icon="check",
        done=_l("Signed."),
    ),
    Action(
        name="refuse",
        title=_l("Send back to sales"),
        verb=refuse_review,
        form=RefuseForm,
        permission=may.READ,
        when=_may_sign,
        refuse=_own_request,
        style="danger",
        icon="arrow-back-up",
        done=_l("Sent back to sales."),
    ),
    Action(
        name="submit",
        title=_l("Submit to joint review"),
        transition="submit",
        verb=submit_for_review,
        style="primary",
        icon="send",
        done=_l("The departments of the review have it on their desk."),
    ),
    Action(name="pass_review", title=_l("Pass review"), transition="pass_review", when=_never),
    Action(name="send_back", title=_l("Send back to sales"), transition="send_back", when=_never),
    Action(
        name="decompose",
        title=_l("Break down to the departments"),
        verb=decompose,
        form=BreakDownForm,
        initial=_clause_lines,
        permission=may.WRITE,
        when=_breaking_down,
        icon="list-details",
    ),
    Action(
        name="release",
        title=_l("Release to the departments"),
        transition="decomposed",
        verb=release_to_departments,
        style="primary",
        icon="list-check",
        done=_l("The clauses are on the departments' desks."),
    ),
    Action(
        name="kit_check",
        title=_l("Check the kit"),
        verb=kit_check,
        form=KitCheckForm,
        initial=_kit,
        permission=may.KIT,
        when=_checking,
        style="primary",
        icon="checklist",
        done=_l("The kit check is noted."),
    ),
    Action(name="kit_ok", title=_l("Kit complete"), transition="kit_ok", when=_never),
    Action(
        name="ship",
        title=_l("Ship the machines"),
        transition="ship",
        verb=ship,
        form=ShipForm,
        initial=_today("shipped_on"),
        style="primary",
        icon="truck-delivery",
    ),
    Action(
        name="shortage",
        title=_l("Report a shortage"),
        transition="shortage",
        verb=report_shortage,
        form=WhatForm,
        icon="alert-triangle",
    ),
    Action(
        name="deliver",
        title=_l("Register arrival"),
        transition="deliver",
        verb=register_delivery,
        form=DeliveryForm,
        initial=_today("received_on"),
        style="primary",
        icon="package",
    ),
    Action(
        name="accept",
        title=_l("Record acceptance"),
        transition="accept",
        verb=record_acceptance,
        form=AcceptanceForm,
        initial=_today("accepted_on"),
        style="primary",
        icon="clipboard-check",
    ),
    Action(
        name="hand_over",
        title=_l("Accept the hand-off"),
        transition="hand_over",
        verb=accept_handoff,
        confirm=_l("Take the machines into service's care? Warranty and promises are fixed then."),
        style="success",
        icon="check",
        done=_l("The machines are in service's care now."),
    ),
    Action(
        name="terminate",
        title=_l("Terminate the contract"),
        transition="terminate",
        verb=terminate,
        form=ReasonForm,
        style="danger",
        icon="ban",
        more=True,
    ),
)

CONTRACT = FormView(
    name="handoff.contract",
    title=_l("Contract"),
    model=Contract,
    path="/handoff/contracts",
    permission=may.READ,
    list="handoff.contracts",
    form=ContractForm,
    heading=lambda contract: contract.number,
    subheading=lambda contract: contract.customer.name,
    badges=_badges,
    notice=_still_missing,
    groups=(
        Group(
            fields=(
                "number",
                Field(
                    name="customer_id",
                    value=lambda c: c.customer,
                    to=lambda c: ("customers.customer", c.customer_id),
                ),
                Field(name="contact_id", value=lambda c: c.contact),
                "signed_on",
                "delivery_on",
                "amount",
                "salesperson",
                "needs_acceptance",
                Field(name="site_address", wide=True),
            )
        ),
        Group(
            title=_l("Warranty and promises"),
            fields=(
                Field(name="warranty_plan_id", value=lambda c: c.warranty_plan),
                "no_promises",
                Field(name="warranty_terms", wide=True),
                Field(name="special_promises", wide=True),
                Field(name="emergency_clause", wide=True),
            ),
        ),
    ),
    tabs=TABS,
    create=Verb(permission=may.WRITE, fn=register_contract),
    update=Verb(permission=may.WRITE, fn=change_contract),
    create_title=_l("New contract"),
    initial=_offered_role,
    values=line_values,
    locked=why_locked,
    actions=ACTIONS,
    smart=(
        SmartButton(
            title=_l("Equipment"),
            icon="engine",
            count=counting(Equipment.contract_number, by="number"),
            url=lambda _uow, contract: list_url(
                "customers.equipment_list", contract=contract.number
            ),
        ),
        SmartButton(
            title=_l("Clauses done"),
            icon="list-check",
            count=_clauses,
            url=lambda _uow, contract: list_url("handoff.clauses", contract=contract.id),
        ),
    ),
    documents=("handoff.handoff",),
)
