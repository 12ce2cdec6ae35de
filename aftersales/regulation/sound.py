"""Whether a whole regulation may be released: what is wrong, by which clause, and the way out.

Pure functions over spelt values; the release and the page of a draft ask ``problems``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aftersales.auth.roles import STANDARD_ROLES
from aftersales.i18n import LazyText, _l
from aftersales.regulation.because import NOTHING, Bilingual
from aftersales.regulation.catalogue import Catalogue
from aftersales.regulation.chain import Chain
from aftersales.regulation.declare import LegalFloor, Parameter, title_of
from aftersales.regulation.describe import cell_word, describe, role_word
from aftersales.regulation.duty import Duties
from aftersales.regulation.functions import FUNCTIONS
from aftersales.regulation.parse import is_worse, parse
from aftersales.regulation.preset import PresetValue
from aftersales.regulation.rules import RuleList
from aftersales.regulation.sound_rows import gaps, overlaps, under_floor, unreachable
from aftersales.regulation.table import Table

ROLE_MAP = "org.role_map"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason not to release.

    :param key: the parameter, ``scope_kind`` and ``scope_value`` its scope.
    :param sentence: what is wrong; ``remedy`` what to do about it.
    :param clause: the clause it offends: that of the law, else that of the value; with ``source``.
    :param row: number of the row that is wrong, from 1; 0 for the whole value.
    :param column: name of the wrong cell's column.
    """

    key: str
    scope_kind: str = "preset"
    scope_value: str = ""
    sentence: LazyText
    remedy: LazyText
    clause: Bilingual = NOTHING
    source: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class _House:
    """Who there is to sign and to do things."""

    functions: frozenset[str]
    roles: frozenset[str]
    departments: frozenset[str] | None


def problems(
    catalogue: Catalogue,
    values: Iterable[PresetValue],
    *,
    roles: Collection[str] = tuple(STANDARD_ROLES),
    departments: Collection[str] | None = None,
) -> list[Problem]:
    """Everything that forbids releasing these values, by key.

    :param roles: codes of the roles somebody fills or could fill.
    :param departments: codes of the company's departments; ``None``: not looked at.
    """
    given = list(values)
    house = _House(
        functions=_filled(catalogue, given),
        roles=frozenset(roles),
        departments=None if departments is None else frozenset(departments),
    )
    return [one for value in given for one in _of_value(catalogue, value, house)]


def _filled(catalogue: Catalogue, values: Sequence[PresetValue]) -> frozenset[str]:
    """The functions that some department fills."""
    raws = [value.raw for value in values if value.key == ROLE_MAP]
    try:
        table = parse(catalogue[ROLE_MAP], raws[0] if raws else catalogue[ROLE_MAP].default)
    except (ValueError, KeyError):
        return frozenset()
    rows: Any = table or ()
    return frozenset(row["function"] for row in rows if "function" in row.cells)


def _of_value(catalogue: Catalogue, value: PresetValue, house: _House) -> Iterator[Problem]:
    about = Problem(
        key=value.key,
        scope_kind=value.scope_kind,
        scope_value=value.scope_value,
        sentence=_l("This parameter is not declared by any module that is switched on."),
        remedy=_l("Take the value out, or switch the module on again."),
        clause=value.clause,
        source=value.source,
    )
    if value.key not in catalogue:
        yield about
        return
    parameter = catalogue[value.key]
    try:
        typed: Any = parse(parameter, value.raw)
    except ValueError as error:
        yield replace(
            about,
            sentence=_l("{title}: {problem}.", title=parameter.title, problem=error.args[0]),
            remedy=_l("Correct the value."),
            row=getattr(error, "row", 0),
            column=getattr(error, "column", ""),
        )
        return
    if typed is None:
        return
    yield from _against_the_law(about, parameter, typed)
    for kind, check in _CHECKS.items():
        if isinstance(typed, kind):
            yield from check(about, parameter, typed, house)


def _against_the_law(about: Problem, parameter: Parameter, typed: Any) -> Iterator[Problem]:
    floor = parameter.legal_floor
    if floor is not None and is_worse(floor, typed, legal := parse(parameter, floor.value)):
        sentence = _l(
            "{title}: {value} is worse for the customer than the law allows, {floor}.",
            title=parameter.title,
            value=describe(parameter, typed),
            floor=describe(parameter, legal),
        )
        yield _unlawful(about, floor, sentence)
    for row, broken in under_floor(parameter, typed) if parameter.row_floors else ():
        column = parameter.column(broken.column)
        sentence = _l(
            "{title}, row {number}: “{column}” is worse than the law allows, {floor}.",
            title=parameter.title,
            number=row.line,
            column=column.title,
            floor=cell_word(column, broken.value),
        )
        yield replace(_unlawful(about, broken, sentence), row=row.line, column=broken.column)


