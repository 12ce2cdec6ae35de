"""How a module declares what can be imported: fields by meaning, the key, the verb for a row.

A declaration is data. It names the words people put above a column, says of what kind the values
are, which fields identify a record, and which verb writes one; reading files, guessing the
mapping, normalising, the dry run, refusals, history and undo are the work of this room.
``docs/imports.md`` has a complete example.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

from aftersales.i18n import LazyText

if TYPE_CHECKING:
    from aftersales.db.base import Base
    from aftersales.db.uow import UnitOfWork

Words = LazyText | str

Kind = Literal[
    "text",
    "code",
    "date",
    "datetime",
    "phone",
    "money",
    "quantity",
    "integer",
    "bool",
    "choice",
    "reference",
]
"""What the cells of a column mean; ``docs/imports.md`` has the spellings and Python types."""

KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """How a cell names another record: by one of these attributes, compared after normalisation.

    ``Ｋ h１００４``, ``KH1004`` and ``kh1004`` are one code; ``PE-400×600``, ``PE-400x600`` and
    ``PE-400*600`` one model. Nothing is ever guessed: a cell that matches no record refuses the
    row and the sentence offers near names; a cell that matches two records refuses it and names
    both.

    :param model: class of the other record. Rows imported earlier in the same file can be
        referred to.
    :param by: attributes that may stand in the cell, best first.
    :param title: what the other record is called in a refusal, e.g. ``_l("customer")``.
    """

    model: type["Base"]
    by: tuple[str, ...] = ("code", "name")
    title: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """One thing a row can say, by meaning: the header above its column may be worded in many ways.

    :param name: key of the value in ``Row``; lower case.
    :param title: what the person sees in the mapping and in refusals.
    :param kind: see ``Kind``.
    :param synonyms: headers that mean this field, Chinese and English, without units
        (``合同金额(万元)`` is found by ``合同金额``; the unit multiplies the amount).
    :param required: refuse a row whose cell is blank, and a sheet that has no such column. A
        blank cell is empty, ``/``, ``-``, ``无``, or one of ``blanks``.
    :param blanks: further words that mean "nothing here yet", e.g. ``("未验收",)``.
    :param choices: for ``choice``: our code → words that mean it (the code itself always does).
    :param reference: for ``reference``: how the cell names the other record.
    :param attribute: attribute of the model that holds the value, when it is not ``name``; used
        to find the existing record by the natural key.
    :param max_length: longest text accepted, in characters.
    """

    name: str
    title: Words
    kind: Kind = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    blanks: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reference: Reference | None = None
    attribute: str = ""
    max_length: int = 500

    @property
    def column(self) -> str:
        """The attribute of the model that holds this value."""
        return self.attribute or self.name


class Row(Mapping[str, Any]):
    """The normalised values of one row by field name, as a verb receives them.

    Only fields whose column the sheet has are present; a blank cell is ``None``.
    ``row.get("note")`` reads both cases as ``None``. A phone's remark (``（微信同号）``) is under
    ``<name>_remark``.
    """

    __slots__ = ("_values", "number", "sheet")

    def __init__(self, values: Mapping[str, Any], *, number: int, sheet: str = "") -> None:
        self._values = dict(values)
        self.number = number
        """Row number as the person sees it in the spreadsheet or text editor, from 1."""
        self.sheet = sheet
        """Sheet name, or the file name of a csv."""

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def fill(self, record: object, *names: str, **renamed: str) -> None:
        """Copy values into attributes of ``record``; a blank or missing cell leaves them alone.

        ``row.fill(equipment, "serial", accepted_on="acceptance")`` sets ``equipment.serial`` from
        the field ``serial`` and ``equipment.accepted_on`` from the field ``acceptance``. An equal
        value is not set again, so a repeated import finds nothing to save.
        """
        for attribute, name in {**{name: name for name in names}, **renamed}.items():
            value = self.get(name)
            if value is not None and getattr(record, attribute, None) != value:
                setattr(record, attribute, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A control figure over the good rows of a kind, shown in the dry run: a sum or a count.

    The person compares it with the total at the foot of the old list.

    :param name: key in the JSON answer, e.g. ``"contract_total"``.
    :param measure: what one row adds, e.g. ``lambda row: row["amount"] or 0``.
    """

    name: str
    title: Words
    measure: Callable[[Row], Decimal | int]


