"""Identity, rights and menu of the parts module."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem

READERS = (
    "parts.part.read",
    "parts.requisition.read",
    "parts.exit.read",
    "parts.old_part.read",
    "parts.shortage.read",
)

MANIFEST = Manifest(
    name="parts",
    title=_l("Parts"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("Stock, requisitions, exit permits, shipments and the old-part ledger"),
    depends=(Dependency("customers", ">=0.1"), Dependency("service", ">=0.1")),
    icon="package",
    color="#e8590c",
    weight=30,
    permissions=(
        Permission("parts.part.read", _l("See parts and stock")),
        Permission("parts.part.write", _l("Keep the parts list and the stock")),
        Permission("parts.requisition.read", _l("See requisitions")),
        Permission("parts.requisition.create", _l("Ask for parts")),
        Permission("parts.requisition.approve", _l("Approve requisitions")),
        Permission("parts.requisition.issue", _l("Issue parts")),
        Permission("parts.exit.read", _l("See exit permits and shipments")),
        Permission("parts.exit.create", _l("Draw exit permits")),
        Permission("parts.exit.release", _l("Release goods at the gate")),
        Permission("parts.shipment.write", _l("Register parts shipments")),
        Permission("parts.old_part.read", _l("See old parts")),
        Permission("parts.old_part.receive", _l("Take old parts in")),
        Permission("parts.old_part.judge", _l("Judge old parts")),
        Permission("parts.old_part.waive", _l("Waive an old part")),
        Permission("parts.shortage.read", _l("See shortage notices")),
        Permission("parts.shortage.answer", _l("Answer shortage notices")),
    ),
    roles=(
        Grant(
            "sales",
            *READERS,
            "parts.requisition.create",
            "parts.exit.create",
            "parts.shipment.write",
        ),
        Grant(
            "dispatcher",
            *READERS,
            "parts.requisition.create",
            "parts.exit.create",
            "parts.shipment.write",
            "parts.old_part.waive",
        ),
        Grant("engineer", *READERS, "parts.requisition.create"),
        Grant("production", *READERS, "parts.requisition.approve", "parts.shortage.answer"),
        Grant(
            "keeper",
            *READERS,
            "parts.part.write",
            "parts.requisition.issue",
            "parts.exit.create",
            "parts.shipment.write",
            "parts.old_part.receive",
        ),
        Grant("gate", "parts.exit.read", "parts.exit.release"),
        Grant("quality", *READERS, "parts.old_part.judge"),
        Grant("purchasing", *READERS, "parts.shortage.answer"),
        Grant("admin", *READERS),
        Grant("leader", *READERS, "parts.old_part.waive"),
        Grant("finance", *READERS),
        Grant("archivist", *READERS),
        Grant("auditor", *READERS),
        Grant("clerk", *READERS),
    ),
    menu=(
        MenuItem(
            title=_l("Requisitions"),
            view="parts.requisitions",
            permission="parts.requisition.read",
            weight=10,
        ),
        MenuItem(
            title=_l("Exit permits"),
            view="parts.exit_permits",
            permission="parts.exit.read",
            weight=20,
        ),
        MenuItem(
            title=_l("Shipments"), view="parts.shipments", permission="parts.exit.read", weight=30
        ),
        MenuItem(
            title=_l("Old parts"),
            view="parts.old_parts",
            permission="parts.old_part.read",
            weight=40,
        ),
        MenuItem(
            title=_l("Shortages"),
            view="parts.shortages",
            permission="parts.shortage.read",
            weight=50,
        ),
        MenuItem(
            title=_l("Parts and stock"), view="parts.parts", permission="parts.part.read", weight=60
        ),
    ),
)
