"""What one must know of a requisition to approve it."""

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l, format_quantity
from aftersales.workflow import ApprovalKind, Matter
from modules.parts.models import Requisition
from modules.parts.services.requisition import CHAIN
from modules.parts.words import BASIS, REASONS


def requisition_matter(_uow: UnitOfWork, requisition: Requisition) -> Matter:
    """Which parts, for whose machine, and on what the need rests (S0-5.4.6.1a)."""
    case = requisition.case
    parts = "；".join(
        f"{line.part.name} × {format_quantity(line.quantity)}" for line in requisition.lines
    )
    why = " · ".join(
        str(words[code])
        for words, code in ((REASONS, requisition.reason), (BASIS, requisition.basis))
        if code in words
    )
    facts = (
        (_("Reason"), why),
        (_("Case"), f"{case.number} {case.summary}"),
        (_("Requester"), requisition.requester.name),
        (_("Note"), requisition.note),
    )
    return Matter(
        who=case.customer.name,
        what=parts,
        facts=tuple((title, text) for title, text in facts if text),
    )


APPROVAL = ApprovalKind(
    model=Requisition, chain=CHAIN, title=_l("Requisition"), about=requisition_matter
)
