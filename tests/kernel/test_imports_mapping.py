"""Which sheet holds what and which column says what, found by meaning."""

from decimal import Decimal

import pytest

from aftersales.auth.models import Department, Region
from aftersales.errors import Invalid
from aftersales.imports.chosen import prepare, wished
from aftersales.imports.declare import Importer, ImportField, Reference, Row, problems_of
from aftersales.imports.mapping import SheetMapping, body, propose, remap
from aftersales.imports.reading import Sheet, SheetRow


def apply_nothing(uow, *, row, existing):
    raise AssertionError("a mapping applies nothing")


def importer(kind, *fields, sheets=(), **more):
    return Importer(
        kind=kind,
        title=kind,
        model=Region,
        fields=fields,
        key=(fields[0].name,),
        apply=apply_nothing,
        permission="x",
        sheets=sheets,
        **more,
    )


CUSTOMERS = importer(
    "customers",
    ImportField(
        name="code", title="Code", kind="code", required=True, synonyms=("客户编号", "编号")
    ),
    ImportField(name="name", title="Name", required=True, synonyms=("客户名称", "单位名称")),
    ImportField(name="address", title="Address", synonyms=("地址", "客户地址")),
    ImportField(name="phone", title="Phone", kind="phone", synonyms=("联系电话", "电话")),
    sheets=("客户", "顾客"),
)
CONTRACTS = importer(
    "contracts",
    ImportField(name="number", title="Number", kind="code", required=True, synonyms=("合同号",)),
    ImportField(
        name="customer",
        title="Customer",
        kind="reference",
        required=True,
        reference=Reference(model=Department),
        synonyms=("客户名称", "客户", "用户单位"),
    ),
    ImportField(name="signed_on", title="Signed on", kind="date", synonyms=("签订日期", "日期")),
    ImportField(name="amount", title="Amount", kind="money", synonyms=("合同金额", "金额")),
    sheets=("合同",),
)
KNOWN = (CUSTOMERS, CONTRACTS)


def sheet(*rows, name="Sheet1"):
    return Sheet(name, tuple(SheetRow(number, tuple(row)) for number, row in enumerate(rows, 1)))


def read_as(mapping):
    return {column.header: column.field for column in mapping.columns if column.field}


def test_the_header_is_found_under_title_rows_and_the_kind_by_its_words():
    mapping = propose(
        sheet(
            ["湖南金能机械制造有限公司", "", ""],
            ["制表：张工", "", "2026年"],
            ["合同号", "用户单位", "签订日期", "合同金额(万元)"],
            ["H-1", "KH1", "2024.1.2", "78"],
        ),
        KNOWN,
    )
    assert (mapping.kind, mapping.header_row) == ("contracts", 3)
    assert read_as(mapping) == {
        "合同号": "number",
        "用户单位": "customer",
        "签订日期": "signed_on",
        "合同金额(万元)": "amount",
    }
    assert mapping.column_of("amount").factor == Decimal(10_000)
    assert mapping.columns[3].samples == ("78",)


def test_the_name_of_the_sheet_decides_between_kinds_that_share_headers():
    rows = (["编号", "客户名称", "金额"], ["1", "甲公司", "3"])
    both = importer("deals", *CONTRACTS.fields[1:], CUSTOMERS.fields[0], sheets=("合同",))
    assert propose(sheet(*rows, name="2024客户"), (CUSTOMERS, both)).kind == "customers"
    assert propose(sheet(*rows, name="合同表"), (CUSTOMERS, both)).kind == "deals"


def test_headers_are_compared_by_meaning_not_by_letter():
    mapping = propose(
        sheet(
            ["* 客户　编号：", "客户单位名称", "客户联系电话", "客户地址"], ["K1", "甲", "1", "乙"]
        ),
        KNOWN,
    )
    assert read_as(mapping)["* 客户　编号："] == "code"
    assert read_as(mapping)["客户单位名称"] == "name"
    assert read_as(mapping)["客户地址"] == "address"


def test_cells_that_do_not_fit_make_a_header_doubtful():
    """A column called 电话记录 full of sentences is no telephone number."""
    rows = (
        ["客户编号", "客户名称", "电话记录"],
        ["K1", "甲", "说下周再来"],
        ["K2", "乙", "无人接听"],
    )
    assert "电话记录" not in read_as(propose(sheet(*rows), KNOWN))


def test_blank_columns_are_passed_over_and_letters_count_them():
    mapping = propose(sheet(["客户编号", "", "客户名称"], ["K1", "", "甲"]), KNOWN)
    assert [(column.letter, column.field) for column in mapping.columns] == [
        ("A", "code"),
        ("C", "name"),
    ]
    wide = remap(sheet([*[""] * 27, "x"], ["1"]), CUSTOMERS, 1, {27: "code"})
    assert wide.column_of("code").letter == "AB"


