"""Identity of the feedback module, which has neither pages nor rights of its own."""

from aftersales.i18n import _l
from aftersales.registry.manifest import Manifest

MANIFEST = Manifest(
    name="feedback",
    title=_l("Feedback"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("Follow-up calls, surveys, visits and courtesies"),
    color="#0ca678",
    weight=72,
)