def _unlawful(about: Problem, floor: LegalFloor, sentence: LazyText) -> Problem:
    return replace(
        about,
        sentence=sentence,
        remedy=_l("Give at least what the law gives; more is always allowed."),
        clause=Bilingual(floor.clause.zh, floor.clause.en),
        source=floor.source,
    )


def _table(about: Problem, parameter: Parameter, table: Table, house: _House) -> Iterator[Problem]:
    for first, second in overlaps(table):
        yield replace(
            about,
            sentence=_l(
                "{title}: rows {first} and {second} speak about the same cases and neither is"
                " more specific.",
                title=parameter.title,
                first=first.line,
                second=second.line,
            ),
            remedy=_l("Narrow one of the rows, or take one out."),
            row=second.line,
        )
    for words in gaps(table):
        yield replace(
            about,
            sentence=_l("{title}: no row speaks about {case}.", title=parameter.title, case=words),
            remedy=_l("Add a row for it, or a row for all cases."),
        )
    yield from _unknown_codes(about, parameter, table, house)


def _unknown_codes(
    about: Problem, parameter: Parameter, table: Table | RuleList, house: _House
) -> Iterator[Problem]:
    """Roles and departments that cells name and the company does not have."""
    known = {"role": house.roles, "department": house.departments}
    for column in table.columns:
        allowed = known.get(column.kind)
        for row in table if allowed is not None else ():
            cell = row.get(column.name, ())
            for code in cell if isinstance(cell, tuple) else (cell,):
                if code not in (allowed or ()) and code != "*":
                    yield replace(
                        about,
                        sentence=_l(
                            "{title}, row {number}: the company has no “{code}”.",
                            title=parameter.title,
                            number=row.line,
                            code=code,
                        ),
                        remedy=_l("Name one that exists, or create it first."),
                        row=row.line,
                        column=column.name,
                    )


def _chain(about: Problem, parameter: Parameter, chain: Chain, house: _House) -> Iterator[Problem]:
    for number, step in enumerate(chain, start=1):
        place = replace(about, row=number)
        yield from _somebody(place, parameter, step.function, step.role, house)


def _duties(
    about: Problem, parameter: Parameter, duties: Duties, house: _House
) -> Iterator[Problem]:
    for number, duty in enumerate(duties, start=1):
        place = replace(about, row=number)
        if not duty.function and not duty.role:
            yield replace(
                place,
                sentence=_l(
                    "{title}: nobody owes the duty “{duty}”.",
                    title=parameter.title,
                    duty=duty.title,
                ),
                remedy=_l("Name the function or the role that does it."),
                column="function",
            )
        else:
            yield from _somebody(place, parameter, duty.function, duty.role, house)


def _somebody(
    place: Problem, parameter: Parameter, function: str, role: str, house: _House
) -> Iterator[Problem]:
    if function and function not in house.functions:
        yield replace(
            place,
            sentence=_l(
                "{title}, row {number}: no department fills the function “{function}”.",
                title=parameter.title,
                number=place.row,
                function=title_of(FUNCTIONS, function),
            ),
            remedy=_l("Give the function a department in the map of functions, or name a role."),
            column="function",
        )
    if role and role not in house.roles:
        yield replace(
            place,
            sentence=_l(
                "{title}, row {number}: nobody can fill the role “{role}”.",
                title=parameter.title,
                number=place.row,
                role=role_word(role),
            ),
            remedy=_l("Name a role that exists, or create it and give it to somebody."),
            column="role",
        )


def _rules(
    about: Problem, parameter: Parameter, rules: RuleList, house: _House
) -> Iterator[Problem]:
    for first, second in unreachable(rules):
        yield replace(
            about,
            sentence=_l(
                "{title}: rule {second} never applies, since rule {first} always comes before it.",
                title=parameter.title,
                first=first.line,
                second=second.line,
            ),
            remedy=_l("Move the narrower rule up, or take it out."),
            row=second.line,
        )
    yield from _unknown_codes(about, parameter, rules, house)


_CHECKS: dict[type, Callable[[Problem, Parameter, Any, _House], Iterator[Problem]]] = {
    Table: _table,
    Chain: _chain,
    Duties: _duties,
    RuleList: _rules,
}
