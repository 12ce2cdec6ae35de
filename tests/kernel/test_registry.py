"""Start checks: a broken module stops the start with one sentence that names file and remedy."""

import sys
import textwrap
from dataclasses import dataclass, fields

import pytest

from aftersales.access import Permission, RecordRule
from aftersales.auth.models import Region
from aftersales.db.base import scoped, unscoped
from aftersales.errors import StartError
from aftersales.registry.checks import check
from aftersales.registry.checks.shape import LISTS
from aftersales.registry.contributions import Contributions, Offering, Slot
from aftersales.registry.discovery import enabled, find_manifests, in_order
from aftersales.registry.manifest import Dependency, Grant, Manifest
from aftersales.registry.registry import Module, Registry
from aftersales.workflow import State, Transition, Workflow


def manifest(name="loaners", **values):
    return Manifest(name=name, title=name, version=values.pop("version", "1.0.0"), **values)


def names(manifests):
    return [one.name for one in manifests]


def test_modules_start_after_what_they_need_and_else_by_name():
    found = [
        manifest("parts", depends=(Dependency("service"),)),
        manifest("service", depends=(Dependency("customers", ">=1,<2"),)),
        manifest("archive", after=("parts", "absent")),
        manifest("customers"),
    ]
    assert names(in_order(found)) == ["customers", "service", "parts", "archive"]
    assert names(in_order(reversed(found))) == names(in_order(found))


@pytest.mark.parametrize(
    ("manifests", "sentence"),
    [
        ([manifest("a", depends=(Dependency("b"),))], "a/manifest.py: needs the module 'b'"),
        (
            [manifest("a", depends=(Dependency("b", ">=2"),)), manifest("b")],
            "a/manifest.py: needs b >=2, found 1.0.0",
        ),
        ([manifest("a", kernel=">=9")], "needs kernel >=9"),
        ([manifest("a", kernel="yesterday")], "'yesterday' is not a version range"),
        (
            [manifest("a", depends=(Dependency("b"),)), manifest("b", depends=(Dependency("a"),))],
            "in a circle: a → b → a; remove one dependency in modules/a/manifest.py",
        ),
    ],
)
def test_what_cannot_start_together_is_named(manifests, sentence):
    with pytest.raises(StartError) as stopped:
        in_order(manifests)
    assert sentence in str(stopped.value)


def test_a_listed_module_without_code_stops_the_start():
    assert enabled(["a", "b"], None) == ["a", "b"]
    assert enabled(["a", "b"], ("b",)) == ["b"]
    with pytest.raises(StartError, match=r"config\.toml enables the module 'c'"):
        enabled(["a", "b"], ("c",))


@dataclass
class Package:
    """Stands for an imported module package."""

    __path__: list[str]


def registry(contributions, **values):
    package = Package(["."])
    return Registry([Module(manifest(**values), contributions, package)])


ROW_RULE = RecordRule(name="r", model=Region, title="", permission="loaners.read")
READ = Permission("loaners.read", "Read")


def life(**change):
    values = {
        "name": "loaners.region",
        "model": Region,
        "states": (State("new", "New"), State("old", "Old")),
        "transitions": (Transition("age", "Age", ("new",), "old", "loaners.read"),),
        "initial": "new",
        "field": "name",
    }
    return Workflow(**{**values, **change})


