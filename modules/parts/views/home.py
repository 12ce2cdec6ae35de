"""What waits on people in the warehouse."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, select

from aftersales.access import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.views import WaitingItem, WaitingProvider
from aftersales.views.urls import record_url
from modules.parts.models import ExitPermit, OldPart, Requisition, Shipment, ShortageNotice

LIMIT = 20


def _items(
    query: Callable[[Actor], Select[Any]], item: Callable[[Any], WaitingItem]
) -> Callable[[UnitOfWork, Actor], Sequence[WaitingItem]]:
    def provide(uow: UnitOfWork, actor: Actor) -> Sequence[WaitingItem]:
        return [item(row) for row in uow.scalars(query(actor).limit(LIMIT)).unique()]

    return provide


def _to_issue(_actor: Actor) -> Select[Any]:
    return (
        select(Requisition).where(Requisition.state == "approved").order_by(Requisition.approved_at)
    )


def _issue_item(row: Requisition) -> WaitingItem:
    return WaitingItem(
        title=f"{row.number} {row.case.summary}",
        url=record_url("parts.requisition", row.id),
        who=row.requester.name,
        since=row.approved_at,
        kind=_("To issue"),
    )


def _at_gate(_actor: Actor) -> Select[Any]:
    return select(ExitPermit).where(ExitPermit.state == "drawn").order_by(ExitPermit.created_at)


def _permit_item(row: ExitPermit) -> WaitingItem:
    return WaitingItem(
        title=f"{row.number} {row.destination}",
        url=record_url("parts.exit_permit", row.id),
        who=row.carrier,
        since=row.released_at or row.created_at,
        kind=_("Waiting at the gate") if row.state == "drawn" else _("Proof of shipment missing"),
    )


def _owed(actor: Actor) -> Select[Any]:
    return (
        select(OldPart)
        .where(OldPart.state == "due", OldPart.holder_id == actor.user_id)
        .order_by(OldPart.due_on)
    )


def _to_take_in(_actor: Actor) -> Select[Any]:
    return select(OldPart).where(OldPart.state == "due").order_by(OldPart.due_on)


def _unsent(_actor: Actor) -> Select[Any]:
    sent = select(Shipment.id).where(Shipment.permit_id == ExitPermit.id).exists()
    return (
        select(ExitPermit)
        .where(ExitPermit.state == "released", ~sent)
        .order_by(ExitPermit.released_at.desc())
    )


def _to_judge(_actor: Actor) -> Select[Any]:
    return select(OldPart).where(OldPart.state == "received").order_by(OldPart.received_at)


def _old_item(row: OldPart) -> WaitingItem:
    return WaitingItem(
        title=f"{row.number} {row.part.name}",
        url=record_url("parts.old_part", row.id),
        who=row.holder.name,
        since=row.received_at or row.created_at,
        kind=_("Old part owed") if row.state == "due" else _("To be judged"),
    )


def _short(_actor: Actor) -> Select[Any]:
    return select(ShortageNotice).where(ShortageNotice.state == "open").order_by(ShortageNotice.id)


def _short_item(row: ShortageNotice) -> WaitingItem:
    return WaitingItem(
        title=f"{row.number} {row.part.name}",
        url=record_url("parts.shortage", row.id),
        since=row.created_at,
        kind=_("Shortage unanswered"),
        urgent=True,
    )


HOME = (
    WaitingProvider(
        name="parts.to_issue",
        title=_l("Parts to issue"),
        icon="package",
        weight=30,
        permission="parts.requisition.issue",
        fn=_items(_to_issue, _issue_item),
    ),
    WaitingProvider(
        name="parts.at_gate",
        title=_l("Waiting at the gate"),
        icon="door-exit",
        weight=10,
        permission="parts.exit.release",
        fn=_items(_at_gate, _permit_item),
    ),
    WaitingProvider(
        name="parts.owed",
        title=_l("Old parts I owe"),
        icon="recycle",
        weight=60,
        permission="parts.old_part.read",
        fn=_items(_owed, _old_item),
    ),
    WaitingProvider(
        name="parts.to_take_in",
        title=_l("Old parts to take in"),
        icon="recycle",
        weight=50,
        permission="parts.old_part.receive",
        fn=_items(_to_take_in, _old_item),
    ),
    WaitingProvider(
        name="parts.unsent",
        title=_l("Shipments to register"),
        icon="truck-delivery",
        weight=40,
        permission="parts.shipment.write",
        fn=_items(_unsent, _permit_item),
    ),
    WaitingProvider(
        name="parts.to_judge",
        title=_l("Old parts to judge"),
        icon="stethoscope",
        weight=20,
        permission="parts.old_part.judge",
        fn=_items(_to_judge, _old_item),
    ),
    WaitingProvider(
        name="parts.short",
        title=_l("Shortages to answer"),
        icon="alert-triangle",
        weight=15,
        permission="parts.shortage.answer",
        fn=_items(_short, _short_item),
    ),
)
