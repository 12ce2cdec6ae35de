"""The register of parts sent."""

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
    ListView,
    Verb,
    state_labels,
)
from modules.parts import services
from modules.parts.forms import ReceiptForm, ShipmentForm
from modules.parts.models import Shipment
from modules.parts.views.exit_permits import METHODS
from modules.parts.workflow import SHIPMENT as SHIPMENT_LIFE
from modules.service.api import Case

SHIPMENT_STATES = state_labels(SHIPMENT_LIFE)


def shipments() -> Select[Any]:
    """Shipments with their case."""
    return select(Shipment).outerjoin(Shipment.case)


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