@pytest.mark.parametrize(
    ("contributions", "values", "sentence"),
    [
        (
            Contributions(),
            {"permissions": (Permission("other.read", ""),)},
            "must begin with 'loaners.'",
        ),
        (
            Contributions(),
            {"roles": (Grant("clerk", "loaners.fly"),)},
            "unknown permission 'loaners.fly'",
        ),
        (Contributions(models=(Region,)), {}, "table 'auth_region' must begin with 'loaners_'"),
        (Contributions(workflows=(life(name="service.x"),)), {}, "must begin with 'loaners.'"),
        (
            Contributions(workflows=(life(),)),
            {"permissions": ()},
            "Transition 'age': there is no permission 'loaners.read'",
        ),
        (
            Contributions(workflows=(life(initial="old"),)),
            {},
            "state 'new' cannot be reached",
        ),
        (Contributions(workflows=(life(), life())), {}, "two workflow declarations use the name"),
        (
            Contributions(offers=(Offering(slot="loaners.lost", value=1),)),
            {},
            "there is no slot 'loaners.lost'",
        ),
        (
            Contributions(
                slots=(Slot(name="loaners.found", type=int),),
                offers=(Offering(slot="loaners.found", value="one"),),
            ),
            {},
            "slot 'loaners.found' takes int",
        ),
    ],
)
def test_a_broken_module_is_told_apart(contributions, values, sentence):
    values = {"permissions": (READ,), **values}
    with pytest.raises(StartError) as stopped:
        check(registry(contributions, **values), ())
    assert sentence in str(stopped.value)
    assert "loaners" in str(stopped.value)


def test_a_scoped_table_needs_a_rule(monkeypatch):
    monkeypatch.setattr(Region.__table__, "name", "loaners_region")
    try:
        monkeypatch.setattr(Region, "__scope__", scoped())
        with pytest.raises(StartError, match="no RecordRule names it"):
            check(registry(Contributions(models=(Region,)), permissions=(READ,)), ())
        check(registry(Contributions(models=(Region,), rules=(ROW_RULE,)), permissions=(READ,)), ())
        monkeypatch.setattr(Region, "__scope__", unscoped("a list of names"))
        check(registry(Contributions(models=(Region,)), permissions=(READ,)), ())
    finally:
        monkeypatch.undo()


def test_each_list_of_contributions_says_what_it_holds():
    lists = {one.name for one in fields(Contributions) if isinstance(one.default, tuple)}
    assert set(LISTS) == lists


def test_a_whole_module_passes():
    check(registry(Contributions(workflows=(life(),)), permissions=(READ,)), ())


@pytest.fixture
def module_folder(tmp_path, monkeypatch):
    """A root of modules besides our own; ``modules`` is a namespace that several roots may fill."""

    def write(name, **files):
        folder = tmp_path / "modules" / name
        folder.mkdir(parents=True)
        for file, text in {"__init__": "", **files}.items():
            (folder / f"{file}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        import modules

        monkeypatch.setattr(modules, "__path__", [*modules.__path__, str(tmp_path / "modules")])

    yield write
    for loaded in [one for one in sys.modules if one.startswith("modules.zz_")]:
        del sys.modules[loaded]


MANIFEST = """
    from aftersales.registry import Manifest
    MANIFEST = Manifest(name="{name}", title="x", version="1.0")
"""


def test_a_second_root_of_modules_is_found(module_folder):
    module_folder("zz_loaners", manifest=MANIFEST.format(name="zz_loaners"))
    assert "zz_loaners" in find_manifests()


def test_folder_and_name_must_agree(module_folder):
    module_folder("zz_loaners", manifest=MANIFEST.format(name="something"))
    with pytest.raises(StartError, match="calls itself 'something'"):
        find_manifests()


def test_a_manifest_must_be_there(module_folder):
    module_folder("zz_loaners", manifest="MANIFEST = 'x'")
    with pytest.raises(StartError, match="define MANIFEST"):
        find_manifests()


def test_a_plugin_must_be_there(module_folder, make_app):
    module_folder("zz_loaners", manifest=MANIFEST.format(name="zz_loaners"), plugin="")
    with pytest.raises(StartError, match=r"zz_loaners/plugin\.py: define CONTRIBUTIONS"):
        make_app(modules=("zz_loaners",))


def test_safe_mode_starts_the_kernel_alone(make_app):
    app = make_app(safe_mode=True)
    assert app.extensions["aftersales"].modules == {}
    assert app.test_client().get("/login").status_code == 200
