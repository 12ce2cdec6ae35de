"""What every module owes: examined one by one over the enabled modules, on the demo company."""

import ast
import importlib
import inspect
import re
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from sqlalchemy import ForeignKeyConstraint, select
from sqlalchemy import inspect as look_at

from aftersales.auth.models import Role
from aftersales.auth.organisation import user_by_name
from aftersales.db import migrate
from aftersales.db.base import Base, module_of
from aftersales.db.session import db
from aftersales.events import Event
from aftersales.i18n.catalog import catalogue_folders, missing_translations, read_catalogue
from aftersales.registry.discovery import find_manifests
from aftersales.registry.install import trees
from aftersales.views.declare import ListView
from aftersales.views.declare_form import FormView
from tests.architecture.source import ROOT, imports, sources

MODULES = sorted(find_manifests())


@pytest.fixture(params=MODULES)
def module(request, app):
    return app.extensions["aftersales"].modules[request.param]


def folder(name: str) -> Path:
    return ROOT / "modules" / name


# --- Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_its_manifest_is_data(name):
    """Reading what a module says of itself must not load the module."""
    allowed = ("aftersales.registry", "aftersales.access", "aftersales.i18n")
    (manifest,) = [s for s in sources("modules") if s.name == f"modules/{name}/manifest.py"]
    assert [one for one in imports(manifest) if not one.startswith(allowed)] == []


@pytest.mark.parametrize("name", MODULES)
def test_importing_its_package_costs_nothing(name):
    tree = ast.parse((folder(name) / "__init__.py").read_text(encoding="utf-8"))
    assert all(isinstance(node, ast.Expr) for node in tree.body)


@pytest.mark.parametrize("name", MODULES)
def test_it_opens_an_api(name):
    text = (folder(name) / "api.py").read_text(encoding="utf-8")
    assert "__all__" in text


@pytest.mark.parametrize("name", MODULES)
def test_every_text_has_chinese(name):
    known: dict[str, str] = {}
    for root in (ROOT / "aftersales", folder(name)):
        for one in catalogue_folders(root):
            known.update(read_catalogue(one / "zh_CN/LC_MESSAGES/messages.po"))
    missing = missing_translations(folder(name), known)
    assert missing == [], "\n".join(f"{file}:{line} {text}" for file, line, text in missing)


def verbs(name: str) -> set[str]:
    """Functions of a module that ask for a permission."""
    found = set()
    for source in sources("modules"):
        if source.dotted[1] != name:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef) and any(
                "requires(" in ast.unparse(one) for one in node.decorator_list
            ):
                found.add(node.name)
    return {verb for verb in found if not verb.startswith("_")}


def test_its_readme_names_verbs_events_rights_slots_and_parameters(module):
    text = (module.path / "README.md").read_text(encoding="utf-8")
    wanted = verbs(module.name)
    wanted |= {permission.code for permission in module.manifest.permissions}
    wanted |= {slot.name for slot in module.contributions.slots}
    wanted |= {parameter.key for parameter in module.contributions.regulation}
    wanted |= {f"aftersales {command.name}" for command in module.contributions.commands}
    wanted |= {
        event.__name__
        for event in Event.__subclasses__()
        if event.__module__.startswith(f"modules.{module.name}.")
    }
    missing = sorted(word for word in wanted if not re.search(rf"\b{re.escape(word)}\b", text))
    assert missing == []


# --- Rights and rows ------------------------------------------------------------------------------


def test_every_right_is_given_to_some_role(module):
    given = {permission for grant in module.manifest.roles for permission in grant.permissions}
    assert sorted({p.code for p in module.manifest.permissions} - given) == []


def test_every_verb_asks_for_a_declared_right(app, module):
    known = app.extensions["aftersales.permissions"]
    for transition_owner in module.contributions.workflows:
        for transition in transition_owner.transitions:
            assert transition.permission in known, transition.code
    for rule in module.contributions.rules:
        assert rule.restrict or rule.permission in known, rule.name
    for rule in module.contributions.field_rules:
        assert rule.permission in known, rule.field


def own_models(name: str) -> list[type[Base]]:
    return [m.class_ for m in Base.registry.mappers if module_of(m.class_) == name]


def test_every_table_is_listed_named_and_guarded(module):
    declared = set(module.contributions.models)
    for model in own_models(module.name):
        assert model in declared, f"{model.__name__} is missing in Contributions.models"
        assert model.__tablename__.startswith(f"{module.name}_")
        assert model.__scope__.kind in ("scoped", "via", "open")


def test_every_foreign_key_is_indexed(module):
    """Joining or deleting from the other side must not walk the whole table.

    Columns that say by whom (``…_by_id``) are exempt: people are closed, never deleted.
    """
    missing = [
        f"{model.__tablename__}.{column.name}"
        for model in own_models(module.name)
        for column in model.__table__.columns
        if column.foreign_keys
        and not column.name.endswith("_by_id")
        and (column.name,) not in leading_columns(model)
    ]
    assert missing == []


def leading_columns(model: type[Base]) -> set[tuple[str, ...]]:
    """The first column of each index, primary key and unique constraint."""
    table = model.__table__
    keys = [c for c in table.constraints if not isinstance(c, ForeignKeyConstraint)]
    return {tuple(one.columns.keys())[:1] for one in (*table.indexes, *keys)}


