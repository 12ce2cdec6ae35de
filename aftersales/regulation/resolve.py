"""What the regulation says about one parameter for one record on one day, and why.

Order: contract → customer class → product class → region → company → preset → default; for consumer
sales never below the legal floor.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from aftersales.db import clock
from aftersales.db.uow import UnitOfWork
from aftersales.errors import Unavailable
from aftersales.i18n import _l, format_date
from aftersales.regulation.because import Because, BecauseLine, Bilingual, both
from aftersales.regulation.catalogue import current_catalogue
from aftersales.regulation.chain import Chain, Copies
from aftersales.regulation.declare import Parameter
from aftersales.regulation.describe import describe, row_text
from aftersales.regulation.duration import Duration
from aftersales.regulation.duty import Duties
from aftersales.regulation.numbering import Numbering
from aftersales.regulation.parse import Value, at_floor, parse
from aftersales.regulation.preset import SCOPE_KINDS
from aftersales.regulation.rules import RuleList
from aftersales.regulation.table import Row, Table
from aftersales.regulation.versions import Edition, Stored, edition_on

T = TypeVar("T")
KEPT_RESULTS = 4096
GENERAL = ("preset", "")

SCOPE_TITLES = {
    "contract": _l("agreed in the contract {value}"),
    "customer_class": _l("for customers of class {value}"),
    "product_class": _l("for products of class {value}"),
    "region_class": _l("for the region class {value}"),
    "company": _l("fixed by the company"),
    "preset": _l("fixed by the regulation"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a value may depend on; empty strings match nothing.

    :param consumer: a sale to a consumer: legal floors hold.
    """

    contract: str = ""
    customer_class: str = ""
    product_class: str = ""
    region_class: str = ""
    consumer: bool = False


ANYWHERE = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A value in force, typed, with its reason.

    ``value`` is ``None`` when nobody fixed it; the typed properties raise then, so ask ``is_set``.
    """

    parameter: Parameter
    value: Value | None
    raw: Any
    because: Because
    version_id: int | None
    scope_kind: str

    @property
    def key(self) -> str:
        """The parameter's key."""
        return self.parameter.key

    @property
    def is_set(self) -> bool:
        """Whether anybody fixed it."""
        return self.value is not None

    @property
    def integer(self) -> int:
        """A whole number."""
        return self._typed(int)

    @property
    def decimal(self) -> Decimal:
        """A decimal, percent or money value."""
        return self._typed(Decimal)

    @property
    def text(self) -> str:
        """A text or the code of a choice."""
        return self._typed(str)

    @property
    def flag(self) -> bool:
        """Yes or no."""
        return self._typed(bool)

    @property
    def duration(self) -> Duration:
        """A length of time."""
        return self._typed(Duration)

    @property
    def items(self) -> tuple[Any, ...]:
        """The items of a list."""
        return self._typed(tuple)

    @property
    def table(self) -> Table:
        """The rows of a table."""
        return self._typed(Table)

    @property
    def chain(self) -> Chain:
        """An approval chain."""
        return self._typed(Chain)

    @property
    def copies(self) -> Copies:
        """The copies of a form."""
        return self._typed(Copies)

    @property
    def rules(self) -> RuleList:
        """A rule list."""
        return self._typed(RuleList)

    @property
    def duties(self) -> Duties:
        """Periodic duties."""
        return self._typed(Duties)

    @property
    def numbering(self) -> Numbering:
        """The pattern of a number."""
        return self._typed(Numbering)

    def because_row(self, row: Row | None) -> Because:
        """Why this row of a table (``None``: why none applies), for the "?" of what it decided."""
        if row is None:
            return self.because.then(
                BecauseLine(both(_l("No row of the table speaks about this case.")))
            )
        return self.because.then(
            BecauseLine(row_text(self.table, row)), value=row_text(self.table, row)
        )

    def _typed(self, kind: type[T]) -> T:
        if isinstance(self.value, kind):
            return self.value
        state = "is not fixed" if self.value is None else f"is a {type(self.value).__name__}"
        raise TypeError(f"the parameter {self.key!r} {state}, not a {kind.__name__}")


_results: OrderedDict[tuple[Any, ...], Resolved] = OrderedDict()


