"""Reads of quality that its pages share."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _
from aftersales.views.urls import typed_key
from modules.parts.api import OldPart, Part
from modules.quality.models import Measure, Problem


def problems() -> Select[Any]:
    """Problems with case and responsible department."""
    return select(Problem).outerjoin(Problem.case).outerjoin(Problem.department)


def measures() -> Select[Any]:
    """Measures with problem and department."""
    return select(Measure).join(Measure.problem).join(Measure.department)


def departments() -> Select[Any]:
    """Departments one may ask for a measure."""
    return select(Department).where(Department.is_active)


def judged_old_parts() -> Select[Any]:
    """Old parts a problem may rest on."""
    return select(OldPart).join(Part, OldPart.part_id == Part.id)


def problems_of_case(uow: UnitOfWork, case_id: int) -> Sequence[Problem]:
    """The quality problems of a case."""
    return (
        uow.scalars(select(Problem).where(Problem.case_id == case_id).order_by(Problem.id))
        .unique()
        .all()
    )


def proposal(uow: UnitOfWork, args: Mapping[str, str]) -> Mapping[str, Any]:
    """What a new problem begins with when it comes from an old part: its finding and its case."""
    key = args.get("old_part_id", "")
    old = uow.find(OldPart, typed_key(key))
    if old is None:
        return {"severity": "minor"}
    return {
        "severity": "minor",
        "case_id": old.case_id,
        "title": _("{part}: {damage}", part=old.part.name, damage=old.damage)[:200],
        "description": old.verdict_note,
    }
