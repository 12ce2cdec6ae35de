"""Look-ups, what waits on people, and what quality adds to the pages of others."""

from sqlalchemy import select

from aftersales.access import Actor
from aftersales.auth.models import Department
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.views import (
    Action,
    ExtraAction,
    Lookup,
    SmartButton,
    WaitingItem,
    WaitingProvider,
    counting,
)
from aftersales.views.urls import list_url, record_url
from modules.parts.api import OldPart, Part
from modules.quality import queries
from modules.quality.models import Measure, Problem

LOOKUPS = (
    Lookup(
        name="quality.department",
        title=_l("All departments"),
        query=queries.departments,
        key=Department.id,
        label=Department.name,
        sublabel=Department.name_en,
        search=(Department.name, Department.name_en, Department.code),
    ),
    Lookup(
        name="quality.old_part",
        title=_l("Old parts"),
        query=queries.judged_old_parts,
        key=OldPart.id,
        label=Part.name,
        sublabel=OldPart.number,
        search=(OldPart.number, Part.name),
    ),
    Lookup(
        name="quality.problem",
        title=_l("Quality problems"),
        query=lambda: select(Problem),
        key=Problem.id,
        label=Problem.title,
        sublabel=Problem.number,
        search=(Problem.number, Problem.title),
        form="quality.problem",
        icon="stethoscope",
        everywhere=True,
    ),
)


def waiting_problems(uow: UnitOfWork, _actor: Actor) -> list[WaitingItem]:
    """Problems nobody has judged."""
    rows = uow.scalars(
        select(Problem).where(Problem.state == "registered").order_by(Problem.id).limit(20)
    ).unique()
    return [
        WaitingItem(
            title=f"{row.number} {row.title}",
            url=record_url("quality.problem", row.id),
            since=row.created_at,
            kind=_("Not judged"),
            urgent=row.severity == "critical",
        )
        for row in rows
    ]


def waiting_measures(uow: UnitOfWork, actor: Actor) -> list[WaitingItem]:
    """Measures of the person's department that are not carried out."""
    rows = uow.scalars(
        select(Measure)
        .where(Measure.done_at.is_(None), Measure.department_id == actor.department_id)
        .order_by(Measure.due_on)
        .limit(20)
    ).unique()
    return [
        WaitingItem(
            title=row.text,
            url=record_url("quality.measure", row.id),
            who=row.department.title,
            since=row.created_at,
            kind=row.problem.number,
        )
        for row in rows
    ]


HOME = (
    WaitingProvider(
        name="quality.problems",
        title=_l("Problems to judge"),
        icon="gavel",
        permission="quality.problem.judge",
        fn=waiting_problems,
        weight=20,
    ),
    WaitingProvider(
        name="quality.measures",
        title=_l("Measures of my department"),
        icon="clipboard-list",
        permission="quality.measure.do",
        fn=waiting_measures,
        weight=40,
    ),
)


EXTRA_ACTIONS = (
    ExtraAction(
        view="service.case",
        smart=SmartButton(
            title=_l("Quality problems"),
            icon="stethoscope",
            permission="quality.problem.read",
            count=counting(Problem.case_id),
            url=lambda _uow, record: list_url("quality.problems", case=record.id),
        ),
    ),
    ExtraAction(
        view="service.case",
        action=Action(
            name="open_problem",
            title=_l("Open quality problem"),
            icon="stethoscope",
            permission="quality.problem.open",
            url=lambda _uow, record: f"/quality/problems/new?case_id={record.id}",
            more=True,
        ),
    ),
    ExtraAction(
        view="parts.old_part",
        action=Action(
            name="open_problem",
            title=_l("Open quality problem"),
            icon="stethoscope",
            permission="quality.problem.open",
            when=lambda _uow, old: old.state in ("received", "judged"),
            url=lambda _uow, old: f"/quality/problems/new?old_part_id={old.id}",
        ),
    ),
)
