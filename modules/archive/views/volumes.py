"""Bound volumes."""

from sqlalchemy import select

from aftersales.i18n import _l
from aftersales.views import (
    Action,
    Column,
    EmptyState,
    Field,
    FormView,
    Group,
    GroupBy,
    LinesView,
    ListView,
    Tab,
    Verb,
)
from aftersales.views.declare import Labels
from modules.archive import queries, services
from modules.archive.forms import BindForm
from modules.archive.models import Filing, Volume
from modules.archive.words import RETENTIONS
from modules.service.api import Case

RETENTION_LABELS: Labels = {code: (title, "grey") for code, (title, _code) in RETENTIONS.items()}


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
    create=Verb(permission="archive.volume.bind", fn=services.bind_or_begin),
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
