"""Values of a regulation: how they are written, what is refused, how tables and chains answer."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from aftersales.i18n import use_locale
from aftersales.regulation.because import Because, BecauseLine, Bilingual, because, line
from aftersales.regulation.declare import Choice, Clause, Column, LegalFloor, Parameter
from aftersales.regulation.describe import describe, row_text
from aftersales.regulation.duration import Duration
from aftersales.regulation.parse import at_floor, parse
from aftersales.regulation.table import Table


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is wrong is said in the reader's language; here it is read in English."""
    with use_locale("en"):
        yield


COLOURS = (Choice("red", "Red"), Choice("blue", "Blue"))
ARRIVE = Parameter(
    key="sla.arrive",
    title="Arrival",
    kind="table",
    columns=(
        Column(name="trigger", title="Trigger", key=True),
        Column(name="region", title="Region", key=True),
        Column(name="travel", title="Journey", kind="duration", key=True, match="at_most"),
        Column(name="arrive", title="Arrive", kind="duration", required=True),
    ),
)
P1_ROWS = [
    {"trigger": ["key", "emergency"], "region": "local", "arrive": "2h"},
    {"trigger": ["key", "emergency"], "region": "domestic", "travel": "12h", "arrive": "24h"},
    {"trigger": ["key", "emergency"], "region": "domestic", "arrive": "5d"},
    {"trigger": ["key", "emergency"], "region": "remote", "arrive": "5d"},
]


def parameter(kind: str, **more: Any) -> Parameter:
    if kind == "choice":
        more.setdefault("choices", COLOURS)
    return Parameter(key="test.value", title="Value", kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("integer", 3, 3),
        ("decimal", "0.5", Decimal("0.5")),
        ("percent", 80, Decimal(80)),
        ("percent", "80%", Decimal(80)),
        ("percent", "1‰", Decimal("0.1")),  # S0-1.11: 千分之一
        ("money", "5000", Decimal("5000.00")),
        ("duration", "immediate", Duration(0, "min")),  # S0-5.4.1c
        ("duration", "4h", Duration(4, "h")),  # S0-5.4.1d
        ("duration", "5 d", Duration(5, "d")),  # S0-5.4.2d
        ("duration", "13d working", Duration(13, "d", "working")),  # C11
        ("text", "abc", "abc"),
        ("choice", "red", "red"),
        ("flag", True, True),
        ("list", ["a", "b"], ("a", "b")),
        ("integer", None, None),  # the regulation is silent
    ],
)
def test_value_is_read_as_its_kind(kind: str, raw: Any, value: Any) -> None:
    assert parse(parameter(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        ("integer", True, "not a whole number"),
        ("integer", "3", "not a whole number"),
        ("decimal", "x", "not a number"),
        ("decimal", "NaN", "not a number"),
        ("money", "0.001", "more than two decimals"),
        ("duration", "4 hours", "not a duration"),
        ("duration", "-4h", "not a duration"),
        ("duration", 4, "not a duration"),
        ("text", " ", "not a text"),
        ("choice", "green", "not one of blue, red"),
        ("flag", "yes", "neither true nor false"),
        ("list", "a", "not a list"),
        ("list", ["a", "a"], "twice"),
        ("chain", [{"title_zh": "x"}], "row 1: name a role or a function"),
        ("chain", [{"role": "leader", "mode": "parallel"}], "not one of joint, serial"),
        ("chain", [{"role": "leader", "colour": "red"}], "row 1: “colour” is not one of"),
        ("copies", [{"code": "a", "label_zh": "甲联"}], "row 1: “English name” is missing"),
        ("copies", [{"code": "a", "label_zh": "甲", "label_en": "A", "colour": "pink"}], "pink"),
    ],
)
def test_wrong_value_is_refused_with_a_sentence(kind: str, raw: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse(parameter(kind), raw)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"region": "local"}], "row 1: “Arrive” is missing"),
        ([{"region": "local", "arrive": "soon"}], "row 1: column “Arrive”"),
        ([{"place": "local", "arrive": "2h"}], "“place” is not one of"),
        ([{"region": "x", "arrive": "2h"}, {"region": "x", "arrive": "4h"}], "rows 1 and 2"),
    ],
)
def test_wrong_table_names_row_and_column(rows: list[dict[str, Any]], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse(ARRIVE, rows)


def test_bounds_hold() -> None:
    months = parameter("integer", minimum=1, maximum=12)
    assert parse(months, 12) == 12
    with pytest.raises(ValueError, match="below the least allowed"):
        parse(months, 0)
    with pytest.raises(ValueError, match="above the most allowed"):
        parse(parameter("duration", maximum="24h"), "2d")


def test_legal_floor_holds_for_consumers() -> None:
    clause = Clause("十五日内退款", "Money back within 15 days")
    floor = LegalFloor(value=15, better="lower", clause=clause, source="2.3")
    days = parameter("integer", legal_floor=floor)
    assert at_floor(days, 30) == 15
    assert at_floor(days, 7) == 7
    assert at_floor(days, None) == 15


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"trigger": "emergency", "region": "local"}, "2h"),  # S0-5.4.2b
        ({"trigger": ("key", "emergency"), "region": "local"}, "2h"),
        ({"trigger": "key", "region": "domestic", "travel": Duration(12)}, "24h"),  # S0-5.4.2c
        ({"trigger": "key", "region": "domestic", "travel": Duration(13)}, "5d"),  # C34
        ({"trigger": "key", "region": "domestic"}, "24h"),  # an unknown journey breaks nothing
        ({"trigger": "key", "region": "remote"}, "5d"),  # S0-5.4.2d
        ({"region": "local"}, None),  # not urgent: the clause promises nothing
        ({"trigger": (), "region": "local"}, None),
    ],
)
def test_arrival_table_of_p1(inputs: dict[str, Any], expected: str | None) -> None:
    table = parse(ARRIVE, P1_ROWS)
    assert isinstance(table, Table)
    row = table.match(**inputs)
    assert (None if row is None else str(row.duration("arrive"))) == expected


