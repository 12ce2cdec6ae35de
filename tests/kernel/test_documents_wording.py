"""How values are written on paper."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.documents import wording
from aftersales.i18n import use_locale

DIGITS = {letter: at for at, letter in enumerate(wording.DIGITS)}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # 支付结算办法 (PBOC 1997) annex 1 gives the first five.
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("100000", "壹拾万元整"),
        ("100005", "壹拾万零伍元整"),
        ("1286000", "壹佰贰拾捌万陆仟元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("-12.3", "负壹拾贰元叁角整"),
        ("2.675", "贰元陆角捌分"),
    ],
)
def test_amounts_in_words(amount, words):
    assert wording.rmb_upper(Decimal(amount)) == words


def read_back(words):
    """Cents of an amount in words, by a way of reading that shares nothing with the writing."""
    whole, rest = words.split("元") if "元" in words else ("", words)
    above, _sign, below = whole.rpartition("亿")
    cents = (myriads(above) * 10**8 + myriads(below)) * 100
    digit = 0
    for letter in rest:
        digit = DIGITS.get(letter, digit)
        cents += digit * {"角": 10, "分": 1}.get(letter, 0)
    return cents


def myriads(text):
    above, _sign, below = text.rpartition("万")
    return thousands(above) * 10**4 + thousands(below)


def thousands(text):
    total = digit = 0
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS[letter]
        else:
            total, digit = total + digit * {"拾": 10, "佰": 100, "仟": 1000}[letter], 0
    return total + digit


@given(st.integers(min_value=0, max_value=10**12 * 100 - 1))
def test_amounts_in_words_read_back_as_the_amount(cents):
    words = wording.rmb_upper(Decimal(cents) / 100)
    assert read_back(words) == cents
    assert "零零" not in words


def test_too_large_an_amount_is_refused():
    with pytest.raises(ValueError, match="too large"):
        wording.rmb_upper(Decimal(10) ** 16)


def test_dates_are_written_in_company_time_and_in_the_paper_s_language():
    late = datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
    assert wording.day(late) == "2026年11月21日"
    assert wording.moment(late) == "2026年11月21日 00:10"
    assert wording.moment(date(2026, 3, 1)) == "2026年3月1日"
    with use_locale("en"):
        assert wording.day(late) == "21 Nov 2026"


@pytest.mark.parametrize("empty", [None, "", "  ", [], ()])
def test_blank_cells_are_struck(empty):
    assert wording.strike(empty) == "/"


@pytest.mark.parametrize("value", [0, Decimal(0), "0", False])
def test_zero_is_a_value(value):
    assert wording.strike(value) == value


def test_quantities_and_money():
    assert [wording.quantity(Decimal(q)) for q in ("2.000", "0.500", "10", "100")] == [
        "2",
        "0.5",
        "10",
        "100",
    ]
    assert wording.money(Decimal("1234.5")) == "1,234.50"
    assert wording.quantity(None) == wording.money(None) == wording.rmb_upper(None) == ""
