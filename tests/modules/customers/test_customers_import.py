"""Customer lists, product lists and equipment ledgers as old companies keep them."""

import pytest
from sqlalchemy import select

from aftersales.imports.reading import read_source
from aftersales.imports.runs import run
from modules.customers.models import Contact, Customer, Equipment, Product

CUSTOMERS = "客户编号,客户名称,等级,片区,地区类别,地址,联系人,联系电话,备注\n"
FIRST = CUSTOMERS + "KH1,常德甲厂,B,常德,本地,工业大道1号,李娜,139 1335 0586（微信同号）,重点客户\n"


@pytest.fixture
def bring(uow_as, tmp_path):
    """Import a text table; the report of its only kind."""

    def call(text, name="客户.csv", mode="all_or_nothing"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        with uow_as("system") as uow:
            done = run(uow, read_source(path), mode)
        (report,) = done.kinds.values()
        return report

    return call


def customer(uow, code="KH1"):
    return uow.scalar(select(Customer).where(Customer.code == code))


def test_a_customer_comes_with_region_and_contact(bring, uow_as):
    assert bring(FIRST).created == 1
    with uow_as("system") as uow:
        found = customer(uow)
        assert (found.name, found.customer_class, found.is_key) == ("常德甲厂", "B", True)
        assert (found.region.name, found.region_class) == ("常德", "local")
        contact = uow.scalar(select(Contact).where(Contact.customer_id == found.id))
        assert (contact.name, contact.phone, contact.note, contact.is_primary) == (
            "李娜",
            "13913350586",
            "微信同号",
            True,
        )


def test_blank_cells_leave_what_is_there_and_a_new_person_is_added(bring, uow_as):
    bring(FIRST)
    report = bring(CUSTOMERS + "kh1,常德甲厂,A,,,,王强,/,\n")
    assert (report.created, report.updated) == (0, 1)
    with uow_as("system") as uow:
        found = customer(uow)
        assert (found.customer_class, found.address, found.note) == ("A", "工业大道1号", "重点客户")
        names = uow.scalars(
            select(Contact.name).where(Contact.customer_id == found.id).order_by(Contact.id)
        )
        assert list(names) == ["李娜", "王强"]


def test_a_list_without_codes_is_matched_by_name(bring, uow_as):
    bring(FIRST)
    report = bring(
        "单位名称,电话\n常德甲厂,13913350586\n常德乙厂,/\n常德乙厂,/\n", mode="good_rows"
    )
    assert (report.created, len(report.refused)) == (1, 1)
    assert report.refused[0].problems[0].code == "duplicate_key"
    with uow_as("system") as uow:
        made = uow.scalar(select(Customer).where(Customer.name == "常德乙厂"))
        assert made.code.startswith("KH")
    again = bring("单位名称,电话\n常德甲厂,13913350586\n常德乙厂,/\n")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_two_codes_for_one_name_are_asked_about(bring):
    bring(FIRST)
    report = bring(CUSTOMERS + "KH2,常德甲厂,B,,,,,,\n", mode="good_rows")
    (refused,) = report.refused
    assert refused.problems[0].column == "客户名称"
    assert "KH1" in refused.reason


def test_equipment_names_customer_and_model_in_any_spelling(bring, uow_as):
    bring(FIRST)
    bring("产品编号,名称,型号,单位,质保期(月)\nP1,颚式破碎机,PE-400×600,台,12.0\n", "产品.csv")
    report = bring(
        "机号,型号,使用单位,发货日期,验收日期\n"
        "HN1,pe-400x600,ＫＨ１,20240622,未验收\n"
        "HN2,PE-400*600,常德甲厂,2024年6月22日,2024.7.1\n"
        "HN3,P1,常德 甲厂,2024/06/22,2024/06/21\n",
        "设备.csv",
        mode="good_rows",
    )
    assert report.created == 2
    assert report.figures["not_accepted"] == 1
    assert report.refused[0].problems[0].column == "验收日期"
    with uow_as("system") as uow:
        machine = uow.scalar(select(Equipment).where(Equipment.serial == "HN2"))
        assert machine.customer.code == "KH1"
        assert str(machine.warranty_end_on) == "2025-06-30"
        assert uow.scalar(select(Product.warranty_months)) == 12


def test_what_hand_off_froze_is_not_changed_by_an_old_ledger(bring, uow_as):
    bring(FIRST)
    bring("产品编号,名称,型号\nP1,颚式破碎机,PE-400×600\n", "产品.csv")
    ledger = "机号,型号,使用单位,发货日期\nHN1,P1,KH1,{}\n"
    bring(ledger.format("2024-06-22"), "设备.csv")
    with uow_as("system") as uow:
        uow.scalar(select(Equipment)).is_handed_over = True
    assert bring(ledger.format("2024-06-22"), "设备.csv").unchanged == 1
    report = bring(ledger.format("2024-06-23"), "设备.csv", mode="good_rows")
    assert report.refused[0].problems[0].column == "发货日期"
