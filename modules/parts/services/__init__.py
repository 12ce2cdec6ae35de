"""The verbs of the warehouse."""

from modules.parts.services.exit_permit import draw_exit_permit, release_at_gate, void_exit_permit
from modules.parts.services.issue import Pick, StockShort, issue_parts, proposed_bins
from modules.parts.services.old_part import judge_old_part, receive_old_part, waive_old_part
from modules.parts.services.requisition import (
    approve_requisition,
    cancel_requisition,
    change_requisition,
    draft_requisition,
    reject_requisition,
    request_parts,
    submit_requisition,
)
from modules.parts.services.shipment import confirm_receipt, register_shipment
from modules.parts.services.shortage import answer_shortage
from modules.parts.services.stock import change_part, create_part, put_in_stock

__all__ = [
    "Pick",
    "StockShort",
    "answer_shortage",
    "approve_requisition",
    "cancel_requisition",
    "change_part",
    "change_requisition",
    "confirm_receipt",
    "create_part",
    "draft_requisition",
    "draw_exit_permit",
    "issue_parts",
    "judge_old_part",
    "proposed_bins",
    "put_in_stock",
    "receive_old_part",
    "register_shipment",
    "reject_requisition",
    "release_at_gate",
    "request_parts",
    "submit_requisition",
    "void_exit_permit",
    "waive_old_part",
]
