"""The words of the parts module that forms, lists and papers share: code to title (and colour)."""

from collections.abc import Mapping

from aftersales.i18n import LazyText, _l
from aftersales.views.declare import Color

REASONS = {
    "wear": _l("Wear part"),
    "missing": _l("Missing part"),
    "defective": _l("Defective part"),
}
"""Why a part is needed (rule S0-5.4.6.1a)."""

BASIS = {
    "delivery": _l("Delivery situation"),
    "field": _l("Opinion of the people on site"),
    "customer": _l("Customer's demand"),
}
"""On what the need rests (rule S0-5.4.6.1a)."""

SHIP_METHODS = {
    "express": _l("Express"),
    "rail": _l("Rail"),
    "courier": _l("Own messenger"),
    "carried": _l("Carried by the engineer"),
    "other": _l("Other transport"),
}
"""How parts travel (rule S0-5.4.6.1f)."""

VERDICTS: Mapping[str, tuple[LazyText, Color]] = {
    "repair": (_l("Repair and restock"), "azure"),
    "supplier_claim": (_l("Claim on the supplier"), "purple"),
    "scrap": (_l("Scrap"), "grey"),
    "customer_liable": (_l("Customer liable"), "orange"),
}
"""What becomes of an old part (workflow W5)."""
