"""What the archive adds to the case page and to Home."""

from flask import render_template
from markupsafe import Markup

from aftersales.access import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.views import (
    Action,
    ExtraAction,
    Section,
    SmartButton,
    WaitingItem,
    WaitingProvider,
    counting,
)
from aftersales.views.urls import list_url, record_url
from modules.archive import queries, services
from modules.archive.completeness import completeness
from modules.archive.models import Filing
from modules.service.api import Case


def file_section(uow: UnitOfWork, case: Case) -> Markup | None:
    """What a closed case has and still lacks for the archive."""
    if case.state not in ("to_review", "closed", "filed"):
        return None
    return Markup(  # noqa: S704 - our own escaped template
        render_template("archive/_completeness.html", found=completeness(uow, case), case=case)
    )


def refuse_filing(uow: UnitOfWork, case: Case) -> str | None:
    """Why a closed case cannot be filed yet."""
    missing = completeness(uow, case).missing
    return (
        _("Still missing: {what}", what=" ".join(str(one) for one in missing)) if missing else None
    )


def waiting_cases(uow: UnitOfWork, _actor: Actor) -> list[WaitingItem]:
    """Closed cases the archivist has not filed."""
    rows = uow.scalars(queries.closed_cases().order_by(Case.closed_at).limit(20)).unique()
    return [
        WaitingItem(
            title=f"{row.number} {row.summary}",
            url=record_url("service.case", row.id),
            who=row.customer.name,
            since=row.closed_at,
            kind=_("To file"),
        )
        for row in rows
    ]


SECTIONS = (
    Section(
        slot="service.case.form",
        name="archive",
        title=_l("Archive"),
        render=file_section,
        permission="archive.filing.read",
        weight=90,
        lazy=True,
    ),
)


EXTRA_ACTIONS = (
    ExtraAction(
        view="service.case",
        action=Action(
            name="file_case",
            title=_l("File the case"),
            verb=services.file_case,
            confirm=_l("File the case? Its records are locked from then on."),
            icon="archive",
            style="primary",
            permission="archive.filing.write",
            when=lambda _uow, case: case.state == "closed",
            refuse=refuse_filing,
        ),
    ),
    ExtraAction(
        view="service.case",
        smart=SmartButton(
            title=_l("Filed pieces"),
            icon="archive",
            permission="archive.filing.read",
            count=counting(Filing.case_id),
            url=lambda _uow, case: list_url("archive.filings", case=case.id),
            when=lambda _uow, case: case.state == "filed",
        ),
    ),
)


HOME = (
    WaitingProvider(
        name="archive.to_file",
        title=_l("Cases to file"),
        icon="archive",
        permission="archive.filing.write",
        fn=waiting_cases,
        weight=20,
    ),
)
