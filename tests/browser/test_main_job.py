"""The main job in a real browser: from the sales contract to the bound and verified volume."""

import pytest

from aftersales.db import clock
from tests.browser.main_job import CUSTOMER, EMERGENCY, PROMISE, SERIALS, MainJob

pytestmark = [pytest.mark.browser, pytest.mark.demo_company]


@pytest.fixture
def job(open_page, tmp_path):
    return MainJob(open_page, tmp_path)


def test_the_main_job_with_mouse_and_thumb(job):
    today = clock.today()
    job.sales_enters_the_contract(today)
    assert PROMISE in job.desk("sales").words("main")
    job.departments_review_and_fulfil_it()
    job.machines_are_delivered_and_handed_over(today)
    handed_over = job.desk("dispatcher").words("main")
    assert "2/2" in handed_over
    assert all(serial in handed_over for serial in SERIALS)

    told = job.clerk_takes_the_call()
    clerk = job.desk("clerk")
    assert CUSTOMER in clerk.words("form#record-form")
    assert "保内" in told
    assert "质保方案" in told
    assert "2 小时" in told
    assert "S0-5.4.2b" in told
    job.clerk_saves()
    assert PROMISE in clerk.words("main")
    assert "紧急" in clerk.words("main")
    assert EMERGENCY in clerk.words("main")

    job.dispatcher_sends_the_team()
    assert "陈国强" in job.desk("dispatcher").words("main")

    job.technician_goes()
    assert "处理" in job.desk("engineer").words(job.card)
    job.technician_asks_for_parts()
    job.warehouse_gives_them()
    assert job.desk("keeper").at == job.permit
    job.gate_lets_them_out()
    assert "马德胜" in job.desk("gate").words("main")
    job.shipment_is_registered()
    assert "SF1099" in job.desk("sales").words("main")

    job.machine_runs_and_the_customer_signs()
    engineer = job.desk("engineer")
    engineer.open("/service/my")
    assert engineer.page.locator(job.card).count() == 0
    job.report_is_reviewed()
    leader = job.desk("leader")
    assert leader.page.locator(
        "main img.signature, main img[src*='/files/'], main img[src^='data:image/png']"
    ).count()
    assert "五" not in leader.page.title()

    dispatcher = job.desk("dispatcher")
    dispatcher.open(job.case)
    assert "旧件" in dispatcher.words("main")
    job.old_pump_comes_back()
    job.quality_opens_a_problem()
    assert "采购" in job.desk("quality").words("main")

    missing = job.case_is_closed()
    assert "登记本摘页尚未打印" in missing
    job.archivist_files_and_binds()
    archivist = job.desk("archivist")
    volume = archivist.words("main")
    assert "售后服务报告" in volume
    assert "出门证" in volume
    assert "旧件" in volume
    with archivist.page.expect_navigation():
        archivist.page.locator(f"a[href$='{job.volume.rsplit('/', 1)[1]}/verify']").click()
    assert "案卷验证通过" in archivist.words("main")
