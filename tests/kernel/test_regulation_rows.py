"""Rules, duties, numberings and chains: written, read, shown; their rows are all alike."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from aftersales.i18n import use_locale
from aftersales.regulation.cells import WrongValue
from aftersales.regulation.chain import Chain
from aftersales.regulation.declare import Choice, Column, Parameter
from aftersales.regulation.describe import describe, grid
from aftersales.regulation.duty import Duties
from aftersales.regulation.numbering import Numbering
from aftersales.regulation.parse import parse
from aftersales.regulation.rows import from_rows, raw_rows, row_columns, stacking_of
from aftersales.regulation.rules import RuleList
from aftersales.regulation.table import Table


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with use_locale("en"):
        yield


def parameter(kind: Any, **more: Any) -> Parameter:
    return Parameter(key="test.value", title="Value", kind=kind, **more)


SCORES = parameter(
    "rules",
    columns=(
        Column(name="top_share", title="Top", kind="percent", key=True, match="at_least"),
        Column(name="lowest", title="Lowest", kind="integer", key=True, match="at_least"),
        Column(name="complaints", title="Complaints", kind="integer", key=True, match="at_most"),
        Column(name="group", title="Group"),
        Column(name="each", title="For each"),
        Column(name="points", title="Points", kind="decimal", required=True),
    ),
)
ROWS = [
    {"lowest": 4, "group": "grades", "points": 5},
    {"top_share": "80%", "complaints": 0, "group": "grades", "points": 10},
    {"group": "faults", "each": "faults", "points": -5},
]


def rules(stacking: str, rows: list[dict[str, Any]] = ROWS) -> RuleList:
    value = parse(SCORES, {"stacking": stacking, "rows": rows})
    assert isinstance(value, RuleList)
    return value


# --- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stacking", "total", "counted", "beaten"),
    [
        ("sum", 10, [1, 2, 3], []),
        ("max", 5, [2, 3], [1]),
        ("first", 0, [1, 3], [2]),
    ],
)
def test_stacking_decides_within_a_group(
    stacking: str, total: int, counted: list[int], beaten: list[int]
) -> None:
    found = rules(stacking).outcome(
        "points", top_share=Decimal(100), lowest=5, complaints=0, faults=1
    )
    assert found.total == total
    assert [row.line for row in found.counted] == counted
    assert [row.line for row in found.beaten] == beaten


def test_effect_counts_for_each_of_an_input() -> None:
    assert rules("max").outcome("points", faults=3).total == -15
    assert rules("max").outcome("points", faults=0).counted == ()


def lines(**inputs: Any) -> list[int]:
    return [row.line for row in rules("sum").hits(**inputs)]


def test_unknown_input_fulfils_no_condition() -> None:
    assert lines() == []
    assert lines(top_share=Decimal(90)) == []


def test_bound_is_included() -> None:
    assert lines(top_share=Decimal(80), complaints=0) == [2]
    assert lines(top_share=Decimal("79.9"), complaints=0) == []


def test_rule_list_refuses_an_input_it_does_not_know() -> None:
    with pytest.raises(KeyError, match="weather"):
        rules("sum").hits(weather="fine")


# --- Duties ---------------------------------------------------------------------------------------


def duty(**cells: Any) -> dict[str, Any]:
    return {"code": "d", "title_zh": "工作", "title_en": "Work", "function": "archive", **cells}


@pytest.mark.parametrize(
    ("cells", "due"),
    [
        ({"period": "weekly", "weekday": 5}, ["2026-11-06", "2026-11-13", "2026-11-20"]),
        ({"period": "weekly"}, ["2026-11-01", "2026-11-08", "2026-11-15", "2026-11-22"]),
        ({"period": "monthly", "day": 31}, []),
        ({"period": "monthly", "days_after": 10}, ["2026-11-10"]),
        ({"period": "quarterly", "days_after": 40}, ["2026-11-09"]),
        ({"period": "yearly", "days_after": 45}, []),
        ({"period": "daily", "times": 1}, [f"2026-11-{n:02d}" for n in range(1, 26)]),
    ],
)
def test_duties_of_november(cells: dict[str, Any], due: list[str]) -> None:
    value = parse(parameter("duties"), [duty(**cells)])
    assert isinstance(value, Duties)
    found = value["d"].occurrences(date(2026, 11, 1), date(2026, 11, 25))
    assert [one.due.isoformat() for one in found] == due


@pytest.mark.parametrize(
    ("period", "ends"),
    [
        ("monthly", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("bimonthly", ["2026-02-28"]),
        ("quarterly", ["2026-03-31"]),
        ("halfyearly", []),
    ],
)
def test_short_month_has_its_last_day(period: str, ends: list[str]) -> None:
    value = parse(parameter("duties"), [duty(period=period, day=31)])
    assert isinstance(value, Duties)
    found = value["d"].occurrences(date(2026, 1, 1), date(2026, 4, 29))
    assert [one.due.isoformat() for one in found] == ends


def test_duty_of_several_times_is_owed_as_often() -> None:
    value = parse(parameter("duties"), [duty(period="halfyearly", times=2)])
    assert isinstance(value, Duties)
    found = list(value["d"].occurrences(date(2026, 1, 1), date(2026, 12, 31)))
    assert [(one.due.month, one.number) for one in found] == [(6, 1), (6, 2), (12, 1), (12, 2)]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"period": "monthly", "weekday": 5}, "every week is due on a weekday"),
        ({"period": "weekly", "day": 5}, "no day of the month"),
        ({"period": "weekly", "weekday": 5, "days_after": 2}, "by one rule only"),
        ({"period": "weekly", "weekday": 8}, "row 1: column “Due on weekday”: 8 is above"),
        ({"period": "sometimes"}, "column “How often”: “sometimes” is not one of"),
        ({"period": "daily", "proof_zh": "记录"}, "both languages"),
        ({}, "“How often” is missing"),
    ],
)
def test_wrong_duty_is_refused(cells: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongValue, match=sentence) as caught:
        parse(parameter("duties"), [duty(**cells)])
    assert caught.value.row == 1
    assert caught.value.column


# --- Numbering ------------------------------------------------------------------------------------

PARTS = (Choice("year", "Year"), Choice("month", "Month"), Choice("n", "Running"))


@pytest.mark.parametrize(
    ("pattern", "number", "reset"),
    [
        ("TS{year}{month}{n:03d}", "TS202603007", "month"),
        ("{year}-{n}", "2026-7", "year"),
        ("No. {n:05d}", "No. 00007", "never"),
    ],
)
def test_number_follows_its_pattern(pattern: str, number: str, reset: str) -> None:
    value = parse(parameter("numbering", choices=PARTS), pattern)
    assert isinstance(value, Numbering)
    assert value.format(year=2026, month=3, n=7) == number
    assert value.reset == reset


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{year}", r"running number \{n\} is missing"),
        ("{year}-{n", "brace"),
        ("{city}-{n}", "“{city}” is not one of month, n, year"),
        ("{month}-{n}", "needs the year"),
        ("{year:02d}-{n}", "only the running number has a width"),
        ("{n!r}", "only the running number"),
        ("{n.__class__}", "not one of"),
        ("{n:>9999999}", "only the running number"),
        ("x" * 60 + "{n}", "at most 60"),
        (" ", "not a text"),
    ],
)
def test_wrong_pattern_is_refused(pattern: str, sentence: str) -> None:
    with pytest.raises(WrongValue, match=sentence):
        parse(parameter("numbering", choices=PARTS), pattern)


# --- Chains and tables ----------------------------------------------------------------------------


def test_chain_step_names_a_function_and_a_share() -> None:
    chain = parse(
        parameter("chain"),
        [
            {"function": "quality", "mode": "joint", "share": "2/3"},
            {"role": "leader", "mode": "joint", "amount_from": 5000, "amount_to": "20000"},
        ],
    )
    assert isinstance(chain, Chain)
    first, _second = chain
    assert (first.function, first.role, first.share) == ("quality", "quality", Fraction(2, 3))
    assert describe(parameter("chain"), chain).en == (
        "Quality analysis and liability (joint, 2/3 agree)"
        " → Company leader (joint, from ¥5000.00, below ¥20000.00)"
    )
    for amount, asked in ((4999, 1), (5000, 2), (19999, 2), (20000, 1)):
        assert len(chain.steps_for(amount=Decimal(amount))) == asked


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"role": "leader", "share": "2/3"}, "only a joint signature"),
        ({"role": "leader", "mode": "joint", "share": "3/2"}, "not a share"),
        ({"role": "leader", "amount_from": 9, "amount_to": 9}, "no amount is both"),
        ({"function": "cooking"}, "“cooking” is not one of"),
    ],
)
def test_wrong_step_is_refused(step: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongValue, match=sentence):
        parse(parameter("chain"), [step])


def test_tighter_bound_wins_among_equals() -> None:
    journey = parameter(
        "table",
        columns=(
            Column(name="travel", title="Journey", kind="duration", key=True, match="at_most"),
            Column(name="arrive", title="Arrive", kind="duration", required=True),
        ),
    )
    rows = [{"travel": "24h", "arrive": "48h"}, {"travel": "12h", "arrive": "24h"}]
    for order in (rows, rows[::-1]):
        table = parse(journey, order)
        assert isinstance(table, Table)
        for hours, expected in (("3h", "24h"), ("13h", "48h")):
            row = table.match(travel=parse(parameter("duration"), hours))
            assert row is not None
            assert str(row["arrive"]) == expected


# --- Rows alike -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "raw"),
    [
        (SCORES, {"stacking": "max", "rows": ROWS}),
        (parameter("chain"), [{"role": "leader", "within": "24h"}]),
        (parameter("copies"), [{"code": "a", "label_zh": "甲联", "label_en": "Copy A"}]),
        (parameter("duties"), [duty(period="daily")]),
        (
            parameter("table", columns=(Column(name="day", title="Day", kind="date"),)),
            [{"day": "2026-11-22"}],
        ),
    ],
    ids=lambda one: one.kind if isinstance(one, Parameter) else "",
)
def test_rows_go_out_and_come_back(one: Parameter, raw: Any) -> None:
    rows = raw_rows(one, raw)
    assert {name for row in rows for name in row} <= {c.name for c in row_columns(one)}
    assert from_rows(one, rows, stacking_of(one, raw)) == raw
    head, *lines = grid(one, raw)
    assert len(lines) == len(rows)
    assert all(len(line) == len(head) for line in lines)
    assert all(str(cell) for line in (head, *lines) for cell in line)


def test_plain_kind_has_no_rows() -> None:
    assert row_columns(parameter("flag")) == ()
    assert raw_rows(parameter("flag"), True) == []
    assert grid(parameter("flag"), True) == ()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "written as stacking and rows"),
        ({"stacking": "all", "rows": []}, "“all” is not one of first, max, sum"),
        ({"rows": 3}, "a list of rows"),
        ({"rows": [{"points": "many"}]}, "row 1: column “Points”: “many” is not a number"),
        ({"rows": [{}]}, "row 1: “Points” is missing"),
    ],
)
def test_wrong_rules_are_refused(raw: Any, sentence: str) -> None:
    with pytest.raises(WrongValue, match=sentence):
        parse(SCORES, raw)


def test_what_is_wrong_is_said_in_chinese_too(app: object) -> None:
    del app  # building it has loaded the catalogues
    with (
        use_locale("zh_CN"),
        pytest.raises(WrongValue, match="第 1 行：“Points”一栏：“多”不是数字"),
    ):
        parse(SCORES, {"rows": [{"points": "多"}]})


def test_values_in_words() -> None:
    pattern = parameter("numbering", choices=PARTS)
    assert (
        describe(pattern, parse(pattern, "TS-{year}{n:03d}")).en == "TS-[Year][Running (3 digits)]"
    )
    assert describe(SCORES, rules("max")).en == "3 rules, the largest hit counts"
    assert grid(SCORES, {"rows": ROWS})[2][0].en == "≥ 80%"
