"""Cells as people write them, and the values they mean."""

# ruff: noqa: DTZ001 - a wall clock without a zone is what these tests are about

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.errors import Invalid
from aftersales.imports.values.dates import read_date, read_datetime
from aftersales.imports.values.fold import cell_text, compact, fold, is_blank, tidy
from aftersales.imports.values.numbers import (
    header_factor,
    read_integer,
    read_money,
    read_quantity,
)
from aftersales.imports.values.phones import Phone, read_phone
from aftersales.imports.values.words import read_bool, read_choice, read_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))
WIDE = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"}
)

NOTATIONS = (
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}.{0.month}.{0.day}",
    "{0.year} - {0.month} - {0.day}",
    " {0.year}年{0.month}月{0.day}号（周六）",
)


@given(day=DAYS, notation=st.sampled_from(NOTATIONS), wide=st.booleans())
def test_a_day_reads_the_same_in_every_notation_and_width(day, notation, wide):
    text = notation.format(day)
    assert read_date(text.translate(WIDE) if wide else text) == day


@given(day=DAYS)
def test_a_serial_number_is_the_day_the_spreadsheet_shows(day):
    serial = (day - date(1899, 12, 30)).days
    assert read_date(float(serial)) == day
    assert read_date(str(serial)) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2024-13-45", "impossible_date"),
        ("2023-02-29", "impossible_date"),
        ("20240230", "impossible_date"),
        ("上周三", "unreadable_date"),
        ("05/06/2024", "unreadable_date"),
        ("2024-05", "unreadable_date"),
        ("2024-05/06", "unreadable_date"),
        ("2024-05-06x", "unreadable_date"),
        (17, "unreadable_date"),
        (True, "unreadable_date"),
        ("1024-05-06", "date_out_of_bounds"),
        (date(2222, 1, 1), "date_out_of_bounds"),
    ],
)
def test_a_day_that_is_none_is_refused_and_why(cell, code):
    with pytest.raises(Invalid) as refused:
        read_date(cell)
    assert refused.value.code == code


@given(moment=st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_moment_is_read_on_the_company_wall_clock(moment):
    moment = moment.replace(second=0, microsecond=0)
    meant = moment.replace(tzinfo=SHANGHAI).astimezone(UTC)
    for notation in ("{:%Y.%m.%d %H时%M分}", "{:%Y/%m/%d %H:%M}", "{:%Y-%m-%dT%H:%M:%S}"):
        assert read_datetime(notation.format(moment), SHANGHAI) == meant
    assert read_datetime(moment, SHANGHAI) == meant


@pytest.mark.parametrize(
    ("cell", "local"),
    [
        ("2024.01.03 15时16分", datetime(2024, 1, 3, 15, 16)),
        ("2024年1月3日下午3点16分", datetime(2024, 1, 3, 15, 16)),
        ("2024-01-03 3:16 PM", datetime(2024, 1, 3, 15, 16)),
        ("2024-01-03 12:05 am", datetime(2024, 1, 3, 0, 5)),
        ("2024/1/3 15", datetime(2024, 1, 3, 15, 0)),
        ("2024/1/3 15时", datetime(2024, 1, 3, 15, 0)),
        ("2024-01-03 15:16:09.000", datetime(2024, 1, 3, 15, 16, 9)),
        (date(2024, 1, 3), datetime(2024, 1, 3)),
        (45294.5, datetime(2024, 1, 3, 12)),
    ],
)
def test_times_as_clerks_write_them(cell, local):
    assert read_datetime(cell, SHANGHAI) == local.replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("cell", ["上周三", "2024-01-03 25:00", "2024-01-03 早上", "15:16"])
def test_a_time_that_cannot_be_read_is_refused(cell):
    with pytest.raises(Invalid) as refused:
        read_datetime(cell, SHANGHAI)
    assert refused.value.code == "unreadable_time"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("13925522956", Phone("13925522956")),
        ("139 1335 0586", Phone("13913350586")),
        ("186-1516-4394", Phone("18615164394")),
        ("１３８４８０３０９８３", Phone("13848030983")),
        (13507216052.0, Phone("13507216052")),
        ("17762398075（微信同号）", Phone("17762398075", "微信同号")),
        ("+86 139-0738-0114", Phone("13907380114")),
        ("手机：13907380114", Phone("13907380114", "手机")),
        ("13907380114/13907380115", Phone("13907380114", "13907380115")),
        ("13907380114 13907380115 张工", Phone("13907380114", "张工；13907380115")),
        ("0731-88881234", Phone("0731-88881234")),
        ("(0731) 8888 1234", Phone("0731-88881234")),
        ("010-62345678-801", Phone("010-62345678转801")),
        ("0736 7771234转8012", Phone("0736-7771234转8012")),
        ("88881234", Phone("88881234")),
        ("4008881234", Phone("400-888-1234")),
        ("+49 2233 123456", Phone("+492233123456")),
    ],
)
def test_a_number_in_one_notation_with_its_remark(cell, phone):
    assert read_phone(cell) == phone


