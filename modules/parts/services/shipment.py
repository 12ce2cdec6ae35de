"""The register of parts sent, with proof (rules S0-5.4.6.4b, c)."""

from datetime import datetime
from decimal import Decimal

from aftersales.access import requires
from aftersales.db.base import ref
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Invalid, Refused
from aftersales.files import store
from aftersales.i18n import _l
from aftersales.regulation.resolve import Scope, resolve
from aftersales.views.fields import Upload
from aftersales.workflow import advance, start
from modules.parts.events import PartsShipped
from modules.parts.models import ExitPermit, Shipment


@requires("parts.shipment.write")
def register_shipment(
    uow: UnitOfWork,
    *,
    permit_id: int,
    method: str,
    waybill: str = "",
    receiver: str = "",
    proof: list[Upload] | None = None,
    sent_at: datetime | None = None,
) -> Shipment:
    """Register a sending the guard has released, with its proof.

    Destination, product model, variety and quantity come from the permit (rule S0-5.4.6.4b).

    :param proof: the stub or a photograph of it. :raises Invalid: when the regulation wants one
        (``parts.proof_required``) and none is given.
    :raises Refused: the goods have not left the gate.
    """
    permit = uow.get(ExitPermit, permit_id)
    if permit.state != "released":
        raise Refused(
            _l("The goods have not left the gate: {number} is not released.", number=permit.number)
        )
    if not proof and resolve(uow, "parts.proof_required", scope=Scope()).flag:
        raise Invalid(
            _l("Add the proof of dispatch (the stub, or a photograph of it)."), field="proof"
        )
    shipment = Shipment(
        number=uow.number("FH"),
        case_id=permit.requisition.case_id,
        permit_id=permit.id,
        destination=permit.destination,
        product_model=permit.product_model,
        variety="、".join(line.part.name for line in permit.lines)[:200],
        quantity=sum((line.quantity for line in permit.lines), Decimal(0)),
        method=method,
        waybill=waybill,
        receiver=receiver,
        sent_at=sent_at or uow.now,
    )
    start(uow, shipment)
    for upload in proof or ():
        stored = store(
            uow,
            upload.content,
            upload.filename,
            upload.content_type,
            owner=ref(shipment),
            kind="proof",
        )
        shipment.proof_id = stored.id
    uow.flush()
    uow.emit(PartsShipped(shipment_id=shipment.id, case_id=shipment.case_id))
    return shipment


@requires("parts.shipment.write")
def confirm_receipt(
    uow: UnitOfWork, *, record_id: int, receiver: str, received_at: datetime | None = None
) -> Shipment:
    """Note who signed for the parts, and when."""
    shipment = uow.get(Shipment, record_id, lock=True)
    advance(uow, shipment, "receive")
    shipment.receiver, shipment.received_at = receiver, received_at or uow.now
    uow.flush()
    return shipment
