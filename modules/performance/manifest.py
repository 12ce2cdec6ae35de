"""Identity of the performance module, which has neither pages nor rights of its own."""

from aftersales.i18n import _l
from aftersales.registry.manifest import Manifest

MANIFEST = Manifest(
    name="performance",
    title=_l("Performance"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("Points, bonus, penalties, targets and audits"),
    color="#4263eb",
    weight=73,
)
