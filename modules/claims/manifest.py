"""Identity of the claims module, which has neither pages nor rights of its own."""

from aftersales.i18n import _l
from aftersales.registry.manifest import Manifest

MANIFEST = Manifest(
    name="claims",
    title=_l("Claims"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("What is repaired, taken back, exchanged or compensated, and who pays"),
    color="#d6336c",
    weight=70,
)
