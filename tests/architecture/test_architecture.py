"""The walls of the house: who may import whom, how large things are, where a commit may stand."""

import ast
import re
from pathlib import Path

import pytest

from aftersales.db.base import Base
from aftersales.i18n.catalog import catalogue_folders, missing_translations, read_catalogue
from aftersales.registry.discovery import find_manifests
from tests.architecture.source import ROOT, calls, functions, imports, program, sources

LEVELS: tuple[frozenset[str], ...] = tuple(
    frozenset(level.split())
    for level in (
        "actor config errors",
        "i18n db",
        "access events",
        "auth",
        "integrity workflow jobs regulation calendar duties documents files notify search",
        "imports views timeline web admin bench",
        "registry ops backup",
        "app",
        "cli testing",
    )
)
"""Rooms from the bottom up: a room imports its own level and those below."""

EDGES = {"web": 5, "cli": 8}
"""A room's ``web`` stands where the web room does, its ``cli`` where the command does."""

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
"""Exemptions: path (``path:function``) to reason."""

COMMITS = {
    "aftersales/db/uow.py": "the one place",
    "aftersales/db/migrate.py": "Alembic's own connection, before there is an application",
    "aftersales/imports/watch.py": "the end of a savepoint, not of the transaction",
    "aftersales/bench/floor.py": "the bare program a page is measured against",
    "aftersales/admin/base.py": "the session handed to Flask-Admin, whose commit only flushes",
}


def level(dotted: tuple[str, ...]) -> int:
    """Where a module of the kernel stands."""
    if len(dotted) > 2 and dotted[2] in EDGES and dotted[1] not in EDGES:
        return EDGES[dotted[2]]
    room = dotted[1] if len(dotted) > 1 else ""
    for number, rooms in enumerate(LEVELS):
        if room in rooms:
            return number
    return -1


def test_every_kernel_room_has_its_place():
    rooms = {source.dotted[1] for source in sources("aftersales") if len(source.dotted) > 1}
    placed = frozenset().union(*LEVELS)
    assert rooms - placed == set(), "give the new room a level in LEVELS"


def test_imports_go_one_way():
    wrong = [
        f"{source.name} imports {name}"
        for source in sources("aftersales")
        for name in imports(source)
        if name.startswith("aftersales.")
        and tuple(name.split(".")[1:2]) != source.dotted[1:2]
        and level(tuple(name.split("."))) > level(source.dotted) >= 0
    ]
    assert sorted(set(wrong)) == [], "\n".join(wrong)


def test_the_kernel_knows_no_module():
    wrong = [
        f"{source.name} imports {name}"
        for source in sources("aftersales")
        for name in imports(source)
        if name.startswith("modules.")
    ]
    assert wrong == [], "\n".join(wrong)


def test_modules_meet_at_their_api():
    """A module imports the kernel, itself, and the ``api`` of modules it declares."""
    manifests = {name: manifest for name, (manifest, _package) in find_manifests().items()}
    wrong = []
    for source in sources("modules"):
        own = source.dotted[1]
        declared = {one.name for one in manifests[own].depends} | set(manifests[own].after)
        for name in imports(source):
            parts = name.split(".")
            if parts[0] != "modules" or len(parts) < 2 or parts[1] == own:
                continue
            if parts[1] not in declared or parts[2:3] != ["api"]:
                wrong.append(f"{source.name} imports {name}")
    assert sorted(set(wrong)) == [], "\n".join(wrong)


def test_commit_stands_in_one_place():
    wrong = [
        f"{source.name}:{call.lineno}"
        for source in program()
        for call in calls(source, "commit")
        if source.name not in COMMITS
    ]
    assert wrong == [], "\n".join(wrong)


def test_one_clock():
    """Moments come from ``db.clock``, so that a test can hold them and dates are the company's."""
    wrong = [
        f"{source.name}:{number}"
        for source in program()
        if source.name != "aftersales/db/clock.py"
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"\b(datetime\.(now|utcnow|today)|date\.today)\(", line)
    ]
    assert wrong == [], "\n".join(wrong)