def resolve(
    uow: UnitOfWork, key: str | Parameter, *, scope: Scope = ANYWHERE, on: date | None = None
) -> Resolved:
    """What the regulation in force says; one small query a unit of work, none after it.

    :param on: the day whose regulation counts (company time zone), today when left out.
    :raises KeyError: no enabled module declares the parameter.
    """
    parameter = key if isinstance(key, Parameter) else current_catalogue()[key]
    edition = edition_on(uow, on or clock.today())
    found = _find(edition, parameter.key, scope)
    memo = (id(parameter), found.edition_key, found.kind, found.code, scope.consumer)
    known = _results.get(memo)
    if known is not None and known.parameter is parameter:
        return known
    result = _resolved(parameter, found, scope.consumer)
    _results[memo] = result
    if len(_results) > KEPT_RESULTS:
        _results.popitem(last=False)
    return result


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a value stands: the edition and scope, or the default of the declaration."""

    kind: str = "default"
    code: str = ""
    stored: Stored | None = None
    edition: Edition | None = None

    @property
    def edition_key(self) -> tuple[str, int]:
        """What a cached result depends on; the same for all defaults."""
        edition = self.edition
        return ("", 0) if edition is None else (edition.fingerprint, edition.version_id)


def _find(edition: Edition | None, key: str, scope: Scope) -> _Found:
    stored = edition.values.get(key) if edition is not None else None
    if stored:
        only = stored.get(GENERAL)
        if only is not None and len(stored) == 1:
            return _Found(*GENERAL, only, edition)
        for kind in SCOPE_KINDS:
            code = getattr(scope, kind, "")
            if (code or kind in ("company", "preset")) and (kind, code) in stored:
                return _Found(kind, code, stored[kind, code], edition)
    return _Found()


def _resolved(parameter: Parameter, found: _Found, consumer: bool) -> Resolved:
    raw = parameter.default if found.stored is None else found.stored.raw
    value = _readable(parameter, raw)
    lines = [_where(parameter, found)]
    if found.edition is not None:
        lines.append(_release(found.edition))
    floor = parameter.legal_floor
    if consumer and floor is not None and (legal := at_floor(parameter, value)) != value:
        value, raw = legal, floor.value
        text = both(_l("Sold to a consumer: the law asks for more, so the legal floor holds."))
        lines.append(BecauseLine(text, Bilingual(floor.clause.zh, floor.clause.en), floor.source))
    label = found.edition.label if found.edition is not None else ""
    return Resolved(
        parameter=parameter,
        value=value,
        raw=raw,
        because=Because(both(parameter.title), describe(parameter, value), tuple(lines), label),
        version_id=None if found.edition is None else found.edition.version_id,
        scope_kind=found.kind,
    )


def _readable(parameter: Parameter, raw: Any) -> Value | None:
    try:
        return parse(parameter, raw)
    except ValueError as error:
        sentence = _l(
            "The regulation in force cannot be read at {key}: {error}",
            key=parameter.key,
            error=str(error),
        )
        raise Unavailable(sentence) from error


def _where(parameter: Parameter, found: _Found) -> BecauseLine:
    stored = found.stored
    if stored is None:
        clause = parameter.clause
        text = both(_l("The regulation is silent; this is the default of the program."))
        cited = Bilingual(clause.zh, clause.en) if clause else Bilingual("", "")
        return BecauseLine(text, cited, parameter.source)
    title = SCOPE_TITLES[found.kind]
    zh_en = both(_l(title.text, value=found.code))
    if stored.chosen:
        note = both(_l("the source is silent, the company may decide otherwise"))
        zh_en = Bilingual(f"{zh_en.zh}（{note.zh}）", f"{zh_en.en} ({note.en})")
    return BecauseLine(zh_en, stored.clause, stored.source)


def _release(edition: Edition) -> BecauseLine:
    return BecauseLine(
        both(
            _l(
                "Version {number} of the regulation, in force since {date}, released by {name}.",
                number=edition.number,
                date=format_date(edition.effective_on),
                name=edition.released_by or "—",
            )
        )
    )


def departments_for(uow: UnitOfWork, function: str, *, on: date | None = None) -> tuple[str, ...]:
    """Codes of the departments that fill a function (C06), the one in charge first."""
    row = resolve(uow, "org.role_map", on=on).table.match(function=function)
    return () if row is None else tuple(row["departments"])


def department_for(uow: UnitOfWork, function: str, *, on: date | None = None) -> str | None:
    """Code of the department in charge of a function such as ``intake`` (C06), if any."""
    return next(iter(departments_for(uow, function, on=on)), None)
