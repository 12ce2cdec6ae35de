"""Who the module is, whom it needs, which rights and menu entries it brings."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem

READ = "loaner.loan.read"
LEND = "loaner.loan.write"
KEEP = "loaner.machine.write"

MANIFEST = Manifest(
    name="loaner",
    title=_l("Loaner machines"),
    summary=_l("What a customer works with while theirs is repaired"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    depends=(Dependency("service", ">=0.1,<1"),),
    after=("quality",),
    permissions=(
        Permission(READ, _l("See loaner machines")),
        Permission(LEND, _l("Lend machines and take them back")),
        Permission(KEEP, _l("Keep the pool of loaner machines")),
    ),
    roles=(
        Grant("dispatcher", READ, LEND, KEEP),
        Grant("engineer", READ, LEND),
        Grant("keeper", READ, KEEP),
        Grant("clerk", READ),
        Grant("leader", READ),
        Grant("archivist", READ),
        Grant("auditor", READ),
    ),
    menu=(
        MenuItem(title=_l("Loans"), view="loaner.loans", weight=10),
        MenuItem(title=_l("Machine pool"), view="loaner.machines", weight=20),
    ),
    icon="package",
    color="#2f9e44",
    weight=35,
)
