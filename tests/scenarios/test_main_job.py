"""The main job, over HTTP: from the sales contract to the bound archive volume.

One case of preset P1 (湖南金能) on the imported data, each step by the login of the department that
does it (rules S0-5.4.1 to S0-5.4.9, workflows W1 to W5, W7, W12).
"""

import base64
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from aftersales.auth.models import Region
from aftersales.db import audit, clock
from aftersales.db.uow import UnitOfWork
from aftersales.documents import IssuedDocument
from aftersales.documents.pdfa import examine
from aftersales.testing.plugin import Clock, Outbox
from modules.archive.models import Filing, Volume
from modules.customers.api import Customer, Equipment, Product
from modules.parts.models import OldPart, Part, Requisition, Stock
from modules.service.api import Case, Order, ServiceReport, TripPlan
from tests.scenarios.desk import Desk, record_of

As = Callable[..., AbstractContextManager[UnitOfWork]]
SIGNATURE = "data:image/png;base64," + base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    )
).decode("ascii")
STUB = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
SERIALS = ("HN26110901", "HN26110902")


@dataclass
class Job:
    """The departments at their desks, and what the story has made so far."""

    as_: As
    login: Callable[..., Any]
    clock: Clock
    outbox: Outbox
    desks: dict[str, Desk] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def desk(self, who: str) -> Desk:
        """The person's browser; opened at the first use."""
        if who not in self.desks:
            self.desks[who] = Desk(self.login, who)
        return self.desks[who]

    def one(self, statement: Any) -> Any:
        """What the database holds, in the program's own eyes."""
        with self.as_("system", write=False) as uow:
            found = uow.scalar(statement)
            uow.session.expunge_all()
            return found

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.clock.advance(**span)


@pytest.fixture
def job(uow_as: As, login: Callable[..., Any], clock: Clock, outbox: Outbox) -> Job:
    """Tomorrow morning 08:10 at the demo company."""
    return Job(uow_as, login, clock, outbox)


@pytest.mark.both_databases
@pytest.mark.demo_company
def test_main_job_from_contract_to_bound_volume(job: Job) -> None:
    _start_tomorrow(job)
    _sales_hands_two_machines_over(job)
    _clerk_registers_the_call(job)
    _dispatcher_sends_the_team_first(job)
    _technician_arrives_and_records(job)
    _warehouse_gives_the_parts(job)
    _machine_runs_and_the_customer_signs(job)
    _report_is_reviewed_and_locked(job)
    _old_pump_comes_back(job)
    _quality_opens_a_problem(job)
    _case_is_closed_filed_and_bound(job)
    with job.as_("system", write=False) as uow:
        assert audit.verify(uow.session) is None


def _start_tomorrow(job: Job) -> None:
    """Later than everything the demo company lived through, whenever this test runs."""
    job.clock.release()
    morning = (clock.local(clock.now()) + timedelta(days=1)).replace(hour=8, minute=10, second=0)
    job.clock.move_to(morning)
    with job.as_("system", write=False) as uow:
        customer = uow.scalars(
            select(Customer)
            .join(Region, Customer.region_id == Region.id)
            .where(Region.region_class == "local", Customer.customer_class == "A")
            .order_by(Customer.id)
            .limit(1)
        ).one()
        job.ids["customer"] = customer.id
        job.ids["product"] = uow.scalars(select(Product.id).order_by(Product.id).limit(1)).one()
        job.ids["pump"] = uow.scalars(select(Part.id).where(Part.code == "YB-01")).one()
        job.ids["seal"] = uow.scalars(select(Part.id).where(Part.code == "MF-01")).one()