@given(
    tail=st.integers(min_value=0, max_value=10**9 - 1),
    head=st.sampled_from(("13", "15", "17", "18", "19")),
    gaps=st.lists(st.sampled_from(("", " ", "-", "\u3000")), min_size=2, max_size=2),
    wide=st.booleans(),
    remark=st.sampled_from(("", "（微信同号）", "(晚上打)")),
)
def test_a_mobile_survives_blanks_hyphens_width_and_remarks(tail, head, gaps, wide, remark):
    number = f"{head}{tail:09d}"
    text = f"{number[:3]}{gaps[0]}{number[3:7]}{gaps[1]}{number[7:]}"
    phone = read_phone((text.translate(WIDE) if wide else text) + remark)
    assert phone == Phone(number, remark.strip("（）()"))
    assert read_phone(phone.number) == Phone(number)


@pytest.mark.parametrize(
    "cell", ["张工", "123", "1392552295", "139255229567", "转801", "2024-05-04"]
)
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(Invalid):
        read_phone(cell)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,190,000", "1190000.00"),
        ("143万", "1430000.00"),
        ("143 万元", "1430000.00"),
        ("1.2亿", "120000000.00"),
        ("￥1，190，000.50元", "1190000.50"),
        ("人民币78万元整", "780000.00"),
        ("119,0000", "1190000.00"),
        (930000.0, "930000.00"),
        (0.1 + 0.2, "0.30"),
        ("(1,000)", "-1000.00"),
        ("－５００", "-500.00"),
        ("0", "0.00"),
    ],
)
def test_amounts_with_commas_signs_and_units(cell, amount):
    assert read_money(cell) == Decimal(amount)


def test_the_unit_of_a_header_multiplies_unless_the_cell_has_its_own():
    assert read_money("78", header_factor("万元")) == 780_000
    assert read_money("78万", header_factor("万元")) == 780_000
    assert read_money("78", header_factor("元")) == 78


@given(cents=st.integers(min_value=-(10**12), max_value=10**12))
def test_any_amount_survives_commas_and_width(cents):
    amount = Decimal(cents) / 100
    assert read_money(f"{amount:,.2f}") == amount
    assert read_money(f"￥{amount:,.2f}元".translate(WIDE)) == amount


@pytest.mark.parametrize(
    "cell",
    ["面议", "1,5", "12,34,567", "1.2.3", "3.145", "1e5", "九万", "1" * 13, float("nan"), True],
)
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(Invalid):
        read_money(cell)


def test_counts_and_quantities():
    assert read_integer(12.0) == read_integer("12 个月") == read_integer("１２") == 12
    assert read_quantity("2.5") == read_quantity("2.5米") == Decimal("2.5")
    assert read_quantity(20.0) == 20
    for cell in ("12.5", "一年", "1年", ""):
        with pytest.raises(Invalid):
            read_integer(cell)
    with pytest.raises(Invalid):
        read_quantity("1.2345")


def test_yes_no_and_choices_by_meaning():
    assert [read_bool(cell) for cell in ("是", "√", "Y", 1.0, True)] == [True] * 5
    assert [read_bool(cell) for cell in ("否", "×", "无", 0, "No")] == [False] * 5
    regions = {"local": ("本地",), "domestic": ("国内", "省外"), "remote": ("边远",)}
    assert [read_choice(cell, regions) for cell in ("本地", " 省外", "REMOTE")] == [
        "local",
        "domestic",
        "remote",
    ]
    assert read_choice("Ａ类", {"A": (), "B": ()}) == "A"
    with pytest.raises(Invalid) as refused:
        read_choice("海外", regions)
    assert "本地、国内、边远" in str(refused.value)
    with pytest.raises(Invalid):
        read_bool("也许")


def test_text_is_tidied_without_touching_chinese_punctuation():
    assert (
        tidy("　岳阳华新（集团）公司 ＫＨ１０ \r\n 第二行\u200b ")
        == "岳阳华新（集团）公司 KH10\n第二行"
    )
    assert cell_text(13507216052.0) == "13507216052"
    assert compact(" ＫＨ 1004 ") == "KH1004"
    with pytest.raises(Invalid):
        read_text("长" * 11, 10)


@given(st.text())
def test_tidying_and_folding_twice_is_folding_once(text):
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


def test_spellings_that_are_one_code():
    assert (
        fold("PE-400×600") == fold("pe-400X600") == fold("PE－400*600") == fold("ＰＥ-４００ x 600")
    )
    assert fold("湖南（集团）公司") == fold("湖南(集团) 公司")
    assert fold("LX-1") != fold("L×-1")


@pytest.mark.parametrize("cell", [None, "", "  ", "/", "-", "——", "无", "N/A", "／", "未验收"])
def test_blank_cells(cell):
    assert is_blank(cell, ("未验收",))


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "是", "未验收"])
def test_cells_that_say_something(cell):
    assert not is_blank(cell)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_no_cell_breaks_a_reader(cell):
    """Whatever stands in a cell, the answer is a value or a sentence."""
    readers = (read_date, read_money, read_quantity, read_integer, read_phone, read_bool)
    for reader in readers:
        with suppress(Invalid):
            reader(cell)
