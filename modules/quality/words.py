"""The words of the quality module: code to title (and colour)."""

from collections.abc import Mapping

from aftersales.i18n import LazyText, _l
from aftersales.views.declare import Color

CAUSES: Mapping[str, tuple[LazyText, Color]] = {
    "manufacture": (_l("Manufacture"), "orange"),
    "assembly": (_l("Assembly"), "yellow"),
    "design": (_l("Design"), "purple"),
    "material": (_l("Material"), "cyan"),
    "use": (_l("Use"), "grey"),
    "purchased": (_l("Bought-in part"), "blue"),
}
"""Cause classes (rules S0-4.1.1, F03)."""

SEVERITIES: Mapping[str, tuple[LazyText, Color]] = {
    "minor": (_l("Minor"), "grey"),
    "major": (_l("Major fault"), "orange"),
    "critical": (_l("Critical: endangers safe operation"), "red"),
}

MEASURES: Mapping[str, tuple[LazyText, Color]] = {
    "containment": (_l("Containment"), "orange"),
    "corrective": (_l("Corrective action"), "blue"),
    "preventive": (_l("Preventive action"), "green"),
}
"""Kinds of measure: 8D steps D3, D5 and D7."""
