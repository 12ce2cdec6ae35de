"""How a module declares what a company's regulation may fix.

This file imports nothing of the kernel but texts and value types, so that ``manifest`` and
``plugin`` files may import it for free. Reading a parameter is in
:mod:`aftersales.regulation.resolve`; the complete example is in ``docs/regulation.md``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from aftersales.i18n import LazyText

Title = LazyText | str

Kind = Literal[
    "integer",
    "decimal",
    "percent",
    "money",
    "duration",
    "text",
    "choice",
    "flag",
    "list",
    "table",
    "chain",
    "copies",
    "rules",
    "duties",
    "numbering",
]
"""What a value is; ``docs/regulation.md`` has the spellings in TOML and the types in Python."""

CellKind = Literal[
    "integer",
    "decimal",
    "percent",
    "money",
    "duration",
    "time",
    "date",
    "share",
    "text",
    "choice",
    "flag",
    "role",
    "department",
]
"""What stands in one cell of a row or is item of a list; roles and departments by their code."""

Match = Literal["equal", "at_most", "at_least"]
"""How a key cell meets an input: the same value, or the input is at most / at least the cell."""

KINDS: frozenset[str] = frozenset(get_args(Kind))
WITH_COLUMNS = ("table", "rules")
"""Kinds whose rows each parameter declares for itself; chains, copies and duties have their own."""
KEY_PATTERN = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")


@dataclass(frozen=True, slots=True)
class Clause:
    """The sentence of a regulation that a value comes from, as paraphrased in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed code of a choice, a list or a table column, and its word."""

    code: str
    title: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One typed column of the rows of a parameter.

    Key columns (``key=True``) decide whether a row applies; the others are what the row says. A
    key cell that is missing or ``"*"`` matches everything, a list matches any of its values.

    :param match: for ordered kinds, ``at_most``: the row applies while the input is not above the
        cell.
    :param covers: a key column with choices: once the table has rows, each choice must be met by
        one of them, or a release is refused for the gap.
    :param required: a value column that every row must fill.
    :param many: a value column whose cells hold several values (a key cell may always do so).
    :param unit: word behind a plain number.
    :param minimum: least allowed number; ``maximum`` the most.
    """

    name: str
    title: Title
    kind: CellKind = "text"
    key: bool = False
    match: Match = "equal"
    covers: bool = False
    choices: tuple[Choice, ...] = ()
    required: bool = False
    many: bool = False
    unit: Title = ""
    minimum: Any = None
    maximum: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalFloor:
    """What the law demands at least for consumer sales; a company may be better, never worse.

    :param value: the floor, spelled like a value of the parameter.
    :param better: which direction is better for the customer: ``higher`` (warranty months) or
        ``lower`` (days until money is paid back).
    :param column: in rows: the column the floor holds for.
    :param where: in rows: the codes a row's cells must name for the floor to hold.
    """

    value: Any
    better: Literal["higher", "lower"] = "higher"
    clause: Clause
    source: str
    column: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a company's regulation may fix: typed, bounded, with its clause.

    Values (``default``, bounds, floors) are written as in a preset file: ``"4h"``, ``"3d
    working"``, ``80``, ``["phone", "visit"]`` … and are parsed and checked at start. ``None``
    means silent: nothing is fixed until a preset or the company fixes it.

    :param key: dotted, unique over all modules: ``sla.reply``.
    :param clause: what the seed or the law says where it is general; a preset's value brings its
        own.
    :param source: rule id or paper, e.g. ``S0-5.4.1d``.
    :param unit: word behind a plain number: months, days, points.
    :param items: what a ``list`` holds.
    :param choices: allowed codes of ``choice`` and of ``list`` items, with their words; the
        placeholders of a ``numbering``.
    :param columns: of a ``table`` and of ``rules``.
    :param row_floors: what the law demands of rows.
    :param check: a last look at the typed value; it raises ``ValueError`` with what is wrong.
    """

    key: str
    title: Title
    kind: Kind
    default: Any = None
    unit: Title = ""
    clause: Clause | None = None
    source: str = ""
    minimum: Any = None
    maximum: Any = None
    legal_floor: LegalFloor | None = None
    row_floors: tuple[LegalFloor, ...] = ()
    choices: tuple[Choice, ...] = ()
    items: CellKind = "text"
    columns: tuple[Column, ...] = ()
    help: Title = ""
    check: Callable[[Any], object] | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that no value could ever satisfy (``ValueError``)."""
        for problem in _problems(self):
            raise ValueError(f"parameter {self.key!r}: {problem}")

    def choice_title(self, code: str) -> Title:
        """The word for a code, or the code itself when it is not one of the choices."""
        return title_of(self.choices, code)

    def column(self, name: str) -> Column:
        """The column of that name (``KeyError`` when there is none)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def title_of(choices: Sequence[Choice], code: str) -> Title:
    """The word for ``code`` among ``choices``; the code itself when it is not among them."""
    return next((choice.title for choice in choices if choice.code == code), code)


def _problems(parameter: Parameter) -> list[str]:
    found: list[str] = []
    if not KEY_PATTERN.match(parameter.key):
        found.append("the key must be dotted lower case words, such as 'sla.reply'")
    if parameter.kind not in KINDS:
        found.append(f"unknown kind {parameter.kind!r}; one of {', '.join(sorted(KINDS))}")
    if parameter.kind == "choice" and not parameter.choices:
        found.append("a choice needs its choices")
    if parameter.kind == "numbering" and not parameter.choices:
        found.append("a numbering needs its placeholders as choices")
    if parameter.kind in WITH_COLUMNS:
        if not any(not column.key for column in parameter.columns):
            found.append(f"{parameter.kind} need columns, at least one of which is not a key")
    elif parameter.columns:
        found.append("only a table and rules have columns")
    names = [column.name for column in parameter.columns]
    if len(set(names)) != len(names):
        found.append("two columns have the same name")
    return found
