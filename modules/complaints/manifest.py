"""Identity of the complaints module, which has neither pages nor rights of its own."""

from aftersales.i18n import _l
from aftersales.registry.manifest import Manifest

MANIFEST = Manifest(
    name="complaints",
    title=_l("Complaints"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("Doors, numbers, limits and authority of complaints"),
    color="#f76707",
    weight=71,
)
