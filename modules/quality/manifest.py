"""Identity, rights and menu of the quality module."""

from aftersales.access.permissions import Permission
from aftersales.i18n import _l
from aftersales.registry.manifest import Dependency, Grant, Manifest, MenuItem

MANIFEST = Manifest(
    name="quality",
    title=_l("Quality"),
    version="0.1.0",
    kernel=">=0.1,<0.2",
    summary=_l("Problems from the field: cause, responsible department, measures"),
    depends=(
        Dependency("customers", ">=0.1"),
        Dependency("service", ">=0.1"),
        Dependency("parts", ">=0.1"),
    ),
    icon="stethoscope",
    color="#ae3ec9",
    weight=40,
    permissions=(
        Permission("quality.problem.read", _l("See quality problems")),
        Permission("quality.problem.open", _l("Open quality problems")),
        Permission("quality.problem.judge", _l("Judge cause and responsibility")),
        Permission("quality.measure.do", _l("Carry out measures")),
    ),
    roles=(
        Grant(
            "quality",
            "quality.problem.read",
            "quality.problem.open",
            "quality.problem.judge",
            "quality.measure.do",
        ),
        Grant("technical", "quality.problem.read", "quality.problem.open", "quality.measure.do"),
        Grant("dispatcher", "quality.problem.read", "quality.problem.open", "quality.measure.do"),
        Grant("engineer", "quality.problem.read", "quality.problem.open"),
        Grant("production", "quality.problem.read", "quality.measure.do"),
        Grant("purchasing", "quality.problem.read", "quality.measure.do"),
        Grant("admin", "quality.problem.read"),
        Grant("sales", "quality.problem.read"),
        Grant("leader", "quality.problem.read"),
        Grant("archivist", "quality.problem.read"),
        Grant("auditor", "quality.problem.read"),
        Grant("finance", "quality.problem.read"),
    ),
    menu=(
        MenuItem(
            title=_l("Quality problems"),
            view="quality.problems",
            permission="quality.problem.read",
            weight=10,
        ),
        MenuItem(
            title=_l("Measures against it"),
            view="quality.measures",
            permission="quality.measure.do",
            weight=20,
        ),
    ),
)