def test_its_workflows_hold_together(app, module):
    for workflow in module.contributions.workflows:
        whole = app.extensions["aftersales.workflows"][workflow.model]
        whole.check()
        assert any(state.done for state in whole.states), f"{workflow.name} never ends"
        assert look_at(workflow.model).has_property(workflow.field)


def test_its_handlers_take_a_unit_of_work_and_a_fact(module):
    for subscription in module.contributions.handlers:
        assert len(inspect.signature(subscription.handler).parameters) == 2, subscription.name


@pytest.mark.demo_company
def test_access_to_every_kind_of_record_can_be_explained(app, module, uow_as, monkeypatch):
    """``aftersales access explain`` finds its way through parents to the rules that decide."""
    main = importlib.import_module("aftersales.cli.main")
    monkeypatch.setattr(main, "build_app", lambda **_overrides: app)
    for model in own_models(module.name):
        with uow_as("system", write=False) as uow:
            key = uow.scalar(select(model.id).limit(1)) if hasattr(model, "id") else None
        if key is not None:
            words = ["access", "explain", "engineer", f"{module.name}.{model.__name__}", str(key)]
            told = CliRunner().invoke(main.cli, words)
            assert told.exit_code == 0, f"{words}: {told.exception!r}"
            assert "see it" in told.output or "not guarded" in told.output


# --- Tables ---------------------------------------------------------------------------------------


def tree_of(app, name: str) -> migrate.Tree:
    return next(tree for tree in trees(app.extensions["aftersales"]) if tree.module == name)


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["", *MODULES])
def test_its_migrations_make_the_tables_of_its_classes(app, name):
    tree = tree_of(app, name)
    if name and not own_models(name):
        assert migrate.head(tree) is None, "a module without tables has nothing to migrate"
        return
    with app.app_context(), db.engine.connect() as connection:
        assert migrate.head(tree) is not None, "aftersales modules revision …"
        assert migrate.current(connection, tree) == migrate.head(tree)
        assert migrate.drift(connection, tree) == []


@pytest.mark.both_databases
def test_all_tables_come_down_and_go_up_again(app):
    with app.app_context():
        everything = trees(app.extensions["aftersales"])
        for tree in reversed(everything):
            migrate.downgrade(db.engine, tree)
        left = set(look_at(db.engine).get_table_names())
        assert {table for table in left if not table.startswith("schema_version_")} == set()
        for tree in everything:
            migrate.upgrade(db.engine, tree)


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def allrounder(uow_as, login):
    """A person who fills every role: meets every page and every button."""
    with uow_as("system") as uow:
        user_by_name(uow, "leader").roles = list(uow.scalars(select(Role)))
    return login("leader")


def lists(module) -> list[ListView]:
    return [view for view in module.contributions.views if isinstance(view, ListView)]


def forms(module) -> list[FormView]:
    return [view for view in module.contributions.views if isinstance(view, FormView)]


def list_addresses(view: ListView):
    """Every filter, group, order and facet of a list at least once, several in one address."""
    yield view.path
    yield f"{view.path}?f=&q=%E6%B3%B5"
    offers = (
        [("f", one.name) for one in view.filters],
        [("g", one.name) for one in view.groups],
        [("sort", one.name) for one in view.columns],
        [(one.name, "1") for one in view.facets],
    )
    for chosen in zip_longest(*offers):
        yield f"{view.path}?{urlencode([one for one in chosen if one])}"
    if view.board:
        yield f"{view.path}?v=board"
    if view.export:
        yield f"{view.path}/export.csv"
        yield f"{view.path}/export.xlsx"


@pytest.mark.demo_company
def test_its_lists_render_in_every_way(module, allrounder):
    wrong = []
    for view in lists(module):
        for address in list_addresses(view):
            answer = allrounder.get(address)
            if answer.status_code != 200:
                wrong.append(f"{address}: {answer.status_code}")
    assert wrong == []


@pytest.mark.demo_company
def test_its_record_pages_render(module, allrounder, uow_as):
    wrong = []
    for view in forms(module):
        with uow_as("system", write=False) as uow:
            keys = list(uow.scalars(select(view.model.id).order_by(view.model.id).limit(3)))
        addresses = [f"{view.path}/{key}{tail}" for key in keys for tail in ("", "/edit")]
        if view.create:
            addresses.append(f"{view.path}/new")
        for address in addresses:
            status = allrounder.get(address).status_code
            # 409: locked records say why they cannot be edited; 404: a page nobody edits.
            allowed = (200, 302, 403, 404, 409) if address.endswith("/edit") else (200,)
            if status not in allowed:
                wrong.append(f"{address}: {status}")
    assert wrong == []


@pytest.mark.demo_company
def test_who_may_not_see_it_meets_a_refusal_not_a_fault(module, login):
    """Every role opens every page: allowed, refused with a reason, or not there."""
    wrong = []
    for username in ("gate", "engineer", "finance", "auditor"):
        browser = login(username)
        for view in (*lists(module), *forms(module)):
            address = view.path if isinstance(view, ListView) else f"{view.path}/1"
            status = browser.get(address).status_code
            if status not in (200, 403, 404):
                wrong.append(f"{username} {address}: {status}")
    assert wrong == []


@pytest.mark.demo_company
def test_its_demo_gives_it_something_to_show(module, uow_as):
    if module.contributions.demo is None:
        pytest.skip("it brings no demo data of its own")
    with uow_as("system", write=False) as uow:
        shown = [
            view.model.__name__
            for view in forms(module)
            if uow.scalar(select(view.model.id).limit(1)) is not None
        ]
    assert shown