def test_more_specific_row_wins_whatever_the_order() -> None:
    rows = [{"arrive": "3d"}, {"trigger": "key", "region": "local", "arrive": "1h"}]
    for order in (rows, rows[::-1]):
        table = parse(ARRIVE, order)
        assert isinstance(table, Table)
        found = table.match(trigger="key", region="local")
        other = table.match(trigger="key", region="far")
        assert found is not None
        assert found["arrive"] == Duration(1)
        assert other is not None
        assert other["arrive"] == Duration(3, "d")


def test_between_equals_the_earlier_column_decides() -> None:
    table = parse(ARRIVE, [{"region": "local", "arrive": "8h"}, {"trigger": "key", "arrive": "4h"}])
    assert isinstance(table, Table)
    row = table.match(trigger="key", region="local")
    assert row is not None
    assert row["arrive"] == Duration(4)


def test_unknown_input_is_a_mistake_of_the_caller() -> None:
    table = parse(ARRIVE, P1_ROWS)
    assert isinstance(table, Table)
    with pytest.raises(KeyError, match="weather"):
        table.match(weather="fine")


def test_chain_by_urgency_and_amount() -> None:
    chain = parse(
        parameter("chain"),
        [
            {"role": "dispatcher", "when": "normal"},
            {"role": "leader", "when": "urgent", "after_the_fact": True, "within": "24h"},
            {"role": "finance", "amount_from": "5000"},
        ],
    )
    roles = [step.role for step in chain.steps_for(urgent=False, amount=Decimal(4999))]  # type: ignore[union-attr]
    assert roles == ["dispatcher"]
    urgent = chain.steps_for(urgent=True, amount=Decimal(5000))  # type: ignore[union-attr]
    assert [(s.role, s.after_the_fact) for s in urgent] == [("leader", True), ("finance", False)]
    # Nobody is left out because the amount is not known yet.
    assert [s.role for s in chain.steps_for()] == ["dispatcher", "finance"]  # type: ignore[union-attr]


def test_time_of_day_in_a_table() -> None:
    hours = parameter("table", columns=(Column(name="opens", title="Opens", kind="time"),))
    table = parse(hours, [{"opens": "08:00"}])
    assert isinstance(table, Table)
    assert next(iter(table))["opens"] == time(8)
    with pytest.raises(ValueError, match="not a time of day"):
        parse(hours, [{"opens": "8 o'clock"}])


@pytest.mark.parametrize(
    ("spelling", "zh", "en"),
    [
        ("immediate", "即时", "at once"),
        ("4h", "4 小时", "4 h"),
        ("5d", "5 天", "5 d"),
        ("1d working", "1 个工作日", "1 working day"),
        ("13d working", "13 个工作日", "13 working days"),
        ("30min working", "30 个工作分钟", "30 working min"),
    ],
)
def test_duration_as_people_say_it(spelling: str, zh: str, en: str) -> None:
    duration = Duration.parse(spelling)
    assert duration.label == Bilingual(zh, en)
    assert Duration.parse(str(duration)) == duration


def test_values_in_words() -> None:
    assert describe(parameter("percent"), Decimal(80)).zh == "80%"
    assert describe(parameter("money"), Decimal("5000.00")).en == "¥5,000.00"
    assert describe(parameter("integer", unit="months"), 12).en == "12 months"
    assert describe(parameter("list", items="choice", choices=COLOURS), ("red", "blue")).zh == (
        "Red、Blue"
    )
    table = parse(ARRIVE, P1_ROWS)
    assert isinstance(table, Table)
    assert "≤ 12 h" in row_text(table, table.rows[1]).en


def test_because_survives_json() -> None:
    told = because("Arrive", "2 h", [line("Key customer", clause="条款", source="S0-5.4.2b")])
    told = told.then(BecauseLine(Bilingual("第二步", "Second step")), value="3 h")
    again = Because.from_json(told.to_json())
    assert again == told
    assert [str(one.source) for one in again.lines] == ["S0-5.4.2b", ""]
    with use_locale("en"):
        assert str(again.lines[1].text) == "Second step"
    with use_locale("zh_CN"):
        assert str(again.lines[1].text) == "第二步"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"key": "reply", "kind": "flag"}, "dotted"),
        ({"key": "sla.reply", "kind": "colour"}, "unknown kind"),
        ({"key": "sla.reply", "kind": "choice"}, "needs its choices"),
        ({"key": "sla.reply", "kind": "table"}, "need columns"),
        ({"key": "a.b", "kind": "flag", "columns": (Column(name="x", title="X"),)}, "only a table"),
    ],
)
def test_impossible_declaration_is_refused(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Parameter(title="X", **arguments)
