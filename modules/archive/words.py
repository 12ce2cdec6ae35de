"""The words of the archive: code to title (and colour)."""

from collections.abc import Mapping

from aftersales.i18n import LazyText, _l
from aftersales.views.declare import Color

KINDS: Mapping[str, tuple[LazyText, Color]] = {
    "register": (_l("Originals of visits, letters and calls"), "blue"),
    "opinion": (_l("Customer opinions"), "purple"),
    "report": (_l("Service report forms"), "green"),
    "parts": (_l("Parts dispatch and mail stubs"), "orange"),
    "contact": (_l("Contact sheets and letters"), "cyan"),
    "order": (_l("Service orders"), "azure"),
    "requisition": (_l("Requisitions and exit permits"), "orange"),
    "old_part": (_l("Old-part slips"), "yellow"),
    "handoff": (_l("Contracts and hand-off sheets"), "grey"),
    "quality": (_l("Quality problems"), "red"),
    "other": (_l("Other papers"), "grey"),
}
"""Kinds of filed pieces (``archive.scope``)."""

RETENTIONS: Mapping[str, tuple[LazyText, str]] = {
    "permanent": (_l("For good (Y)"), "Y"),
    "years_30": (_l("30 years (D30)"), "D30"),
    "years_10": (_l("10 years (D10)"), "D10"),
    "years_5": (_l("5 years"), "D5"),
    "years_3": (_l("3 years"), "D3"),
    "year_1": (_l("1 year"), "D1"),
}
"""Retention periods, longest first, with their code in the number of a volume (DA/T 22)."""

LENGTHS: Mapping[str, int] = {
    "year_1": 12,
    "years_3": 36,
    "years_5": 60,
    "years_10": 120,
    "years_30": 360,
}
"""Months of the periods that end, shortest first."""
