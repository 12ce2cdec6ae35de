"""The tables of the parts module, one aggregate a file."""

from modules.parts.models.exit_permit import ExitLine, ExitPermit
from modules.parts.models.old_part import OldPart
from modules.parts.models.part import Bin, Part, Stock, StockMove
from modules.parts.models.requisition import Requisition, RequisitionLine
from modules.parts.models.shipment import Shipment
from modules.parts.models.shortage import ShortageNotice

__all__ = [
    "Bin",
    "ExitLine",
    "ExitPermit",
    "OldPart",
    "Part",
    "Requisition",
    "RequisitionLine",
    "Shipment",
    "ShortageNotice",
    "Stock",
    "StockMove",
]
