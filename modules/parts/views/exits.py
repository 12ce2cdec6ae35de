"""Exit permits and shipments."""

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
    state_labels,
)
from aftersales.views.urls import list_url
from modules.parts import queries, services
from modules.parts.forms import ExitPermitForm, ReceiptForm, ShipmentForm
from modules.parts.models import ExitLine, ExitPermit, Part, Requisition, Shipment
from modules.parts.words import SHIP_METHODS
from modules.parts.workflow import EXIT_PERMIT as PERMIT_LIFE
from modules.parts.workflow import SHIPMENT as SHIPMENT_LIFE
from modules.service.api import Case

PERMIT_STATES = state_labels(PERMIT_LIFE)
SHIPMENT_STATES = state_labels(SHIPMENT_LIFE)
METHODS = {code: (title, "grey") for code, title in SHIP_METHODS.items()}


def permits() -> Select[Any]:
    """Permits; the requisition is joined outside, for a guard may not read it."""
    return select(ExitPermit).outerjoin(ExitPermit.requisition)


def shipments() -> Select[Any]:
    """Shipments with their case."""
    return select(Shipment).outerjoin(Shipment.case)


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
            count=queries.count_shipments,
            url=lambda _uow, p: list_url("parts.shipments", permit=p.id),
        ),
    ),
    documents=("parts.exit_permit",),
)

SHIPMENTS = ListView(
    name="parts.shipments",
    title=_l("Parts sent"),
    model=Shipment,
    path="/parts/shipments",
    permission="parts.exit.read",
    query=shipments,
    form="parts.shipment",
    order="-sent_at",
    columns=(
        Column(
            name="number", title=_l("No."), source=Shipment.number, kind="link", mobile="primary"
        ),
        Column(name="sent_at", title=_l("Sent"), source=Shipment.sent_at, kind="datetime"),
        Column(
            name="destination",
            title=_l("Destination"),
            source=Shipment.destination,
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="product_model",
            title=_l("Product model"),
            source=Shipment.product_model,
            sort=False,
        ),
        Column(
            name="variety",
            title=_l("Goods"),
            source=Shipment.variety,
            sort=False,
            mobile="secondary",
        ),
        Column(
            name="quantity",
            title=_l("Quantity"),
            source=Shipment.quantity,
            kind="quantity",
            sort=False,
            sum=True,
        ),
        Column(
            name="method",
            title=_l("Transport"),
            source=Shipment.method,
            kind="badge",
            labels=METHODS,
            sort=False,
        ),
        Column(name="waybill", title=_l("Waybill no."), source=Shipment.waybill, sort=False),
        Column(
            name="case",
            title=_l("Case"),
            source=Case.number,
            kind="link",
            to=("service.case", Shipment.case_id),
            sort=False,
        ),
        Column(
            name="state",
            title=_l("State"),
            source=Shipment.state,
            kind="badge",
            labels=SHIPMENT_STATES,
            mobile="side",
            sort=False,
        ),
    ),
    filters=(Filter(name="under_way", title=_l("Under way"), where=Shipment.state == "sent"),),
    facets=(
        Facet(
            name="permit",
            title=_l("Exit permit"),
            source=Shipment.permit_id,
            kind="lookup",
            lookup="parts.exit_permit",
        ),
        Facet(
            name="case",
            title=_l("Case"),
            source=Shipment.case_id,
            kind="lookup",
            lookup="service.case",
        ),
        Facet(name="sent_at", title=_l("Sent"), source=Shipment.sent_at, kind="date"),
    ),
    groups=(GroupBy(name="month", title=_l("Month"), source=Shipment.sent_at, by="month"),),
    search=(Shipment.number, Shipment.destination, Shipment.waybill, Shipment.variety),
    search_hint=_l("Number, destination, waybill"),
    empty=EmptyState(
        sentence=_l("Nothing was sent yet. A shipment follows the release at the gate.")
    ),
)

SHIPMENT = FormView(
    name="parts.shipment",
    title=_l("Parts shipment"),
    model=Shipment,
    path="/parts/shipments",
    permission="parts.exit.read",
    list="parts.shipments",
    form=ShipmentForm,
    heading=lambda shipment: shipment.number,
    subheading=lambda shipment: shipment.destination,
    groups=(
        Group(
            fields=(
                Field(
                    name="permit_id",
                    title=_l("Exit permit"),
                    value=lambda s: s.permit.number,
                    to=lambda s: ("parts.exit_permit", s.permit_id),
                ),
                Field(
                    name="case",
                    title=_l("Case"),
                    only="read",
                    value=lambda s: s.case.number if s.case else "",
                    to=lambda s: ("service.case", s.case_id),
                ),
                Field(name="destination", title=_l("Destination"), only="read"),
                Field(name="product_model", title=_l("Product model"), only="read"),
                Field(name="variety", title=_l("Goods"), only="read"),
                Field(name="quantity", title=_l("Quantity"), kind="quantity", only="read"),
                "method",
                "waybill",
                Field(name="sent_at", title=_l("Sent"), kind="datetime", only="read"),
                "receiver",
                Field(name="received_at", title=_l("Signed for at"), kind="datetime", only="read"),
                Field(name="proof", title=_l("Proof of dispatch"), only="create", wide=True),
            )
        ),
    ),
    create=Verb(permission="parts.shipment.write", fn=services.register_shipment),
    create_title=_l("Register shipment"),
    actions=(
        Action(
            name="receive",
            title=_l("Signed for"),
            transition="receive",
            verb=services.confirm_receipt,
            form=ReceiptForm,
            style="primary",
            icon="check",
        ),
    ),
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
