"""The public surface of the parts module: the only thing other modules import."""

from modules.parts.events import (
    ExitReleased,
    OldPartDue,
    OldPartJudged,
    OldPartReceived,
    PartsIssued,
    PartsShipped,
)
from modules.parts.models import ExitPermit, OldPart, Part, Requisition, RequisitionLine, Shipment
from modules.parts.queries import parts_used
from modules.parts.services import (
    draft_requisition,
    request_parts,
    submit_requisition,
)
from modules.parts.words import VERDICTS

__all__ = [
    "VERDICTS",
    "ExitPermit",
    "ExitReleased",
    "OldPart",
    "OldPartDue",
    "OldPartJudged",
    "OldPartReceived",
    "Part",
    "PartsIssued",
    "PartsShipped",
    "Requisition",
    "RequisitionLine",
    "Shipment",
    "draft_requisition",
    "parts_used",
    "request_parts",
    "submit_requisition",
]
