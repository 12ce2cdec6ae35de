"""What the warehouse adds to the pages of the service module."""

from flask import render_template
from markupsafe import Markup

from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _l
from aftersales.views import Action, ExtraAction, Section, SmartButton, counting
from aftersales.views.urls import list_url
from modules.parts import queries
from modules.parts.models import OldPart, Requisition
from modules.service.api import Case


def parts_section(uow: UnitOfWork, case: Case) -> Markup | None:
    """The parts of a case and the old ones owed for them; nothing when there are none."""
    rows = queries.parts_of_case(uow, case.id)
    if not rows:
        return None
    return Markup(render_template("parts/_case_parts.html", rows=rows))  # noqa: S704 - our own escaped template


CASE_SECTIONS = (
    Section(
        slot="service.case.form",
        name="parts",
        title=_l("Parts and old parts"),
        render=parts_section,
        permission="parts.requisition.read",
        weight=40,
        lazy=True,
    ),
)

CASE_ACTIONS = (
    ExtraAction(
        view="service.case",
        action=Action(
            name="request_parts",
            title=_l("Ask for parts"),
            icon="package",
            permission="parts.requisition.create",
            when=lambda _uow, case: case.closed_at is None,
            url=lambda _uow, case: f"/parts/requisitions/new?case_id={case.id}",
        ),
    ),
    ExtraAction(
        view="service.case",
        smart=SmartButton(
            title=_l("Requisitions"),
            icon="package",
            permission="parts.requisition.read",
            count=counting(Requisition.case_id),
            url=lambda _uow, case: list_url("parts.requisitions", case=case.id),
        ),
    ),
    ExtraAction(
        view="service.case",
        smart=SmartButton(
            title=_l("Old parts"),
            icon="recycle",
            permission="parts.old_part.read",
            count=counting(OldPart.case_id),
            url=lambda _uow, case: list_url("parts.old_parts", case=case.id),
        ),
    ),
)
