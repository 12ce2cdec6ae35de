"""What waits for a person's signature: on Home, and as the number beside the menu."""

from collections.abc import Sequence

from aftersales.actor import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.views.declare_slots import WaitingItem, WaitingProvider
from aftersales.workflow.signers import waiting_steps
from aftersales.workflow.web.lines import kind_title

LIMIT = 20


def approvals(uow: UnitOfWork, _actor: Actor) -> Sequence[WaitingItem]:
    """Signatures the person may give now, over all chains of all modules."""
    return [
        WaitingItem(
            title=f"{kind_title(step.chain)} {step.chain.title or step.chain.record_id}",
            url=f"/approvals/{step.id}",
            who=step.title,
            since=step.opened_at,
            due_at=step.due_at or step.chain.due_at,
            kind=_("Sign afterwards") if step.chain.after_the_fact else _("Approve"),
            urgent=step.chain.after_the_fact,
        )
        for step in waiting_steps(uow, LIMIT)
    ]


HOME = WaitingProvider(
    name="approvals",
    title=_l("Waiting for my signature"),
    icon="signature",
    weight=5,
    fn=approvals,
)