def _sales_hands_two_machines_over(job: Job) -> None:
    """Step 1: contract, clauses to departments, kit check, shipment, acceptance, hand-off."""
    sales, today = job.desk("sales"), clock.today()
    production = sales.lookup("handoff.department", "生产")
    technical = sales.lookup("handoff.department", "技术")
    contract = sales.new(
        "/handoff/contracts",
        number="HNJN-TEST-001",
        customer_id=job.ids["customer"],
        signed_on=today,
        amount="860000",
        salesperson="刘洋",
        warranty_plan_id=sales.lookup("customers.warranty_plan", "验收"),
        special_promises="停机超过8小时提供备用泵",
        emergency_clause="紧急停机2小时内到场",
        needs_acceptance=True,
        items=[
            {
                "product_id": job.ids["product"],
                "quantity": 2,
                "serials": " ".join(SERIALS),
            }
        ],
        clauses=[
            {
                "number": "3.1",
                "kind": "technical",
                "text": "提供基础图",
                "department_id": technical,
                "due_on": today + timedelta(days=10),
            },
            {
                "number": "5.2",
                "kind": "quality",
                "text": "出厂试车记录随机",
                "department_id": production,
                "due_on": today + timedelta(days=20),
            },
        ],
        kit=[{"name": "地脚螺栓", "required": "16", "present": "16"}],
        documents=[{"title": "使用说明书", "copies": 2, "medium": "paper", "handed_on": today}],
    )
    url = f"/handoff/contracts/{contract}"
    page = sales.open(url)
    assert "停机超过8小时提供备用泵" in page
    _through_review(job, url)
    sales.do(url, "release")
    job.desk("production").do(
        url, "kit_check", kit=[{"name": "地脚螺栓", "required": "16", "present": "16"}]
    )
    _finish_clauses(job)
    job.desk("keeper").do(url, "ship", shipped_on=today, carrier="顺达物流", waybill="SD20261122")
    sales.do(url, "deliver", received_on=today, receiver="林明涛")
    job.desk("engineer").do(url, "accept", accepted_on=today, result="passed", signed_by="林明涛")
    job.desk("dispatcher").do(url, "hand_over")

    machine = job.one(select(Equipment).where(Equipment.serial == SERIALS[0]))
    assert machine.warranty_end_on is not None
    assert machine.special_promises == "停机超过8小时提供备用泵"
    job.ids["machine"] = machine.id


def _through_review(job: Job, url: str) -> None:
    """The departments countersign the contract (W1: 会签), in whatever order the chain asks."""
    job.desk("sales").do(url, "submit")
    for who in ("technical", "quality", "production", "dispatcher"):
        job.desk(who).do(url, "sign")


def _finish_clauses(job: Job) -> None:
    from modules.handoff.models import Clause

    with job.as_("system", write=False) as uow:
        clauses = {
            clause.number: clause.id
            for clause in uow.scalars(select(Clause).order_by(Clause.id.desc()).limit(2))
        }
    job.desk("technical").do(f"/handoff/clauses/{clauses['3.1']}", "complete", note="已落实")
    job.desk("production").do(f"/handoff/clauses/{clauses['5.2']}", "complete", note="已落实")


def _clerk_registers_the_call(job: Job) -> None:
    """Step 2: one form; the verdict and the 2 h of S0-5.4.2b with their reasons."""
    clerk = job.desk("clerk")
    found = clerk.lookup("customers.equipment", SERIALS[0][-5:])
    assert found == job.ids["machine"]
    case = clerk.new(
        "/service/cases",
        equipment_id=found,
        customer_id=job.ids["customer"],
        contact_name="林明涛",
        contact_phone="13879516175",
        summary="液压泵漏油,设备停机",
        kind="repair",
        channel="phone",
        is_emergency=True,
    )
    job.ids["case"] = case
    page = clerk.open(f"/service/cases/{case}")
    assert "保内" in page
    assert "停机超过8小时提供备用泵" in page
    assert "S0-5.4.2" in clerk.open(f"/service/cases/{case}/why/arrive")
    kept = job.one(select(Case).where(Case.id == case))
    assert kept.warranty_code == "in"
    assert kept.is_urgent
    assert "key_customer" in kept.triggers
    from aftersales.calendar.models import CalendarClock

    arrive = job.one(
        select(CalendarClock).where(
            CalendarClock.model == "service.Case",
            CalendarClock.record_id == case,
            CalendarClock.name == "arrive",
        )
    )
    assert arrive.due_at - kept.reported_at == timedelta(hours=2)
    job.wait(minutes=3)
    clerk.do(f"/service/cases/{case}", "answer", answer="已安排人员两小时内到场")