def test_a_sheet_nobody_knows_is_left_out():
    assert propose(sheet(["说明"], ["本表仅供参考"]), KNOWN).kind == ""
    assert propose(sheet(["姓名", "性别"], ["甲", "男"]), KNOWN).kind == ""


def test_a_sheet_without_a_required_column_is_not_guessed_but_may_be_said():
    rows = sheet(["客户编号", "地址"], ["K1", "甲"])
    assert propose(rows, KNOWN).kind == ""
    said = propose(rows, KNOWN, kind="customers")
    assert said.kind == "customers"
    assert [field.name for field in said.missing(CUSTOMERS)] == ["name"]


def test_the_person_may_correct_a_column():
    rows = sheet(["客户编号", "单位", "电话"], ["K1", "甲", "13907380114"])
    said = wished([propose(rows, KNOWN, kind="customers")], KNOWN, ["name=B", "phone=电话"])[0]
    assert read_as(said) == {"客户编号": "code", "单位": "name", "电话": "phone"}
    moved = said.with_fields({2: "name"})
    assert read_as(moved) == {"客户编号": "code", "电话": "name"}


def test_a_mapping_survives_being_kept():
    mapping = propose(sheet(["合同号", "客户", "金额（万元）"], ["H1", "甲", "3"]), KNOWN)
    kept = SheetMapping.from_json(mapping.to_json())
    assert kept.to_json() == mapping.to_json()
    assert kept.columns == mapping.columns


def test_the_body_begins_below_the_header():
    rows = sheet(["客户"], ["客户编号", "客户名称"], ["K1", "甲"])
    assert [row.number for row in body(rows, propose(rows, KNOWN))] == [3]


@pytest.mark.parametrize("wish", ["name", "=B", "name=", "name=ZZ", "nothing=A"])
def test_a_wish_that_fits_nothing_is_refused(tmp_path, wish):
    file = tmp_path / "客户.csv"
    file.write_text("客户编号,客户名称\nK1,甲\n", encoding="utf-8")
    with pytest.raises(Invalid):
        prepare([file], KNOWN, wishes=[wish])


def test_files_that_others_refer_to_come_first(tmp_path):
    customers, contracts = tmp_path / "b.csv", tmp_path / "a.csv"
    customers.write_text("客户编号,客户名称\nK1,甲\n", encoding="utf-8")
    contracts.write_text("合同号,客户\nH1,K1\n", encoding="utf-8")
    first = importer("customers", *CUSTOMERS.fields, order=10)
    second = importer("contracts", *CONTRACTS.fields, order=40)
    prepared = prepare([contracts, customers], (first, second))
    assert [source.name for source, _mappings in prepared] == ["b.csv", "a.csv"]


def test_declarations_that_cannot_work_are_refused_at_once():
    code = ImportField(name="code", title="Code", required=True)
    with pytest.raises(ValueError, match="must be a required field"):
        importer("x", ImportField(name="code", title="Code"))
    with pytest.raises(ValueError, match="same name"):
        importer("x", code, code)
    with pytest.raises(ValueError, match="Reference"):
        importer("x", code, ImportField(name="r", title="R", kind="reference"))
    with pytest.raises(ValueError, match="choices"):
        importer("x", code, ImportField(name="c", title="C", kind="choice"))
    assert "declared twice" in problems_of([CUSTOMERS, CUSTOMERS])[0]


def test_a_few_headers_among_many_do_not_make_a_kind():
    """A register names customers, too; it is none the less no list of customers."""
    rows = sheet(
        ["来电时间", "方式", "客户名称", "客户编号", "反映问题", "到场时间", "修复时间"],
        ["2024-01-03", "来电", "甲", "K1", "漏油", "", ""],
    )
    assert propose(rows, KNOWN).kind == ""
    assert propose(rows, KNOWN, kind="customers").kind == "customers"


def test_a_general_word_is_no_part_of_a_special_one():
    mapping = propose(sheet(["客户名称", "设备编号", "电话"], ["甲", "HN1", ""]), KNOWN)
    assert "设备编号" not in read_as(mapping)


def test_a_row_without_its_code_is_known_by_its_name():
    code = ImportField(name="code", title="Code", kind="code")
    name = ImportField(name="name", title="Name", required=True)
    known = importer("x", code, name, or_key=("name",))
    assert known.key_of(Row({"code": "K1", "name": "甲"}, number=2)) == ("code",)
    assert known.key_of(Row({"name": "甲"}, number=2)) == ("name",)
    assert known.key_of(Row({"code": None, "name": "甲"}, number=2)) == ("name",)
    with pytest.raises(ValueError, match="must be a required field"):
        importer("x", code, ImportField(name="name", title="Name"), or_key=("name",))
