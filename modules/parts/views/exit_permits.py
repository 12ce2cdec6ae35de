"""Exit permits."""

from typing import Any

from sqlalchemy import Select, select

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
    LinesView,
    ListView,
    Lookup,
    SmartButton,
    Tab,
    Verb,
    counting,
    state_labels,
)
from aftersales.views.declare import Labels
from aftersales.views.urls import list_url
from modules.parts import queries, services
from modules.parts.forms import ExitPermitForm
from modules.parts.models import ExitLine, ExitPermit, Part, Requisition, Shipment
from modules.parts.words import SHIP_METHODS
from modules.parts.workflow import EXIT_PERMIT as PERMIT_LIFE

PERMIT_STATES = state_labels(PERMIT_LIFE)


METHODS: Labels = {code: (title, "grey") for code, title in SHIP_METHODS.items()}


def permits() -> Select[Any]:
    """Permits; the requisition is joined outside, for a guard may not read it."""
    return select(ExitPermit).outerjoin(ExitPermit.requisition)


EXIT_PERMITS = ListView(
    name="parts.exit_permits",
    title=_l("Exit permits"),
    model=ExitPermit,
    path="/parts/exit-permits",
    permission="parts.exit.read",
    query=permits,
    form="parts.exit_permit",
    order="-created_at",
    columns=(
        Column(
            name="number", title=_l("No."), source=ExitPermit.number, kind="link", mobile="primary"
        ),
        Column(name="created_at", title=_l("Drawn"), source=ExitPermit.created_at, kind="datetime"),
        Column(
            name="destination",
            title=_l("Destination"),
            source=ExitPermit.destination,
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="carrier",
            title=_l("Carried by"),
            source=ExitPermit.carrier,
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="transport",
            title=_l("Transport"),
            source=ExitPermit.transport,
            kind="badge",
            labels=METHODS,
            sort=False,
        ),
        Column(
            name="requisition",
            title=_l("Requisition"),
            source=Requisition.number,
            kind="link",
            to=("parts.requisition", ExitPermit.requisition_id),
            sort=False,
        ),
        Column(
            name="valid_until",
            title=_l("Valid until"),
            source=ExitPermit.valid_until,
            kind="date",
            sort=False,
        ),
        Column(
            name="released_at",
            title=_l("Let out at"),
            source=ExitPermit.released_at,
            kind="datetime",
            sort=False,
        ),
        Column(
            name="state",
            title=_l("State"),
            source=ExitPermit.state,
            kind="badge",
            labels=PERMIT_STATES,
            mobile="side",
        ),
    ),
    filters=(
        Filter(name="waiting", title=_l("Waiting at the gate"), where=ExitPermit.state == "drawn"),
    ),
    facets=(
        Facet(
            name="requisition",
            title=_l("Requisition"),
            source=ExitPermit.requisition_id,
            kind="lookup",
            lookup="parts.requisition",
        ),
        Facet(name="created_at", title=_l("Drawn"), source=ExitPermit.created_at, kind="date"),
    ),
    groups=(
        GroupBy(name="state", title=_l("State"), source=ExitPermit.state, labels=PERMIT_STATES),
    ),
    search=(ExitPermit.number, ExitPermit.destination, ExitPermit.carrier, ExitPermit.vehicle),
    search_hint=_l("Number, destination, carrier"),
    empty=EmptyState(sentence=_l("No exit permit yet. It is drawn from an issued requisition.")),
)


EXIT_PERMIT = FormView(
    name="parts.exit_permit",
    title=_l("Exit permit"),
    model=ExitPermit,
    path="/parts/exit-permits",
    permission="parts.exit.read",
    list="parts.exit_permits",
    form=ExitPermitForm,
    heading=lambda permit: permit.number,
    subheading=lambda permit: permit.destination,
    initial=queries.permit_proposal,
    groups=(
        Group(
            fields=(
                Field(
                    name="requisition_id",
                    title=_l("Requisition"),
                    value=lambda p: p.requisition.number if p.requisition else "",
                    to=lambda p: ("parts.requisition", p.requisition_id),
                ),
                "destination",
                "transport",
                "carrier",
                "vehicle",
                "packages",
                "valid_until",
                Field(name="product_model", title=_l("Product model"), only="read"),
                Field(name="released_at", title=_l("Let out at"), kind="datetime", only="read"),
                Field(
                    name="released_by",
                    title=_l("Guard"),
                    only="read",
                    value=lambda p: p.released_by.name if p.released_by else "",
                ),
            )
        ),
    ),
    tabs=(
        Tab(
            name="lines",
            title=_l("Goods"),
            on_create=False,
            lines=LinesView(
                query=lambda p: (
                    select(ExitLine).outerjoin(ExitLine.part).where(ExitLine.permit_id == p.id)
                ),
                columns=(
                    Column(name="code", title=_l("Part number"), source=Part.code),
                    Column(name="name", title=_l("Part"), source=Part.name),
                    Column(
                        name="quantity",
                        title=_l("Quantity"),
                        source=ExitLine.quantity,
                        kind="quantity",
                        sum=True,
                    ),
                    Column(name="unit", title=_l("Unit"), source=Part.unit),
                ),
            ),
        ),
    ),
    create=Verb(permission="parts.exit.create", fn=services.draw_exit_permit),
    create_title=_l("Draw exit permit"),
    actions=(
        Action(
            name="release",
            title=_l("Let out"),
            transition="release",
            verb=services.release_at_gate,
            style="success",
            icon="door-exit",
        ),
        Action(
            name="ship",
            title=_l("Register shipment"),
            icon="truck",
            permission="parts.shipment.write",
            when=lambda _uow, p: p.state == "released",
            url=lambda _uow, p: f"/parts/shipments/new?permit_id={p.id}&method={p.transport}",
        ),
        Action(
            name="void",
            title=_l("Void"),
            transition="void",
            verb=services.void_exit_permit,
            confirm=_l("Void this permit?"),
            more=True,
        ),
    ),
    smart=(
        SmartButton(
            title=_l("Shipments"),
            icon="truck",
            count=counting(Shipment.permit_id),
            url=lambda _uow, p: list_url("parts.shipments", permit=p.id),
        ),
    ),
    documents=("parts.exit_permit",),
)


PERMIT_LOOKUP = Lookup(
    name="parts.exit_permit",
    title=_l("Exit permits"),
    query=lambda: select(ExitPermit),
    key=ExitPermit.id,
    label=ExitPermit.number,
    sublabel=ExitPermit.destination,
    search=(ExitPermit.number, ExitPermit.destination),
    form="parts.exit_permit",
    icon="door-exit",
    everywhere=True,
)
