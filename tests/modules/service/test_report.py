"""The report: explained, signed, reviewed, locked."""

import base64

import pytest

from aftersales.errors import Forbidden, Invalid, Refused
from modules.service.api import (
    Case,
    Order,
    ServiceReport,
    approve_report,
    correct_report,
    customer_refuses,
    customer_signs,
    give_explanations,
    return_report,
    submit_report,
    write_report,
)
from modules.service.services.reports import change_report
from tests.modules.service.conftest import ALL_TOPICS, PNG

pytestmark = pytest.mark.both_databases


@pytest.fixture
def written(story):
    return story.register().dispatch().go().repair().report()


def test_the_report_takes_over_what_the_visit_found(written, uow_as):
    with uow_as("engineer") as uow:
        report = uow.get(ServiceReport, written.report_id)
        assert (report.number, report.state) == ("BG-202611-0001", "customer")
        assert (report.symptom, report.cause_class) == ("泵体漏油", "purchased")
        assert report.recovered_at is not None


def test_all_topics_are_explained_or_it_is_said_why_not(story, uow_as):
    story.register().dispatch().go().repair()
    with uow_as("engineer") as uow:
        report_id = write_report(uow, record_id=story.order_id).id
    with pytest.raises(Invalid, match="调试") as refusal, uow_as("engineer") as uow:
        give_explanations(uow, record_id=report_id, topics=["installation", "use"])
    assert refusal.value.field == "gap_reason"
    with uow_as("engineer") as uow:
        report = give_explanations(
            uow, record_id=report_id, topics=["use"], gap_reason="老设备,客户已熟悉"
        )
        assert report.state == "customer"


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"GIF89a",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/png;base64,@@",
        PNG[:8] + b"x" * 300_000,
    ],
)
def test_a_signature_is_a_small_png(written, uow_as, signature):
    with pytest.raises(Invalid), uow_as("engineer") as uow:
        customer_signs(
            uow,
            record_id=written.report_id,
            signer_name="林明涛",
            grade="good",
            signature=signature,
        )


def test_a_signature_from_the_glass_comes_as_a_data_address(written, uow_as):
    address = "data:image/png;base64," + base64.b64encode(PNG).decode()
    with uow_as("engineer") as uow:
        report = customer_signs(
            uow, record_id=written.report_id, signer_name="林明涛", grade="good", signature=address
        )
        assert report.signature_id is not None
        assert report.case.opinion_grade == "good"


def test_a_refusal_needs_a_reason_and_a_witness(written, uow_as):
    with pytest.raises(Invalid) as refusal, uow_as("engineer") as uow:
        customer_refuses(uow, record_id=written.report_id, reason="对费用有异议", witness="")
    assert refusal.value.field == "witness"
    with uow_as("engineer") as uow:
        customer_refuses(
            uow, record_id=written.report_id, reason="对费用有异议", witness="门卫老李"
        )
        assert submit_report(uow, record_id=written.report_id).state == "dept_review"


def test_nothing_is_submitted_without_the_customers_opinion(written, uow_as):
    with pytest.raises(Refused), uow_as("engineer") as uow:
        submit_report(uow, record_id=written.report_id)


def test_department_then_leader_then_locked(written, uow_as):
    written.sign()
    with pytest.raises(Forbidden), uow_as("leader") as uow:
        approve_report(uow, record_id=written.report_id)
    with uow_as("dispatcher") as uow:
        approve_report(uow, record_id=written.report_id)
        assert uow.get(ServiceReport, written.report_id).state == "leader_review"
    with uow_as("leader") as uow:
        approve_report(uow, record_id=written.report_id)
        report = uow.get(ServiceReport, written.report_id)
        assert (report.state, report.order.state, report.case.state) == (
            "reviewed",
            "closed",
            "to_review",
        )
    with pytest.raises(Refused), uow_as("engineer") as uow:
        change_report(uow, record_id=written.report_id, measures="改动")


def test_an_incomplete_report_goes_back_and_comes_again(written, uow_as):
    written.sign()
    with pytest.raises(Invalid), uow_as("dispatcher") as uow:
        return_report(uow, record_id=written.report_id, note=" ")
    with uow_as("dispatcher") as uow:
        return_report(uow, record_id=written.report_id, note="缺试运行数据")
    with uow_as("engineer") as uow:
        report = uow.get(ServiceReport, written.report_id)
        assert (report.state, report.return_note) == ("draft", "缺试运行数据")
        assert uow.get(Order, written.order_id).state == "recovered"
        change_report(uow, record_id=report.id, trial_result="试运行2小时,压力16MPa")
        give_explanations(uow, record_id=report.id, topics=ALL_TOPICS)
        submit_report(uow, record_id=report.id)
        assert uow.get(Case, written.case_id).state == "to_review"
    written.review()


def test_a_correction_is_a_new_revision_with_its_reason(written, uow_as):
    written.sign().review()
    with uow_as("dispatcher") as uow:
        new = correct_report(uow, record_id=written.report_id, reason="原因类别填错")
        old = uow.get(ServiceReport, written.report_id)
        assert (new.title_number, new.signed_at, new.state) == (
            "BG-202611-0001/2",
            old.signed_at,
            "draft",
        )
        assert old.state == "superseded"
        assert new.is_editable
