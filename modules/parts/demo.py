"""The warehouse of the demo company: specifications, and papers of the live cases on their way."""

from decimal import Decimal

from sqlalchemy import select

from aftersales.auth.models import User
from aftersales.db.uow import UnitOfWork
from modules.parts.models import OldPart, Part, Requisition
from modules.parts.services import (
    approve_requisition,
    draw_exit_permit,
    issue_parts,
    receive_old_part,
    release_at_gate,
    request_parts,
)
from modules.service.api import Case

SPECS = {"YB-01": "A10VSO45", "MF-01": "NBR 70×85", "ZC-01": "22326", "WD-01": "PT100"}


def load_demo(uow: UnitOfWork) -> None:
    """Specifications for some imported parts; requisitions of four live cases, each further on."""
    parts = {part.code: part for part in uow.scalars(select(Part).where(Part.code.in_(SPECS)))}
    for code, part in parts.items():
        part.spec = SPECS[code]
    uow.flush()
    people = {user.username: user for user in uow.scalars(select(User))}
    if len(parts) < len(SPECS) or "keeper" not in people or uow.scalar(select(Requisition.id)):
        return
    states = ("to_review", "on_site", "dispatched")
    cases = uow.scalars(
        select(Case).where(Case.state.in_(states)).order_by(Case.state.desc(), Case.id)
    ).all()
    for depth, case in zip((4, 3, 1, 0), cases, strict=False):
        _story(uow, people, case, parts, depth)


def _story(
    uow: UnitOfWork, people: dict[str, User], case: Case, parts: dict[str, Part], depth: int
) -> None:
    """Ask (0), approve (1), issue (2), let out of the gate (3), take the old pump in (4)."""
    lines = [
        {"part_id": parts["YB-01"].id, "quantity": Decimal(1)},
        {"part_id": parts["MF-01"].id, "quantity": Decimal(2)},
    ]
    with uow.acting_as(people["dispatcher"].actor()):
        requisition = request_parts(
            uow, case_id=case.id, reason="defective", basis="field", lines=lines
        )
    if depth >= 1:
        with uow.acting_as(people["production"].actor()):
            approve_requisition(uow, record_id=requisition.id, note="同意")
    if depth >= 2:
        with uow.acting_as(people["keeper"].actor()):
            issue_parts(uow, record_id=requisition.id, receiver=people["engineer"].name)
            permit = draw_exit_permit(
                uow,
                requisition_id=requisition.id,
                destination=f"{case.customer.name} {case.customer.address}",
                transport="carried",
                carrier=people["engineer"].name,
            )
    if depth >= 3:
        with uow.acting_as(people["gate"].actor()):
            release_at_gate(uow, record_id=permit.id)
    if depth >= 4:
        with uow.acting_as(people["keeper"].actor()):
            old = uow.scalars(
                select(OldPart).where(OldPart.requisition_id == requisition.id)
            ).unique()
            for one in old.all():
                receive_old_part(
                    uow,
                    record_id=one.id,
                    damage="轴封渗油，泵体无裂纹",
                    serial="YB-2403-118",
                    return_method="服务人员带回",
                )
