"""What a department must know of a contract to countersign it."""

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l, format_date
from aftersales.workflow import ApprovalKind, Matter
from modules.handoff import manifest as may
from modules.handoff.guards import REVIEW
from modules.handoff.models import Contract
from modules.handoff.queries import items_of


def contract_matter(uow: UnitOfWork, contract: Contract) -> Matter:
    """What is sold to whom, by when, with which promises (W1); amounts for those who may."""
    sold = "；".join(f"{one.product.name} × {one.quantity}" for one in items_of(uow, contract))
    facts = (
        (_("Delivery"), format_date(contract.delivery_on) if contract.delivery_on else ""),
        (_("Special promises"), contract.special_promises),
        (_("Salesperson"), contract.salesperson),
    )
    return Matter(
        who=contract.customer.name,
        what=sold,
        amount=contract.amount if uow.actor.can(may.AMOUNT) else None,
        facts=tuple((title, text) for title, text in facts if text),
    )


APPROVAL = ApprovalKind(model=Contract, chain=REVIEW, title=_l("Contract"), about=contract_matter)
