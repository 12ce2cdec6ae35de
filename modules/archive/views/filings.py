"""Cases to file and filed pieces."""

from aftersales.i18n import _l
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    Facet,
    Field,
    Filter,
    FormView,
    Group,
    GroupBy,
    ListView,
)
from modules.archive import queries
from modules.archive.models import Filing, Volume
from modules.archive.words import KINDS, RETENTIONS
from modules.customers.api import Customer
from modules.service.api import Case

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