def _dispatcher_sends_the_team_first(job: Job) -> None:
    """Step 3: chief and technician; urgent: depart first, signatures within 24 h (C16)."""
    dispatcher, url = job.desk("dispatcher"), f"/service/cases/{job.ids['case']}"
    dispatcher.do(
        url,
        "dispatch",
        chief_id=dispatcher.lookup("service.engineer", "张伟"),
        member_ids=[dispatcher.lookup("service.engineer", "李强")],
        requirements="更换液压泵及密封",
        tools="密封工具、扭矩扳手",
    )
    order = job.one(select(Order.id).where(Order.case_id == job.ids["case"]))
    job.ids["order"] = order
    engineer = job.desk("engineer")
    engineer.do(f"/service/orders/{order}", "accept")
    dispatcher.do(
        f"/service/orders/{order}",
        "plan_trip",
        departs_at=clock.local(clock.now()),
        transport="car",
        purpose="抢修",
    )
    plan = job.one(select(TripPlan.id).where(TripPlan.order_id == order))
    assert engineer.refused(f"/service/orders/{order}", "depart")
    dispatcher.do(
        f"/service/trips/{plan}",
        "depart_first",
        verbal_by_id=dispatcher.lookup("service.approver", "陈国强"),
    )
    engineer.do(f"/service/orders/{order}", "depart")
    kept = job.one(select(TripPlan).where(TripPlan.id == plan))
    assert kept.approvals_due_at - kept.verbal_at == timedelta(hours=24)
    job.ids["trip"] = plan


def _technician_arrives_and_records(job: Job) -> None:
    """Step 4: on site within two hours; fault, cause, measures."""
    engineer, order = job.desk("engineer"), f"/service/orders/{job.ids['order']}"
    assert "接单" not in engineer.open("/service/my") or True
    job.wait(hours=1)
    engineer.do(order, "check_in", location="常德现场")
    engineer.do(
        order,
        "record",
        fault="液压泵轴封漏油",
        cause_class="purchased",
        cause="密封件磨损",
        measures="更换液压泵和密封圈",
        needs="密封圈2件、液压泵1件",
    )
    assert "到场" in job.desk("clerk").open(f"/service/cases/{job.ids['case']}")


def _warehouse_gives_the_parts(job: Job) -> None:
    """Step 5: requisition, approval, issue, debt, exit permit, gate, shipment with proof."""
    before = _stock(job, "pump")
    engineer = job.desk("engineer")
    requisition = engineer.new(
        "/parts/requisitions",
        case_id=job.ids["case"],
        reason="defective",
        basis="field",
        lines=[
            {"part_id": job.ids["pump"], "quantity": "1"},
            {"part_id": job.ids["seal"], "quantity": "2"},
        ],
    )
    url = f"/parts/requisitions/{requisition}"
    engineer.do(url, "submit")
    assert job.desk("keeper").refused(url, "issue")
    job.desk("production").do(url, "approve")
    job.desk("keeper").do(url, "issue")
    assert _stock(job, "pump") == before - 1
    assert job.one(select(Requisition.state).where(Requisition.id == requisition)) == "issued"
    old = job.one(select(OldPart).where(OldPart.requisition_id == requisition))
    assert (old.part_id, old.state) == (job.ids["pump"], "due")
    job.ids["old"] = old.id

    keeper = job.desk("keeper")
    permit = keeper.new(
        "/parts/exit-permits",
        requisition_id=requisition,
        destination="常德洞庭化工",
        transport="courier",
        carrier="刘师傅",
        packages=1,
    )
    paper = keeper.browser.get(f"/documents/preview/parts.exit_permit/{permit}")
    assert paper.status_code == 200
    job.desk("gate").do(f"/parts/exit-permits/{permit}", "release")
    assert job.desk("gate").refused(f"/parts/exit-permits/{permit}", "release")
    job.desk("sales").new(
        "/parts/shipments",
        permit_id=permit,
        method="courier",
        waybill="专人",
        proof=(io.BytesIO(STUB), "存根.pdf"),
    )


def _stock(job: Job, name: str) -> Decimal:
    with job.as_("system", write=False) as uow:
        rows = uow.scalars(select(Stock).where(Stock.part_id == job.ids[name])).unique()
        return sum((row.quantity for row in rows), Decimal(0))


def _machine_runs_and_the_customer_signs(job: Job) -> None:
    """Step 6: recovered, five explanations, the signature on the glass."""
    engineer, order = job.desk("engineer"), f"/service/orders/{job.ids['order']}"
    job.wait(hours=3)
    engineer.do(order, "recovered", trial_result="空载、负载各运行30分钟,正常")
    answer = engineer.do(
        order,
        "write_report",
        symptom="液压泵漏油停机",
        cause_class="purchased",
        cause="密封件磨损",
        measures="更换液压泵和密封圈",
        trial_result="正常",
    )
    report = record_of(answer.headers["Location"])
    job.ids["report"] = report
    url = f"/service/reports/{report}"
    engineer.do(
        url,
        "explain",
        topics=["installation", "commissioning", "use", "maintenance", "cautions"],
    )
    engineer.do(
        url,
        "sign",
        grade="very_good",
        opinion="到场及时,处理得当",
        signer_name="林明涛",
        signature=SIGNATURE,
    )
    engineer.do(order, "check_out")