Apply = Callable[..., Any]
"""``apply(uow, *, row: Row, existing: Model | None) -> Model``"""
FindExisting = Callable[["UnitOfWork", Row], Any]
"""``existing(uow, row) -> Model | None``"""


@dataclass(frozen=True, slots=True)
class Alike:
    """The record of a row: the one whose ``attribute`` is what ``of`` says of the row.

    An importer that can say so is written many rows at a time, which is several times as fast. Its
    verb must write only the record it returns and records it adds, must not need the key of what
    it adds, and must not read what an earlier row wrote.
    """

    attribute: str
    of: Callable[[Row], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """One kind of record that can be imported; contributed through ``Contributions.importers``.

    :param kind: stable key in commands, JSON and history: ``customers``, ``products``,
        ``equipment``, ``contracts``, ``parts``, ``register``.
    :param model: class of the records created.
    :param fields: what a row can say.
    :param key: names of the fields that identify a record; each must be required, unless there is
        an ``or_key``. Two rows with one key in one sheet: the second is refused.
    :param or_key: what identifies the record of a row that leaves the key blank, such as the name
        in a list without codes; each must be required.
    :param apply: the verb. Called as ``apply(uow, row=row, existing=record or None)`` inside a
        savepoint; writes through the unit of work, never deletes, and sets only what differs
        (``row.fill``), so that a second run changes nothing. A ``DomainError`` with ``field``
        refuses the row at that column.
    :param permission: right the person needs to import this kind.
    :param order: smaller first; what others refer to comes before them (customers 10, products
        20, equipment 30 …).
    :param sheets: words in the name of a sheet or file that mean this kind.
    :param existing: finds the record a row speaks of, when the plain comparison of ``key`` is not
        enough.
    :param alike: the same by one attribute, for kinds that come in tens of thousands.
    :param figures: control figures.
    """

    kind: str
    title: Words
    model: type["Base"]
    fields: tuple[ImportField, ...]
    key: tuple[str, ...]
    or_key: tuple[str, ...] = ()
    apply: Apply
    permission: str
    order: int = 100
    sheets: tuple[str, ...] = ()
    existing: FindExisting | None = None
    alike: Alike | None = None
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a declaration that cannot work (``ValueError``)."""
        for problem in _problems(self):
            raise ValueError(f"importer {self.kind!r}: {problem}")

    def key_of(self, row: Row) -> tuple[str, ...]:
        """The names of the fields that identify the record of a row."""
        blank = any(row.get(name) is None for name in self.key)
        return self.or_key if blank and self.or_key else self.key

    def field(self, name: str) -> ImportField:
        """The field of that name (``KeyError`` when there is none)."""
        for declared in self.fields:
            if declared.name == name:
                return declared
        raise KeyError(name)


def _problems(importer: Importer) -> list[str]:
    found: list[str] = []
    names = [declared.name for declared in importer.fields]
    if len(set(names)) != len(names):
        found.append("two fields have the same name")
    if not importer.key:
        found.append("a natural key is needed, or a second run would create everything again")
    keys = (*importer.key, *importer.or_key)
    found.extend(f"key {name!r} is not one of its fields" for name in keys if name not in names)
    found.extend(
        f"key {name!r} must be a required field"
        for name in importer.or_key or importer.key
        if name in names and not importer.field(name).required
    )
    for declared in importer.fields:
        found.extend(_field_problems(declared))
    return found


def _field_problems(declared: ImportField) -> list[str]:
    found: list[str] = []
    if declared.kind not in KINDS:
        found.append(f"field {declared.name!r} has unknown kind {declared.kind!r}")
    if (declared.kind == "reference") != (declared.reference is not None):
        found.append(f"field {declared.name!r}: kind 'reference' and a Reference go together")
    if (declared.kind == "choice") != bool(declared.choices):
        found.append(f"field {declared.name!r}: kind 'choice' and choices go together")
    return found


def problems_of(importers: Sequence[Importer]) -> list[str]:
    """Start check: one sentence for each declaration that clashes with another."""
    found: list[str] = []
    seen: set[str] = set()
    for importer in importers:
        if importer.kind in seen:
            found.append(f"Importer {importer.kind!r} is declared twice; rename one of them.")
        seen.add(importer.kind)
    return found
