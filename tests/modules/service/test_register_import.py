"""The old register becomes history: closed cases, no clock, no number of the running series."""

import pytest
from sqlalchemy import func, select

from aftersales.calendar.models import CalendarClock
from aftersales.db.numbers import NumberCounter
from aftersales.imports.reading import read_source
from aftersales.imports.runs import run
from modules.customers.api import create_customer
from modules.service.models import Case
from modules.service.services.importing import kind_of

HEADER = (
    "序号,来电时间,方式,顾客名称,联系人,电话,设备编号,"
    "反映问题,到场时间,修复时间,顾客意见,服务人员\n"
)
ROW = (
    "81,2024.01.03 15时16分,微信,常德甲厂,李娜,139 1335 0586,,{},{},2024-01-03 18:16,很满意,吴志\n"
)
FIRST = HEADER + ROW.format("投诉到场太慢", "2024-01-03 16:16")


@pytest.fixture(autouse=True)
def customers(uow_as):
    with uow_as("system") as uow:
        create_customer(uow, code="KH1", name="常德甲厂")


@pytest.fixture
def bring(uow_as, tmp_path):
    def call(text):
        path = tmp_path / "register.csv"
        path.write_bytes(text.encode("gb18030"))
        with uow_as("system") as uow:
            return run(uow, read_source(path), "good_rows").kinds["register"]

    return call


def test_a_row_is_a_closed_case_with_its_story(bring, uow_as):
    with uow_as("system") as uow:
        before = uow.scalar(select(func.count()).select_from(CalendarClock))
        taken = uow.scalar(select(NumberCounter.last).where(NumberCounter.series == "AJ"))
    assert bring(FIRST).created == 1
    with uow_as("system") as uow:
        case = uow.scalar(select(Case))
        assert (case.number, case.external_number) == ("LS-20240103-81", "20240103-81")
        assert (case.state, case.kind, case.channel) == ("closed", "complaint", "wechat")
        assert case.close_note == "到场 2024-01-03 16:16；修复 2024-01-03 18:16"
        assert (case.opinion_grade, case.handled_by) == ("very_good", "吴志")
        assert f"{case.reported_at:%d %H:%M} {case.closed_at:%d %H:%M}" == "03 07:16 03 10:16"
        assert uow.scalar(select(func.count()).select_from(CalendarClock)) == before
        again = uow.scalar(select(NumberCounter.last).where(NumberCounter.series == "AJ"))
        assert again == taken


def test_a_corrected_register_corrects_its_cases(bring, uow_as):
    bring(FIRST)
    report = bring(HEADER + ROW.format("咨询保养周期", ""))
    assert (report.created, report.updated) == (0, 1)
    with uow_as("system") as uow:
        assert uow.scalar(select(Case.kind)) == "enquiry"


def test_a_filed_case_stays_as_it_was_filed(bring, uow_as):
    bring(FIRST)
    with uow_as("system") as uow:
        case = uow.scalar(select(Case))
        case.filed_at = uow.now
    assert bring(FIRST).unchanged == 1
    (refused,) = bring(HEADER + ROW.format("咨询保养周期", "")).refused
    assert "归档" in refused.reason


def test_a_register_without_serial_numbers_is_known_again_by_time_and_customer(bring):
    text = (
        "来电时间,顾客名称,反映问题\n2024-01-03 15:16,KH1,筛网破损\n2024-01-03 15:16,KH1,筛网破损\n"
    )
    first = bring(text)
    assert (first.created, len(first.refused)) == (1, 1)
    assert bring(text).unchanged == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("投诉到场太慢", "complaint"),
        ("抱怨配件价格偏高", "grumble"),
        ("咨询保养周期", "enquiry"),
        ("要求派人指导安装调试", "installation"),
        ("主轴承温度升高并有异响", "repair"),
    ],
)
def test_the_words_of_a_row_tell_its_kind(text, kind):
    assert kind_of(text) == kind
