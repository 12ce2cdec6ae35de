"""Migrations bear the release before them: the older code serves on while they are applied.

``docs/deploy.md`` tells the rule (expand, then contract one release later); this reads each
revision after the first of its tree.
"""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

REMOVING = {"drop_column", "drop_table", "rename_table"}
REASON = "CONTRACTS"
"""A revision that removes names here the release since which nothing reads what goes."""


def revisions() -> list[Path]:
    folders = [ROOT / "migrations" / "versions", *sorted((ROOT / "modules").glob("*/migrations"))]
    return [file for folder in folders for file in sorted(folder.glob("*.py"))]


def breaks(source: str) -> list[str]:
    """What of a revision's ``upgrade`` the release before it could not bear."""
    tree = ast.parse(source)
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    down = named.get("down_revision")
    first = isinstance(down, ast.Constant) and down.value is None
    if first or REASON in named:
        return []
    upgrade = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "upgrade")
    made = {_text(call.args[0]) for call in _calls(upgrade, "create_table") if call.args}
    return [
        f"line {call.lineno}: {name}"
        for call in _calls(upgrade)
        if (name := _break(call)) and not (call.args and _text(call.args[0]) in made)
    ]


def _calls(function: ast.FunctionDef, name: str = "") -> list[ast.Call]:
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (not name or node.func.attr == name)
    ]


def _text(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _break(call: ast.Call) -> str:
    name = call.func.attr
    options = {one.arg: one.value for one in call.keywords}
    if name in REMOVING:
        return name
    if name == "alter_column":
        required = _text(options["nullable"]) == "False" if "nullable" in options else False
        if required or "new_column_name" in options:
            return "alter_column to required, or to another name"
    if name == "add_column":
        column = next((arg for arg in call.args if isinstance(arg, ast.Call)), None)
        has = {one.arg: one.value for one in column.keywords} if column else {}
        required = _text(has["nullable"]) == "False" if "nullable" in has else False
        if required and "server_default" not in has:
            return "add_column, required and without server_default"
    return ""


@pytest.mark.parametrize("file", revisions(), ids=lambda file: file.stem)
def test_the_release_before_bears_each_migration(file):
    assert breaks(file.read_text(encoding="utf-8")) == []


REVISION = """
down_revision = "kernel_0001"
{extra}
def upgrade():
    {step}
"""


@pytest.mark.parametrize(
    ("step", "borne"),
    [
        ("op.add_column('t', sa.Column('a', sa.Text(), nullable=True))", True),
        ("op.add_column('t', sa.Column('a', sa.Text(), nullable=False, server_default=''))", True),
        ("op.add_column('t', sa.Column('a', sa.Text(), nullable=False))", False),
        ("batch_op.add_column(sa.Column('a', sa.Text(), nullable=False))", False),
        ("op.create_index('ix', 't', ['a'])", True),
        ("op.drop_column('t', 'a')", False),
        ("op.drop_table('t')", False),
        ("op.alter_column('t', 'a', nullable=False)", False),
        ("op.alter_column('t', 'a', new_column_name='b')", False),
    ],
)
def test_what_the_rule_lets_through(step, borne):
    assert (breaks(REVISION.format(step=step, extra="")) == []) is borne
    removed_later = REVISION.format(step=step, extra='CONTRACTS = "0.3: read by nothing since 0.2"')
    assert breaks(removed_later) == []
