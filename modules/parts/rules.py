"""Who sees and changes which rows of the warehouse (matrix 1.9).

Engineers see what they asked for and what they owe; the gate sees exit permits only.
"""

from typing import Any

from sqlalchemy import ColumnElement, select

from aftersales.access import Actor, RecordRule, every_row
from aftersales.i18n import _l
from modules.parts.models import (
    ExitPermit,
    OldPart,
    Part,
    Requisition,
    Shipment,
    ShortageNotice,
)
from modules.service.api import Case

_requisitions: Any = Requisition.__table__

SEE_ALL = (
    "admin",
    "keeper",
    "production",
    "sales",
    "dispatcher",
    "clerk",
    "leader",
    "quality",
    "finance",
    "purchasing",
    "archivist",
    "auditor",
    "technical",
)
"""Departments that see every paper of the warehouse; engineers see their own."""


def own_requisitions(actor: Actor) -> ColumnElement[bool]:
    """Those the actor asked for, or all for the departments of the matrix."""
    if actor.has_role(*SEE_ALL):
        return Requisition.id.is_not(None)
    return Requisition.requester_id == actor.user_id


def own_old_parts(actor: Actor) -> ColumnElement[bool]:
    """Those the actor owes, or all for the departments of the matrix."""
    if actor.has_role(*SEE_ALL):
        return OldPart.id.is_not(None)
    return OldPart.holder_id == actor.user_id


def with_requisition(_actor: Actor) -> ColumnElement[bool]:
    """Cases the warehouse has to do with: that is the task of keepers and of those who approve."""
    return Case.id.in_(select(_requisitions.c.case_id))


ALL = _l("All rows")

READERS = (
    (Part, "parts.part.read"),
    (ExitPermit, "parts.exit.read"),
    (Shipment, "parts.exit.read"),
    (ShortageNotice, "parts.shortage.read"),
)
WRITERS = (
    (Part, "parts.part.write"),
    (Part, "parts.requisition.issue"),
    (Requisition, "parts.requisition.approve"),
    (Requisition, "parts.requisition.issue"),
    (ExitPermit, "parts.exit.create"),
    (ExitPermit, "parts.exit.release"),
    (Shipment, "parts.shipment.write"),
    (OldPart, "parts.old_part.receive"),
    (OldPart, "parts.old_part.judge"),
    (OldPart, "parts.old_part.waive"),
    (ShortageNotice, "parts.shortage.answer"),
    (ShortageNotice, "parts.requisition.issue"),
)

RULES = (
    *(every_row(model, right, ALL) for model, right in READERS),
    *(every_row(model, right, ALL, write=True) for model, right in WRITERS),
    RecordRule(
        name="parts.Requisition.read",
        model=Requisition,
        permission="parts.requisition.read",
        title=_l("Own requisitions; all for the departments that handle them"),
        where=own_requisitions,
    ),
    RecordRule(
        name="parts.Requisition.own",
        model=Requisition,
        permission="parts.requisition.create",
        title=_l("Own requisitions; all for the departments that handle them"),
        where=own_requisitions,
        write=True,
    ),
    RecordRule(
        name="parts.OldPart.read",
        model=OldPart,
        permission="parts.old_part.read",
        title=_l("Old parts one owes; all for the departments that handle them"),
        where=own_old_parts,
    ),
    *(
        RecordRule(
            name=f"parts.Case.{permission}",
            model=Case,
            permission=permission,
            where=with_requisition,
            title=_l("Cases that parts were asked for"),
        )
        for permission in (
            "parts.requisition.issue",
            "parts.requisition.approve",
            "parts.shortage.answer",
        )
    ),
)
