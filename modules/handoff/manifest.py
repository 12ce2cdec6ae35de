"""The identity of the hand-off module: rights, their roles (rules 1.9) and the menu."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem

READ = "handoff.contract.read"
READ_ALL = "handoff.contract.read_all"
WRITE = "handoff.contract.write"
AMOUNT = "handoff.contract.amount"
TERMINATE = "handoff.contract.terminate"
COMPLETE = "handoff.clause.complete"
KIT = "handoff.kit.check"
SHIP = "handoff.shipment.write"
ACCEPTANCE = "handoff.acceptance.write"
RECEIVE = "handoff.contract.receive"

_SALES = (READ, READ_ALL, WRITE, AMOUNT, COMPLETE, SHIP, ACCEPTANCE)

MANIFEST = Manifest(
    name="handoff",
    title=_l("Sales hand-off"),
    summary=_l("From the signed contract to the machine in service's care."),
    version="0.1.0",
    kernel=">=0.1,<1",
    depends=(Dependency("customers", ">=0.1,<1"),),
    permissions=(
        Permission(READ, _l("See contracts one's department works on")),
        Permission(READ_ALL, _l("See all contracts")),
        Permission(WRITE, _l("Enter and change contracts, break them down to departments")),
        Permission(AMOUNT, _l("See contract amounts")),
        Permission(TERMINATE, _l("Terminate contracts")),
        Permission(COMPLETE, _l("Report clauses of one's department as done")),
        Permission(KIT, _l("Check that the kit is complete")),
        Permission(SHIP, _l("Register shipment and delivery")),
        Permission(ACCEPTANCE, _l("Record acceptance on site")),
        Permission(RECEIVE, _l("Accept the hand-off for service")),
    ),
    roles=(
        Grant("admin", READ, READ_ALL),
        Grant("leader", READ, READ_ALL, AMOUNT, TERMINATE),
        Grant("sales", *_SALES),
        Grant("commercial", *_SALES),
        Grant("clerk", READ, READ_ALL),
        Grant("dispatcher", READ, READ_ALL, AMOUNT, COMPLETE, ACCEPTANCE, RECEIVE),
        Grant("engineer", READ, READ_ALL, ACCEPTANCE),
        Grant("technical", READ, COMPLETE),
        Grant("purchasing", READ, COMPLETE, KIT),
        Grant("production", READ, COMPLETE, KIT),
        Grant("quality", READ, COMPLETE, KIT),
        Grant("keeper", READ, COMPLETE, SHIP),
        Grant("finance", READ, AMOUNT, COMPLETE),
        Grant("archivist", READ, READ_ALL, AMOUNT),
        Grant("auditor", READ, READ_ALL, AMOUNT),
    ),
    menu=(
        MenuItem(title=_l("Contracts"), view="handoff.contracts", weight=10),
        MenuItem(title=_l("Clauses"), view="handoff.clauses", weight=20),
    ),
    icon="file-text",
    color="#4263eb",
    weight=20,
)
