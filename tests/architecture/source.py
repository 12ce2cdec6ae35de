"""Reading our own source: files, functions, imports, calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of the program."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the root, as the message of a failing test shows it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def dotted(self) -> tuple[str, ...]:
        """Its dotted name in parts: ``("aftersales", "db", "uow")``."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def text(self) -> str:
        """The whole text."""
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return parsed(self.path)


@cache
def parsed(path: Path) -> ast.Module:
    """Parse a file once a run."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def sources(top: str) -> tuple[Source, ...]:
    """The files below ``aftersales`` or ``modules``; migrations are generated and left out."""
    files = sorted((ROOT / top).rglob("*.py"))
    return tuple(Source(file) for file in files if "migrations" not in file.parts)


def program() -> tuple[Source, ...]:
    """Kernel and modules."""
    return sources("aftersales") + sources("modules")


def imports(source: Source) -> Iterator[str]:
    """Dotted names a file imports at run time; those for type checkers alone are left out."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            skipped.update(inner for part in node.body for inner in ast.walk(part))
    for node in ast.walk(source.tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls(source: Source, name: str) -> Iterator[ast.Call]:
    """Calls of a function or method by its last name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            called = node.func
            last = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if last == name:
                yield node