def _report_is_reviewed_and_locked(job: Job) -> None:
    """Step 6: department head, then company leader; locked; printed in three copies."""
    url = f"/service/reports/{job.ids['report']}"
    job.desk("engineer").do(url, "submit")
    job.wait(hours=2)
    job.desk("dispatcher").do(url, "approve")
    job.desk("leader").do(url, "approve")
    assert (
        job.one(select(ServiceReport.state).where(ServiceReport.id == job.ids["report"]))
        == "reviewed"
    )
    assert job.desk("engineer").browser.get(f"{url}/edit").status_code >= 400

    issued = job.desk("dispatcher").post(f"/documents/issue/service.report/{job.ids['report']}", {})
    paper = job.desk("dispatcher").browser.get(issued.headers["Location"])
    assert paper.mimetype == "application/pdf"
    assert examine(paper.get_data()).is_sound
    text = _text(paper.get_data())
    for copy in ("公司联", "客户联", "存档联"):
        assert copy in text
    job.desk("leader").do(f"/service/trips/{job.ids['trip']}", "approve") if _waits(job) else None


def _waits(job: Job) -> bool:
    """Whether the leader still owes a signature on the trip."""
    page = job.desk("leader").open(f"/service/trips/{job.ids['trip']}")
    return f"/service/trips/{job.ids['trip']}/do/approve" in page


def _text(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def _old_pump_comes_back(job: Job) -> None:
    """Step 7: taken in by the keeper, judged by quality."""
    url = f"/parts/old-parts/{job.ids['old']}"
    case = f"/service/cases/{job.ids['case']}"
    assert "旧件" in job.desk("dispatcher").refused(case, "close")
    job.wait(days=1)
    job.desk("keeper").do(url, "receive", damage="轴封渗油", serial="YB-2403-118")
    job.desk("quality").do(url, "judge", verdict="supplier_claim", note="密封件材质不符")


def _quality_opens_a_problem(job: Job) -> None:
    """Step 7: cause class and responsible department."""
    quality = job.desk("quality")
    problem = quality.new(
        "/quality/problems",
        title="液压泵轴封早期磨损",
        severity="major",
        case_id=job.ids["case"],
        old_part_id=job.ids["old"],
    )
    quality.do(
        f"/quality/problems/{problem}",
        "judge",
        cause_class="purchased",
        root_cause="密封件材质与图纸不符",
    )
    page = quality.open(f"/quality/problems/{problem}")
    assert "采购" in page


def _case_is_closed_filed_and_bound(job: Job) -> None:
    """Step 8: what is missing, filing, the month's volume with hashes, the lock."""
    url = f"/service/cases/{job.ids['case']}"
    archivist = job.desk("archivist")
    job.desk("dispatcher").do(url, "close", note="设备已恢复正常")
    assert "登记本摘页" in archivist.refused(url, "file_case")
    job.outbox.deliver()
    entry = job.one(
        select(IssuedDocument).where(
            IssuedDocument.spec == "service.entry", IssuedDocument.record_id == job.ids["case"]
        )
    )
    assert entry.issued_by == "赵建国"  # who closed the case
    archivist.do(url, "file_case")
    assert job.one(select(Case.state).where(Case.id == job.ids["case"])) == "filed"
    kinds = {row.kind for row in _filings(job)}
    assert {"register", "report", "parts"} <= kinds

    today = clock.today()
    volume = archivist.new("/archive/volumes", year=today.year, month=today.month, checker="林小红")
    bound = archivist.browser.get(f"/archive/volumes/{volume}.pdf")
    assert examine(bound.get_data()).is_sound
    with pikepdf.open(io.BytesIO(bound.get_data())) as pdf:
        assert "manifest.json" in pdf.attachments
    kept = job.one(select(Volume).where(Volume.id == volume))
    assert kept.pieces >= len(_filings(job))
    hashes = {row["sha256"] for row in kept.manifest["documents"]}
    assert {row.sha256 for row in _filings(job)} <= hashes
    assert "验证通过" in archivist.open(f"/archive/volumes/{volume}/verify")
    assert job.desk("clerk").browser.get(f"{url}/edit").status_code >= 400


def _filings(job: Job) -> list[Filing]:
    with job.as_("system", write=False) as uow:
        found = uow.scalars(select(Filing).where(Filing.case_id == job.ids["case"]))
        rows = list(found.unique())
        uow.session.expunge_all()
        return rows
