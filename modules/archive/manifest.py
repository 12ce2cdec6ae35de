"""Identity, rights and menu of the archive module."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem

MANIFEST = Manifest(
    name="archive",
    title=_l("Archive"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("What a case still lacks, filing, and volumes that can be verified"),
    depends=(Dependency("customers", ">=0.1"), Dependency("service", ">=0.1")),
    after=("parts", "quality"),
    icon="archive",
    color="#2f9e44",
    weight=60,
    permissions=(
        Permission("archive.filing.read", _l("See filed pieces")),
        Permission("archive.filing.write", _l("File cases")),
        Permission("archive.original.read", _l("Open originals with telephone numbers in full")),
        Permission("archive.volume.read", _l("See volumes")),
        Permission("archive.volume.bind", _l("Bind volumes")),
    ),
    roles=(
        Grant(
            "archivist",
            "archive.filing.read",
            "archive.filing.write",
            "archive.original.read",
            "archive.volume.read",
            "archive.volume.bind",
        ),
        Grant("admin", "archive.filing.read", "archive.volume.read"),
        Grant("leader", "archive.filing.read", "archive.volume.read"),
        Grant("auditor", "archive.filing.read", "archive.volume.read"),
        Grant("dispatcher", "archive.filing.read", "archive.volume.read"),
        Grant("sales", "archive.filing.read"),
        Grant("clerk", "archive.filing.read"),
        Grant("engineer", "archive.filing.read"),
        Grant("quality", "archive.filing.read"),
        Grant("technical", "archive.filing.read"),
        Grant("purchasing", "archive.filing.read"),
        Grant("production", "archive.filing.read"),
        Grant("finance", "archive.filing.read"),
    ),
    menu=(
        MenuItem(
            title=_l("To file"),
            view="archive.to_file",
            permission="archive.filing.write",
            weight=10,
        ),
        MenuItem(
            title=_l("Filed pieces"),
            view="archive.filings",
            permission="archive.filing.read",
            weight=20,
        ),
        MenuItem(
            title=_l("Volumes"), view="archive.volumes", permission="archive.volume.read", weight=30
        ),
    ),
)