def test_files_stay_short():
    wrong = {
        source.name: lines
        for source in program()
        if (lines := source.text.count("\n")) > 350 and source.name not in LONG_FILES
    }
    assert wrong == {}, "split it into a package of the same name"


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines below signature and docstring, which may be as long as they need."""
    body = [*function.body]
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        del body[0]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_stay_short():
    wrong = {
        f"{source.name}:{function.name}": length(function)
        for source in program()
        for function in functions(source)
        if length(function) > 40 and f"{source.name}:{function.name}" not in LONG_FUNCTIONS
    }
    assert wrong == {}


def test_nothing_is_called_common():
    names = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [source.name for source in program() if source.path.stem in names] == []


def test_every_text_of_the_kernel_has_chinese():
    known: dict[str, str] = {}
    for folder in catalogue_folders(ROOT / "aftersales"):
        known.update(read_catalogue(folder / "zh_CN/LC_MESSAGES/messages.po"))
    missing = missing_translations(ROOT / "aftersales", known)
    assert sorted({f"{file}:{line} {text}" for file, line, text in missing}) == []


def test_one_text_has_one_translation():
    """All catalogues share one dictionary: two translations of one text would depend on chance."""
    seen: dict[str, tuple[str, Path]] = {}
    wrong = []
    for root in (ROOT / "aftersales", *sorted((ROOT / "modules").iterdir())):
        for folder in catalogue_folders(root):
            for text, chinese in read_catalogue(folder / "zh_CN/LC_MESSAGES/messages.po").items():
                before, where = seen.setdefault(text, (chinese, folder))
                if before != chinese:
                    places = [place.relative_to(ROOT).as_posix() for place in (where, folder)]
                    wrong.append(f"{text!r}: {before} ({places[0]}), {chinese} ({places[1]})")
    assert wrong == [], "\n".join(wrong)


def test_chinese_is_punctuated_as_chinese():
    """A half-width comma between Han characters is a slip every Chinese reader sees."""
    slip = re.compile(r"[\u3400-\u9fff”}][,;:?!](?![0-9])|[,;:?!][\u3400-\u9fff]|[\u3400-\u9fff]\(")
    found = {
        f"{folder.parent.name}: {chinese}"
        for root in (ROOT / "aftersales", *sorted((ROOT / "modules").iterdir()))
        for folder in catalogue_folders(root)
        for chinese in read_catalogue(folder / "zh_CN/LC_MESSAGES/messages.po").values()
        if re.search(r"[\u3400-\u9fff]", chinese) and slip.search(chinese)
    }
    assert found == set()


def test_rules_are_lifted_for_a_reason_one_can_read():
    """Every ``uow.system(…)`` says why; `grep -rn "\\.system(" aftersales modules` lists them."""
    reasons = {
        f"{source.name}:{call.lineno}": ast.unparse(call.args[0]) if call.args else ""
        for source in program()
        for call in calls(source, "system")
    }
    dull = {place: text for place, text in reasons.items() if len(text.strip("'\"f")) < 10}
    assert dull == {}
    assert reasons


def test_open_tables_say_why(app):
    """Every ``unscoped(…)`` carries its reason as a sentence."""
    del app  # building it has loaded all tables
    scopes = {mapper.class_.__name__: mapper.class_.__scope__ for mapper in Base.registry.mappers}
    dull = {
        name for name, scope in scopes.items() if scope.kind == "open" and len(scope.reason) < 15
    }
    assert dull == set()


@pytest.mark.parametrize("page", ["configuration.md"])
def test_every_setting_is_documented(page):
    from dataclasses import fields

    from aftersales.config import Settings

    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    missing = [field.name for field in fields(Settings) if f"`{field.name}`" not in text]
    assert [name for name in missing if name != "instance_path"] == []


def test_every_command_is_documented():
    import click

    from aftersales.cli.main import cli

    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    context = click.Context(cli)
    wanted = []
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            wanted += [f"aftersales {name} {inner}" for inner in command.list_commands(context)]
        else:
            wanted.append(f"aftersales {name}")
    assert [line for line in wanted if f"`{line}" not in text] == []


def test_what_the_kernel_offers_modules_is_documented():
    """Every list of contributions, right, fact and place of the kernel stands in the reference."""
    from dataclasses import fields

    from aftersales.app import KERNEL_PERMISSIONS
    from aftersales.events import Event
    from aftersales.registry.contributions import Contributions

    text = (ROOT / "docs" / "modules.md").read_text(encoding="utf-8")
    wanted = {field.name for field in fields(Contributions)}
    wanted |= {permission.code for permission in KERNEL_PERMISSIONS}
    wanted |= {
        event.__name__
        for event in Event.__subclasses__()
        if event.__module__.startswith("aftersales.")
    }
    wanted |= {"<record page>.form", "<record page>.side", "<list>.head", "home"}
    assert sorted(word for word in wanted if f"`{word}`" not in text) == []
