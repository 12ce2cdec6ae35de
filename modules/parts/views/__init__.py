"""Lists and record pages of the warehouse."""

from modules.parts.views.exit_permits import EXIT_PERMIT, EXIT_PERMITS, PERMIT_LOOKUP
from modules.parts.views.home import HOME
from modules.parts.views.old_parts import OLD_PART, OLD_PARTS
from modules.parts.views.parts import PART, PART_LOOKUP, PARTS
from modules.parts.views.requisitions import REQUISITION, REQUISITION_LOOKUP, REQUISITIONS
from modules.parts.views.service_pages import CASE_ACTIONS, CASE_SECTIONS
from modules.parts.views.shipments import SHIPMENT, SHIPMENTS
from modules.parts.views.shortages import SHORTAGE, SHORTAGES

VIEWS = (
    REQUISITIONS,
    REQUISITION,
    EXIT_PERMITS,
    EXIT_PERMIT,
    SHIPMENTS,
    SHIPMENT,
    OLD_PARTS,
    OLD_PART,
    SHORTAGES,
    SHORTAGE,
    PARTS,
    PART,
)
LOOKUPS = (PART_LOOKUP, REQUISITION_LOOKUP, PERMIT_LOOKUP)

__all__ = ["CASE_ACTIONS", "CASE_SECTIONS", "HOME", "LOOKUPS", "VIEWS"]
