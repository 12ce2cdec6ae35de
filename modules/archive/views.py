"""Lists and record pages of the archive, and what it adds to the case page."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select

from aftersales.access import Actor
from aftersales.db.uow import UnitOfWork
from aftersales.i18n import _, _l
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    ExtraAction,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    LinesView,
    ListView,
    Section,
    SmartButton,
    Tab,
    Verb,
    WaitingItem,
    WaitingProvider,
)
from aftersales.views.urls import list_url, record_url
from modules.archive import queries, services
from modules.archive.completeness import completeness
from modules.archive.forms import BindForm
from modules.archive.models import Filing, Volume
from modules.archive.words import KINDS, RETENTIONS
from modules.customers.api import Customer
from modules.service.api import Case

RETENTION_LABELS = {code: (title, "grey") for code, (title, _code) in RETENTIONS.items()}

TO_FILE = ListView(
    name="archive.to_file",
    title=_l("Cases to file"),
    model=Case,
    path="/archive/to-file",
    permission="archive.filing.write",
    query=queries.closed_cases,
    form="service.case",
    order="closed_at",
    columns=(
        Column(name="number", title=_l("No."), source=Case.number, kind="link", mobile="secondary"),
        Column(
            name="summary", title=_l("Problem"), source=Case.summary, sort=False, mobile="primary"
        ),
        Column(
            name="customer",
            title=_l("Customer"),
            source=Customer.name,
            sort=False,
            mobile="secondary",
        ),
        Column(name="reported_at", title=_l("Reported"), source=Case.reported_at, kind="datetime"),
        Column(
            name="closed_at",
            title=_l("Closed at"),
            source=Case.closed_at,
            kind="datetime",
            mobile="side",
        ),
    ),
    groups=(GroupBy(name="month", title=_l("Month"), source=Case.closed_at, by="month"),),
    search=(Case.number, Case.summary, Customer.name),
    search_hint=_l("Number, customer, problem"),
    empty=EmptyState(sentence=_l("No closed case waits to be filed.")),
)

FILINGS = ListView(
    name="archive.filings",
    title=_l("Filed pieces"),
    model=Filing,
    path="/archive/filings",
    permission="archive.filing.read",
    query=queries.filings,
    form="archive.filing",
    order="-filed_at",
    columns=(
        Column(
            name="title",
            title=_l("Title"),
            source=Filing.title,
            kind="link",
            sort=False,
            mobile="primary",
        ),
        Column(
            name="number",
            title=_l("Document no."),
            source=Filing.number,
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="kind",
            title=_l("Kind"),
            source=Filing.kind,
            kind="badge",
            labels=KINDS,
            mobile="side",
        ),
        Column(
            name="case",
            title=_l("Case"),
            source=Case.number,
            kind="link",
            to=("service.case", Filing.case_id),
            sort=False,
            mobile="secondary",
        ),
        Column(name="author", title=_l("Author"), source=Filing.author, sort=False),
        Column(name="dated", title=_l("Date"), source=Filing.dated, kind="date"),
        Column(
            name="pages",
            title=_l("Pages"),
            source=Filing.pages,
            kind="number",
            sort=False,
            sum=True,
        ),
        Column(
            name="volume",
            title=_l("Volume"),
            source=Volume.number,
            kind="link",
            to=("archive.volume", Filing.volume_id),
            sort=False,
        ),
        Column(name="piece", title=_l("Piece no."), source=Filing.piece, sort=False),
        Column(
            name="filed_at", title=_l("Filed"), source=Filing.filed_at, kind="datetime", hidden=True
        ),
    ),
    filters=(Filter(name="unbound", title=_l("Not bound yet"), where=Filing.volume_id.is_(None)),),
    facets=(
        Facet(
            name="case",
            title=_l("Case"),
            source=Filing.case_id,
            kind="lookup",
            lookup="service.case",
        ),
        Facet(name="kind", title=_l("Kind"), source=Filing.kind, kind="choice", labels=KINDS),
        Facet(name="dated", title=_l("Date"), source=Filing.dated, kind="date"),
    ),
    groups=(
        GroupBy(name="kind", title=_l("Kind"), source=Filing.kind, labels=KINDS),
        GroupBy(name="case", title=_l("Case"), source=Filing.case_id, title_source=Case.number),
    ),
    search=(Filing.title, Filing.number, Filing.author, Case.number),
    empty=EmptyState(
        sentence=_l("Nothing is filed yet. A closed and complete case is filed from its page.")
    ),
)

FILING = FormView(
    name="archive.filing",
    title=_l("Filed piece"),
    model=Filing,
    path="/archive/filings",
    permission="archive.filing.read",
    list="archive.filings",
    heading=lambda filing: filing.title,
    subheading=lambda filing: filing.number,
    status=False,
    groups=(
        Group(
            fields=(
                Field(
                    name="case",
                    title=_l("Case"),
                    value=lambda f: f.case.number,
                    to=lambda f: ("service.case", f.case_id),
                ),
                Field(name="kind", title=_l("Kind"), kind="badge", labels=KINDS),
                Field(name="author", title=_l("Author")),
                Field(name="dated", title=_l("Date"), kind="date"),
                Field(name="pages", title=_l("Pages"), kind="number"),
                Field(
                    name="retention",
                    title=_l("Retention period"),
                    value=lambda f: str(RETENTIONS[f.retention][0]),
                ),
                Field(
                    name="volume",
                    title=_l("Volume"),
                    value=lambda f: f.volume.number if f.volume else "",
                    to=lambda f: ("archive.volume", f.volume_id),
                ),
                Field(name="piece", title=_l("Piece no.")),
                Field(name="sha256", title="SHA-256", wide=True),
            )
        ),
    ),
    actions=(
        Action(
            name="open",
            title=_l("Open the document"),
            icon="file-text",
            style="primary",
            url=lambda _uow, f: f"/archive/filings/{f.id}/file",
        ),
    ),
)


VOLUMES = ListView(
    name="archive.volumes",
    title=_l("Volumes"),
    model=Volume,
    path="/archive/volumes",
    permission="archive.volume.read",
    query=lambda: select(Volume),
    form="archive.volume",
    order="-bound_at",
    columns=(
        Column(
            name="number",
            title=_l("Volume no."),
            source=Volume.number,
            kind="link",
            mobile="primary",
        ),
        Column(
            name="title", title=_l("Title"), source=Volume.title, sort=False, mobile="secondary"
        ),
        Column(
            name="pieces",
            title=_l("Pieces"),
            source=Volume.pieces,
            kind="number",
            sort=False,
            sum=True,
        ),
        Column(
            name="pages",
            title=_l("Pages"),
            source=Volume.pages,
            kind="number",
            sort=False,
            sum=True,
        ),
        Column(
            name="retention",
            title=_l("Retention period"),
            source=Volume.retention,
            kind="badge",
            labels=RETENTION_LABELS,
            sort=False,
            mobile="side",
        ),
        Column(name="bound_at", title=_l("Bound"), source=Volume.bound_at, kind="datetime"),
    ),
    groups=(GroupBy(name="year", title=_l("Year"), source=Volume.year),),
    search=(Volume.number, Volume.title),
    empty=EmptyState(
        sentence=_l("No volume yet. Bind the month once its cases are filed."),
        button=_l("Bind a month"),
    ),
)

VOLUME = FormView(
    name="archive.volume",
    title=_l("Volume"),
    model=Volume,
    path="/archive/volumes",
    permission="archive.volume.read",
    list="archive.volumes",
    create_form=BindForm,
    create=Verb(permission="archive.volume.bind", fn=services.bind_month),
    create_title=_l("Bind a month"),
    initial=queries.bind_proposal,
    heading=lambda volume: volume.number,
    subheading=lambda volume: volume.title,
    status=False,
    groups=(
        Group(
            fields=(
                Field(name="year", only="create"),
                Field(name="month", only="create"),
                Field(name="title", title=_l("Title"), only="read"),
                Field(
                    name="retention",
                    title=_l("Retention period"),
                    only="read",
                    value=lambda v: str(RETENTIONS[v.retention][0]),
                ),
                Field(name="date_from", title=_l("From"), kind="date", only="read"),
                Field(name="date_to", title=_l("To"), kind="date", only="read"),
                Field(name="pieces", title=_l("Pieces"), kind="number", only="read"),
                Field(name="pages", title=_l("Pages"), kind="number", only="read"),
                Field(
                    name="bound_by",
                    title=_l("Bound by"),
                    only="read",
                    value=lambda v: v.bound_by.name if v.bound_by else "",
                ),
                Field(name="bound_at", title=_l("Bound"), kind="datetime", only="read"),
                Field(name="checker", title=_l("Checked by")),
                Field(name="remarks", title=_l("Remarks for the closing sheet"), wide=True),
                Field(name="sha256", title="SHA-256", wide=True, only="read"),
            )
        ),
    ),
    tabs=(
        Tab(
            name="pieces",
            title=_l("Catalogue"),
            on_create=False,
            lines=LinesView(
                query=queries.volume_pieces,
                order="piece",
                form="archive.filing",
                limit=1000,
                columns=(
                    Column(name="piece", title=_l("Piece no."), source=Filing.piece),
                    Column(name="number", title=_l("Document no."), source=Filing.number),
                    Column(name="title", title=_l("Title"), source=Filing.title, kind="link"),
                    Column(name="case", title=_l("Case"), source=Case.number),
                    Column(name="author", title=_l("Author"), source=Filing.author),
                    Column(name="dated", title=_l("Date"), source=Filing.dated, kind="date"),
                    Column(
                        name="first_page",
                        title=_l("First page"),
                        source=Filing.first_page,
                        kind="number",
                    ),
                    Column(
                        name="pages",
                        title=_l("Pages"),
                        source=Filing.pages,
                        kind="number",
                        sum=True,
                    ),
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="open",
            title=_l("Open the volume"),
            icon="file-text",
            style="primary",
            url=lambda _uow, v: f"/archive/volumes/{v.id}.pdf",
        ),
        Action(
            name="verify",
            title=_l("Verify"),
            icon="shield-check",
            url=lambda _uow, v: f"/archive/volumes/{v.id}/verify",
        ),
    ),
)


def file_section(uow: UnitOfWork, case: Case) -> Markup | None:
    """What a closed case has and still lacks for the archive."""
    if case.state not in ("to_review", "closed", "filed"):
        return None
    return Markup(
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
    ),
)

EXTRA_ACTIONS = (
    ExtraAction(
        view="service.case",
        action=Action(
            name="file_case",
            title=_l("File the case"),
            verb=services.file_case,
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
            count=queries.count_filings,
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

VIEWS = (TO_FILE, FILINGS, FILING, VOLUMES, VOLUME)
